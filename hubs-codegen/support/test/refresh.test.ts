// When a client says anew who it is, and what it does with the answers. The clock is the test's.
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { HttpClient, HttpError, HttpResponse, type HttpRequest } from "@microsoft/signalr";
import { HubRefusedError } from "../src/hubs-errors.js";
import { Events } from "../src/hubs-events.js";
import { httpClientsOf } from "../src/hubs-http.js";
import type { HubEvents } from "../src/hubs-options.js";
import { authenticationRefresh, type RefreshOptions } from "../src/hubs-refresh.js";

/** A server that says how long tokens hold. */
class FakeServer extends HttpClient {
  readonly requests: HttpRequest[] = [];
  /** Answers to refreshes, the last one again and again. */
  answers: (() => HttpResponse | Promise<HttpResponse>)[];
  lifetime: number | undefined;

  constructor(lifetime: number | undefined, ...answers: (() => HttpResponse | Promise<HttpResponse>)[]) {
    super();
    this.lifetime = lifetime;
    this.answers = answers;
  }

  override send(request: HttpRequest): Promise<HttpResponse> {
    this.requests.push(request);
    const url = request.url ?? "";
    if (url.includes("/first/negotiate")) return Promise.resolve(answer({ url: "http://host/hub?hubs=1", accessToken: "theirs" })());
    if (url.includes("/negotiate")) return Promise.resolve(answer({ connectionToken: "a+b", tokenLifetimeSeconds: this.lifetime })());
    if (!url.includes("/refresh")) return Promise.resolve(new HttpResponse(200));
    const [next, ...others] = this.answers;
    if (others.length > 0) this.answers = others;
    return new Promise((resolve) => { resolve((next ?? answer({}))()); });
  }

  override getCookieString(): string {
    return "";
  }

  /** Requests to refresh so far. */
  get refreshes(): HttpRequest[] {
    return this.requests.filter(({ url = "" }) => url.includes("/refresh"));
  }
}

const answer = (value: object) => () => new HttpResponse(200, "OK", JSON.stringify(value));
const refusal = (status: number, body: string) => (): never => { throw new HttpError(body, status); };

