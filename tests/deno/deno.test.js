// Deno takes a generated client as it is: it passes the types' check and works over every transport.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { promisify } from "node:util";

const folder = import.meta.dirname;
const root = path.resolve(folder, "../..");
const built = path.join(process.env.CARGO_TARGET_DIR ?? path.join(root, "target"), "debug");
const run = promisify(execFile);

/** What Deno prints, with nothing fetched from anywhere: packages are those of this project. */
async function deno(...words) {
  const env = { ...process.env, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" };
  return (await run(path.join(folder, "node_modules/.bin/deno"), words, { cwd: folder, env })).stdout;
}

let server;
let url;

before(async () => {
  const contract = path.join(root, "tests/conformance/hubs.contract.json");
  await run(path.join(built, "hubs-codegen"), ["ts", "--contract", contract, "--out", path.join(folder, "hubs"), "--import-ext", "ts"]);
  server = spawn(path.join(built, "hubs-conformance"), { stdio: ["pipe", "pipe", "ignore"] });
  url = await new Promise((resolve, reject) => {
    server.once("error", (error) => reject(new Error("the server does not start; ./scripts/test builds it", { cause: error })));
    createInterface({ input: server.stdout }).on("line", (line) => resolve(line.split(" ").pop()));
  });
});

// The server ends with its input.
after(() => server.stdin.end());

test("the client and a program of it pass the check of types", async () => {
  await deno("check", "client.ts");
});

test("what is wrong does not pass it", async () => {
  await assert.rejects(deno("check", "wrong.ts"), /TS2345.*number.*not assignable.*string/s);
});

test("it works over every transport, with no rights but the network of this machine", async () => {
  // The decoder of MessagePack looks for a setting of its own in the environment.
  const printed = await deno("run", "--no-prompt", "--allow-env", "--allow-net=127.0.0.1", "client.ts", url);
  const lines = printed.trim().split("\n").map((line) => JSON.parse(line));
  const ways = lines.map(({ transport, protocol }) => `${transport}, ${protocol}`);
  assert.deepEqual(ways, [
    "WebSockets, json",
    "ServerSentEvents, json",
    "LongPolling, json",
    "WebSockets, messagepack",
    "LongPolling, messagepack",
  ]);
  for (const { transport, protocol, ...did } of lines) {
    const expected = {
      name: "Ann",
      visits: [1, 1],
      notes: ["welcome Ann"],
      items: [0, 1, 2],
      refused: { noSuchRoom: { name: "nowhere" } },
      answer: 'Words { text: "yes" }',
      uploaded: lines[0].uploaded,
    };
    assert.deepEqual(did, expected, `${transport}, ${protocol}`);
  }
  assert.match(lines[0].uploaded, /3/);
});
