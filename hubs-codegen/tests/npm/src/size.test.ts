// What a page carries of the generated client, as a bundler makes it.
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const chat = path.resolve(import.meta.dirname, "../../../../examples/chat/web/src/hubs");

interface Bundle {
  readonly text: string;
  /** Bytes of each file in it, by name; those without any are left out. */
  readonly files: ReadonlyMap<string, number>;
}

/** Bundles and minifies a page that runs `code`, without the official client. */
async function bundle(code: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: chat, loader: "ts" },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    external: ["@microsoft/signalr"],
    metafile: true,
    write: false,
  });
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  const files = inputs.map(([file, { bytesInOutput }]) => [path.basename(file), bytesInOutput] as const);
  return { text: outputFiles[0]?.text ?? "", files: new Map(files.filter(([, bytes]) => bytes > 0)) };
}

const connects = `import { ChatHub } from "./chat-hub"; console.log(ChatHub.connect);`;

/** Bytes of the chat's client after gzip that are too many: a little above what it has. The aim is 6,000. */
const LIMIT = 7050;

test("the client of the chat is no larger than it was", async (t) => {
  const { text, files } = await bundle(connects);
  const size = gzipSync(text, { level: 9 }).length;
  t.diagnostic(`${size} bytes after gzip, ${text.length} before, without the official client`);
  for (const [file, bytes] of [...files].sort(([, one], [, other]) => other - one)) t.diagnostic(`${bytes} ${file}`);
  assert.ok(size <= LIMIT, `${size} bytes are more than ${LIMIT}; what is it that every page needs now?`);
  // What no page of the chat needs stays out: it has no integers of 64 bits and no bytes.
  assert.ok(!files.has("hubs-integers.ts") && !files.has("hubs-bytes.ts"));
});

test("a page has the doctor only if it imports it", async () => {
  const without = await bundle(connects);
  assert.ok(without.files.has("hubs-life.ts"));
  assert.ok(!without.files.has("hubs-doctor.ts") && !without.files.has("hubs-diagnosis.ts"));
  assert.doesNotMatch(without.text, /proxy_/);
  const asked = await bundle(`${connects} import { doctor } from "./hubs-doctor"; console.log(doctor);`);
  assert.ok(asked.files.has("hubs-doctor.ts") && asked.text.includes("proxy_buffering"));
});
