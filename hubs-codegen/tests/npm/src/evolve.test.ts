// A hub changes: the old call sites must stop compiling, at the right line.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";

const run = promisify(execFile);
const project = path.resolve(import.meta.dirname, "..");
const root = path.resolve(project, "../../..");
const target = process.env["CARGO_TARGET_DIR"] ?? path.join(root, "target");
const codegen = path.join(target, "debug", "hubs-codegen");

let folder: string;
before(async () => {
  // Inside the project, so that its packages are found.
  folder = await mkdtemp(path.join(project, "dist", "evolve-"));
  await mkdir(path.join(folder, "src"));
  await writeFile(path.join(folder, "tsconfig.json"), JSON.stringify({ extends: "../../tsconfig.json", include: ["src"], exclude: [], compilerOptions: { rootDir: "src", noEmit: true } }));
  await writeFile(
    path.join(folder, "src", "page.ts"),
    `import { RoomHub } from "./hubs/room-hub.js";
const hub = await RoomHub.connect("/room", { posted: (text) => text.length });
const people: number = await hub.join("lobby");
console.log(people);
`,
  );
});
after(() => rm(folder, { recursive: true }));

interface Version {
  hub?: string;
  method?: string;
  params?: object[];
  pushes?: Record<string, object>;
}

const text = { type: "string" };
const posted = { about: { path: "room::RoomClient::posted" }, params: [{ name: "text", schema: text }] };

/** Generates the client of a hub and returns what tsc says about the page. */
async function compile({ hub = "RoomHub", method = "join", params = [{ name: "room", schema: text }], pushes = { posted } }: Version): Promise<string> {
  const contract = {
    format: 2,
    server: { kind: "hubs", version: "0.1.0" },
    hubs: {
      [hub]: {
        about: { path: `room::${hub}` },
        client: "RoomClient",
        methods: {
          [method]: { about: { path: `room::${hub}::join` }, params, returns: { kind: "value", schema: { type: "integer", format: "uint32" } } },
        },
      },
    },
    clients: { RoomClient: { about: { path: "room::RoomClient" }, methods: pushes } },
    states: {},
    types: { input: {}, output: {} },
  };
  const file = path.join(folder, "hubs.contract.json");
  await writeFile(file, JSON.stringify(contract));
  await run(codegen, ["ts", "--contract", file, "--out", path.join(folder, "src", "hubs"), "--import-ext", "js"]);
  try {
    await run(process.execPath, [path.join(project, "node_modules/typescript/bin/tsc"), "-p", folder]);
    return "";
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

test("what is used as the hub has it compiles", async () => {
  assert.equal(await compile({}), "");
});

test("another argument breaks the call", async () => {
  const params = [{ name: "room", schema: text }, { name: "name", schema: text }];
  assert.match(await compile({ params }), /page\.ts\(3,\d+\): error TS2554: Expected 2 arguments, but got 1/);
});

test("another type of an argument breaks the call", async () => {
  const params = [{ name: "room", schema: { type: "boolean" } }];
  assert.match(await compile({ params }), /page\.ts\(3,\d+\): error TS2345/);
});

test("a renamed method breaks the call", async () => {
  assert.match(await compile({ method: "enter" }), /page\.ts\(3,\d+\): error TS2339: Property 'join' does not exist on type 'RoomHub'/);
});

test("a renamed hub breaks the import", async () => {
  const said = await compile({ hub: "HallHub" });
  assert.match(said, /page\.ts\(1,\d+\): error TS2307: Cannot find module '\.\/hubs\/room-hub\.js'/);
  assert.equal(await compile({}), "");
});

test("an optional argument does not", async () => {
  const params = [{ name: "room", schema: text }, { name: "name", schema: text, presence: "optional" }];
  assert.equal(await compile({ params }), "");
});

test("a new client method breaks the handlers", async () => {
  const left = { about: { path: "room::RoomClient::left" }, params: [] };
  assert.match(await compile({ pushes: { posted, left } }), /page\.ts\(2,\d+\): error TS2345: .*\n.*Property 'left' is missing/);
});
