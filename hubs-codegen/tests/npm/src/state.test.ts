// The caller state by itself.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CallerState } from "./hubs/hubs-state.js";

interface State {
  name: string;
  visits: number;
  tags: string[];
}

function state(first: Partial<State> = {}): CallerState<State> {
  return new CallerState<State>({ name: "TestHub", state: { name: "", visits: 0, tags: [] } }, first);
}

/** The fields that would be sent now. */
function sent(of: CallerState<State>): unknown {
  const taken = of.take();
  return taken && JSON.parse(taken.json);
}

describe("a caller state", () => {
  test("has its fields and no others", () => {
    const { fields } = state({ name: "Ann" });
    assert.deepEqual({ ...fields }, { name: "Ann", visits: 0, tags: [] });
    assert.deepEqual(Object.keys(fields), ["name", "visits", "tags"]);
    assert.equal(JSON.stringify(fields), '{"name":"Ann","visits":0,"tags":[]}');
    assert.ok("name" in fields && !("nmae" in fields));
    const refusal = /^field `nmae` of the state of TestHub does not exist; its fields: name, visits, tags$/;
    assert.throws(() => Object.assign(fields, { nmae: "x" }), { name: "TypeError", message: refusal });
    assert.throws(() => Object.defineProperty(fields, "name", { value: "x" }), /can only be assigned/);
    assert.throws(() => Reflect.deleteProperty(fields, "name"), /cannot be removed/);
    assert.throws(() => state({ nmae: "x" } as Partial<State>), /`nmae`/);
  });

  test("sends what was set, once, and keeps a copy of it", () => {
    const own = state();
    assert.equal(own.take(), undefined);
    const tags = ["a"];
    own.fields.tags = tags;
    own.fields.name = "Ann";
    tags.push("b");
    assert.deepEqual(own.fields.tags, ["a"]);
    assert.throws(() => (own.fields.tags as string[]).push("c"), TypeError);
    assert.deepEqual(sent(own), { tags: ["a"], name: "Ann" });
    assert.equal(own.take(), undefined);
  });

  test("sends again what could not be written", () => {
    const own = state();
    own.fields.name = "Ann";
    own.take()?.putBack();
    assert.deepEqual(sent(own), { name: "Ann" });
    assert.deepEqual(own.merge('{"name":"Bob"}', 0), [], "the text that carries it is the first");
    assert.deepEqual(own.merge('{"name":"Bob"}', 1), ["name"]);
  });

  test("holds at most what the server takes", () => {
    const own = state({ name: "Ann" });
    const refusal = /field `name` cannot be set: the state of TestHub would be \d+ bytes, at most 4096 are allowed/;
    assert.throws(() => (own.fields.name = "ü".repeat(2050)), { name: "RangeError", message: refusal });
    assert.equal(own.fields.name, "Ann");
    own.fields.name = "ü".repeat(2000);
    assert.throws(() => state({ name: "x".repeat(5000) }), refusal);
  });

  test("holds what JSON makes of a value", () => {
    const own = state();
    Object.assign(own.fields, { visits: NaN, name: undefined });
    assert.deepEqual({ ...own.fields }, { name: null, visits: null, tags: [] });
    assert.throws(() => Object.assign(own.fields, { visits: 1n }), TypeError);
    assert.deepEqual({ ...own.fields }, { name: null, visits: null, tags: [] });
  });

  test("takes what the server says, unless the client knows better", () => {
    const own = state();
    assert.deepEqual(own.merge('{"visits":1,"name":""}', 0), ["visits"], "the same value is no change");
    own.fields.visits = 5;
    assert.deepEqual(own.merge('{"visits":2,"name":"Bob"}', 0), ["name"], "not sent yet");
    own.take();
    assert.deepEqual(own.merge('{"visits":3}', 0), [], "the server had not read it");
    assert.equal(own.fields.visits, 5);
    assert.deepEqual(own.merge('{"visits":6}', 1), ["visits"]);
    own.fields.visits = 7;
    own.take();
    own.fields.name = "Cid";
    own.take();
    assert.deepEqual(own.merge('{"visits":8,"name":"Dan"}', 2), ["visits"], "of two texts the server had read one");
    assert.deepEqual(own.merge('{"tags":["x"],"later":1}', 9), ["tags"], "a field of a newer server");
    assert.ok(Object.isFrozen(own.fields.tags));
  });

  test("starts anew with a connection", () => {
    const own = state();
    own.fields.name = "Ann";
    own.take();
    own.fields.visits = 3;
    assert.deepEqual(JSON.parse(own.restart()), { name: "Ann", visits: 3, tags: [] });
    assert.equal(own.take(), undefined, "the hello has told everything");
    own.fields.visits = 4;
    assert.deepEqual(own.merge('{"name":"Eve","visits":9}', Infinity), ["name"], "set since the hello");
  });
});
