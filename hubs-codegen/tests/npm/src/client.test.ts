// The generated client against the real server, over every transport and with both protocols. A page runs these tests too (tests/e2e).
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import { HubError, HubRefusedError, ignore, type ConnectOptions } from "./hubs/hubs.js";
import { SecretHub } from "./hubs/secret-hub.js";
import type { StateHub } from "./hubs/state-hub.js";
import { TestHub } from "./hubs/test-hub.js";
import type { StateClient, TestClient, TestState } from "./hubs/types.js";
import { useServer } from "./connected.js";

const hubs = useServer();
const connected = hubs.connected;

const testHandlers: TestClient = { message: ignore, payload: ignore, nothing: ignore, getResult: (value) => value };
const messagePack = { protocol: () => new MessagePackHubProtocol() };
const combinations: [string, ConnectOptions<TestState>][] = [
  ["WebSockets, json", { transport: "WebSockets" }],
  ["WebSockets, messagepack", { transport: "WebSockets", ...messagePack }],
  ["ServerSentEvents, json", { transport: "ServerSentEvents" }],
  ["LongPolling, json", { transport: "LongPolling" }],
  ["LongPolling, messagepack", { transport: "LongPolling", ...messagePack }],
];

for (const [name, options] of combinations) {
  describe(name, () => {
    const use = (body: (hub: StateHub) => Promise<void>) => () => connected(options, body);

    test("brings its state before the connected hook", async () => {
      const notes: string[] = [];
      const state = { name: "Ann", tags: ["a", "b"] };
      await connected({ ...options, state }, async (hub) => {
        assert.equal(await hub.whoami(), "Ann");
        assert.deepEqual({ ...hub.$state }, { name: "Ann", visits: 0, tags: ["a", "b"], rank: 0 });
      }, { note: (text) => void notes.push(text) });
      assert.deepEqual(notes, ["welcome Ann"]);
    });

    test("carries changes of the state both ways", use(async (hub) => {
      hub.$state.name = "Bob";
      assert.equal(await hub.whoami(), "Bob");
      assert.equal(await hub.visit(), 1);
      assert.equal(hub.$state.visits, 1);
      await hub.promote(3);
      assert.equal(hub.$state.rank, 3);
      // @ts-expect-error The server alone sets it.
      assert.throws(() => { hub.$state.rank = 9; }, /field `rank` of the state of StateHub is set by the server alone/);
      hub.$state.name = "Cid";
      await hub.$flush();
      const changed = new Promise((resolve) => hub.$on("state", resolve));
      await hub.renameLater("Dan");
      assert.deepEqual(await changed, { changed: ["name"], by: "server" });
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

    test("gives a stream's error as its last outcome, and needs no catch", use(async (hub) => {
      const items: number[] = [];
      let noSuchRoom: string | undefined;
      const watched = hub.$try.watch("hall");
      for await (const item of watched) {
        if (item.ok) items.push(item.value);
        else if (item.error instanceof HubError) noSuchRoom = item.error.value?.noSuchRoom?.name;
      }
      assert.deepEqual(items, [1, 2]);
      assert.equal(noSuchRoom, "hall");
      // Each loop is a call, as it is without outcomes.
      const again: boolean[] = [];
      for await (const { ok } of watched) again.push(ok);
      assert.deepEqual(again, [true, true, false]);
    }));

    test("cancels a stream of outcomes as any other", use(async (hub) => {
      for await (const item of hub.$try.forever()) if (item.ok && item.value === 3) break;
      const abort = new AbortController();
      await assert.rejects(async () => {
        for await (const item of hub.$try.forever({ signal: abort.signal })) {
          assert.ok(item.ok);
          if (item.value === 3) abort.abort(new Error("enough"));
        }
      }, /enough/);
      const ended = ["stream ended", "stream ended"];
      for (let wait = 0; wait < 200 && hub.$state.tags.length < ended.length; wait += 1) await hub.visit();
      assert.deepEqual(hub.$state.tags, ended);
    }));

    test("gives outcomes of streams that take uploads", async () => {
      const hub = await TestHub.connect(`${hubs.server.url}/test`, testHandlers, options);
      try {
        const doubled: unknown[] = [];
        for await (const item of hub.$try.double([1, 2, 3])) doubled.push(item);
        assert.deepEqual(doubled, [2, 4, 6].map((value) => ({ ok: true, value })));
        const thrown: unknown[] = [];
        for await (const item of hub.$try.streamThrow("no more")) thrown.push(item.ok || item.error.message);
        assert.deepEqual(thrown, ["no more"]);
      } finally {
        await hub.$close();
      }
    });

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

    test("tells the server how an upload ended", use(async (hub) => {
      const failing = function* (): Generator<number> {
        yield 1;
        throw new Error("the file is gone");
      };
      assert.equal(await hub.endOf([1, 2, 3]), "3 items");
      assert.match(await hub.endOf(failing()), /^1 items, then .*the file is gone/);
      // What JSON cannot hold ends the upload too, and not the connection.
      if (!name.endsWith("messagepack")) {
        assert.match(await hub.endOf([1, 1n] as number[]), /^1 items, then .*BigInt/);
      }
      assert.equal(await hub.visit(), 1);
    }));

    test("has an upload's own error as the cause of the call's", async () => {
      const hub = await TestHub.connect(`${hubs.server.url}/test`, testHandlers, options);
      try {
        const own = new Error("the file is gone");
        const failing = async function* (): AsyncGenerator<number> {
          yield await Promise.resolve(1);
          throw own;
        };
        const isItsError = (error: unknown): boolean => error instanceof HubError && error.cause === own && /the file is gone/.test(error.message);
        await assert.rejects(hub.sumOfTwo([1, 2], 0, failing()), isItsError);
        const outcome = await hub.$try.sumOfTwo(failing(), 0, [1, 2]);
        assert.ok(!outcome.ok && isItsError(outcome.error));
        await assert.rejects(hub.streamThrow("no more")[Symbol.asyncIterator]().next(), (error) => error instanceof HubError && !("cause" in error));
      } finally {
        await hub.$close();
      }
    });

    test("abandons a call and its upload by a signal, and the server knows", use(async (hub) => {
      let returned = false;
      const slow: AsyncIterable<number> = {
        [Symbol.asyncIterator]: () => ({
          next: () => new Promise<never>(() => undefined),
          return: () => {
            returned = true;
            return Promise.resolve({ done: true, value: undefined });
          },
        }),
      };
      const abort = new AbortController();
      const ended = assert.rejects(hub.endOf(slow, { signal: abort.signal }), /changed my mind/);
      const cancelled = assert.rejects(hub.untilCancelled({ signal: abort.signal }), /changed my mind/);
      await new Promise((resolve) => setTimeout(resolve, 30));
      abort.abort(new Error("changed my mind"));
      await Promise.all([ended, cancelled]);
      assert.ok(returned);
      for (let wait = 0; wait < 200 && hub.$state.tags.length === 0; wait += 1) await hub.visit();
      assert.deepEqual(hub.$state.tags, ["cancelled"]);
      await assert.rejects(hub.untilCancelled({ signal: abort.signal }), /changed my mind/);
      await assert.rejects(hub.$try.untilCancelled({ signal: abort.signal }), /changed my mind/);
    }));

    test("takes what the server changes while a stream that carried the same field runs", use(async (hub) => {
      hub.$state.name = "Bob";
      for await (const item of hub.forever()) {
        if (item > 0) continue;
        assert.equal(await hub.whoami(), "Bob");
        const changed = new Promise((resolve) => hub.$on("state", resolve));
        await hub.renameLater("Dan");
        await changed;
        break;
      }
      assert.equal(hub.$state.name, "Dan");
    }));

    test("refuses arguments that cannot be sent, and keeps the state for the next call", use(async (hub) => {
      hub.$state.name = "Eve";
      const endless: Record<string, unknown> = {};
      endless["self"] = endless;
      await assert.rejects(hub.enter(endless as unknown as string), (error) => error instanceof TypeError && /the arguments of `enter` cannot be sent/.test(error.message));
      assert.equal(await hub.whoami(), "Eve");
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

test("a hub that calls nobody takes no handlers", async () => {
  const url = `${hubs.server.url}/secret`;
  await assert.rejects(SecretHub.connect(url, { retryFirstConnect: true }), (error) => {
    assert.ok(error instanceof HubRefusedError);
    assert.deepEqual([error.status, error.answer], [401, "this hub takes signed-in callers; the request came from nobody that the server knows"]);
    return true;
  });
  const hub = await SecretHub.connect(url, { accessTokenFactory: () => "ann" });
  try {
    assert.equal(await hub.echo("hello"), "hello");
    assert.deepEqual(await hub.$try.echo("again"), { ok: true, value: "again" });
  } finally {
    await hub.$close();
  }
});