/** A connection made with `authenticationRefresh`, up to where calls can be made. */
async function connected(t: TestContext, server: FakeServer, options?: RefreshOptions, token?: () => string) {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const events = new Events<object>("Hub");
  const told: [string, unknown][] = [];
  for (const event of ["refreshed", "expiring"] as const) {
    events.on(event, (value: HubEvents<object>[typeof event]) => { told.push([event, value]); });
  }
  const authentication = authenticationRefresh(options);
  const http = authentication({ httpClient: server, ...(token && { accessTokenFactory: token }) }, events);
  const negotiate = (): Promise<HttpResponse> =>
    http.send({ method: "POST", url: "http://host/hub/negotiate?hubs=1", headers: { Authorization: "Bearer first", "X-Of-Mine": "1" } });
  await negotiate();
  events.emit("connected", { connectionId: "one" });
  /** Lets so much time pass, and what it brings happen. */
  const pass = async (milliseconds: number): Promise<void> => {
    t.mock.timers.tick(milliseconds);
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  return { authentication, events, http, negotiate, pass, told };
}

test("a token is replaced five minutes before its end, and a short one after half of its time", async (t) => {
  let tokens = 1;
  const server = new FakeServer(3_600, answer({ tokenLifetimeSeconds: 360 }), answer({}));
  const { pass, told } = await connected(t, server, {}, () => `token ${(tokens += 1)}`);
  await pass(3_299_999);
  assert.equal(server.refreshes.length, 0);
  await pass(1);
  assert.deepEqual(server.refreshes, [
    { method: "POST", url: "http://host/hub/refresh?id=a%2Bb&hubs=1", headers: { Authorization: "Bearer token 2", "X-Of-Mine": "1" }, content: "" },
  ]);
  assert.deepEqual(told, [["refreshed", { holdsFor: 360_000 }]]);
  await pass(179_999);
  assert.equal(server.refreshes.length, 1);
  await pass(1);
  assert.deepEqual(told[1], ["refreshed", { holdsFor: Infinity }]);
  await pass(1e9);
  assert.equal(server.refreshes.length, 2, "the last token has no end");
});

test("what comes after a refresh has its token, until another negotiation", async (t) => {
  const server = new FakeServer(100, answer({ tokenLifetimeSeconds: 100 }));
  const { http, negotiate, pass } = await connected(t, server, { before: 30_000 }, () => "second");
  const sent = async (): Promise<string | undefined> => {
    await http.send({ method: "GET", url: "http://host/hub?id=a%2Bb", headers: { Authorization: "Bearer first" } });
    return server.requests.at(-1)?.headers?.["Authorization"];
  };
  assert.equal(await sent(), "Bearer first");
  await pass(70_000);
  assert.equal(server.refreshes.length, 1);
  assert.equal(await sent(), "Bearer second");
  await negotiate();
  assert.equal(await sent(), "Bearer first");
});

test("a failure is told with the time that is left and tried again until that is over", async (t) => {
  const server = new FakeServer(100, refusal(403, '{"error":"who are you?"}'), refusal(404, ""), refusal(500, "<html>"));
  const { pass, told } = await connected(t, server);
  await pass(50_000);
  const [event, { left, error }] = told[0] as ["expiring", HubEvents<object>["expiring"]];
  assert.deepEqual([event, left], ["expiring", 50_000]);
  assert.ok(error instanceof HubRefusedError);
  assert.deepEqual([error.status, error.answer], [403, "who are you?"]);
  await pass(25_000);
  await pass(12_500);
  const texts = told.map(([, value]) => (value as HubEvents<object>["expiring"]).error?.message);
  assert.deepEqual(texts.slice(1), [
    "http://host/hub does not refresh, with status 404: ; is `enable_authentication_refresh` on?",
    "http://host/hub does not refresh, with status 500: <html>",
  ]);
  for (let rest = 0; rest < 100; rest += 1) await pass(1_000);
  const tries = server.refreshes.length;
  assert.ok(tries > 5 && tries < 12, `${tries}`);
  await pass(100_000);
  assert.equal(server.refreshes.length, tries, "it is over");
});

test("a page may ask for a login first, and refresh then", async (t) => {
  const server = new FakeServer(100, refusal(401, '{"error":"sign in"}'), answer({ tokenLifetimeSeconds: 100 }));
  const { authentication, pass, told } = await connected(t, server, { automatic: false, before: 10_000 });
  await pass(90_000);
  assert.deepEqual(told, [["expiring", { left: 10_000, error: undefined }]]);
  assert.equal(server.refreshes.length, 0);
  await assert.rejects(authentication.now(), { name: "HubRefusedError", status: 401 });
  await Promise.all([authentication.now(), authentication.now()]);
  assert.equal(server.refreshes.length, 2, "who asks twice asks once");
  assert.equal(server.refreshes[1]?.headers?.["Authorization"], "Bearer first", "a client without a function for tokens");
  assert.deepEqual(told[1], ["refreshed", { holdsFor: 100_000 }]);
});

test("a connection that is lost or over is not refreshed", async (t) => {
  const server = new FakeServer(100);
  const { authentication, events, negotiate, pass } = await connected(t, server);
  events.emit("reconnecting", { attempt: 0, delay: 0, error: undefined });
  await pass(60_000);
  assert.equal(server.refreshes.length, 0);
  await negotiate();
  events.emit("reconnected", { connectionId: "two" });
  await pass(50_000);
  assert.equal(server.refreshes.length, 1);
  events.emit("closed", { reason: "client", error: undefined });
  await authentication.now();
  await pass(100_000);
  assert.equal(server.refreshes.length, 1);
});

test("nothing is asked of a server that does not say when a token ends", async (t) => {
  const server = new FakeServer(undefined);
  const { pass, told } = await connected(t, server);
  await pass(1e9);
  assert.deepEqual([server.refreshes, told], [[], []]);
});

test("a refresh that a reconnect overtakes is not the new connection's", async (t) => {
  let late = (): void => undefined;
  const never = new Promise<HttpResponse>((resolve) => { late = () => { resolve(answer({ tokenLifetimeSeconds: 100 })()); }; });
  const server = new FakeServer(100, () => never, answer({ tokenLifetimeSeconds: 200 }));
  const { authentication, events, negotiate, pass, told } = await connected(t, server);
  await pass(50_000);
  assert.equal(server.refreshes.length, 1);
  events.emit("reconnecting", { attempt: 0, delay: 0, error: undefined });
  await assert.rejects(authentication.now(), /its connection is lost/);
  await negotiate();
  events.emit("reconnected", { connectionId: "two" });
  await authentication.now();
  assert.equal(server.refreshes.length, 2);
  assert.deepEqual(told, [["refreshed", { holdsFor: 200_000 }]]);
  late();
  await pass(99_999);
  assert.equal(server.refreshes.length, 2);
  await pass(1);
  assert.equal(server.refreshes.length, 3, "the new connection is refreshed by itself");
});

test("an answer that comes while the connection is lost is none", async (t) => {
  let late = (): void => undefined;
  const slow = new Promise<HttpResponse>((resolve) => { late = () => { resolve(answer({ tokenLifetimeSeconds: 100 })()); }; });
  const server = new FakeServer(100, () => slow);
  const { events, pass, told } = await connected(t, server);
  await pass(50_000);
  events.emit("reconnecting", { attempt: 0, delay: 0, error: undefined });
  late();
  await pass(100_000);
  assert.deepEqual([told, server.refreshes.length], [[], 1]);
});

test("who has logged out does not refresh with the first token", async (t) => {
  const server = new FakeServer(100, refusal(403, '{"error":"the user changed"}'));
  const { authentication } = await connected(t, server, {}, () => "");
  await assert.rejects(authentication.now(), { name: "HubRefusedError" });
  assert.deepEqual(server.refreshes[0]?.headers, { "X-Of-Mine": "1" });
});

test("a refusal that an HTTP client answers instead of throwing is one", async (t) => {
  const refused = new HttpResponse(401, "Unauthorized", '{"error":"sign in"}');
  const { authentication, told } = await connected(t, new FakeServer(100, () => refused));
  await assert.rejects(authentication.now(), { name: "HubRefusedError", status: 401, answer: "sign in" });
  assert.deepEqual(told, []);
});

test("a token that has ended is not refreshed without a pause", async (t) => {
  const server = new FakeServer(100, answer({ tokenLifetimeSeconds: 0 }));
  const { pass } = await connected(t, server);
  await pass(50_000);
  for (let more = 0; more < 50; more += 1) await pass(1_000);
  assert.equal(server.refreshes.length, 1);
});

test("the end of a token that holds for months is not told sooner", async (t) => {
  const { pass, told } = await connected(t, new FakeServer(5_000_000), { automatic: false });
  for (let day = 0; day < 57; day += 1) await pass(86_400_000);
  assert.deepEqual(told, []);
  await pass(86_400_000);
  assert.equal(told.length, 1);
});

test("a server that gave a token is shown no other", async (t) => {
  const server = new FakeServer(100, answer({}));
  let asked = 0;
  const { authentication, http, negotiate } = await connected(t, server, {}, () => `for the first server ${(asked += 1)}`);
  await http.send({ method: "POST", url: "http://host/first/negotiate", headers: { Authorization: "Bearer mine" } });
  await http.send({ method: "POST", url: "http://host/hub/negotiate?hubs=1", headers: { Authorization: "Bearer theirs" } });
  await authentication.now();
  assert.equal(server.refreshes[0]?.headers?.["Authorization"], "Bearer theirs");
  assert.equal(asked, 0);
  await negotiate();
  await authentication.now();
  assert.equal(server.refreshes[1]?.headers?.["Authorization"], "Bearer for the first server 1");
});

test("a page that goes away ends its polling with the newest token", async (t) => {
  const asked = t.mock.method(globalThis, "fetch", () => Promise.resolve(new Response()));
  const events = new Events<object>("Hub");
  const authentication = authenticationRefresh();
  const server = new FakeServer(undefined, answer({}));
  const { http, watched } = httpClientsOf({ httpClient: server, authenticationRefresh: authentication, accessTokenFactory: () => "second" }, events);
  const headers = { Authorization: "Bearer first" };
  await http.send({ method: "POST", url: "http://host/hub/negotiate", headers });
  events.emit("connected", { connectionId: "one" });
  await authentication.now();
  await http.send({ method: "GET", url: "http://host/hub?id=a%2Bb", headers });
  watched.endPolling();
  const end = { method: "DELETE", keepalive: true, credentials: "same-origin", headers: { Authorization: "Bearer second" } };
  assert.deepEqual(asked.mock.calls[0]?.arguments, ["http://host/hub?id=a%2Bb", end]);
});
