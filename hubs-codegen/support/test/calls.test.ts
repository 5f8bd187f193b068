// Calls and streams against a connection that the test answers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { MessageType } from "@microsoft/signalr";
import { Calls, type CallParts } from "../src/hubs-calls.js";
import { HubConnectionError, HubError, HubTimeoutError } from "../src/hubs-errors.js";
import { CallerState } from "../src/hubs-state.js";
import { streamItems } from "../src/hubs-streams.js";
import { FakeConnection, settle } from "./fake.js";

function make(parts: Partial<CallParts> = {}) {
  const connection: FakeConnection = new FakeConnection({
    write: (message, encode) => calls.written(message, encode),
    read: (message) => {
      if (message.type === MessageType.Completion) calls.answered(message);
      return message;
    },
  });
  const state = new CallerState({ name: "Hub", state: { name: "", visits: 0 } });
  const merged: [string, number][] = [];
  const calls: Calls = new Calls({
    connection,
    ready: () => undefined,
    take: () => state.take(),
    merge: (json, seen) => {
      merged.push([json, seen]);
      state.merge(json, seen);
    },
    options: {},
    streams: streamItems,
    ...parts,
  });
  return { connection, calls, state, merged };
}

/** The types of messages that were written. */
const types = (connection: FakeConnection): MessageType[] => connection.sent.map(({ type }) => type);

test("changed fields ride on the next call, and an older word of the server does not undo them", async () => {
  const { connection, calls, state, merged } = make();
  state.fields.name = "Ann";
  const first = calls.call("first", [1, undefined]);
  state.fields.name = "Bea";
  const second = calls.call("second", []);
  assert.deepEqual(connection.sent, [
    { type: 1, invocationId: "1", target: "first", arguments: [1], streamIds: [], headers: { "hubs-state": '{"name":"Ann"}' } },
    { type: 1, invocationId: "2", target: "second", arguments: [], streamIds: [], headers: { "hubs-state": '{"name":"Bea"}' } },
  ]);
  connection.answer("1", { result: 7, headers: { "hubs-state": '{"name":"Server","visits":1}', "hubs-state-seen": "1" } });
  assert.equal(await first, 7);
  assert.deepEqual({ ...state.fields }, { name: "Bea", visits: 1 });
  connection.answer("2", { headers: { "hubs-state": '{"name":"Server"}', "hubs-state-seen": "2" } });
  await second;
  assert.equal(state.fields.name, "Server");
  assert.deepEqual(merged.map(([, seen]) => seen), [1, 2]);
});

test("calls of our own carry no fields", async () => {
  const { connection, calls, state } = make();
  state.fields.name = "Ann";
  void calls.invoke("$hubs.state", ["{}"]);
  assert.ok(!("headers" in connection.sent[0]!));
  void calls.call("mine", []);
  await settle();
  assert.deepEqual(connection.sent[1], { type: 1, invocationId: "2", target: "mine", arguments: [], streamIds: [], headers: { "hubs-state": '{"name":"Ann"}' } });
});

test("arguments that cannot be written are a TypeError, and the fields go with the next call", async () => {
  const { connection, calls, state } = make();
  state.fields.name = "Ann";
  const circle: unknown[] = [];
  circle.push(circle);
  await assert.rejects(calls.call("send", [circle]), (error) => error instanceof TypeError && error.message.startsWith("the arguments of `send` cannot be sent: "));
  await assert.rejects(calls.stream("send", [circle])[Symbol.asyncIterator]().next(), TypeError);
  assert.deepEqual(connection.sent, []);
  void calls.call("send", []);
  assert.deepEqual(connection.sent.map((message) => Reflect.get(message, "headers") as unknown), [{ "hubs-state": '{"name":"Ann"}' }]);
});

test("what the server answers is a HubError with the typed value, if there is one", async () => {
  const { connection, calls } = make();
  const text = "An unexpected error occurred invoking 'send' on the server. HubException: no";
  const typed = calls.call("send", []);
  connection.answer("1", { error: text, headers: { "hubs-error": '{"kind":"full","limit":3}' } });
  await assert.rejects(typed, (error) => {
    assert.ok(error instanceof HubError);
    assert.deepEqual([error.method, error.message, error.serverText, error.value], ["send", "no", text, { kind: "full", limit: 3 }]);
    return true;
  });
  const plain = calls.call("send", []);
  connection.answer("2", { error: "no" });
  await assert.rejects(plain, (error) => {
    assert.ok(error instanceof HubError && error.message === "no");
    assert.deepEqual([error.value, error.kind, error.errorId], [undefined, undefined, undefined]);
    return true;
  });
  const masked = calls.call("send", []);
  connection.answer("3", { error: "no", headers: { "hubs-error-kind": "internal", "hubs-error-id": "0badcafe" } });
  await assert.rejects(masked, (error) => {
    assert.ok(error instanceof HubError);
    assert.deepEqual([error.value, error.kind, error.errorId], [undefined, "internal", "0badcafe"]);
    return true;
  });
});

test("a connection that is lost before the answer is a HubConnectionError and no HubError", async () => {
  const { connection, calls } = make();
  const lost = assert.rejects(calls.call("send", []), (error) => {
    return error instanceof HubConnectionError && !(error instanceof HubTimeoutError) && error.message === "`send` was not answered: cut off";
  });
  connection.lose(new Error("cut off"));
  await lost;
  assert.deepEqual(types(connection), [MessageType.Invocation], "there is nobody to tell of the end");
});

