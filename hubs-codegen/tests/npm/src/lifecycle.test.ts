// How connections begin, are lost, come back and end.
import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { LogLevel } from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import { quiet, useServer } from "./connected.js";
import {
  callerState,
  HubConnectionError,
  HubRefusedError,
  HubTimeoutError,
  NotAHubError,
  connectHub,
  type ConnectOptions,
  type HubDescription,
  type HubEvents,
  type HubStatus,
} from "./hubs/hubs.js";
import { StateHub } from "./hubs/state-hub.js";
import type { StateClient, TestState } from "./hubs/types.js";
import { startProxy, type CuttingProxy } from "./proxy.js";
import { startServer } from "./server.js";

const hubs = useServer();
const silent = { logger: LogLevel.None };

/** The next event of a kind. */
function next<K extends keyof HubEvents<TestState>>(hub: StateHub, event: K): Promise<HubEvents<TestState>[K]> {
  return new Promise((resolve) => {
    const off = hub.$on(event, (value) => {
      off();
      resolve(value);
    });
  });
}

/** A connection that can be cut. */
async function behindProxy(
  options: ConnectOptions<TestState>,
  use: (hub: StateHub, proxy: CuttingProxy) => Promise<void>,
): Promise<void> {
  const proxy = await startProxy(hubs.server.url);
  try {
    const hub = await StateHub.connect(`${proxy.url}/state`, quiet, { reconnect: () => 20, ...silent, ...options });
    try {
      await use(hub, proxy);
    } finally {
      await hub.$close();
    }
  } finally {
    proxy.close();
  }
}

