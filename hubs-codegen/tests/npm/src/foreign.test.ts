// Types of JavaScript that JSON has no form of: bytes and dates, as users have them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Server, shapesServer, startServer } from "./server.js";
import { PROTOCOLS } from "./shape-differences.js";
import { speaking } from "./shape-hubs.js";
import { base64Of, bytesOf, HubError } from "./shapes/hubs.js";
import { KnownHub } from "./shapes/known-hub.js";
import type {
  Base64OrBytes,
  Blobs,
  Dates,
  IsoDate,
  IsoDateTime,
  IsoDuration,
  IsoLocalDateTime,
  IsoTime,
  Range,
  Uuid,
} from "./shapes/types.js";

let server: Server;
before(async () => {
  server = await startServer(shapesServer);
});
after(() => server.stop());

/** The value at 1 of the shape `blobs`. */
const content = Uint8Array.of(0, 128, 255);
const blobs = (content: Base64OrBytes): Blobs => ({ content, more: [null, content] });

/** The value at 1 of the shape `dates`. */
const moment = new Date("2024-02-29T12:00:00Z");
const dates = (at: IsoDateTime): Dates => {
  const [date, time]: [IsoDate, IsoTime] = ["9999-12-31", "23:59:59.500"];
  const [local, length]: [IsoLocalDateTime, IsoDuration] = [`${date}T${time}`, "PT1H30M"];
  return { at, date, time, timestamp: at, local, length };
};

for (const protocol of PROTOCOLS) {
  test(`bytes are made of what comes and sent as base64, in ${protocol}`, async () => {
    const hub = await KnownHub.connect(`${server.url}/known`, speaking(protocol));
    const got = await hub.blobs(1, blobs(base64Of(content)));
    assert.equal(typeof got.content === "string", protocol === "json");
    assert.deepEqual(new Uint8Array(bytesOf(got.content)), content);
    assert.deepEqual(new Uint8Array(bytesOf(got.more[1]!)), content);
    assert.equal(got.more[0], null);
    await hub.$close();
  });

  test(`dates are written and read by Date, in ${protocol}`, async () => {
    const hub = await KnownHub.connect(`${server.url}/known`, speaking(protocol));
    const got = await hub.dates(1, dates(moment.toISOString()));
    assert.deepEqual(new Date(got.at), moment);
    await hub.$close();
  });

  // Not what the type says, but what people do: JSON.stringify makes a text of a date, MessagePack a timestamp.
  test(`a Date is read as a date, in ${protocol}`, async () => {
    const hub = await KnownHub.connect(`${server.url}/known`, speaking(protocol));
    const got = await hub.dates(1, dates(moment as unknown as string));
    assert.deepEqual(got, dates("2024-02-29T12:00:00Z"));
    await hub.$close();
  });
}

test("a UUID is a text, a range has two ends, whatever they are", async () => {
  const hub = await KnownHub.connect(`${server.url}/known`, speaking("json"));
  const id: Uuid = "00000000-0000-0000-0000-000000000000";
  assert.equal((await hub.uuids(0, { id, list: ["ffffffff-ffff-ffff-ffff-ffffffffffff"] })).id, id);
  const range: Range<number> = { start: 0, end: 0 };
  const letters: Range<string> = { start: "a", end: "z" };
  const got = await hub.ranges(0, { range, letters, bound: "Unbounded" });
  assert.deepEqual([got.range, got.letters], [range, letters]);
  await hub.$close();
});

test("bytes of JavaScript are sent over MessagePack", async () => {
  const hub = await KnownHub.connect(`${server.url}/known`, speaking("messagepack"));
  const got = await hub.blobs(1, blobs(content));
  assert.deepEqual(new Uint8Array(bytesOf(got.content)), content);
  await hub.$close();
});

test("bytes of JavaScript have no form in JSON, which the server says with the place", async () => {
  const hub = await KnownHub.connect(`${server.url}/known`, speaking("json"));
  await assert.rejects(hub.blobs(1, blobs(content)), (error) => {
    assert.ok(error instanceof HubError);
    assert.match(error.message, /at `content`: invalid type: map, expected bytes, or a text of base64/);
    return true;
  });
  await hub.$close();
});
