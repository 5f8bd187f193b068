// The generated client against the real server, over every transport and with both protocols.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import { HttpTransportType } from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import { HubConnectionError, HubError, NotAHubError, ignore, type ConnectOptions, type HubStatus } from "./hubs/hubs.js";
import { StateHub } from "./hubs/state-hub.js";
import type { StateClient, TestState } from "./hubs/types.js";
import { startProxy } from "./proxy.js";
import { startServer, type Server } from "./server.js";

let server: Server;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const quiet: StateClient = { note: ignore, ask_then: () => "silence", unwanted: ignore };

async function connected(
  options: ConnectOptions<TestState>,
  use: (hub: StateHub) => Promise<void>,
  handlers: Partial<StateClient> = {},
): Promise<void> {
  const hub = await StateHub.connect(`${server.url}/state`, { ...quiet, ...handlers }, options);
  try {
    await use(hub);
  } finally {
    await hub.$close();
  }
}

const messagePack = { protocol: () => new MessagePackHubProtocol() };
const combinations: [string, ConnectOptions<TestState>][] = [
  ["WebSockets, json", { http: { transport: HttpTransportType.WebSockets } }],
  ["WebSockets, messagepack", { http: { transport: HttpTransportType.WebSockets }, ...messagePack }],
  ["ServerSentEvents, json", { http: { transport: HttpTransportType.ServerSentEvents } }],
  ["LongPolling, json", { http: { transport: HttpTransportType.LongPolling } }],
  ["LongPolling, messagepack", { http: { transport: HttpTransportType.LongPolling }, ...messagePack }],
];

