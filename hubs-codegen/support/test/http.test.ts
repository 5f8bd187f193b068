// What answers at a hub's URL, what errors say, and a page that goes away.
import assert from "node:assert/strict";
import { test } from "node:test";
import { HttpClient, HttpError, HttpResponse, type HttpRequest } from "@microsoft/signalr";
import { HubConnectionError, HubError, HubRefusedError, HubTimeoutError, NotAHubError } from "../src/hubs-errors.js";
import { WatchedHttp } from "../src/hubs-http.js";
import { whenThePageLeaves } from "../src/hubs-page.js";
import { sleep, unless } from "../src/hubs-waiting.js";
import { settle } from "./fake.js";

class FakeHttp extends HttpClient {
  readonly #answer: (request: HttpRequest) => Promise<HttpResponse>;

  constructor(answer: (request: HttpRequest) => Promise<HttpResponse>) {
    super();
    this.#answer = answer;
  }

  override send(request: HttpRequest): Promise<HttpResponse> {
    return this.#answer(request);
  }
}

const negotiate: HttpRequest = { method: "POST", url: "http://host/hub/negotiate?hubs=1" };

test("the kinds of errors are told apart by class and by name", () => {
  const errors = [new HubConnectionError("c"), new HubRefusedError("/hub", 401, "r"), new HubTimeoutError("t"), new NotAHubError("/hub", 404, "")];
  assert.deepEqual(errors.map(({ name }) => name), ["HubConnectionError", "HubRefusedError", "HubTimeoutError", "NotAHubError"]);
  assert.ok(errors.every((error) => error instanceof HubConnectionError && !(error instanceof HubError)));
  assert.ok(!(new HubError("send", "no") instanceof HubConnectionError));
});

test("an error of a hub says what the hub said, without the words around it", () => {
  for (const [text, message] of [
    ["An unexpected error occurred invoking 'send' on the server. HubException: a: b\nc", "a: b\nc"],
    ["Failed to invoke 'send' due to an error on the server. HubException: no", "no"],
    ["An unexpected error occurred invoking 'send' on the server.", "An unexpected error occurred invoking 'send' on the server."],
    ["my own HubException: no", "my own HubException: no"],
  ] as const) {
    assert.deepEqual([new HubError("send", text).message, new HubError("send", text).serverText], [message, text]);
  }
});

test("what answers a negotiation in another way is no hub", async () => {
  for (const [answer, status] of [
    [() => Promise.resolve(new HttpResponse(200, "OK", "<!doctype html>")), 200],
    [() => Promise.resolve(new HttpResponse(200, "OK", '{"hello":"world"}')), 200],
    [() => Promise.reject(new HttpError("nothing here", 404)), 404],
    [() => Promise.reject(new HttpError(" <html>", 400)), 400],
    [() => Promise.reject(new HttpError(" <html>", 403)), 403],
    [() => Promise.reject(new HttpError("", 405)), 405],
  ] as const) {
    const http = new WatchedHttp(new FakeHttp(answer));
    await http.send(negotiate).catch(() => undefined);
    assert.ok(http.verdict instanceof NotAHubError);
    assert.equal(http.verdict.status, status);
    assert.ok(http.verdict.message.startsWith("http://host/hub is not a hub: "), http.verdict.message);
  }
  for (const status of [401, 403]) {
    const http = new WatchedHttp(new FakeHttp(() => Promise.reject(new HttpError("not you", status))));
    await http.send(negotiate).catch(() => undefined);
    assert.ok(http.verdict instanceof HubRefusedError);
    assert.deepEqual([http.verdict.status, http.verdict.answer], [status, "not you"]);
    assert.equal(http.verdict.message, `http://host/hub refused with status ${status}: not you`);
  }
  for (const answer of [
    () => Promise.resolve(new HttpResponse(200, "OK", '{"negotiateVersion":1,"connectionId":"a"}')),
    () => Promise.resolve(new HttpResponse(200, "OK", '{"error":"not now"}')),
    () => Promise.reject(new HttpError("broken", 500)),
    () => Promise.reject(new HttpError("<html>", 502)),
    () => Promise.reject(new HttpError("<html>", 503)),
    () => Promise.reject(new HttpError("later", 429)),
    () => Promise.reject(new Error("nobody there")),
  ]) {
    const http = new WatchedHttp(new FakeHttp(answer));
    await http.send(negotiate).catch(() => undefined);
    assert.equal(http.verdict, undefined);
  }
});

