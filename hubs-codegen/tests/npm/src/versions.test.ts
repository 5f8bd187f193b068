// Clients that were generated for another version of a hub, against the server of today, which refuses what would not work.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { ignore } from "./hubs/hubs.js";
import { startServer, type Server } from "./server.js";

const run = promisify(execFile);
const project = path.resolve(import.meta.dirname, "..");
const root = path.resolve(project, "../../..");
const target = process.env["CARGO_TARGET_DIR"] ?? path.join(root, "target");
const codegen = path.join(target, "debug", "hubs-codegen");
// Inside the project, so that its packages are found.
const folder = path.join(project, "dist", "versions");

interface Member {
  params: { schema: object }[];
}

interface Contract {
  hubs: { StateHub: { methods: Record<string, Member> } };
  clients: { StateClient: { methods: Record<string, Member> } };
  states: { TestState: { fields: { name: string; input: object; output: object }[] } };
}

interface AnyHub {
  $close: () => Promise<void>;
  whoami: () => Promise<string>;
}

interface Generated {
  StateHub: { connect: (url: string, handlers: object) => Promise<AnyHub> };
}

let server: Server;
before(async () => {
  server = await startServer();
});
after(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Generates the client of a contract that `change` has made another version of today's, and connects it. */
async function connect(name: string, change: (contract: Contract) => void): Promise<AnyHub> {
  const contract = JSON.parse(await readFile(path.join(root, "tests/conformance/hubs.contract.json"), "utf8")) as Contract;
  change(contract);
  const own = path.join(folder, name);
  await mkdir(path.join(own, "src"), { recursive: true });
  await writeFile(path.join(own, "hubs.contract.json"), JSON.stringify(contract));
  const options = { rootDir: "src", outDir: "dist" };
  await writeFile(path.join(own, "tsconfig.json"), JSON.stringify({ extends: "../../../tsconfig.json", include: ["src"], exclude: [], compilerOptions: options }));
  await run(codegen, ["ts", "--contract", path.join(own, "hubs.contract.json"), "--out", path.join(own, "src"), "--import-ext", "js"]);
  await run(process.execPath, [path.join(project, "node_modules/typescript/bin/tsc"), "-p", own]);
  const generated = (await import(pathToFileURL(path.join(own, "dist", "state-hub.js")).href)) as Generated;
  return await generated.StateHub.connect(`${server.url}/state`, { note: ignore, ask_then: () => "silence", unwanted: ignore, later: ignore });
}

const added = { about: { path: "" }, params: [{ name: "text", schema: { type: "string" } }] };

test("a client that lacks what is new connects and works", async () => {
  const hub = await connect("older", (contract) => {
    const { methods } = contract.hubs.StateHub;
    const kept = Object.entries(methods).filter(([name]) => name === "whoami");
    assert.equal(kept.length, 1);
    assert.ok(Object.keys(methods).length > 1);
    contract.hubs.StateHub.methods = Object.fromEntries(kept);
    contract.states.TestState.fields.pop();
  });
  assert.equal(typeof (await hub.whoami()), "string");
  await hub.$close();
});

test("a client whose members have changed is refused by their names", async () => {
  const connecting = connect("changed", (contract) => {
    const push = contract.clients.StateClient.methods["note"];
    assert.ok(push);
    push.params = [];
    const [, field] = contract.states.TestState.fields;
    assert.ok(field);
    Object.assign(field, { input: { type: "number" }, output: { type: "number" } });
  });
  await assert.rejects(connecting, (error: Error) => {
    // Of the client that was generated here, not of the one beside this file.
    assert.equal(error.name, "HubRefusedError");
    assert.match(error.message, /made for another version of hub `StateHub`: changed: client method `note`, state field `visits`\. Generate it again/);
    return true;
  });
});

test("a client that is newer than the server is refused by what is not there yet", async () => {
  const connecting = connect("newer", (contract) => {
    contract.hubs.StateHub.methods["forget"] = { ...added, returns: { kind: "nothing" } } as Member;
    contract.clients.StateClient.methods["later"] = added;
  });
  await assert.rejects(connecting, /gone: method `forget`, client method `later`\./);
});
