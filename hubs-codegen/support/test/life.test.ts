// How a connection begins, is lost, comes back and ends, with the official connection played by the test.
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { HubConnectionState } from "@microsoft/signalr";
import { HubConnectionError, HubRefusedError, NotAHubError } from "../src/hubs-errors.js";
import { Events } from "../src/hubs-events.js";
import { Life, type LifeParts } from "../src/hubs-life.js";
import type { HubEvents } from "../src/hubs-options.js";
import { FakeConnection, settle } from "./fake.js";

type Options = LifeParts<unknown>["options"];

function make(options: Options = {}, hello: LifeParts<unknown>["hello"] = () => Promise.resolve()) {
  const connection = new FakeConnection();
  connection.state = HubConnectionState.Disconnected;
  const told: string[] = [];
  const events = new Events<unknown>("Hub");
  for (const event of ["connecting", "connected", "reconnecting", "reconnected", "closed"] as (keyof HubEvents<unknown>)[]) {
    events.on(event, (value) => told.push(`${event} ${Object.values(value).map(String).join(" ")}`));
  }
  const http = { agreed: 0, verdict: undefined as NotAHubError | HubRefusedError | undefined, abortNegotiation: () => undefined, endPolling: () => undefined };
  const life = new Life({ hub: "Hub", url: "/hub", connection, http, events, options, hello });
  return { connection, life, told, http };
}

/** What the official client asks before an attempt. */
function nextAttempt(life: Life<unknown>, attempt: number, error: Error): number | null {
  return life.nextRetryDelayInMilliseconds({ previousRetryCount: attempt, retryReason: error, elapsedMilliseconds: 0 });
}

/** Delays before the first attempts to reconnect. */
async function delays(options: Options, attempts: number): Promise<(number | null)[]> {
  const { life } = make(options);
  await life.start();
  return Array.from({ length: attempts }, (_, attempt) => nextAttempt(life, attempt, new Error("lost")));
}

function random(context: TestContext, value: number): void {
  context.mock.restoreAll();
  context.mock.method(Math, "random", () => value);
}

test("delays double from half a second to half a minute, and half of each is chance", async (context) => {
  const longest = [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000];
  random(context, 0);
  assert.deepEqual(await delays({}, 8), longest.map((delay) => delay / 2));
  random(context, 0.5);
  assert.deepEqual(await delays({}, 8), longest.map((delay) => delay * 0.75));
  random(context, 1 - Number.EPSILON);
  for (const [attempt, delay] of (await delays({}, 8)).entries()) {
    assert.ok(delay !== null && delay <= longest[attempt]! && delay > longest[attempt]! * 0.99, `${delay}`);
  }
  context.mock.restoreAll();
  const { life } = make();
  await life.start();
  assert.equal(nextAttempt(life, 5000, new Error("lost"))! <= 30_000, true, "the power overflows to no delay of its own");
  const several = new Set(Array.from({ length: 20 }, () => nextAttempt(life, 6, new Error("lost"))));
  assert.ok(several.size > 1, "clients come back at different times");
});

test("`reconnect` says when instead, with what was wrong, or never", async () => {
  const asked: [number, string | undefined][] = [];
  const reconnect = (attempt: number, error: Error | undefined): number | null => {
    asked.push([attempt, error?.message]);
    return attempt < 2 ? attempt * 10 : null;
  };
  assert.deepEqual(await delays({ reconnect }, 3), [0, 10, null]);
  assert.deepEqual(asked, [[0, "lost"], [1, "lost"], [2, "lost"]]);
  assert.deepEqual(await delays({ reconnect: false }, 1), [null]);
});

test("nothing is tried again before the first connection stands, after the end, or once the server has ended it", async () => {
  const { life } = make();
  assert.equal(nextAttempt(life, 0, new Error("lost")), null);
  await life.start();
  assert.notEqual(nextAttempt(life, 0, new Error("lost")), null);
  life.endedByServer(undefined);
  assert.equal(nextAttempt(life, 0, new Error("lost")), null);
  const closed = make();
  await closed.life.start();
  await closed.life.close();
  assert.equal(nextAttempt(closed.life, 0, new Error("lost")), null);
});