/** Runs `use` with the URL of a server that is none of ours. */
async function elsewhere(answer: RequestListener, use: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/state`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

test("a handler that is not there is named", async () => {
  const handlers = { note: () => undefined } as unknown as StateClient;
  await assert.rejects(StateHub.connect(`${hubs.server.url}/state`, handlers), /needs a handler `ask_then`/);
  await hubs.connected({}, (hub) => {
    assert.throws(() => {
      hub.$replaceHandlers(handlers);
    }, /needs a handler `ask_then`/);
    return Promise.resolve();
  });
});

test("handlers can be replaced", async () => {
  await hubs.connected({}, async (hub) => {
    assert.equal(await hub.askMe("so"), "Silence");
    hub.$replaceHandlers({ ...quiet, ask_then: () => ({ choice: 7 }) });
    assert.equal(await hub.askMe("so"), "Choice(7)");
  });
});

test("handlers keep their object", async () => {
  class Handlers implements StateClient {
    notes: string[] = [];
    note(text: string): void {
      this.notes.push(text);
    }
    ask_then(): "silence" {
      return "silence";
    }
    unwanted(): void {
      this.notes.push("unwanted");
    }
  }
  const handlers = new Handlers();
  await hubs.connected({}, async (hub) => {
    await hub.visit();
    hub.$replaceHandlers(handlers);
    await hub.unwanted();
    assert.deepEqual(handlers.notes, ["unwanted"]);
  });
});

test("a lost connection comes back with the state, and calls fail meanwhile", async () => {
  await behindProxy({ state: { name: "Ann" } }, async (hub, proxy) => {
    const statuses: HubStatus[] = [];
    const lost = next(hub, "reconnecting").then(({ attempt, delay, error }) => {
      statuses.push(hub.$status);
      assert.deepEqual([attempt, delay], [0, 20]);
      assert.ok(error instanceof Error);
    });
    const back = next(hub, "reconnected");
    assert.equal(await hub.isReconnect(), false);
    await hub.visit();
    const first = hub.$connectionId;
    const broken = (async () => {
      for await (const item of hub.$try.forever()) if (!item.ok) return item.error;
      return undefined;
    })();
    const unanswered = assert.rejects(hub.never(), (error) => error instanceof HubConnectionError && /`never` was not answered/.test(error.message));
    hub.$state.name = "Bea";
    proxy.cut();
    await unanswered;
    assert.ok((await broken) instanceof HubConnectionError);
    await assert.rejects(hub.visit(), /the connection to StateHub is reconnecting/);
    const outcome = await hub.$try.visit();
    assert.ok(!outcome.ok && outcome.error instanceof HubConnectionError);
    await lost;
    assert.equal((await back).connectionId, hub.$connectionId);
    statuses.push(hub.$status);
    assert.deepEqual(statuses, ["reconnecting", "connected"]);
    assert.notEqual(hub.$connectionId, first);
    assert.equal(await hub.isReconnect(), true);
    assert.equal(await hub.whoami(), "Bea");
    assert.equal(await hub.visit(), 2);
  });
});

test("calls may wait for the connection instead", async () => {
  await behindProxy({ whileReconnecting: "wait" }, async (hub, proxy) => {
    const lost = next(hub, "reconnecting");
    proxy.cut();
    await lost;
    assert.equal(await hub.isReconnect(), true);
    const again = next(hub, "reconnecting");
    proxy.cut();
    await again;
    const abort = new AbortController();
    const waiting = hub.endOf([], { signal: abort.signal });
    abort.abort(new Error("no patience"));
    await assert.rejects(waiting, /no patience/);
    const items: number[] = [];
    for await (const item of hub.forever()) if (items.push(item) === 2) break;
    assert.deepEqual(items, [0, 1]);
  });
});

test("streams and uploads that are under way fail with the connection", async () => {
  await behindProxy({}, async (hub, proxy) => {
    const numbers = async function* (): AsyncGenerator<number> {
      for (let number = 0; ; number += 1) {
        yield number;
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    };
    const upload = assert.rejects(hub.endOf(numbers()), HubConnectionError);
    const stream = assert.rejects(async () => {
      for await (const item of hub.forever()) if (item === 5) proxy.cut();
    }, HubConnectionError);
    await Promise.all([upload, stream, next(hub, "reconnected")]);
    assert.equal(await hub.visit(), 1);
  });
});

test("each attempt to come back is told, and `$close` ends them", async () => {
  await behindProxy({ reconnect: (attempt) => 5 + attempt }, async (hub, proxy) => {
    const seen: [number, number][] = [];
    const closed = next(hub, "closed");
    hub.$on("reconnecting", ({ attempt, delay }) => {
      seen.push([attempt, delay]);
      if (attempt === 2) void hub.$close();
    });
    proxy.lead("http://127.0.0.1:9");
    proxy.cut();
    assert.deepEqual(await closed, { reason: "client", error: undefined });
    assert.deepEqual(seen, [[0, 5], [1, 6], [2, 7]]);
    assert.equal(hub.$status, "closed");
  });
});

test("what ends the attempts says why", async () => {
  for (const reconnect of [false, (attempt: number) => (attempt < 2 ? 5 : null)] as const) {
    await behindProxy({ reconnect }, async (hub, proxy) => {
      const closed = next(hub, "closed");
      proxy.lead("http://127.0.0.1:9");
      proxy.cut();
      const { reason, error } = await closed;
      assert.equal(reason, "lost");
      assert.ok(error instanceof Error);
      await assert.rejects(hub.visit(), (failure) => failure instanceof HubConnectionError && failure.message.includes(error.message));
    });
  }
});

const GOING_DOWN = /Server returned an error on close: it shuts down, or the token has expired/;

test("what fails while a server goes down says so", async () => {
  const first = await startServer();
  const asked: (string | undefined)[] = [];
  const reconnect = (attempt: number, error: Error | undefined): number => {
    if (attempt === 0) asked.push(error?.message);
    return 60_000;
  };
  const protocol = (): MessagePackHubProtocol => new MessagePackHubProtocol();
  const options = { reconnect, whileReconnecting: "fail" as const, protocol, ...silent };
  const [hub, alone] = await Promise.all([options, { reconnect: false as const, ...silent }].map((options) =>
    StateHub.connect(`${first.url}/state`, quiet, options)));
  assert.ok(hub && alone);
  const reconnecting = next(hub, "reconnecting");
  const closed = next(alone, "closed");
  await first.stop();
  await reconnecting;
  assert.match(asked.join(), GOING_DOWN);
  await assert.rejects(hub.visit(), (error) => error instanceof HubConnectionError && GOING_DOWN.test(error.message));
  const { reason, error } = await closed;
  assert.equal(reason, "lost");
  assert.match(String(error), GOING_DOWN);
  await assert.rejects(alone.visit(), GOING_DOWN);
  await hub.$close();
});

test("a server that goes down is waited for, and its successor gets the state", async () => {
  const [first, second] = await Promise.all([startServer(), startServer()]);
  const proxy = await startProxy(first.url);
  try {
    const options = { reconnect: () => 10, state: { name: "Ann" }, ...silent };
    const hub = await StateHub.connect(`${proxy.url}/state`, quiet, options);
    await hub.visit();
    const reconnecting = next(hub, "reconnecting");
    const waits = assert.rejects(hub.never(), (error) => error instanceof HubConnectionError && GOING_DOWN.test(error.message));
    proxy.lead(second.url);
    const back = next(hub, "reconnected");
    await first.stop();
    const { attempt, error } = await reconnecting;
    assert.equal(attempt, 0);
    assert.match(String(error), GOING_DOWN);
    await waits;
    await back;
    assert.equal(await hub.whoami(), "Ann");
    assert.equal(await hub.visit(), 2);
    await hub.$close();
  } finally {
    proxy.close();
    await second.stop();
  }
});

test("the server may end the connection, and a refused client does not come back", async () => {
  await hubs.connected(silent, async (hub) => {
    const closed = next(hub, "closed");
    await hub.kick().catch(() => undefined);
    assert.equal((await closed).reason, "server");
    await assert.rejects(hub.visit(), /the connection to StateHub is closed/);
  });
  await behindProxy({ state: { name: "Ann" } }, async (hub, proxy) => {
    const closed = next(hub, "closed");
    hub.$state.name = "nobody";
    proxy.cut();
    const { reason, error } = await closed;
    assert.equal(reason, "server");
    assert.match(String(error), /no room is called nobody/);
  });
});

test("a hello that is refused is not tried again", async () => {
  const ill = { state: { visits: "many" as unknown as number }, retryFirstConnect: true, ...silent };
  await assert.rejects(StateHub.connect(`${hubs.server.url}/state`, quiet, ill), (error) => {
    assert.ok(error instanceof HubRefusedError);
    assert.match(error.message, /refused: The caller state was refused: caller-state field `visits` cannot be set/);
    return true;
  });
});

test("after the end every call fails at once, with the reason", async () => {
  const abort = new AbortController();
  for (const end of [(hub: StateHub) => hub.$close(), () => { abort.abort(); }]) {
    const hub = await StateHub.connect(`${hubs.server.url}/state`, quiet, { signal: abort.signal, ...silent });
    const closed = next(hub, "closed");
    await end(hub);
    assert.deepEqual(await closed, { reason: "client", error: undefined });
    assert.equal(hub.$status, "closed");
    await assert.rejects(hub.visit(), /the connection to StateHub is closed: it was closed here/);
    await assert.rejects(hub.$flush(), HubConnectionError);
    await assert.rejects(async () => {
      for await (const item of hub.forever()) assert.fail(`got ${item}`);
    }, HubConnectionError);
    await hub.$close();
  }
});

test("a page that goes away says goodbye, one that may come back does not", async () => {
  const page = new EventTarget();
  const hides = (persisted: boolean): boolean => page.dispatchEvent(Object.assign(new Event("pagehide"), { persisted }));
  Reflect.set(globalThis, "window", page);
  try {
    for (const transport of ["WebSockets", "ServerSentEvents", "LongPolling"] as const) {
      const hub = await StateHub.connect(`${hubs.server.url}/state`, quiet, { transport, ...silent });
      hides(true);
      assert.equal(await hub.visit(), 1);
      const closed = next(hub, "closed");
      hides(false);
      assert.deepEqual(await closed, { reason: "client", error: undefined });
      assert.equal(hub.$status, "closed");
    }
  } finally {
    Reflect.deleteProperty(globalThis, "window");
  }
});

test("a call may take so long and no longer", async () => {
  await hubs.connected({ callTimeout: 50 }, async (hub) => {
    await assert.rejects(hub.untilCancelled(), (error) => error instanceof HubTimeoutError && /`untilCancelled` was not answered within 50 ms/.test(error.message));
    for (let wait = 0; wait < 50 && hub.$state.tags.length === 0; wait += 1) await hub.visit();
    assert.deepEqual(hub.$state.tags, ["cancelled"]);
  });
});

test("what a handler throws is reported, here and to the server", async (context) => {
  const errors = context.mock.method(console, "error", () => undefined);
  const handlers: Partial<StateClient> = {
    unwanted: () => {
      throw new Error("no time");
    },
  };
  await hubs.connected(silent, async (hub) => {
    hub.$on("state", () => {
      throw new Error("a bad listener");
    });
    await hub.unwanted();
    assert.equal(await hub.visit(), 1, "the connection lives");
  }, handlers);
  const texts = errors.mock.calls.map((call) => String(call.arguments[0]));
  assert.deepEqual(texts, [
    "StateHub: the handler `unwanted` failed",
    "StateHub: the handler of `state` failed",
  ]);
  await hubs.server.logged(/could not handle a call .*target="unwanted" reason="the handler failed: Error: no time"/);
});

test("a client that is older than its server says which calls it does not know", async () => {
  const state = callerState<TestState>({ name: "", visits: 0, tags: [], rank: 0 });
  const old: HubDescription<TestState> = { name: "StateHub", state, handlers: { note: "note" }, answers: [], contract: { digest: "", methods: {}, client: {}, state: {} } };
  const hub = await connectHub(StateHub, old, `${hubs.server.url}/state`, { note: () => undefined }, silent);
  await hub.unwanted();
  assert.match(await hub.askMe("so"), /this client does not know `then`/);
  await hub.$close();
  await hubs.server.logged(/could not handle a call .*target="unwanted" reason="no handler"/);
  await hubs.server.logged(/could not handle a call .*target="then" reason="no handler"/);
});

test("a web page or anything else is not taken for a hub", async () => {
  const page = "<!doctype html><title>Welcome</title>";
  const answers: [RequestListener, number, RegExp][] = [
    [(_request, response) => response.setHeader("content-type", "text/html").end(page), 200, /it answered a web page with status 200/],
    [(request, response) => {
      if (request.url === "/login") response.end(page);
      else response.writeHead(302, { location: "/login" }).end();
    }, 200, /it answered a web page with status 200; .* a login/],
    [(_request, response) => response.end('{"hello":"world"}'), 200, /it answered `{"hello":"world"}`/],
    [(_request, response) => response.writeHead(404).end("nothing here"), 404, /with status 404/],
    [(_request, response) => response.writeHead(400).end(page), 400, /a web page with status 400/],
    [(_request, response) => response.writeHead(405).end(), 405, /with status 405/],
  ];
  for (const [answer, status, text] of answers) {
    await elsewhere(answer, async (url) => {
      await assert.rejects(StateHub.connect(url, quiet, { retryFirstConnect: true, ...silent }), (error) => {
        assert.ok(error instanceof NotAHubError);
        assert.equal(error.status, status);
        assert.match(error.message, text);
        assert.ok(error.message.startsWith(`${url} is not a hub`));
        return true;
      });
    });
  }
});

test("the first connection is tried again if asked for", async () => {
  await assert.rejects(StateHub.connect("http://127.0.0.1:9/state", quiet, silent), (error) => {
    return error instanceof HubConnectionError && error.message.startsWith("no connection to http://127.0.0.1:9/state: ");
  });
  const attempts: [number, boolean][] = [];
  const abort = new AbortController();
  const options: ConnectOptions<TestState> = {
    retryFirstConnect: true,
    reconnect: () => 5,
    signal: abort.signal,
    events: {
      connecting: ({ attempt, error }) => {
        attempts.push([attempt, error instanceof HubConnectionError]);
        if (attempt === 2) abort.abort(new Error("patience is over"));
      },
    },
    ...silent,
  };
  await assert.rejects(StateHub.connect("http://127.0.0.1:9/state", quiet, options), /patience is over/);
  assert.deepEqual(attempts, [[0, false], [1, true], [2, true]]);
  await assert.rejects(StateHub.connect("http://127.0.0.1:9/state", quiet, options), /patience is over/);
});

test("an attempt that hangs ends with its signal, and so does the time between attempts", async () => {
  await elsewhere(() => undefined, async (url) => {
    const abort = new AbortController();
    setTimeout(() => { abort.abort(new Error("enough")); }, 30);
    await assert.rejects(StateHub.connect(url, quiet, { signal: abort.signal, ...silent }), /enough/);
  });
  const abort = new AbortController();
  setTimeout(() => { abort.abort(new Error("enough")); }, 30);
  const options = { signal: abort.signal, retryFirstConnect: true, reconnect: () => 60_000, ...silent };
  const begun = Date.now();
  await assert.rejects(StateHub.connect("http://127.0.0.1:9/state", quiet, options), /enough/);
  assert.ok(Date.now() - begun < 5000);
});

test("with stateful reconnect a cut is not noticed", async () => {
  await behindProxy({ statefulReconnect: true, transport: "WebSockets" }, async (hub, proxy) => {
    const noticed: string[] = [];
    hub.$on("reconnecting", () => noticed.push("reconnecting"));
    hub.$on("closed", () => noticed.push("closed"));
    hub.$state.name = "Ann";
    assert.equal(await hub.whoami(), "Ann");
    const id = hub.$connectionId;
    proxy.cut();
    hub.$state.name = "Bob";
    assert.equal(await hub.whoami(), "Bob");
    assert.equal(await hub.visit(), 1);
    assert.equal(await hub.endOf([1, 2, 3]), "3 items");
    assert.deepEqual(noticed, []);
    assert.equal(hub.$connectionId, id);
  });
});
