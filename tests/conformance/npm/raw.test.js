// Raw connections: the official client's own connection, without a hub, and plain WebSockets. A page runs these tests too (tests/e2e).
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { HttpTransportType, LogLevel, TransferFormat } from "@microsoft/signalr";
import WebSocket from "ws";
import { HttpConnection } from "./http-connection.js";
import { startServer } from "./server.js";

let server;
let url;
before(async () => {
  server = await startServer();
  url = `${server.url}/raw`;
});
after(() => server.stop());

/** Starts a connection; `received(count)` resolves with what came, once that is as many bytes or letters. */
async function open(transport, format, options = {}) {
  const connection = new HttpConnection(url, { transport: HttpTransportType[transport], logger: LogLevel.None, ...options });
  const pieces = [];
  let wake = () => {};
  connection.onreceive = (data) => {
    pieces.push(data);
    wake();
  };
  const ended = new Promise((resolve) => {
    connection.onclose = resolve;
  });
  await connection.start(TransferFormat[format]);
  const length = () => pieces.reduce((sum, piece) => sum + (piece.byteLength ?? piece.length), 0);
  return {
    connection,
    pieces,
    ended,
    async received(count) {
      while (length() < count) await new Promise((resolve) => (wake = resolve));
      return typeof pieces[0] === "string" ? pieces.join("") : pieces.flatMap((piece) => [...new Uint8Array(piece)]);
    },
  };
}

for (const transport of ["WebSockets", "ServerSentEvents", "LongPolling"]) {
  test(`${transport}: text comes back`, async () => {
    const { connection, received } = await open(transport, "Text");
    await connection.send("hällo\nworld");
    assert.equal(await received(11), "hällo\nworld");
    await connection.send("{}");
    assert.equal(await received(13), "hällo\nworld{}");
    await connection.stop();
  });

  test(`${transport}: a handler that ends closes the connection without an error`, async () => {
    const { connection, received, ended } = await open(transport, "Text");
    await connection.send("goodbye");
    assert.equal(await received(7), "goodbye");
    assert.equal(await ended, undefined);
  });
}

for (const transport of ["WebSockets", "LongPolling"]) {
  test(`${transport}: bytes come back`, async () => {
    const { connection, received } = await open(transport, "Binary");
    const bytes = Uint8Array.from({ length: 1000 }, (_, index) => index % 256);
    await connection.send(bytes.buffer);
    assert.deepEqual(await received(1000), [...bytes]);
    await connection.stop();
  });
}

test("events are not offered for bytes", async () => {
  await assert.rejects(open("ServerSentEvents", "Binary"), /does not support Binary/);
});

test("a WebSocket needs no negotiation, neither the official client's nor a plain one", async () => {
  const { connection, received } = await open("WebSockets", "Text", { skipNegotiation: true });
  await connection.send("x");
  assert.equal(await received(1), "x");
  await connection.stop();

  const socket = new WebSocket(url.replace("http", "ws"));
  socket.binaryType = "arraybuffer";
  const messages = [];
  const closed = new Promise((resolve) => socket.addEventListener("close", resolve));
  socket.addEventListener("message", ({ data }) => messages.push(typeof data === "string" ? data : [...new Uint8Array(data)]));
  socket.addEventListener("open", () => {
    for (const message of ["a", Uint8Array.of(1, 255), "", "goodbye"]) socket.send(message);
  });
  const { code, wasClean } = await closed;
  assert.deepEqual(messages, ["a", [1, 255], "", "goodbye"]);
  assert.deepEqual([code, wasClean], [1000, true]);
});

test("a message that is too long ends the connection, and the client is told the limit", async () => {
  const { connection, ended } = await open("WebSockets", "Text");
  await connection.send("x".repeat(40_000));
  assert.match((await ended).message, /1009 \(a message has more than 32768 bytes/);
});
