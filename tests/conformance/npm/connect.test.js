// Connecting: negotiation, fallback, refusals.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { HttpTransportType, HubConnectionBuilder, JsonHubProtocol, LogLevel, MessageType } from "@microsoft/signalr";
import { build, combinations, connected } from "./clients.js";
import { startServer } from "./server.js";

let server;
let url;
before(async () => {
  server = await startServer();
  url = `${server.url}/test`;
});
after(() => server.stop());

const post = (path, headers = {}) => fetch(`${server.url}${path}`, { method: "POST", headers });

test("negotiation answers both versions", async () => {
  const one = await (await post("/test/negotiate?negotiateVersion=1")).json();
  assert.equal(one.negotiateVersion, 1);
  assert.match(one.connectionId, /^[\w-]{22}$/);
  assert.match(one.connectionToken, /^[\w-]{22}$/);
  assert.notEqual(one.connectionId, one.connectionToken);
  assert.deepEqual(one.availableTransports.map((offer) => offer.transport), ["WebSockets", "ServerSentEvents", "LongPolling"]);
  const zero = await (await post("/test/negotiate")).json();
  assert.equal(zero.negotiateVersion, 0);
  assert.equal(zero.connectionToken, undefined);
  const bad = await post("/test/negotiate?negotiateVersion=x");
  assert.deepEqual(await bad.json(), { error: "The client requested a non-integer protocol version." });
});

test("any transport serves without a choice, and a socket without negotiation", async () => {
  await connected(url, {}, async (connection) => assert.equal(await connection.invoke("Transport"), "WebSockets"));
  await connected(url, { transport: "WebSockets", skipNegotiation: true }, async (connection) =>
    assert.equal(await connection.invoke("Echo", "x"), "x"),
  );
});

test("a protected hub answers negotiation with 401 and the client says so", async () => {
  const connection = build(`${server.url}/secret`, { transport: "WebSockets" });
  await assert.rejects(connection.start(), /Failed to complete negotiation with the server: Error: this hub takes signed-in callers; .*: Status code '401'/);
  await connected(`${server.url}/secret`, { accessTokenFactory: () => "ann" }, async (signedIn) =>
    assert.equal(await signedIn.invoke("Echo", "x"), "x"),
  );
});

test("a negotiation that leads elsewhere is followed, with the token that it gives", async () => {
  for (const { transport, protocol } of combinations) {
    const accessTokenFactory = () => "ann";
    await connected(`${server.url}/secret?moved=eve`, { transport, protocol, accessTokenFactory }, async (connection) => {
      assert.equal(connection.baseUrl, `${server.url}/secret?moved=eve`);
      assert.equal(await connection.invoke("User"), "eve", `${transport} ${protocol}`);
    });
  }
  const stranger = build(`${server.url}/secret?moved=eve`);
  await assert.rejects(stranger.start(), /Status code '401'/);
});

test("a token belongs to its user", async () => {
  const negotiated = await (await post("/test/negotiate?negotiateVersion=1", { Authorization: "Bearer ann" })).json();
  const id = negotiated.connectionToken;
  const stolen = await fetch(`${url}?id=${id}`, { headers: { Authorization: "Bearer eve" } });
  assert.equal(stolen.status, 403);
  assert.match(await stolen.text(), /the user changed since this connection was negotiated/);
});

test("requests for connections that are not there are told so", async () => {
  for (const [request, status, text] of [
    [fetch(url), 400, "Connection ID required"],
    [fetch(`${url}?id=unknown`), 404, "No Connection with that ID"],
    [fetch(`${url}?id=unknown`, { headers: { Accept: "text/event-stream" } }), 404, "No Connection with that ID"],
    [fetch(`${url}?id=unknown`, { method: "POST" }), 404, "No Connection with that ID"],
    [fetch(`${url}?id=unknown`, { method: "DELETE" }), 404, "No Connection with that ID"],
    [fetch(url, { method: "POST" }), 400, "Connection ID required"],
    [fetch(url, { method: "PUT" }), 405, ""],
    [fetch(`${url}/negotiate`), 405, ""],
  ]) {
    const response = await request;
    assert.equal(response.status, status);
    assert.equal(await response.text(), text);
  }
});

test("a transport cannot be changed on the way", async () => {
  const { connectionToken: id } = await (await post("/test/negotiate?negotiateVersion=1")).json();
  const first = await fetch(`${url}?id=${id}`);
  assert.equal(first.status, 200);
  assert.equal(await first.text(), "");
  const events = await fetch(`${url}?id=${id}`, { headers: { Accept: "text/event-stream" } });
  assert.equal(events.status, 400);
  assert.equal(await events.text(), "Cannot change transports mid-connection");
  const ended = await fetch(`${url}?id=${id}`, { method: "DELETE" });
  assert.equal(ended.status, 202);
  const gone = await fetch(`${url}?id=${id}`);
  assert.ok([204, 404].includes(gone.status), `${gone.status}`);
});