test("only negotiations are looked at, and each anew", async () => {
  let page = true;
  const http = new WatchedHttp(new FakeHttp(() => Promise.resolve(new HttpResponse(200, "OK", page ? "<html>" : '{"connectionId":"a"}'))));
  await http.send({ method: "GET", url: "http://host/hub" });
  assert.equal(http.verdict, undefined);
  await http.send(negotiate);
  assert.ok(http.verdict);
  page = false;
  await http.send(negotiate);
  assert.equal(http.verdict, undefined);
});

test("a negotiation under way can be abandoned", async () => {
  const http = new WatchedHttp(new FakeHttp(({ abortSignal }) => new Promise((_resolve, reject) => {
    abortSignal!.onabort = () => { reject(new Error("abandoned")); };
  })));
  const sent = assert.rejects(http.send(negotiate), /abandoned/);
  http.abortNegotiation();
  await sent;
});

test("a page that goes away says goodbye by DELETE if it polls, and only then", async (context) => {
  const asked = context.mock.method(globalThis, "fetch", () => Promise.resolve(new Response()));
  const http = new WatchedHttp(new FakeHttp(() => Promise.resolve(new HttpResponse(200, "OK", '{"connectionId":"a"}'))));
  await http.send(negotiate);
  http.endPolling();
  assert.equal(asked.mock.callCount(), 0);
  await http.send({ method: "GET", url: "http://host/hub?id=a", headers: { a: "b" } });
  http.endPolling();
  const end = { method: "DELETE", keepalive: true, credentials: "same-origin", headers: { a: "b" } };
  assert.deepEqual(asked.mock.calls[0]?.arguments, ["http://host/hub?id=a", end]);
});

test("a page leaves for good once, and not to a cache from which it may come back", () => {
  let left = 0;
  const over = new AbortController();
  const leave = (): void => void (left += 1);
  whenThePageLeaves(leave, over.signal);
  const page = new EventTarget();
  const hides = (persisted: boolean): boolean => page.dispatchEvent(Object.assign(new Event("pagehide"), { persisted }));
  Reflect.set(globalThis, "window", page);
  try {
    whenThePageLeaves(leave, over.signal);
    hides(true);
    assert.equal(left, 0);
    hides(false);
    assert.equal(left, 1);
    over.abort();
    hides(false);
    assert.equal(left, 1);
  } finally {
    Reflect.deleteProperty(globalThis, "window");
  }
});

test("waiting ends with its signal and leaves no listener behind", async () => {
  const abort = new AbortController();
  const { signal } = abort;
  let listeners = 0;
  for (const [name, step] of [["addEventListener", 1], ["removeEventListener", -1]] as const) {
    const original = signal[name].bind(signal) as (...values: unknown[]) => void;
    Reflect.set(signal, name, (...values: unknown[]) => {
      listeners += step;
      original(...values);
    });
  }
  assert.equal(await unless(signal, Promise.resolve(1)), 1);
  await assert.rejects(unless(signal, Promise.reject(new Error("its own"))), /its own/);
  await sleep(1, signal);
  assert.equal(listeners, 0);
  const never = assert.rejects(unless(signal, new Promise(() => undefined)), (error) => error instanceof HubConnectionError && error.message === "aborted: bored");
  const long = sleep(60_000, signal);
  abort.abort("bored");
  await Promise.all([never, long]);
  assert.equal(listeners, 0);
});

test("what a signal ended before it began does not wait, and leaves no timer behind", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const cleared = context.mock.method(globalThis, "clearTimeout");
  const done: string[] = [];
  void sleep(60_000, AbortSignal.abort()).then(() => done.push("slept"));
  unless(AbortSignal.abort(new Error("enough")), new Promise(() => undefined)).catch((error: Error) => done.push(error.message));
  await settle();
  assert.deepEqual(done.sort(), ["enough", "slept"]);
  assert.equal(cleared.mock.callCount(), 1);
});
