// The hello, the state around it, and the handlers that the server calls.
import assert from "node:assert/strict";
import { test } from "node:test";
import { MessageType } from "@microsoft/signalr";
import { HubConnectionError, HubError, HubRefusedError } from "../src/hubs-errors.js";
import { Events } from "../src/hubs-events.js";
import { Handlers } from "../src/hubs-handlers.js";
import { StateSync } from "../src/hubs-hello.js";
import { CallerState } from "../src/hubs-state.js";
import { FakeConnection, settle } from "./fake.js";

const contract = { digest: "0123", methods: { join: "4567" }, client: {}, state: {} };

function make(answer: (method: string, values: unknown[]) => Promise<unknown>) {
  const invoked: [string, unknown[]][] = [];
  const changes: unknown[] = [];
  const state = new CallerState({ name: "Hub", state: { name: "", visits: 0 } });
  state.onChange = (changed, by) => changes.push([...changed, by]);
  const sync = new StateSync(state, (method, values) => {
    invoked.push([method, values]);
    return answer(method, values);
  });
  return { sync, state, invoked, changes };
}

test("the hello has the whole state, and the server's answer to it is taken over", async () => {
  const { sync, state, invoked, changes } = make(() => Promise.resolve({ state: '{"name":"Ann","visits":4}' }));
  state.fields.name = "Ann";
  await sync.hello("/hub", contract, true);
  assert.deepEqual(invoked, [["$hubs.hello", [{ contract, state: '{"name":"Ann","visits":0}', reconnect: true }]]]);
  assert.deepEqual(changes, [["name", "client"], ["visits", "server"]]);
  state.merge('{"visits":4}', Infinity);
  assert.equal(changes.length, 2, "what is the same is not told");
  await sync.flush();
  assert.equal(invoked.length, 1, "nothing is left to send");
});

test("a field that is set while the hello is under way keeps its value and is sent", async () => {
  let welcome: (value: unknown) => void = () => undefined;
  const { sync, state, invoked } = make(() => new Promise((resolve) => (welcome = resolve)));
  const hello = sync.hello("/hub", contract, false);
  state.fields.name = "Bea";
  welcome({ state: '{"name":"","visits":1}' });
  await hello;
  assert.deepEqual({ ...state.fields }, { name: "Bea", visits: 1 });
  void sync.flush();
  assert.deepEqual(invoked[1], ["$hubs.state", ['{"name":"Bea"}']]);
});

test("a hub without a state says so, and takes over none", async () => {
  const invoked: unknown[][] = [];
  const sync = new StateSync(undefined, (_method, values) => {
    invoked.push(values);
    return Promise.resolve({ state: '{"name":"Ann"}' });
  });
  await sync.hello("/hub", contract, false);
  await sync.flush();
  assert.deepEqual(invoked, [[{ contract, state: "{}", reconnect: false }]]);
});

test("the server's refusal of a hello is a HubRefusedError, a loss stays what it is", async () => {
  const refusal = new HubError("$hubs.hello", "HubException: not you");
  await assert.rejects(make(() => Promise.reject(refusal)).sync.hello("/hub", contract, false), (error) => {
    return error instanceof HubRefusedError && error.message.startsWith("/hub refused: ") && error.cause === refusal;
  });
  const loss = new HubConnectionError("cut");
  await assert.rejects(make(() => Promise.reject(loss)).sync.hello("/hub", contract, false), (error) => error === loss);
});

test("a listener that throws stops neither the others nor the state", async (context) => {
  const errors = context.mock.method(console, "error", () => undefined);
  const heard: string[] = [];
  const events = new Events<object>("Hub");
  events.on("connected", () => {
    throw new Error("a bad listener");
  });
  const off = events.on("connected", () => heard.push("second"));
  events.emit("connected", { connectionId: null });
  off();
  events.emit("connected", { connectionId: null });
  assert.deepEqual(heard, ["second"]);
  assert.equal(errors.mock.callCount(), 2);
  await settle();
});

const description = { name: "Hub", handlers: { note: "note", then: "ask_then" }, answers: ["then"] };

function handled(handlers: object) {
  const connection: FakeConnection = new FakeConnection({
    read: (message) => (message.type === MessageType.Invocation ? ours.routed(message) : message),
  });
  const ours = new Handlers(description, handlers);
  ours.register(connection);
  return { connection, ours };
}

test("handlers must all be there", () => {
  assert.throws(() => handled({ note: () => undefined }), /Hub needs a handler `ask_then`; to leave it out, write `ask_then: ignore`/);
});

test("calls reach their handler in any spelling; an answer that is waited for is never missing", async () => {
  const notes: unknown[] = [];
  const { connection, ours } = handled({ note: (text: unknown) => notes.push(text), ask_then: () => undefined });
  assert.equal(await connection.called("NOTE", ["a"]), undefined);
  assert.equal(await connection.called("then", [], "1"), null);
  ours.replace({ note: (text: unknown) => notes.push(`new ${String(text)}`), ask_then: () => 7 });
  await connection.called("note", ["b"]);
  assert.equal(await connection.called("then", [], "2"), 7);
  assert.deepEqual(notes, ["a", "new b"]);
  assert.deepEqual(connection.sent, []);
});

test("the server is told of calls that nobody handles and of handlers that fail", async (context) => {
  context.mock.method(console, "error", () => undefined);
  const fail = (): never => {
    throw new Error("no time");
  };
  const { connection } = handled({ note: fail, ask_then: fail });
  const told = (): unknown[][] => connection.sent.splice(0).map((message) => ["target", "arguments"].map((key) => Reflect.get(message, key) as unknown));
  connection.called("stranger", []);
  assert.deepEqual(told(), [["$hubs.nack", ["stranger", "no handler"]]]);
  assert.throws(() => connection.called("stranger", [], "1"), /this client does not know `stranger`/);
  told();
  await connection.called("note", ["a"]);
  assert.deepEqual(told(), [["$hubs.nack", ["note", "the handler failed: Error: no time"]]]);
  await assert.rejects(connection.called("then", [], "2") as Promise<unknown>, /no time/);
  assert.deepEqual(told(), [], "the server hears of it as the answer");
});