test("a poll without news ends empty, a newer poll ends an older one", async () => {
  const { connectionToken: id } = await (await post("/test/negotiate?negotiateVersion=1")).json();
  await fetch(`${url}?id=${id}`);
  const older = fetch(`${url}?id=${id}`);
  await new Promise((resolve) => setImmediate(resolve));
  const sent = await fetch(`${url}?id=${id}`, { method: "POST", body: '{"protocol":"json","version":1}\u001e' });
  assert.equal(sent.status, 200);
  assert.equal(await (await older).text(), "{}\u001e");
  const second = fetch(`${url}?id=${id}`);
  const third = fetch(`${url}?id=${id}`);
  const statuses = (await Promise.all([second, third])).map((response) => response.status);
  assert.deepEqual(statuses.sort(), [200, 204]);
});

test("a poll after the end hears of it", async () => {
  const { connectionToken: id } = await (await post("/test/negotiate?negotiateVersion=1")).json();
  const send = (body) => fetch(`${url}?id=${id}`, { method: "POST", body: `${body}\u001e` });
  await fetch(`${url}?id=${id}`);
  await send('{"protocol":"json","version":1}');
  assert.equal(await (await fetch(`${url}?id=${id}`)).text(), "{}\u001e");
  // The hub ends the connection while no poll is there.
  await send('{"type":1,"target":"Abort","arguments":[]}');
  await new Promise((resolve) => setTimeout(resolve, 50));
  let last;
  do {
    last = await fetch(`${url}?id=${id}`);
  } while (last.status === 200);
  assert.equal(last.status, 204);
  assert.equal((await fetch(`${url}?id=${id}`)).status, 404);
});

test("pages of other origins are refused in words they can read, named ones are let in", async () => {
  const refused = await post("/test/negotiate", { Origin: "https://evil.example" });
  assert.equal(refused.status, 403);
  assert.match(await refused.text(), /origin `https:\/\/evil\.example` may not use this hub/);
  assert.equal(refused.headers.get("access-control-allow-origin"), "https://evil.example");
  const named = await post("/test/negotiate", { Origin: "http://localhost:5173" });
  assert.equal(named.status, 200);
  assert.equal(named.headers.get("access-control-allow-credentials"), "true");
  const preflight = await fetch(`${url}/negotiate`, {
    method: "OPTIONS",
    headers: {
      Origin: "http://localhost:5173",
      "Access-Control-Request-Method": "POST",
      "Access-Control-Request-Headers": "x-requested-with,x-signalr-user-agent",
    },
  });
  assert.equal(preflight.status, 204);
  assert.match(preflight.headers.get("access-control-allow-methods"), /DELETE/);
  assert.equal(preflight.headers.get("access-control-allow-headers"), "x-requested-with,x-signalr-user-agent");
});

test("a proxy that drops the upgrade is named", async () => {
  const response = await fetch(url, { headers: { "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version": "13" } });
  assert.equal(response.status, 400);
  assert.match(await response.text(), /the header `Upgrade: websocket` is missing/);
});

/** Collects what the server sends before it closes the connection. */
class Watching extends JsonHubProtocol {
  closes = [];

  parseMessages(input, logger) {
    const messages = super.parseMessages(input, logger);
    this.closes.push(...messages.filter((message) => message.type === MessageType.Close));
    return messages;
  }
}

/** A client that reconnects by itself where it may: the Close messages it got and what became of it. */
async function endOf(server, end) {
  const protocol = new Watching();
  const connection = new HubConnectionBuilder()
    .withUrl(`${server.url}/test`, { transport: HttpTransportType.WebSockets })
    .withHubProtocol(protocol)
    .withAutomaticReconnect([60_000])
    .configureLogging(LogLevel.None)
    .build();
  const became = new Promise((resolve) => {
    connection.onreconnecting(() => resolve("reconnecting"));
    connection.onclose(() => resolve("closed"));
  });
  await connection.start();
  await end(connection);
  const result = { became: await became, closes: protocol.closes };
  await connection.stop();
  return result;
}

test("a shutdown tells clients that they may reconnect, an abort does not", async () => {
  const own = await startServer();
  const aborted = await endOf(own, (connection) => connection.send("Abort"));
  assert.deepEqual(aborted, { became: "closed", closes: [{ type: MessageType.Close }] });
  const shutDown = await endOf(own, () => own.stop());
  assert.deepEqual(shutDown, { became: "reconnecting", closes: [{ type: MessageType.Close, allowReconnect: true }] });
});
