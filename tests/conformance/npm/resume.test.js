// Stateful reconnect: the official client's socket is cut, the connection goes on over another.
import assert from "node:assert/strict";
import net from "node:net";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { HttpTransportType, HubConnectionBuilder, JsonHubProtocol, LogLevel, Subject } from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import { closed } from "./clients.js";
import { startProxy } from "./proxy.js";
import { startServer } from "./server.js";

let server;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

/** Numbers between 0 and 1, the same for the same seed (mulberry32). */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const protocols = { json: () => new JsonHubProtocol(), messagepack: () => new MessagePackHubProtocol() };

async function cutting(protocol, use, budget) {
  const proxy = await startProxy(server.url, budget);
  const connection = new HubConnectionBuilder()
    .withUrl(`${proxy.url}/test`, { transport: HttpTransportType.WebSockets })
    .withHubProtocol(protocols[protocol]())
    .withStatefulReconnect()
    .configureLogging(LogLevel.None)
    .build();
  await connection.start();
  try {
    return await use(connection, proxy);
  } finally {
    await connection.stop();
    await proxy.stop();
  }
}

for (const protocol of Object.keys(protocols)) {
  describe(protocol, () => {
    test("calls, pushes and groups go on over the next socket", () =>
      cutting(protocol, async (connection, proxy) => {
        const noticed = [];
        connection.onreconnecting(() => noticed.push("reconnecting"));
        connection.onclose(() => noticed.push("closed"));
        const id = connection.connectionId;
        const messages = [];
        connection.on("message", (text) => messages.push(text));
        await connection.invoke("Join", "group");
        for (let round = 0; round < 3; round += 1) {
          const before = proxy.opened;
          const pending = connection.invoke("EchoLater", `across ${round}`);
          proxy.cut();
          assert.equal(await pending, `across ${round}`);
          await connection.invoke("SendToGroup", "group", `${round}`);
          assert.ok(proxy.opened > before, "a further socket was opened");
        }
        assert.equal(await connection.invoke("Echo", "in order"), "in order");
        assert.deepEqual(messages, ["0", "1", "2"]);
        assert.equal(connection.connectionId, id);
        assert.deepEqual(noticed, []);
      }));

    test("streams in both directions go on without loss or repetition", () =>
      cutting(protocol, async (connection, proxy) => {
        const received = [];
        const ended = new Promise((resolve, reject) => {
          connection.stream("Count", 2_000).subscribe({
            next: (item) => {
              received.push(item);
              if (item === 100 || item === 900) proxy.cut();
            },
            error: reject,
            complete: resolve,
          });
        });
        await ended;
        assert.deepEqual(received, Array.from({ length: 2_000 }, (_, index) => index));
        const parts = new Subject();
        const whole = connection.invoke("Concat", parts);
        for (let part = 0; part < 40; part += 1) {
          parts.next(`${part};`);
          if (part === 20) {
            proxy.cut();
            await connection.send("Echo", "wakes the client");
          }
        }
        parts.complete();
        assert.equal(await whole, Array.from({ length: 40 }, (_, part) => `${part};`).join(""));
      }));

    test("more than the buffer holds arrives whole", () =>
      cutting(protocol, async (connection, proxy) => {
        const text = "x".repeat(20_000);
        const calls = Array.from({ length: 15 }, () => connection.invoke("Echo", text));
        proxy.cut();
        for (const answer of await Promise.all(calls)) assert.equal(answer, text);
      }));

    test("cuts at any byte, amid replays too, end nothing and lose nothing", async () => {
      const session = (seed) => {
        const random = generator(seed);
        const budget = () => 400 + random() * 11_600;
        const use = async (connection, proxy) => {
          const noticed = [];
          connection.onclose((error) => noticed.push(String(error)));
          const received = [];
          connection.on("message", (text) => received.push(Number(text.split(" ")[0])));
          const group = `${protocol} ${seed}`;
          await connection.invoke("Join", group);
          for (let number = 0; number < 60; number += 1) {
            const text = `${number} ${"x".repeat(random() * 300)}`;
            assert.equal(await connection.invoke("Echo", text), text);
            await connection.send("SendToGroup", group, text);
            // What gathers between two acknowledgements, a second apart, must fit through a socket now and then.
            await delay(100);
          }
          assert.equal(await connection.invoke("Echo", "behind them all"), "behind them all");
          assert.deepEqual(received, Array.from({ length: 60 }, (_, number) => number));
          assert.deepEqual(noticed, []);
          return proxy.opened;
        };
        return cutting(protocol, use, budget);
      };
      const opened = await Promise.all(Array.from({ length: 8 }, (_, seed) => session(seed + 1)));
      assert.ok(Math.min(...opened) > 3, `each session was cut several times: ${opened}`);
    });

    test("a connection that cannot be resumed closes", () =>
      cutting(protocol, async (connection, proxy) => {
        const end = closed(connection);
        proxy.refuse(true);
        proxy.cut();
        assert.ok((await end) instanceof Error);
      }));
  });
}

test("a client that did not ask is not offered it, and one that asked is", async () => {
  const negotiate = async (query) => (await fetch(`${server.url}/test/negotiate?negotiateVersion=1${query}`, { method: "POST" })).json();
  assert.equal((await negotiate("")).useStatefulReconnect, undefined);
  assert.equal((await negotiate("&useStatefulReconnect=true")).useStatefulReconnect, true);
  assert.equal((await negotiate("&useStatefulReconnect=no")).useStatefulReconnect, undefined);
});

test("a second socket for a connection that gave it up is answered 204", async () => {
  const negotiated = await (await fetch(`${server.url}/test/negotiate?negotiateVersion=1&useStatefulReconnect=true`, { method: "POST" })).json();
  const address = `${server.url}/test?id=${negotiated.connectionToken}`;
  const upgrade = async () =>
    new Promise((resolve, reject) => {
      const socket = net.connect(Number(new URL(server.url).port), "127.0.0.1");
      socket.on("error", reject);
      socket.once("data", (data) => resolve({ socket, status: Number(data.toString().split(" ")[1]) }));
      const { pathname, search, host } = new URL(address);
      socket.write(
        `GET ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
      );
    });
  const first = await upgrade();
  assert.equal(first.status, 101);
  // Masked with zeros, so as it stands.
  const hello = Buffer.from('{"protocol":"json","version":1}\u001e');
  first.socket.write(Buffer.concat([Buffer.from([0x81, 0x80 | hello.length, 0, 0, 0, 0]), hello]));
  await new Promise((resolve) => first.socket.once("data", resolve));
  const second = await upgrade();
  assert.equal(second.status, 204);
  second.socket.destroy();
  first.socket.destroy();
});
