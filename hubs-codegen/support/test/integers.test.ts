// Integers that a number is not exact for are refused wherever they stand, and nothing else is.
import assert from "node:assert/strict";
import { test } from "node:test";
import { MessageType } from "@microsoft/signalr";
import { Calls } from "../src/hubs-calls.js";
import { Handlers } from "../src/hubs-handlers.js";
import { exactIntegers, type HubPlaces, type IntegerPlaces } from "../src/hubs-integers.js";
import { CallerState } from "../src/hubs-state.js";
import { streamItems } from "../src/hubs-streams.js";
import { uploadItems } from "../src/hubs-uploads.js";
import { FakeConnection, settle } from "./fake.js";

const SAFE = Number.MAX_SAFE_INTEGER;
const WIDE = SAFE + 1;

const NOTHING: HubPlaces = { types: {}, methods: {}, client: {}, state: null };

/** What is said about a value, if anything. */
function told(at: IntegerPlaces, value: unknown, types: HubPlaces["types"] = {}): string | undefined {
  try {
    exactIntegers({ ...NOTHING, types, methods: { m: { result: at } } }).method("m").result(value);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof RangeError);
    return /^what `m` returned: \S+(?: at `(.*?)`)? may stand/.exec(error.message)?.[1] ?? "itself";
  }
}

test("a value that is one", () => {
  for (const value of [SAFE, -SAFE, 0, 1.5, NaN, Infinity, null, undefined, "9007199254740993", [WIDE], { a: WIDE }]) {
    assert.equal(told(true, value), undefined, JSON.stringify(value));
  }
  for (const value of [WIDE, -WIDE, 1e300]) assert.equal(told(true, value), "itself");
});

test("values inside of others", () => {
  const at: IntegerPlaces = { fields: { id: true, tags: { items: true }, pair: { tuple: [null, true] } }, values: { self: true, items: true } };
  for (const value of [
    { id: SAFE, tags: [1, 2], pair: [WIDE, 1] },
    { id: null, tags: WIDE, pair: null },
    WIDE,
    null,
    [WIDE],
  ]) {
    assert.equal(told(at, value), undefined);
  }
  assert.equal(told(at, { id: WIDE }), "id");
  assert.equal(told(at, { tags: [1, -WIDE] }), "tags[1]");
  assert.equal(told(at, { pair: [WIDE, WIDE] }), "pair[1]");
  assert.equal(told(at, { other: WIDE }), "other");
  assert.equal(told(at, { other: [1, WIDE] }), "other[1]");
  // A name that every object has is no field of the table.
  assert.equal(told({ fields: { id: true } }, { constructor: WIDE, toString: WIDE }), undefined);
});

test("types that lead back to themselves", () => {
  const types = { Node: { fields: { id: true, next: { types: ["Node"] }, all: { items: { types: ["Node"] } } } } } as const;
  const at: IntegerPlaces = { types: ["Node"] };
  assert.equal(told(at, { id: 1, next: { id: 2, next: null, all: [] }, all: [{ id: 3 }] }, types), undefined);
  assert.equal(told(at, { id: 1, next: { id: 2, all: [{ id: 3 }, { id: WIDE }] } }, types), "next.all[1].id");
});

function make(places: Partial<HubPlaces>) {
  const integers = exactIntegers({ ...NOTHING, ...places });
  const state = new CallerState({ name: "Hub", state: { id: 1 }, integers });
  const connection: FakeConnection = new FakeConnection({
    write: (message, encode) => calls.written(message, encode),
    read: (message) => {
      if (message.type === MessageType.Completion) calls.answered(message);
      return message;
    },
  });
  const calls: Calls = new Calls({
    connection,
    ready: () => undefined,
    take: () => state.take(),
    merge: () => undefined,
    options: {},
    streams: streamItems,
    uploads: uploadItems,
    integers,
  });
  return { connection, calls, state, integers };
}

test("arguments are refused before anything is sent, results when they come", async () => {
  const { connection, calls } = make({ methods: { get: { arguments: { tuple: [null, true] }, result: { fields: { id: true } } } } });
  await assert.rejects(calls.call("get", [WIDE, WIDE]), { name: "RangeError", message: /the arguments of `get`: 9007199254740992 at `\[1\]`/ });
  assert.deepEqual(connection.sent, []);
  const answer = calls.call("get", [WIDE, SAFE]);
  connection.answer("1", { result: { id: WIDE } });
  await assert.rejects(answer, { name: "RangeError", message: /what `get` returned: 9007199254740992 at `id`/ });
});

test("a stream ends at an item that is not exact, and the server is told", async () => {
  const { connection, calls } = make({ methods: { list: { result: true } } });
  const got: unknown[] = [];
  const reading = (async () => {
    for await (const item of calls.stream("list", [])) got.push(item);
  })();
  await settle();
  connection.item("1", 1);
  connection.item("1", WIDE);
  await assert.rejects(reading, { name: "RangeError" });
  assert.deepEqual(got, [1]);
  assert.deepEqual(connection.sent.at(-1), { type: MessageType.CancelInvocation, invocationId: "1" });
});

test("an upload ends at an item that is not exact, and the server hears why", async () => {
  const { connection, calls } = make({ methods: { add: { uploads: [null, true] } } });
  const answer = calls.call("add", [], [[WIDE], [1, WIDE, 2]]);
  await settle();
  const [, ...rest] = connection.sent as { type: MessageType; invocationId: string; item?: unknown; error?: string }[];
  assert.deepEqual(rest.filter(({ invocationId }) => invocationId === "u1").map(({ item }) => item), [WIDE, undefined]);
  const second = rest.filter(({ invocationId }) => invocationId === "u2");
  assert.deepEqual(second.map(({ item }) => item), [1, undefined]);
  assert.match(second.at(-1)?.error ?? "", /an item for `add`: 9007199254740992/);
  connection.answer("1");
  await answer;
});

test("handlers are not called with them, and do not answer with them", async (context) => {
  const complaints = context.mock.method(console, "error", () => undefined);
  const integers = exactIntegers({ ...NOTHING, client: { push: { arguments: { tuple: [true] } }, ask: { result: true } } });
  const description = { name: "Hub", handlers: { push: "push", ask: "ask" }, answers: ["ask"], integers };
  const got: unknown[] = [];
  const handlers = new Handlers(description, { push: (id: number) => got.push(id), ask: (id: number) => id });
  const connection = new FakeConnection();
  handlers.register(connection);
  await connection.called("push", [1]);
  await connection.called("push", [WIDE]);
  assert.deepEqual(got, [1]);
  assert.match(JSON.stringify(connection.sent.at(-1)), /the arguments of `push`: 9007199254740992 at `\[0\]`/);
  assert.equal(complaints.mock.callCount(), 1);
  assert.equal(await connection.called("ask", [1], "7"), 1);
  await assert.rejects(connection.called("ask", [WIDE], "8") as Promise<unknown>, { name: "RangeError", message: /what `ask` returned/ });
});

test("state fields keep their value", (context) => {
  const complaints = context.mock.method(console, "error", () => undefined);
  const { state } = make({ state: { fields: { id: true } } });
  assert.throws(() => { state.fields.id = WIDE; }, { name: "RangeError", message: /the state: 9007199254740992 at `id`/ });
  assert.equal(state.fields.id, 1);
  assert.deepEqual(state.merge(`{"id":${WIDE}}`, 0), []);
  assert.equal(state.fields.id, 1);
  assert.equal(complaints.mock.callCount(), 1);
  assert.deepEqual(state.merge('{"id":2}', 0), ["id"]);
});
