// What a browser does, through the proxies of docs/deployment.md, whose page is of the same origin.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { HttpTransportType, HubConnectionBuilder, JsonHubProtocol, LogLevel } from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import { startServer } from "../conformance/npm/server.js";
import { startNginx } from "./nginx.js";
import { startChat } from "./server.js";
import { startVite } from "./vite.js";

let chat;
before(async () => {
  chat = await startChat();
});
after(() => chat.remove());

const kinds = [
  ["WebSockets", new JsonHubProtocol()],
  ["WebSockets", new MessagePackHubProtocol()],
  ["ServerSentEvents", new JsonHubProtocol()],
  ["LongPolling", new JsonHubProtocol()],
  ["LongPolling", new MessagePackHubProtocol()],
];

/** A client that says it is a page of `origin`, and does not negotiate if `alone`. */
function client(url, origin, [transport, protocol], alone = false) {
  return new HubConnectionBuilder()
    .withUrl(url, { transport: HttpTransportType[transport], skipNegotiation: alone, headers: { Origin: origin } })
    .withHubProtocol(protocol)
    .configureLogging(LogLevel.None)
    .build();
}

/** By every transport: a call, what is pushed while it is quiet, and a stream. */
async function everything(url, origin) {
  for (const kind of kinds) {
    const connection = client(url, origin, kind);
    const heard = new Promise((resolve) => connection.on("messagePosted", resolve));
    await connection.start();
    try {
      const name = `by ${kind[0]} ${kind[1].name}`.slice(0, 24);
      assert.deepEqual(await connection.invoke("join", "proxied", name), [name]);
      const asked = performance.now();
      await connection.invoke("post", "hello");
      assert.equal((await heard).text, "hello");
      assert.ok(performance.now() - asked < 5_000, `${name}: what is pushed is held up`);
      const messages = [];
      await new Promise((complete, error) => {
        connection.stream("history", 1).subscribe({ next: (message) => messages.push(message.author), complete, error });
      });
      assert.deepEqual(messages, [name]);
    } finally {
      await connection.stop();
    }
  }
}

/** A socket is refused to a page of `origin`. */
async function socketRefused(url, origin) {
  const socket = client(url, origin, kinds[0], true);
  await assert.rejects(socket.start(), /WebSocket failed to connect/);
}

/** The words in which a page of `origin` is refused. */
async function refused(url, origin) {
  const answer = await fetch(`${url}/negotiate?negotiateVersion=1`, { method: "POST", headers: { origin } });
  assert.equal(answer.status, 403);
  return answer.text();
}

test("Vite passes every transport on, to pages of its own origin alone", async () => {
  const vite = await startVite(chat.url);
  try {
    await everything(`${vite.url}/chat`, vite.url);
    await refused(`${vite.url}/chat`, "http://evil.example");
    await socketRefused(`${vite.url}/chat`, "http://evil.example");
  } finally {
    await vite.stop();
  }
});

test("Vite's short form replaces the host, and whoever is refused reads why", async () => {
  const vite = await startVite(chat.url, (url) => JSON.stringify({ target: url, ws: true, changeOrigin: true }));
  const short = await startVite(chat.url, JSON.stringify);
  try {
    // The short form passes no WebSockets on, and leaves them without an answer.
    await socketRefused(`${vite.url}/chat`, vite.url);
    for (const { url } of [vite, short]) {
      const text = await refused(`${url}/chat`, url);
      assert.ok(text.startsWith(`origin \`${url}\` may not use this hub, which was asked for at \`${new URL(chat.url).host}\`\n`), text);
      assert.match(text, /Vite: no `changeOrigin`/);
      assert.match(text, /`HubServer::builder\(\)\.origins\(\["http:/);
    }
  } finally {
    await vite.stop();
    await short.stop();
  }
});

test("nginx passes every transport on, under another path, to pages of its own origin alone", async () => {
  const nginx = await startNginx([chat.url, chat.url], { prefixed: true });
  try {
    await everything(`${nginx.url}/app/chat`, nginx.url);
    await refused(`${nginx.url}/app/chat`, "http://evil.example");
    await socketRefused(`${nginx.url}/app/chat`, "http://evil.example");
  } finally {
    await nginx.stop();
  }
});

/** A client of long polling that says nothing for `silence`, and why its connection ended, if it did. */
async function idle(url, silence) {
  const connection = client(url, new URL(url).origin, kinds[3]);
  let ended;
  connection.onclose((error) => (ended = error ?? "stopped"));
  await connection.start();
  await new Promise((resolve) => setTimeout(resolve, silence));
  const answer = await connection.invoke("add", 1, 2).catch(() => undefined);
  const cause = ended;
  await connection.stop();
  return { answer, cause };
}

test("idle polls outlast an nginx that waits longer than poll_timeout, and end with one that does not", async () => {
  // Its polls end after two seconds, where the default is 90; nginx's own is 60.
  const server = await startServer();
  const servers = [server.url, server.url];
  const patient = await startNginx(servers, { path: "/test", wait: "4s" });
  const hasty = await startNginx(servers, { path: "/test", wait: "1s" });
  try {
    const [outlasts, ends] = await Promise.all([idle(`${patient.url}/test`, 9_000), idle(`${hasty.url}/test`, 3_000)]);
    assert.deepEqual(outlasts, { answer: 3, cause: undefined });
    assert.match(String(ends.cause), /504/);
  } finally {
    await patient.stop();
    await hasty.stop();
    await server.stop();
  }
});
