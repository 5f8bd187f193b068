// What a page carries of the generated client, as a bundler makes it.
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
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

test("a page has the doctor only if it imports it", async () => {
  const without = await bundle(connects);
  assert.ok(without.files.has("hubs-life.ts"));
  assert.ok(!without.files.has("hubs-doctor.ts") && !without.files.has("hubs-diagnosis.ts"));
  assert.doesNotMatch(without.text, /proxy_/);
  const asked = await bundle(`${connects} import { doctor } from "./hubs-doctor"; console.log(doctor);`);
  assert.ok(asked.files.has("hubs-doctor.ts") && asked.text.includes("proxy_buffering"));
});