test("calls wait until they can be made, or fail as they cannot", async () => {
  let go = (): void => undefined;
  const { connection, calls } = make({ ready: () => new Promise<void>((resolve) => (go = resolve)) });
  void calls.call("send", []);
  await settle();
  assert.deepEqual(connection.sent, []);
  go();
  await settle();
  assert.deepEqual(types(connection), [MessageType.Invocation]);
  const closed = make({ ready: () => Promise.reject(new HubConnectionError("closed")) });
  await assert.rejects(closed.calls.call("send", []), /closed/);
  await assert.rejects(closed.calls.stream("send", [])[Symbol.asyncIterator]().next(), /closed/);
  assert.deepEqual(closed.connection.sent, []);
});

test("a call that takes too long is a HubTimeoutError, and the server is told", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { connection, calls } = make({ options: { callTimeout: 50 } });
  const late = assert.rejects(calls.call("send", []), (error) => error instanceof HubTimeoutError && error.message === "`send` was not answered within 50 ms");
  const inTime = calls.call("quick", []);
  context.mock.timers.tick(49);
  connection.answer("2", { result: 1 });
  assert.equal(await inTime, 1);
  assert.deepEqual(types(connection), [MessageType.Invocation, MessageType.Invocation]);
  context.mock.timers.tick(1);
  await late;
  assert.deepEqual(connection.sent[2], { type: MessageType.CancelInvocation, invocationId: "1" });
});

test("a signal ends a call with its reason, and the server is told once", async () => {
  const { connection, calls } = make();
  const abort = new AbortController();
  const call = assert.rejects(calls.call("send", [], [], { signal: abort.signal }), /enough/);
  abort.abort(new Error("enough"));
  await call;
  assert.deepEqual(connection.sent.slice(1), [{ type: MessageType.CancelInvocation, invocationId: "1" }]);
  await assert.rejects(calls.call("send", [], [], { signal: abort.signal }), /enough/);
  assert.equal(connection.sent.length, 2, "an aborted signal starts nothing");
});

test("a signal that comes together with the connection starts nothing", async () => {
  const abort = new AbortController();
  const ready = async (): Promise<void> => {
    await Promise.resolve();
    abort.abort(new Error("enough"));
  };
  const { connection, calls } = make({ ready });
  await assert.rejects(calls.call("send", [], [], { signal: abort.signal }), /enough/);
  assert.equal(connection.sent.length, 0);
});

test("an answer that comes twice counts once", async () => {
  const { connection, calls, merged } = make();
  const call = calls.call("send", []);
  const answer = { result: 1, headers: { "hubs-state": '{"visits":1}', "hubs-state-seen": "0" } };
  connection.answer("1", answer);
  connection.answer("1", answer);
  await call;
  assert.equal(merged.length, 1);
});

test("a stream begins with the loop and is cancelled by leaving it", async () => {
  const { connection, calls } = make();
  const stream = calls.stream("count", []);
  await settle();
  assert.deepEqual(connection.sent, []);
  const items = (async () => {
    const seen: unknown[] = [];
    for await (const item of stream) if (seen.push(item) === 2) break;
    return seen;
  })();
  await settle();
  for (const item of ["a", "b", "c"]) connection.item("1", item);
  assert.deepEqual(await items, ["a", "b"]);
  assert.deepEqual(connection.sent.slice(1), [{ type: MessageType.CancelInvocation, invocationId: "1" }]);
});

test("a stream that has ended is not cancelled, and gives all its items before its error", async () => {
  for (const error of [undefined, "no more"]) {
    const { connection, calls } = make();
    const seen: unknown[] = [];
    const loop = (async () => {
      for await (const item of calls.stream("count", [])) seen.push(item);
    })();
    await settle();
    connection.item("1", "a");
    connection.item("1", "b");
    connection.answer("1", error === undefined ? {} : { error, headers: { "hubs-error": '"typed"' } });
    if (error === undefined) await loop;
    else await assert.rejects(loop, (failure) => failure instanceof HubError && failure.value === "typed" && failure.method === "count");
    assert.deepEqual(seen, ["a", "b"]);
    assert.deepEqual(types(connection), [MessageType.StreamInvocation]);
  }
});

test("a signal ends a stream at once: what has arrived is not read any more", async () => {
  const { connection, calls } = make();
  const abort = new AbortController();
  const seen: unknown[] = [];
  const loop = assert.rejects(async () => {
    for await (const item of calls.stream("count", [], [], { signal: abort.signal })) {
      seen.push(item);
      connection.item("1", "d");
      abort.abort(new Error("enough"));
    }
  }, /enough/);
  await settle();
  for (const item of ["a", "b", "c"]) connection.item("1", item);
  await loop;
  assert.deepEqual(seen, ["a"]);
  assert.deepEqual(connection.sent.slice(1), [{ type: MessageType.CancelInvocation, invocationId: "1" }]);
});

test("a stream that waits for an item is ended by its signal and by the loss of the connection", async () => {
  const { connection, calls } = make();
  const abort = new AbortController();
  const aborted = assert.rejects(calls.stream("count", [], [], { signal: abort.signal })[Symbol.asyncIterator]().next(), /enough/);
  const lost = assert.rejects(calls.stream("count", [])[Symbol.asyncIterator]().next(), HubConnectionError);
  await settle();
  abort.abort(new Error("enough"));
  await aborted;
  connection.lose();
  await lost;
});
