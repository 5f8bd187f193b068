// What a page carries of the generated client, as a bundler makes it.
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const chat = path.resolve(import.meta.dirname, "../../../../examples/chat/web/src/hubs");
const hubs = path.resolve(import.meta.dirname, "../src/hubs");
const packages = path.resolve(import.meta.dirname, "../node_modules");

const OFFICIAL = "@microsoft/signalr";

interface Bundle {
  readonly text: string;
  /** Bytes after gzip. */
  readonly size: number;
  /** Bytes of each file in it, by name; those without any are left out. */
  readonly files: ReadonlyMap<string, number>;
}

/** Bundles and minifies a page that runs `code`, without the official client if that is `external`. */
async function bundle(code: string, folder = chat, external = [OFFICIAL]): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: folder, loader: "ts" },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    nodePaths: [packages],
    external,
    metafile: true,
    write: false,
  });
  const text = outputFiles[0]?.text ?? "";
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  const files = inputs.map(([file, { bytesInOutput }]) => [path.basename(file), bytesInOutput] as const);
  return { text, size: gzipSync(text, { level: 9 }).length, files: new Map(files.filter(([, bytes]) => bytes > 0)) };
}

const connects = `import { ChatHub } from "./chat-hub"; console.log(ChatHub.connect);`;
/** A hub with one method: no state, no stream, no upload, no calls of its clients. */
const plain = `import { SecretHub } from "./secret-hub"; console.log(SecretHub.connect);`;

/** Bytes after gzip that are too many: a little above what there is. What the chat is beyond the official client stays below 6,000. */
const LIMITS = { chat: 6673, plain: 5303, beyond: 5983 };

test("the client of the chat is no larger than it was", async (t) => {
  const { text, size, files } = await bundle(connects);
  t.diagnostic(`${size} bytes after gzip, ${text.length} before, without the official client`);
  for (const [file, bytes] of [...files].sort(([, one], [, other]) => other - one)) t.diagnostic(`${bytes} ${file}`);
  assert.ok(size <= LIMITS.chat, `${size} bytes are more than ${LIMITS.chat}; what is it that every page needs now?`);
  // What no page of the chat needs stays out: it has no integers of 64 bits and no bytes.
  assert.ok(!files.has("hubs-integers.ts") && !files.has("hubs-bytes.ts"));
});

test("a page of a plain hub carries nothing of what its hub does not do", async (t) => {
  const { text, size } = await bundle(plain, hubs);
  t.diagnostic(`${size} bytes after gzip, ${text.length} before, without the official client`);
  assert.ok(size <= LIMITS.plain, `${size} bytes are more than ${LIMITS.plain}; what is it that a plain hub needs now?`);
  const chats = await bundle(connects);
  // By words of theirs: of a file that is left out, its import of the official client stays.
  for (const words of ["cannot be removed", ".subscribe(", "has cancelled the upload"]) {
    assert.deepEqual([text.includes(words), chats.text.includes(words)], [false, true], words);
  }
});

test("a page grows by no more than it did, beyond what the official client is", async (t) => {
  const official = await bundle(`import { HubConnectionBuilder } from "${OFFICIAL}"; console.log(HubConnectionBuilder);`, chat, []);
  const whole = await bundle(connects, chat, []);
  const beyond = whole.size - official.size;
  t.diagnostic(`${beyond} bytes after gzip, beyond the ${official.size} of the official client in the same file`);
  assert.ok(official.size > 10_000, "the official client is in it");
  assert.ok(beyond <= LIMITS.beyond, `${beyond} bytes are more than ${LIMITS.beyond}`);
});

test("a page refreshes its authentication only if it imports that", async (t) => {
  const without = await bundle(connects);
  assert.ok(!without.files.has("hubs-refresh.ts") && !without.text.includes("/refresh?"));
  const asked = await bundle(`${connects} import { authenticationRefresh } from "./hubs-refresh"; console.log(authenticationRefresh);`);
  t.diagnostic(`${asked.size - without.size} bytes after gzip`);
  assert.ok(asked.files.has("hubs-refresh.ts") && asked.text.includes("/refresh?"));
});

test("a page has the doctor only if it imports it", async () => {
  const without = await bundle(connects);
  assert.ok(without.files.has("hubs-life.ts"));
  assert.ok(!without.files.has("hubs-doctor.ts") && !without.files.has("hubs-diagnosis.ts"));
  assert.doesNotMatch(without.text, /proxy_/);
  const asked = await bundle(`${connects} import { doctor } from "./hubs-doctor"; console.log(doctor);`);
  assert.ok(asked.files.has("hubs-doctor.ts") && asked.text.includes("proxy_buffering"));
});