test("a connection is told of once the server has answered the hello", async () => {
  let welcome = (): void => undefined;
  const { life, told } = make({}, () => new Promise<void>((resolve) => (welcome = resolve)));
  const start = life.start();
  await settle();
  assert.deepEqual([life.status, ...told], ["connecting", "connecting 0 undefined"]);
  assert.notEqual(life.ready(), undefined);
  welcome();
  await start;
  assert.deepEqual([life.status, life.ready(), ...told], ["connected", undefined, "connecting 0 undefined", "connected one"]);
});

test("a first connection that fails is a HubConnectionError, closed without a word", async () => {
  const { connection, life, told } = make();
  connection.starts = [() => Promise.reject(new Error("nobody there"))];
  await assert.rejects(life.start(), (error) => error instanceof HubConnectionError && error.message === "no connection to /hub: nobody there");
  assert.equal(life.status, "closed");
  assert.deepEqual(told, ["connecting 0 undefined"]);
  await assert.rejects(Promise.resolve(life.ready()), /the connection to Hub is closed: no connection to \/hub: nobody there/);
});

test("a first connection is tried again by the rule for the others, but not where it would not help", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const options = { retryFirstConnect: true, reconnect: (attempt: number) => 100 + attempt };
  const { connection, life, told } = make(options);
  connection.starts = [1, 2].map((number) => () => Promise.reject(new Error(`failure ${number}`)));
  const start = life.start();
  for (const [index, delay] of [100, 101].entries()) {
    await settle();
    context.mock.timers.tick(delay - 1);
    await settle();
    assert.equal(told.length, index + 1);
    context.mock.timers.tick(1);
  }
  await start;
  assert.deepEqual(told, [
    "connecting 0 undefined",
    "connecting 1 HubConnectionError: no connection to /hub: failure 1",
    "connecting 2 HubConnectionError: no connection to /hub: failure 2",
    "connected one",
  ]);
  for (const error of [new HubRefusedError("/hub", 403, "not you"), new NotAHubError("/hub", 200, "<html>")]) {
    const hopeless = make(options, () => Promise.reject(error));
    await assert.rejects(hopeless.life.start(), error);
    assert.equal(hopeless.told.length, 1);
  }
});

test("what answered instead of a hub is the error", async () => {
  const { connection, life, http } = make();
  http.verdict = new NotAHubError("/hub", 404, "nothing here");
  connection.starts = [() => Promise.reject(new Error("404"))];
  await assert.rejects(life.start(), http.verdict);
});

test("a refusal ends the attempts to come back, a page in the hub's place does not", async () => {
  const { connection, life, told, http } = make();
  await life.start();
  http.verdict = new NotAHubError("/hub", 404, "nothing here");
  assert.ok(nextAttempt(life, 1, new Error("lost")) !== null);
  http.verdict = new HubRefusedError("/hub", 401, "who are you");
  assert.equal(nextAttempt(life, 2, new Error("lost")), null);
  connection.close(new Error("lost"));
  assert.deepEqual(told.at(-1), `closed server ${http.verdict}`);
});

test("a signal ends the first attempt, and later the connection", async () => {
  const abort = new AbortController();
  const { connection, life, told } = make({ signal: abort.signal });
  connection.starts = [() => new Promise(() => undefined)];
  const start = assert.rejects(life.start(), /enough/);
  await settle();
  abort.abort(new Error("enough"));
  await start;
  assert.equal(life.status, "closed");
  assert.deepEqual(told, ["connecting 0 undefined"]);
  const later = new AbortController();
  const other = make({ signal: later.signal });
  await other.life.start();
  later.abort();
  await settle();
  assert.deepEqual(other.told.slice(2), ["closed client undefined"]);
});

test("a lost connection is told of, says hello again, and only then takes calls", async () => {
  const hellos: boolean[] = [];
  let welcome = (): void => undefined;
  const { connection, life, told } = make({ reconnect: () => 20 }, (reconnect) => {
    hellos.push(reconnect);
    return reconnect ? new Promise<void>((resolve) => (welcome = resolve)) : Promise.resolve();
  });
  await life.start();
  nextAttempt(life, 0, new Error("cut"));
  connection.lose(new Error("cut"));
  assert.equal(life.status, "reconnecting");
  await assert.rejects(Promise.resolve(life.ready()), /the connection to Hub is reconnecting: cut/);
  nextAttempt(life, 1, new Error("still cut"));
  await settle();
  connection.comeBack();
  let isReady = false;
  const ready = Promise.resolve(life.ready()).then(() => (isReady = true));
  await settle();
  assert.deepEqual([isReady, life.status], [false, "reconnecting"]);
  welcome();
  await ready;
  assert.deepEqual(told.slice(2), ["reconnecting 0 20 Error: cut", "reconnecting 1 20 Error: still cut", "reconnected two"]);
  assert.deepEqual(hellos, [false, true]);
});

