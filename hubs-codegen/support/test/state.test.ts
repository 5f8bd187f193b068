// The caller state: what is sent, what is acknowledged, and whose value counts meanwhile.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CallerState, type OwnFields } from "../src/hubs-state.js";

interface Known {
  name: string;
  readonly user: string;
}

interface Fields {
  name: string;
  visits: number;
  tags: string[];
}

function state(first: Partial<Fields> = {}): CallerState<Fields> {
  return new CallerState<Fields>({ name: "Hub", state: { name: "", visits: 0, tags: [] } }, first);
}

/** What would be sent now, as an object; undefined for nothing. */
function taken(of: CallerState<Fields>): unknown {
  const json = of.take()?.json;
  return json === undefined ? undefined : (JSON.parse(json) as unknown);
}

test("only fields that were set since the last message are sent, once", () => {
  const ours = state();
  assert.equal(ours.take(), undefined);
  ours.fields.name = "Ann";
  ours.fields.tags = ["a"];
  assert.deepEqual(taken(ours), { name: "Ann", tags: ["a"] });
  assert.equal(ours.take(), undefined);
  ours.fields.visits = 2;
  assert.deepEqual(taken(ours), { visits: 2 });
});

test("changes are told, by whichever end, and values that are the same stay the same objects", () => {
  const ours = state({ name: "Ann" });
  const heard: unknown[] = [];
  ours.onChange = (changed, by) => heard.push([by, ...changed, { ...ours.fields }]);
  ours.fields.tags = ["a"];
  const { tags } = ours.fields;
  ours.fields.tags = ["a"];
  ours.fields.name = "Ann";
  assert.deepEqual(taken(ours), { tags: ["a"], name: "Ann" }, "what was assigned is sent though it is the same");
  ours.merge('{"tags":["a"],"name":"Bob","visits":1}', 1);
  assert.equal(ours.fields.tags, tags);
  ours.merge('{"name":"Bob"}', 1);
  assert.deepEqual(heard, [
    ["client", "tags", { name: "Ann", visits: 0, tags: ["a"] }],
    ["server", "name", "visits", { name: "Bob", visits: 1, tags: ["a"] }],
  ]);
});

test("a field that was set and not sent keeps the client's value", () => {
  const ours = state();
  ours.fields.name = "Ann";
  assert.deepEqual(ours.merge('{"name":"Server","visits":7}', 0), ["visits"]);
  assert.deepEqual({ ...ours.fields }, { name: "Ann", visits: 7, tags: [] });
  assert.deepEqual(taken(ours), { name: "Ann" }, "and is sent all the same");
});

test("a field that was sent keeps the client's value until the server has read that text", () => {
  const ours = state();
  ours.fields.name = "Ann";
  ours.take();
  ours.fields.name = "Bea";
  ours.take();
  for (const seen of [0, 1]) {
    assert.deepEqual(ours.merge('{"name":"Server"}', seen), []);
    assert.equal(ours.fields.name, "Bea");
  }
  assert.deepEqual(ours.merge('{"name":"Server"}', 2), ["name"]);
  assert.equal(ours.fields.name, "Server");
});

test("what was read of one field acknowledges no other", () => {
  const ours = state();
  ours.fields.name = "Ann";
  ours.take();
  ours.fields.visits = 1;
  ours.take();
  assert.deepEqual(ours.merge('{"name":"Server","visits":9}', 1), ["name"]);
  assert.deepEqual({ ...ours.fields }, { name: "Server", visits: 1, tags: [] });
});

test("fields that could not be written are sent again, and their text does not count", () => {
  const ours = state();
  ours.fields.name = "Ann";
  ours.take()?.putBack();
  assert.deepEqual(ours.merge('{"name":"Server"}', 1), [], "not sent, so not acknowledged by any number");
  assert.deepEqual(taken(ours), { name: "Ann" });
  assert.deepEqual(ours.merge('{"name":"Server"}', 0), []);
  assert.deepEqual(ours.merge('{"name":"Server"}', 1), ["name"]);
});

test("a new connection is told everything and counts from the start", () => {
  const ours = state({ visits: 3 });
  ours.fields.name = "Ann";
  ours.take();
  assert.deepEqual(JSON.parse(ours.restart()), { name: "Ann", visits: 3, tags: [] });
  assert.equal(ours.take(), undefined, "nothing is left to send");
  assert.deepEqual(ours.merge('{"name":"Server"}', 0), ["name"], "what was sent before is forgotten");
  ours.fields.name = "Bea";
  ours.take();
  assert.deepEqual(ours.merge('{"name":"Server"}', 0), []);
  assert.deepEqual(ours.merge('{"name":"Server"}', 1), ["name"]);
});

test("the server's words change nothing that is equal, unknown or inherited", () => {
  const ours = state({ tags: ["a"] });
  assert.deepEqual(ours.merge('{"tags":["a"],"stranger":1,"toString":2,"__proto__":{"name":"X"}}', 0), []);
  assert.deepEqual(Object.keys(ours.fields), ["name", "visits", "tags"]);
});

test("values are frozen copies, and fields can only be assigned", () => {
  const tags = ["a"];
  const ours = state({ tags });
  tags.push("b");
  assert.deepEqual(ours.fields.tags, ["a"]);
  assert.throws(() => (ours.fields.tags as string[]).push("c"), TypeError);
  ours.merge('{"tags":["d"]}', Infinity);
  assert.throws(() => (ours.fields.tags as string[]).push("e"), TypeError);
  assert.throws(() => Reflect.set(ours.fields, "nme", "Ann"), /field `nme` of the state of Hub does not exist; its fields: name, visits, tags/);
  assert.throws(() => Reflect.deleteProperty(ours.fields, "name"), /cannot be removed/);
  assert.throws(() => Reflect.defineProperty(ours.fields, "name", { value: "Ann" }), /can only be assigned/);
});

test("a state that would be too long is refused in bytes, and the field stays as it was", () => {
  const ours = state();
  const others = JSON.stringify({ name: "", visits: 0, tags: [] }).length;
  assert.throws(() => (ours.fields.name = "ä".repeat(2048)), /field `name` cannot be set: the state of Hub would be \d+ bytes, at most 4096 are allowed/);
  assert.deepEqual([ours.fields.name, ours.take()], ["", undefined]);
  ours.fields.name = "x".repeat(4096 - others);
  assert.throws(() => (ours.fields.name = "x".repeat(4096 - others + 1)), RangeError);
});

test("a field of the server is read-only, is not sent, and is what the server says", () => {
  const description = { name: "Hub", state: { name: "", user: "" }, serverFields: ["user"] };
  const begin = (first: Partial<OwnFields<Known>>): CallerState<Known> => new CallerState<Known>(description, first);
  const ours = begin({ name: "Ann" });
  assert.equal(ours.restart(), '{"name":"Ann"}');
  const cheat = (): void => {
    // @ts-expect-error The compiler says so, too.
    ours.fields.user = "root";
  };
  assert.throws(cheat, /field `user` of the state of Hub is set by the server alone; its fields: name, user/);
  assert.equal(ours.take(), undefined);
  assert.deepEqual(ours.merge('{"user":"ann"}', 0), ["user"]);
  assert.equal(ours.fields.user, "ann");
  // @ts-expect-error Nor can it be given from the start.
  assert.throws(() => begin({ user: "root" }));
});
