// What an editor says of generated members, asked from TypeScript's language service as editors ask it.
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import ts from "typescript";

const root = path.resolve(import.meta.dirname, "..");
const file = path.join(root, "src", "asked.ts");

/** A language service that sees the files of this folder and one more, which holds `text`. */
function serviceFor(text: string): ts.LanguageService {
  const config = ts.readConfigFile(path.join(root, "tsconfig.json"), (name) => ts.sys.readFile(name));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  const read = (name: string): string | undefined => (name === file ? text : ts.sys.readFile(name));
  return ts.createLanguageService({
    getCompilationSettings: () => options,
    getCurrentDirectory: () => root,
    getDefaultLibFileName: (forOptions) => ts.getDefaultLibFilePath(forOptions),
    getScriptFileNames: () => [file],
    getScriptVersion: () => "0",
    getScriptSnapshot: (name) => {
      const content = read(name);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
    fileExists: (name) => read(name) !== undefined,
    readFile: read,
    directoryExists: (name) => ts.sys.directoryExists(name),
  });
}

test("calls and their outcomes are told of in the words of the hub, deprecations too", () => {
  const text = `import type { BigHub } from "./stress/big-hub.js";
export const asked = (hub: BigHub) => [hub.add(1), hub.$try.add(1), hub.older(), hub.$try.older(), hub.$try.ticks()];
`;
  const service = serviceFor(text);
  assert.deepEqual(service.getSemanticDiagnostics(file), []);
  for (const call of ["hub.add", "$try.add"]) {
    const info = service.getQuickInfoAtPosition(file, text.indexOf(call) + call.length - 1);
    assert.equal(ts.displayPartsToString(info?.documentation), "Adds.");
    const tags = info?.tags?.map(({ name, text: words }) => `@${name} ${ts.displayPartsToString(words)}`);
    assert.deepEqual(tags, ["@param left - what is there", "@param right - what comes\non top of it", "@returns The sum.", "@see Rust : `stress::BigHub::add`"]);
  }
  const ticks = service.getQuickInfoAtPosition(file, text.indexOf("ticks"));
  assert.equal(ts.displayPartsToString(ticks?.documentation), "Counts for ever.");
  const struck = service.getSuggestionDiagnostics(file).map(({ start, length }) => text.slice(start - 5, start + (length ?? 0)));
  assert.deepEqual(struck, [" hub.older", "$try.older"]);
});
