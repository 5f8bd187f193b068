// Input that no good client sends: each gets an answer that names the cause, and nobody else notices.
import assert from "node:assert/strict";
import { after, before, beforeEach, afterEach, test } from "node:test";
import { HttpTransportType, HubConnectionBuilder, LogLevel } from "@microsoft/signalr";
import WebSocket from "ws";
import { startChat } from "./server.js";

let chat;
let witness;
before(async () => {
  chat = await startChat();
});
after(() => chat.remove());

// Somebody else, who must not be disturbed by any of it.
beforeEach(async () => {
  witness = new HubConnectionBuilder()
    .withUrl(`${chat.url}/chat`, { transport: HttpTransportType.WebSockets })
    .configureLogging(LogLevel.None)
    .build();
  await witness.start();
  await witness.invoke("join", "lobby", "Witness");
});
afterEach(async () => {
  assert.equal((await witness.invoke("post", "still here")).text, "still here");
  await witness.stop();
});

const END = "\u001e";

/** A bare socket: `lines` collects the server's messages, `closed` resolves when it ends. */
async function open(path = "/chat") {
  const socket = new WebSocket(chat.url.replace("http", "ws") + path);
  const lines = [];
  const waiting = [];
  socket.on("message", (data) => {
    for (const line of data.toString().split(END).filter(Boolean)) {
      if (line === '{"type":6}') continue;
      const next = waiting.shift();
      if (next) next(line);
      else lines.push(line);
    }
  });
  const closed = new Promise((resolve) => socket.once("close", resolve));
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  return {
    send: (text) => socket.send(text + END),
    raw: (data) => socket.send(data),
    next: () => (lines.length ? Promise.resolve(lines.shift()) : new Promise((resolve) => waiting.push(resolve))),
    closed,
    end: () => socket.terminate(),
  };
}

async function greeted() {
  const socket = await open();
  socket.send('{"protocol":"json","version":1}');
  assert.equal(await socket.next(), "{}");
  return socket;
}

async function answerTo(message) {
  const socket = await greeted();
  socket.send(JSON.stringify({ type: 1, invocationId: "1", ...message }));
  const answer = JSON.parse(await socket.next());
  socket.send('{"type":1,"invocationId":"2","target":"rooms","arguments":[]}');
  assert.equal(JSON.parse(await socket.next()).invocationId, "2", "the connection lives");
  socket.end();
  assert.equal(answer.invocationId, "1");
  return answer.error;
}

test("an unknown method", async () => {
  assert.match(await answerTo({ target: "jion", arguments: ["lobby"] }), /^Failed to invoke 'jion' due to an error on the server\. HubException: Method does not exist\./);
});

test("a wrong number of arguments", async () => {
  assert.match(await answerTo({ target: "post", arguments: [] }), /^Failed to invoke 'post' due to an error on the server\./);
  assert.match(await answerTo({ target: "post", arguments: ["a", "b", "c"] }), /^Failed to invoke 'post' due to an error on the server\./);
});

test("a wrong type of argument", async () => {
  assert.match(await answerTo({ target: "post", arguments: [{ text: "x" }] }), /^Failed to invoke 'post' due to an error on the server\./);
});

test("a stream where there is none, and a wrong kind of call", async () => {
  assert.match(await answerTo({ target: "history", arguments: [] }), /The client attempted to invoke the streaming 'history' method with a non-streaming invocation\./);
});

test("what is not JSON", async () => {
  const socket = await greeted();
  socket.send('{"type":1,"target":');
  const close = JSON.parse(await socket.next());
  assert.equal(close.type, 7);
  assert.match(close.error, /^Connection closed with an error\./);
  await socket.closed;
});

test("a message without what it needs", async () => {
  const socket = await greeted();
  socket.send('{"type":1,"invocationId":"1"}');
  assert.match(JSON.parse(await socket.next()).error, /^Connection closed with an error\./);
  await socket.closed;
});

test("an unknown type of message is overlooked, as newer clients may send one", async () => {
  const socket = await greeted();
  socket.send('{"type":99,"whatever":true}');
  socket.send('{"type":1,"invocationId":"2","target":"rooms","arguments":[]}');
  assert.equal(JSON.parse(await socket.next()).type, 3);
  socket.end();
});

test("a message that is too large", async () => {
  const socket = await greeted();
  socket.send(JSON.stringify({ type: 1, invocationId: "1", target: "post", arguments: ["x".repeat(40_000)] }));
  const close = JSON.parse(await socket.next());
  assert.equal(close.type, 7);
  assert.match(close.error, /The maximum message size of 32768B was exceeded\./);
  await socket.closed;
});

test("a protocol that nobody speaks", async () => {
  const socket = await open();
  socket.send('{"protocol":"carrier-pigeon","version":1}');
  assert.match(JSON.parse(await socket.next()).error, /carrier-pigeon/);
  await socket.closed;
});

test("something else than a handshake", async () => {
  const socket = await open();
  socket.raw("GET / HTTP/1.1\r\n\r\n" + END);
  assert.ok(JSON.parse(await socket.next()).error);
  await socket.closed;
});

test("a handshake that never comes", async () => {
  const socket = await open();
  const close = JSON.parse(await socket.next());
  assert.match(close.error, /Handshake was canceled\./);
  await socket.closed;
});

test("bytes that are no text", async () => {
  const socket = await greeted();
  socket.raw(Buffer.from([0xff, 0xfe, 0x1e]));
  assert.match(JSON.parse(await socket.next()).error, /^Connection closed with an error\./);
  await socket.closed;
});
