// What the doctor finds: at the server itself, and behind proxies that do it wrong.
import assert from "node:assert/strict";
import { createServer, request, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import { connect, type AddressInfo } from "node:net";
import { test } from "node:test";
import { LogLevel } from "@microsoft/signalr";
import { doctor, type Check, type DoctorOptions, type DoctorReport, type DoctorWebSocket, type Fault } from "./hubs/hubs-doctor.js";
import { StateHub } from "./hubs/state-hub.js";
import { quiet, useServer } from "./connected.js";

const hubs = useServer();
// The one that the official client uses in Node.
const ofSignalR = createRequire(createRequire(import.meta.url).resolve("@microsoft/signalr"));
const WebSocket = ofSignalR("ws") as DoctorWebSocket;

/** As in a page, where an upgrade that fails has no words. */
class Mute {
  addEventListener(type: string, listener: (event: object) => void): void {
    if (type === "error") queueMicrotask(() => { listener({}); });
  }
  send(): void {}
  close(): void {}
}

/** What a proxy does with requests, unless it passes them on. */
interface Proxy {
  /** Answers a request itself and says so. */
  answer?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** What it answers to an upgrade, instead of passing it on. */
  upgrade?: string;
  /** Passes an answer on once it is whole. */
  buffers?: (request: IncomingMessage) => boolean;
}

/** Asks through a proxy before the server. */
function through(proxy: Proxy, options: DoctorOptions = {}, path = "/state"): Promise<DoctorReport> {
  return behind(proxy, (url) => doctor(url + path, { timeout: 1000, WebSocket, ...options }));
}

/** Does something with the address of a proxy before the server. */
async function behind<T>({ answer, upgrade, buffers }: Proxy, use: (url: string) => Promise<T>): Promise<T> {
  const { hostname, port } = new URL(hubs.server.url);
  const pass: RequestListener = (incoming, outgoing) => {
    if (answer?.(incoming, outgoing)) return;
    const { method, url, headers } = incoming;
    const onward = request({ hostname, port, method, path: url, headers }, (result) => {
      const held: Buffer[] = [];
      const head = (): unknown => outgoing.writeHead(result.statusCode ?? 500, result.headers);
      if (buffers?.(incoming)) {
        result.on("data", (piece: Buffer) => held.push(piece));
        result.on("end", () => { head(); outgoing.end(Buffer.concat(held)); });
      } else {
        head();
        result.pipe(outgoing);
      }
    });
    onward.on("error", () => outgoing.destroy());
    outgoing.on("close", () => onward.destroy());
    incoming.pipe(onward);
  };
  const proxy = createServer(pass);
  proxy.on("upgrade", (incoming: IncomingMessage, socket) => {
    if (upgrade !== undefined) {
      socket.end(`HTTP/1.1 ${upgrade}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const server = connect(Number(port), hostname);
    const lines = incoming.rawHeaders.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\r\n`)).join("");
    server.write(`GET ${incoming.url ?? ""} HTTP/1.1\r\n${lines}\r\n`);
    server.on("error", () => socket.destroy()).on("close", () => socket.destroy());
    socket.on("error", () => server.destroy()).on("close", () => server.destroy());
    server.pipe(socket).pipe(server);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  try {
    return await use(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
  } finally {
    proxy.closeAllConnections();
    proxy.close();
  }
}

const isPoll = ({ method, headers }: IncomingMessage): boolean => method === "GET" && !headers.accept?.includes("event-stream");
const isEvents = ({ headers }: IncomingMessage): boolean => headers.accept === "text/event-stream";

/** A proxy's answer to those requests that it takes. */
const answering = (status: number, body: string, which: (request: IncomingMessage) => boolean = () => true): Proxy => ({
  answer: (incoming, outgoing) => {
    if (which(incoming)) outgoing.writeHead(status, { "Content-Type": body.startsWith("<") ? "text/html" : "text/plain" }).end(body);
    return which(incoming);
  },
});

/** `ok`, or what was found with its status. */
function short(check: Check): string {
  return check.ok ? "ok" : check.fault + (check.status === undefined ? "" : ` ${check.status}`);
}

/** Of the negotiation, WebSockets, Server-Sent Events and long polling. */
function all({ negotiation, transports }: DoctorReport): string[] {
  return [negotiation, transports.WebSockets, transports.ServerSentEvents, transports.LongPolling].map(short);
}

function failure(check: Check): { fault: Fault; seen: string; advice: string } {
  assert.ok(!check.ok);
  return check;
}

test("everything works where nothing is in the way, and the hub's own connections too", async () => {
  for (const path of ["/state", "/test?room=1", "/state?moved=ann"]) {
    const report = await doctor(hubs.server.url + path, { WebSocket });
    assert.deepEqual(all(report), ["ok", "ok", "ok", "ok"], report.text);
    assert.ok(report.ok);
    assert.match(report.text, /^http:.*\nnegotiation: ok, \d+ ms\nWebSockets: ok, \d+ ms\nServerSentEvents: ok, \d+ ms\nLongPolling: ok, \d+ ms$/);
  }
  assert.deepEqual(all(await through({})), ["ok", "ok", "ok", "ok"]);
});

test("a runtime without WebSocket is told so", { skip: "WebSocket" in globalThis }, async () => {
  const report = await doctor(`${hubs.server.url}/state`);
  assert.deepEqual(all(report), ["ok", "noWebSocket", "ok", "ok"]);
});

test("a client that the server does not take is told so, by its status and by the hub's words", async () => {
  const refused = await doctor(`${hubs.server.url}/secret`, { WebSocket });
  assert.deepEqual(all(refused), ["refused 401", "refused 401", "notTried", "notTried"]);
  assert.match(failure(refused.negotiation).seen, /401 with `this hub takes signed-in callers/);
  const known = await doctor(`${hubs.server.url}/secret`, { WebSocket, accessTokenFactory: () => "ann" });
  assert.deepEqual(all(known), ["ok", "ok", "ok", "ok"]);
});

test("a wrong path and a wrong address are told apart", async () => {
  const nothing = await doctor(`${hubs.server.url}/nothing`, { WebSocket });
  assert.deepEqual(all(nothing), ["notFound 404", "notFound 404", "notTried", "notTried"]);
  const nobody = await doctor("http://127.0.0.1:9/state", { WebSocket });
  assert.deepEqual(all(nobody), ["unreachable", "notTried", "notTried", "notTried"]);
});

test("a proxy that breaks upgrades is told of, with what to write into its configuration", async () => {
  for (const [answer, status] of [["400 Bad Request", 400], ["426 Upgrade Required", 426], ["200 OK", 200]] as const) {
    const report = await through({ upgrade: answer });
    assert.deepEqual(all(report), ["ok", `noUpgrade ${status}`, "ok", "ok"]);
    assert.match(report.text, new RegExp(`\nWebSockets: failed \\(noUpgrade\\): .*${status}\n  .*proxy_set_header Upgrade`));
    assert.ok(!report.ok);
  }
});

test("a client that may use WebSockets alone says so where they do not pass, and falls back to nothing", async () => {
  await behind({ upgrade: "400 Bad Request" }, async (url) => {
    const silent = { logger: LogLevel.None };
    const open = await StateHub.connect(`${url}/state`, quiet, silent);
    assert.equal(await open.whoami(), "", "all transports may be used, and one passes");
    await open.$close();
    const only = StateHub.connect(`${url}/state`, quiet, { transport: "WebSockets", ...silent });
    await assert.rejects(only, { name: "HubConnectionError", message: /WebSockets failed/ });
  });
});

test("a proxy that holds events up is told from a server that sends none", async () => {
  const held = await through({ buffers: isEvents });
  assert.deepEqual(all(held), ["ok", "ok", "buffered", "ok"]);
  assert.match(failure(held.transports.ServerSentEvents).advice, /proxy_buffering off/);
  const swallowed = await through({ answer: isEvents });
  assert.deepEqual(all(swallowed), ["ok", "ok", "silent", "ok"]);
});

test("a proxy without a server behind it is told of", async () => {
  const page = "<html><h1>502 Bad Gateway</h1></html>";
  const report = await through({ ...answering(502, page), upgrade: "502 Bad Gateway" });
  assert.deepEqual(all(report), ["gateway 502", "gateway 502", "notTried", "notTried"]);
  assert.equal(failure(report.negotiation).seen, "502 with a web page");
  // In a page, which is not told the status: no advice about upgrades.
  const inPage = await through(answering(502, page), { WebSocket: Mute });
  assert.deepEqual(all(inPage), ["gateway 502", "notTried", "notTried", "notTried"]);
  const late = await through(answering(504, page, isPoll));
  assert.deepEqual(all(late), ["ok", "ok", "ok", "gateway 504"]);
  assert.match(failure(late.transports.LongPolling).advice, /proxy_read_timeout/);
});

test("a web page, or a server of files, in the place of everything is no hub", async () => {
  const page = await through({ ...answering(200, "<!doctype html><p>Welcome"), upgrade: "200 OK" });
  assert.deepEqual(all(page), ["notAHub 200", "noUpgrade 200", "notTried", "notTried"]);
  const files = await through({ ...answering(405, ""), upgrade: "405 Method Not Allowed" });
  assert.deepEqual(all(files), ["notAHub 405", "noUpgrade 405", "notTried", "notTried"]);
  const instead = await through(answering(200, "<!doctype html><p>Welcome", (incoming) => incoming.method === "GET"));
  assert.deepEqual(all(instead), ["ok", "ok", "notAHub 200", "notAHub 200"]);
});

test("servers that do not know each other's connections are told of", async () => {
  const report = await through(answering(404, "No Connection with that ID", (incoming) => isPoll(incoming) || isEvents(incoming)));
  assert.deepEqual(all(report), ["ok", "ok", "notSticky 404", "notSticky 404"]);
  assert.match(failure(report.transports.LongPolling).advice, /sticky/);
});

test("a transport that the server does not offer is no failure", async () => {
  const offer = JSON.stringify({ connectionToken: "x", availableTransports: [] });
  const report = await through(answering(200, offer));
  assert.deepEqual(all(report), ["ok", "notOffered", "notOffered", "notOffered"]);
  assert.ok(report.ok);
});

test("a step that hangs ends with its limit", async () => {
  const start = Date.now();
  const report = await through({ answer: () => true, upgrade: "400 Bad Request" }, { timeout: 200 });
  assert.deepEqual(all(report), ["silent", "noUpgrade 400", "notTried", "notTried"]);
  assert.ok(Date.now() - start < 2000);
  const token = await through({}, { timeout: 200, accessTokenFactory: () => new Promise<never>(() => undefined) });
  assert.deepEqual(all(token), ["silent", "silent", "notTried", "notTried"]);
});

test("a page is told that a transport failed before another worked", async () => {
  const told = async (proxy: Proxy): Promise<string[]> => behind(proxy, async (url) => {
    const told: string[] = [];
    const hub = await StateHub.connect(`${url}/state`, quiet, {
      logger: LogLevel.None,
      events: {
        transportFallback: ({ failed }) => told.push(`${failed} failed`),
        connected: () => told.push("connected"),
      },
    });
    await hub.$close();
    return told;
  });
  assert.deepEqual(await told({}), ["connected"]);
  assert.deepEqual(await told({ upgrade: "400 Bad Request" }), ["1 failed", "connected"]);
  const noEvents = (request: IncomingMessage, response: ServerResponse): boolean => {
    if (request.headers.accept !== "text/event-stream") return false;
    // After a status of a gateway the official client's event source would try again for ever.
    response.writeHead(404).end();
    return true;
  };
  assert.deepEqual(await told({ upgrade: "400 Bad Request", answer: noEvents }), ["2 failed", "connected"]);
});
