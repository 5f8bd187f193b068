// What is no value of a shape is refused by the server, be it refused by tsc or not; tsc's part is `shape-misuse.ts` itself.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { HubError } from "./shapes/hubs.js";
import { PROTOCOLS, type Protocol } from "./shape-differences.js";
import { type Calls, type Hubs, refusedByBoth, refusedByServer, refusedByTypes } from "./shape-misuse.js";
import { connectShapes, hubClasses, type HubName } from "./shape-hubs.js";
import { type Server, shapesServer, startServer } from "./server.js";

let server: Server;
before(async () => {
  server = await startServer(shapesServer);
});
after(() => server.stop());

async function withHubs(protocol: Protocol, use: (hubs: Hubs) => Promise<void>): Promise<void> {
  const names = Object.keys(hubClasses) as HubName[];
  const hubs = await Promise.all(names.map((name) => connectShapes(server, name, protocol)));
  const byName = Object.fromEntries(names.map((name, index) => [name, hubs[index]]));
  try {
    await use(byName as unknown as Hubs);
  } finally {
    await Promise.all(hubs.map((hub) => hub.$close()));
  }
}

/** The calls that do not end as they should: with an error of the argument, or without. */
async function surprises(calls: Calls, hubs: Hubs, refused: boolean): Promise<string[]> {
  const ends = Object.entries(calls).map(async ([what, call]) => {
    const error = await call(hubs).then(() => undefined, (error: unknown) => error);
    const asExpected = refused ? error instanceof HubError && error.kind === "arguments" : error === undefined;
    return asExpected ? [] : [`${what}: ${error instanceof Error ? String(error) : "taken"}`];
  });
  return (await Promise.all(ends)).flat();
}

for (const protocol of PROTOCOLS) {
  test(`the server refuses what tsc refuses, in ${protocol}`, () =>
    withHubs(protocol, async (hubs) => {
      assert.deepEqual(await surprises(refusedByBoth, hubs, true), []);
    }));

  test(`the server refuses what only it can, in ${protocol}`, () =>
    withHubs(protocol, async (hubs) => {
      assert.deepEqual(await surprises(refusedByServer, hubs, true), []);
    }));

  test(`the server takes what only tsc refuses, in ${protocol}`, () =>
    withHubs(protocol, async (hubs) => {
      assert.deepEqual(await surprises(refusedByTypes, hubs, false), []);
    }));
}
