// What tests in pages hold against Node's own: an assertion that cannot fail there would say nothing.
import nodes from "node:assert/strict";
import { test } from "node:test";
import pages from "./in-page/node-assert.js";

class Own {
  value = 1;
}
const fails = (error) => async () => {
  throw error;
};
const throwing = (error) => () => {
  throw error;
};
const failed = new RangeError("too far");

/** Arguments of each assertion: some hold and some do not, which Node knows. */
const calls = {
  ok: [[true], [1], ["x"], [false], [0], [""], [undefined]],
  equal: [[1, 1], [NaN, NaN], [1, "1"], [0, -0], [null, undefined], ["a", "b"], [{}, {}]],
  deepEqual: [
    [[1, [2]], [1, [2]]], [{ a: 1, b: { c: null } }, { b: { c: null }, a: 1 }], [new Own(), new Own()], [Uint8Array.of(1), Uint8Array.of(1)],
    [[1], [1, 2]], [[1, 2], [1]], [[1], ["1"]], [{ a: 1 }, { a: 1, b: undefined }], [{ a: undefined }, { b: undefined }], [{ a: 1 }, new Own()],
    [[], {}], [null, {}], [undefined, null], [{ a: { b: 1 } }, { a: { b: 2 } }], [Uint8Array.of(1), Uint8Array.of(2)], [Uint8Array.of(1), [1]],
    [Array(1), [undefined]], [Array(2), Array(1)],
  ],
  match: [["abc", /b/], ["abc", /d/], [1, /1/]],
  throws: [
    [throwing(failed)], [throwing(failed), /^RangeError: too far$/], [throwing(failed), RangeError], [throwing(failed), () => true],
    [throwing(failed), { name: "RangeError", message: /far/ }], [throwing(failed), { name: "RangeError", message: /near/ }], [throwing(failed), { code: 1 }],
    [() => {}], [throwing(failed), /^too far/], [throwing(failed), TypeError], [throwing(failed), () => false], [throwing(failed), () => 1],
  ],
  rejects: [
    [fails(failed)], [Promise.reject(failed)], [fails(failed), /too far/], [fails(failed), Error], [fails(failed), ({ message }) => message === "too far"],
    [Promise.resolve(1)], [async () => 1], [fails(failed), /too near/], [fails(failed), TypeError], [fails(failed), () => undefined],
  ],
};

async function holds(body) {
  try {
    await body();
    return true;
  } catch {
    return false;
  }
}

for (const [name, table] of Object.entries(calls)) {
  test(`\`${name}\` holds where Node's does, and fails where it fails`, async () => {
    const results = await Promise.all(table.map((values) => Promise.all([pages, nodes].map((assert) => holds(() => assert[name](...values))))));
    nodes.deepEqual(results.map(([page]) => page), results.map(([, node]) => node));
    nodes.deepEqual(new Set(results.flat()), new Set([true, false]));
  });
}
