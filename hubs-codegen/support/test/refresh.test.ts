// When a client says anew who it is, and what it does with the answers. The clock is the test's.
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { HttpClient, HttpError, HttpResponse, type HttpRequest } from "@microsoft/signalr";
import { HubRefusedError } from "../src/hubs-errors.js";
import { Events } from "../src/hubs-events.js";
import type { HubEvents } from "../src/hubs-options.js";
import { authenticationRefresh, type RefreshOptions } from "../src/hubs-refresh.js";

/** A server that says how long tokens hold. */
class FakeServer extends HttpClient {
  readonly requests: HttpRequest[] = [];
  /** Answers to refreshes, the last one again and again. */
  answers: (() => HttpResponse)[];
  lifetime: number | undefined;

  constructor(lifetime: number | undefined, ...answers: (() => HttpResponse)[]) {
    super();
    this.lifetime = lifetime;
    this.answers = answers;
  }

  override send(request: HttpRequest): Promise<HttpResponse> {
    this.requests.push(request);
    const url = request.url ?? "";
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