for (const [name, options] of combinations) {
  describe(name, () => {
    const use = (body: (hub: StateHub) => Promise<void>) => () => connected(options, body);

    test("brings its state before the connected hook", async () => {
      const notes: string[] = [];
      const state = { name: "Ann", tags: ["a", "b"] };
      await connected({ ...options, state }, async (hub) => {
        assert.equal(await hub.whoami(), "Ann");
        assert.deepEqual({ ...hub.$state }, { name: "Ann", visits: 0, tags: ["a", "b"] });
      }, { note: (text) => void notes.push(text) });
      assert.deepEqual(notes, ["welcome Ann"]);
    });

    test("carries changes of the state both ways", use(async (hub) => {
      hub.$state.name = "Bob";
      assert.equal(await hub.whoami(), "Bob");
      assert.equal(await hub.visit(), 1);
      assert.equal(hub.$state.visits, 1);
      hub.$state.name = "Cid";
      await hub.$flush();
      const changed = new Promise((resolve) => hub.$on("state", resolve));
      await hub.renameLater("Dan");
      assert.deepEqual(await changed, { changed: ["name"] });
      assert.equal(hub.$state.name, "Dan");
    }));

    test("throws typed errors and gives outcomes", use(async (hub) => {
      assert.equal(await hub.enter("lobby"), 1);
      await assert.rejects(hub.enter("cellar"), (error) => {
        assert.ok(error instanceof HubError);
        assert.equal(error.message, "no room is called cellar");
        assert.deepEqual(error.value, { noSuchRoom: { name: "cellar" } });
        return true;
      });
      const outcome = await hub.$try.enter("late");
      assert.ok(!outcome.ok && outcome.error instanceof HubError);
      assert.ok(outcome.error.value?.tooEarly);
      assert.equal(outcome.error.value.tooEarly.hour, 12);
      assert.deepEqual(await hub.$try.enter("lobby"), { ok: true, value: 1 });
      const broken = await hub.$try.enter("broken");
      assert.ok(!broken.ok && broken.error instanceof HubError);
      assert.equal(broken.error.value, undefined);
    }));

    test("iterates streams up to their error", use(async (hub) => {
      const items: number[] = [];
      await assert.rejects(async () => {
        for await (const item of hub.watch("hall")) items.push(item);
      }, (error) => error instanceof HubError && error.message === "no room is called hall");
      assert.deepEqual(items, [1, 2]);
    }));

    test("cancels a stream by leaving the loop or by a signal", use(async (hub) => {
      for await (const item of hub.forever()) if (item === 3) break;
      const abort = new AbortController();
      await assert.rejects(async () => {
        for await (const item of hub.forever({ signal: abort.signal })) if (item === 3) abort.abort(new Error("enough"));
      }, /enough/);
      const ended = ["stream ended", "stream ended"];
      for (let wait = 0; wait < 200 && hub.$state.tags.length < ended.length; wait += 1) await hub.visit();
      assert.deepEqual(hub.$state.tags, ended);
    }));

    test("uploads arrays, generators and several streams in a row", use(async (hub) => {
      async function* numbers(): AsyncGenerator<number> {
        for (let number = 1; number <= 100; number += 1) {
          yield number;
          if (number % 40 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
        }
      }
      assert.equal(await hub.twoUploads([1, 2, 3], numbers()), "6 5050");
      let taken = 0;
      const endless = {
        *[Symbol.iterator](): Generator<number> {
          for (;;) yield (taken += 1);
        },
      };
      assert.equal(await hub.firstItem(endless), 1);
      const after = taken;
      await hub.visit();
      await hub.visit();
      assert.ok(taken - after < 200, "nobody reads the rest");
    }));

    test("leaves optional arguments out and sends null", use(async (hub) => {
      assert.equal(await hub.optional(), "None 7");
      assert.equal(await hub.optional(3), "Some(3) 7");
      assert.equal(await hub.optional(undefined, 1), "None 1");
      assert.equal(await hub.nullable(null, 5), "None 5");
    }));

    test("answers the server", async () => {
      const handlers: Partial<StateClient> = {
        ask_then: ({ text, choices }) => {
          if (text === "fail") throw new Error("no idea");
          return text === "which" ? { choice: choices.length } : { words: { text } };
        },
      };
      await connected(options, async (hub) => {
        assert.equal(await hub.askMe("which"), "Choice(2)");
        assert.equal(await hub.askMe("so"), 'Words { text: "so" }');
        assert.match(await hub.askMe("fail"), /no idea/);
      }, handlers);
    });
  });
}

test("what was not in the state is no member of it", async () => {
  await connected({}, async (hub) => {
    assert.throws(() => Object.assign(hub.$state, { nmae: "x" }), TypeError);
    assert.throws(() => hub.$state.tags.push("x"), TypeError);
    assert.throws(() => (hub.$state.name = "x".repeat(5000)), /the state of StateHub would be \d+ bytes; at most 4096/);
    assert.equal(hub.$state.name, "");
    await hub.visit();
  });
  const state = { nmae: "x" } as Partial<TestState>;
  await assert.rejects(connected({ state }, () => Promise.resolve()), /has no field `nmae`/);
});

test("a handler that is not there is named", async () => {
  const handlers = { note: ignore } as unknown as StateClient;
  await assert.rejects(StateHub.connect(`${server.url}/state`, handlers), /needs a handler `ask_then`/);
});

test("a lost connection comes back with the state, and calls fail meanwhile", async () => {
  const proxy = await startProxy(server.url);
  const statuses: HubStatus[] = [];
  const hub = await StateHub.connect(`${proxy.url}/state`, quiet, { reconnect: () => 20, state: { name: "Ann" } });
  try {
    hub.$on("reconnecting", () => statuses.push(hub.$status));
    const back = new Promise((resolve) => hub.$on("reconnected", resolve));
    assert.equal(await hub.isReconnect(), false);
    await hub.visit();
    const first = hub.$connectionId;
    const lost = assert.rejects(hub.never(), HubConnectionError);
    hub.$state.name = "Bea";
    proxy.cut();
    await lost;
    await assert.rejects(hub.visit(), /the connection to StateHub is reconnecting/);
    await back;
    statuses.push(hub.$status);
    assert.deepEqual(statuses, ["reconnecting", "connected"]);
    assert.notEqual(hub.$connectionId, first);
    assert.equal(await hub.isReconnect(), true);
    assert.equal(await hub.whoami(), "Bea");
    assert.equal(await hub.visit(), 2);
  } finally {
    await hub.$close();
    proxy.close();
  }
});

test("after the end every call fails at once, with the reason", async () => {
  const hub = await StateHub.connect(`${server.url}/state`, quiet);
  const closed = new Promise((resolve) => hub.$on("closed", resolve));
  await hub.$close();
  assert.deepEqual(await closed, { reason: "client", error: undefined });
  assert.equal(hub.$status, "closed");
  await assert.rejects(hub.visit(), /the connection to StateHub is closed/);
  const outcome = await hub.$try.visit();
  assert.ok(!outcome.ok && outcome.error instanceof HubConnectionError);
});

test("a web page is not taken for a hub", async () => {
  const page = createServer((_request, response) => {
    response.setHeader("content-type", "text/html");
    response.end("<!doctype html><title>Welcome</title>");
  });
  await new Promise<void>((resolve) => page.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(page.address() as AddressInfo).port}/state`;
  try {
    await assert.rejects(StateHub.connect(url, quiet), (error) => error instanceof NotAHubError && /is not a hub/.test(error.message));
  } finally {
    page.close();
  }
});

test("the first connection is tried again if asked for", async () => {
  const attempts: number[] = [];
  await assert.rejects(StateHub.connect("http://127.0.0.1:9/state", quiet), HubConnectionError);
  const abort = new AbortController();
  const options: ConnectOptions<TestState> = {
    retryFirstConnect: true,
    reconnect: () => 5,
    signal: abort.signal,
    events: {
      connecting: ({ attempt }) => {
        attempts.push(attempt);
        if (attempt === 2) abort.abort(new Error("patience is over"));
      },
    },
  };
  await assert.rejects(StateHub.connect("http://127.0.0.1:9/state", quiet, options), /patience is over/);
  assert.deepEqual(attempts, [0, 1, 2]);
});