test("what a connection was lost for is not why it is closed later", async () => {
  const { connection, life } = make();
  await life.start();
  nextAttempt(life, 0, new Error("cut"));
  connection.lose(new Error("cut"));
  connection.comeBack();
  await settle();
  assert.equal(life.status, "connected");
  await life.close();
  await assert.rejects(Promise.resolve(life.ready()), /the connection to Hub is closed: it was closed here/);
});

test("calls that wait for the connection hear of its end, and of their signal", async () => {
  const { connection, life } = make({ whileReconnecting: "wait" });
  await life.start();
  connection.lose(new Error("cut"));
  const abort = new AbortController();
  const impatient = assert.rejects(Promise.resolve(life.ready(abort.signal)), /no patience/);
  const patient = assert.rejects(Promise.resolve(life.ready()), /the connection to Hub is closed: cut/);
  abort.abort(new Error("no patience"));
  await impatient;
  connection.close();
  await patient;
});

test("a client that the server refuses when it comes back is closed for good", async () => {
  const { connection, life, told } = make({}, (reconnect) => (reconnect ? Promise.reject(new HubRefusedError("/hub", 403, "not you")) : Promise.resolve()));
  await life.start();
  connection.lose();
  connection.comeBack();
  await settle();
  assert.deepEqual([life.status, connection.stops, told.at(-1)], ["closed", 1, "closed server HubRefusedError: /hub refused with status 403: not you"]);
});

test("the end is told once, with the reason that came first", async () => {
  for (const [end, expected] of [
    [(life: Life<unknown>, connection: FakeConnection) => { life.endedByServer("maintenance"); connection.close(new Error("x")); }, "closed server HubConnectionError: the server ended the connection: maintenance"],
    [(life: Life<unknown>) => life.close(), "closed client undefined"],
    [(_life: Life<unknown>, connection: FakeConnection) => { connection.close(new Error("cut")); }, "closed lost Error: cut"],
  ] as const) {
    const { connection, life, told } = make();
    await life.start();
    await end(life, connection);
    await life.close();
    assert.deepEqual([told.slice(2), life.status], [[expected], "closed"]);
  }
});

test("a connection that ends together with the answer to its hello was never there", async () => {
  const { connection, life, told } = make({}, () => {
    // In one frame: the welcome and the end.
    queueMicrotask(() => {
      life.endedByServer("not today");
      connection.close();
    });
    return Promise.resolve();
  });
  await assert.rejects(life.start(), (error) => error instanceof HubConnectionError && error.message === "the server ended the connection: not today");
  assert.equal(life.status, "closed");
  assert.deepEqual(told, ["connecting 0 undefined"]);
});

test("a connection that is lost or closed together with its welcome back is not connected", async () => {
  for (const [again, status] of [["lose", "reconnecting"], ["close", "closed"]] as const) {
    const { connection, life, told } = make({}, (reconnect) => {
      if (reconnect) queueMicrotask(() => { connection[again](new Error("cut again")); });
      return Promise.resolve();
    });
    await life.start();
    connection.lose();
    connection.comeBack();
    await settle();
    assert.equal(life.status, status);
    assert.ok(!told.some((text) => text.startsWith("reconnected")), told.join());
  }
});

test("an end by the server in an attempt that failed does not outlive the attempt", async () => {
  let hellos = 0;
  const { connection, life, told } = make({ retryFirstConnect: true, reconnect: () => 0 }, () => {
    if ((hellos += 1) > 1) return Promise.resolve();
    life.endedByServer("too many connections");
    connection.close();
    return Promise.reject(new Error("closed"));
  });
  await life.start();
  assert.equal(nextAttempt(life, 0, new Error("cut")), 0, "a later loss is tried again");
  connection.close(new Error("cut"));
  assert.equal(told.at(-1), "closed lost Error: cut");
});
