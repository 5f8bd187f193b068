// Uploads: what is read, what is sent, and that neither goes on after the call.
import assert from "node:assert/strict";
import { test } from "node:test";
import { MessageType, type HubMessage } from "@microsoft/signalr";
import { streamItems } from "../src/hubs-streams.js";
import { uploadItems } from "../src/hubs-uploads.js";
import { Calls } from "../src/hubs-calls.js";
import { HubError } from "../src/hubs-errors.js";
import { FakeConnection, settle } from "./fake.js";

function make() {
  const connection: FakeConnection = new FakeConnection({
    write: (message, encode) => calls.written(message, encode),
    read: (message) => {
      if (message.type === MessageType.Completion) calls.answered(message);
      return message;
    },
  });
  const calls: Calls = new Calls({ connection, ready: () => undefined, take: () => undefined, merge: () => undefined, options: {}, streams: streamItems, uploads: uploadItems });
  return { connection, calls };
}

/** Numbers for ever, one in each turn of the event loop, and what became of them. */
function numbers() {
  const watch = { read: 0, returned: false };
  const items = (async function* () {
    try {
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve));
        yield (watch.read += 1);
      }
    } finally {
      watch.returned = true;
    }
  })();
  return { items, watch };
}

const rest = (connection: FakeConnection): HubMessage[] => connection.sent.slice(1);

test("items follow their call under the ids that it names, then their end", async () => {
  const { connection, calls } = make();
  const call = calls.call("sum", ["x"], [[1, 2], new Set(["a"])]);
  await settle();
  assert.deepEqual(connection.sent[0], { type: 1, invocationId: "1", target: "sum", arguments: ["x"], streamIds: ["u1", "u2"] });
  const of = (id: string) => rest(connection).filter((message) => "invocationId" in message && message.invocationId === id);
  assert.deepEqual(of("u1"), [{ type: 2, invocationId: "u1", item: 1 }, { type: 2, invocationId: "u1", item: 2 }, { type: 3, invocationId: "u1" }]);
  assert.deepEqual(of("u2"), [{ type: 2, invocationId: "u2", item: "a" }, { type: 3, invocationId: "u2" }]);
  connection.answer("1", { result: 3 });
  assert.equal(await call, 3);
});

test("an upload stops reading when its call is answered", async () => {
  const { connection, calls } = make();
  const { items, watch } = numbers();
  const call = calls.call("first", [], [items]);
  await settle();
  assert.ok(watch.read > 0 && connection.sent.length > 1, "it had begun");
  connection.answer("1", { result: "enough" });
  await call;
  await settle();
  const [read, sent] = [watch.read, connection.sent.length];
  await settle();
  assert.deepEqual([watch.read, connection.sent.length, watch.returned], [read, sent, true]);
  assert.ok(!rest(connection).some(({ type }) => type === MessageType.Completion), "the server knows that the call is over");
});

test("an upload stops reading when its caller has had enough, and the server is told", async () => {
  const { connection, calls } = make();
  const { items, watch } = numbers();
  const abort = new AbortController();
  const call = assert.rejects(calls.call("sum", [], [items], { signal: abort.signal }), /enough/);
  await settle();
  abort.abort(new Error("enough"));
  await call;
  await settle();
  const read = watch.read;
  await settle();
  assert.deepEqual([watch.read, watch.returned], [read, true]);
  const ends = rest(connection).filter(({ type }) => type !== MessageType.StreamItem);
  assert.deepEqual(ends, [
    { type: MessageType.CancelInvocation, invocationId: "1" },
    { type: MessageType.Completion, invocationId: "u1", error: "The client has cancelled the upload." },
  ]);
});

test("an upload of a stream stops when the stream is left", async () => {
  const { connection, calls } = make();
  const { items, watch } = numbers();
  const loop = (async () => {
    for await (const item of calls.stream("echo", [], [items])) if (item === 1) break;
  })();
  await settle();
  connection.item("1", 1);
  await loop;
  await settle();
  const read = watch.read;
  await settle();
  assert.deepEqual([watch.read, watch.returned], [read, true]);
});

test("an upload stops reading when the connection is lost", async () => {
  const { connection, calls } = make();
  const { items, watch } = numbers();
  const call = assert.rejects(calls.call("sum", [], [items]));
  await settle();
  connection.lose();
  await call;
  await settle();
  const [read, sent] = [watch.read, connection.sent.length];
  await settle();
  assert.deepEqual([watch.read, connection.sent.length, watch.returned], [read, sent, true]);
});

test("an upload that hangs is left when its call is over", async () => {
  const { connection, calls } = make();
  let returned = false;
  const never: AsyncIterable<number> = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise(() => undefined),
      return: () => {
        returned = true;
        return Promise.resolve({ done: true, value: undefined });
      },
    }),
  };
  const call = calls.call("first", [], [never]);
  await settle();
  connection.answer("1");
  await call;
  await settle();
  assert.ok(returned);
});

test("what items fail with is told to the server", async () => {
  const { connection, calls } = make();
  const items = (function* () {
    yield 1;
    throw new Error("out of paper");
  })();
  void calls.call("sum", [], [items]);
  await settle();
  assert.deepEqual(rest(connection), [{ type: 2, invocationId: "u1", item: 1 }, { type: 3, invocationId: "u1", error: "out of paper" }]);
});

test("what items fail with is the cause of what the server says to that, and nothing else is", async () => {
  const { connection, calls } = make();
  const own = new Error("out of paper");
  const items = async function* (): AsyncGenerator<number> {
    yield await Promise.resolve(1);
    throw own;
  };
  const fails = (cause: unknown) => (error: unknown): boolean => {
    assert.ok(error instanceof HubError);
    assert.deepEqual([error.message, error.cause, "cause" in error], ["no paper", cause, cause !== undefined]);
    // As the platform makes it: nobody who copies or prints the fields has it twice.
    assert.ok(!Object.keys(error).includes("cause"));
    return true;
  };
  const call = assert.rejects(calls.call("print", [], [[1], items()]), fails(own));
  await settle();
  connection.answer("1", { error: "no paper" });
  await call;
  const stream = assert.rejects(calls.stream("print", [], [items()])[Symbol.asyncIterator]().next(), fails(own));
  await settle();
  connection.answer("2", { error: "no paper" });
  await stream;
  const good = assert.rejects(calls.call("print", [], [[1]]), fails(undefined));
  await settle();
  connection.answer("3", { error: "no paper" });
  await good;
  // What ends an upload that the server has had enough of is no cause of that.
  const late = assert.rejects(calls.call("print", [], [numbers().items]), fails(undefined));
  await settle();
  connection.answer("4", { error: "no paper" });
  await late;
});

test("the next item is read only when the last one is on its way", async () => {
  let read = 0;
  const items = (function* () {
    for (;;) yield (read += 1);
  })();
  let sent = (): void => undefined;
  const send = (): Promise<void> => new Promise((resolve) => (sent = resolve));
  const call = { answer: undefined as unknown, over: new AbortController() };
  const done = uploadItems("u1", items, call, send, () => undefined);
  for (const expected of [1, 2, 3]) {
    await settle();
    assert.equal(read, expected);
    if (expected < 3) sent();
  }
  call.answer = {};
  call.over.abort();
  sent();
  await done;
  assert.equal(read, 3);
});
