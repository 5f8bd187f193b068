// Files import each other in one direction only: whoever reads one need not have read them all, and no class is used
// before it exists.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

type Imports = Record<string, string[]>;

/** The first circle found, as a way that ends where it begins. Imports of types count. */
function circle(imports: Imports, way: string[] = [], done = new Set<string>()): string[] | undefined {
  for (const file of way.length > 0 ? (imports[way.at(-1)!] ?? []) : Object.keys(imports)) {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) continue;
    const found = circle(imports, [...way, file], done);
    if (found) return found;
    done.add(file);
  }
  return undefined;
}

test("circles are found", () => {
  assert.equal(circle({ a: ["b", "c"], b: ["d"], c: ["d"], d: [] }), undefined);
  assert.deepEqual(circle({ a: ["b"], b: ["c"], c: ["d"], d: ["b"] }), ["b", "c", "d", "b"]);
  assert.deepEqual(circle({ a: [], b: ["b"] }), ["b", "b"]);
});

test("there is no circle between the support files, and all of them are needed", () => {
  // From dist/test, where the compiled tests are.
  const folder = new URL("../../src/", import.meta.url);
  const imports: Imports = {};
  for (const file of readdirSync(folder)) {
    const text = readFileSync(new URL(file, folder), "utf8");
    imports[file] = [...text.matchAll(/(?:\bfrom|\bimport) "\.\/([^"]+)\.js"/g)].map(([, name]) => `${name}.ts`);
  }
  assert.equal(circle(imports)?.join(" -> "), undefined);
  // What users import, each by itself: no page that leaves the doctor out has it. The hooks stand on hubs as users' code does.
  const entrances = ["hubs.ts", "hubs-doctor.ts", "hubs-react.ts", "hubs-refresh.ts"];
  const needed = new Set([...entrances, ...Object.values(imports).flat()]);
  assert.deepEqual(imports["hubs-react.ts"], ["hubs.ts"]);
  const inside = Object.entries(imports).flatMap(([file, names]) => (file === "hubs-react.ts" ? [] : names));
  for (const entrance of entrances) assert.ok(!inside.includes(entrance), entrance);
  assert.deepEqual([...needed].sort(), Object.keys(imports).sort());
});
