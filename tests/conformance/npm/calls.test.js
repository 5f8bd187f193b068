// What every client does, over every transport and with both protocols. A page runs these tests too (tests/e2e).
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Subject } from "@microsoft/signalr";
import { build, closed, collect, combinations, connected, heard, nextCall } from "./clients.js";
import { startServer } from "./server.js";

let server;
let url;
before(async () => {
  server = await startServer();
  url = `${server.url}/test`;
});
after(() => server.stop());

const payload = {
  integer: -7,
  float: 1.5,
  text: 'tab\t "quotes" ünïcödé \u{1F600}',
  maybe: null,
  list: [{ integer: 1, float: 0.25, text: "", maybe: "there", list: [], kind: "small" }],
  kind: "large",
};

async function rejects(promise, text) {
  await assert.rejects(promise, (error) => {
    assert.equal(error.message, text);
    return true;
  });
}

for (const combination of combinations) {
  const { transport, protocol } = combination;
  describe(`${transport}, ${protocol}`, () => {
    const use = (body) => () => connected(url, combination, body);

    test("names its transport", use(async (connection) => {
      assert.equal(await connection.invoke("Transport"), transport);
    }));

    test("echoes text of every kind, method names in any case", use(async (connection) => {
      for (const text of ["", "x", payload.text, "long ".repeat(5_000)]) {
        assert.equal(await connection.invoke("Echo", text), text);
        assert.equal(await connection.invoke("echoLater", text), text);
      }
    }));

    test("echoes structures", use(async (connection) => {
      assert.deepEqual(await connection.invoke("EchoPayload", payload), payload);
    }));

    test("gets null from a method without a result", use(async (connection) => {
      assert.equal(await connection.invoke("VoidMethod"), null);
    }));

    test("may leave trailing optional arguments out", use(async (connection) => {
      assert.equal(await connection.invoke("Add", 1), 11);
      assert.equal(await connection.invoke("Add", 1, 2), 3);
    }));

    test("answers calls in order", use(async (connection) => {
      const calls = Array.from({ length: 50 }, (_, index) => connection.invoke(index % 2 ? "Echo" : "EchoLater", `${index}`));
      assert.deepEqual(await Promise.all(calls), Array.from({ length: 50 }, (_, index) => `${index}`));
    }));

    test("reads the texts of errors", use(async (connection) => {
      await rejects(connection.invoke("Throw", "An error occurred."), "An unexpected error occurred invoking 'Throw' on the server. HubException: An error occurred.");
      await rejects(connection.invoke("Missing"), "Failed to invoke 'Missing' due to an error on the server. HubException: Method does not exist.");
      await assert.rejects(connection.invoke("Echo"), /^Error: Failed to invoke 'Echo' due to an error on the server\. InvalidDataException: Invocation provides 0 argument\(s\) but target expects 1\./);
      await assert.rejects(connection.invoke("Echo", 1), /InvalidDataException: Error binding arguments\..* Argument 0 \(`text`\) of `echo`: invalid type: integer `1`, expected a string/);
      await assert.rejects(connection.invoke("ThrowInternal"), /InternalError: the disk is full$/);
      await assert.rejects(connection.invoke("PanicPlease"), /^Error: An unexpected error occurred invoking 'PanicPlease' on the server\./);
      assert.equal(await connection.invoke("Echo", "still here"), "still here");
    }));

    test("is told when it uses the wrong kind of call", use(async (connection) => {
      await rejects(connection.invoke("Stream"), "The client attempted to invoke the streaming 'Stream' method with a non-streaming invocation.");
      await rejects(collect(connection.stream("Echo", "x")), "The client attempted to invoke the non-streaming 'Echo' method with a streaming invocation.");
    }));

    test("receives streams", use(async (connection) => {
      assert.deepEqual(await collect(connection.stream("Stream")), ["a", "b", "c"]);
      assert.deepEqual(await collect(connection.stream("EmptyStream")), []);
      assert.equal((await collect(connection.stream("Count", 3_000))).length, 3_000);
      await rejects(collect(connection.stream("StreamThrow", "no stream")), "An unexpected error occurred invoking 'StreamThrow' on the server. HubException: no stream");
    }));

    test("cancels an endless stream", use(async (connection) => {
      await new Promise((resolve, reject) => {
        const subscription = connection.stream("Endless").subscribe({
          next: (item) => {
            if (item === 3) {
              subscription.dispose();
              resolve();
            }
          },
          error: reject,
          complete: () => reject(new Error("the stream ended")),
        });
      });
      assert.equal(await connection.invoke("Echo", "after"), "after");
    }));

    test("uploads one stream and two", use(async (connection) => {
      const parts = new Subject();
      const whole = connection.invoke("Concat", parts);
      for (const part of ["Hello", " ", "World", "!"]) parts.next(part);
      parts.complete();
      assert.equal(await whole, "Hello World!");
      const [left, right] = [new Subject(), new Subject()];
      const sum = connection.invoke("SumOfTwo", left, 5, right);
      for (let number = 1; number <= 40; number += 1) left.next(number);
      right.next(1000);
      left.complete();
      right.complete();
      assert.equal(await sum, 1825);
    }));

    test("uploads and receives at once", use(async (connection) => {
      const numbers = new Subject();
      const doubled = collect(connection.stream("Double", numbers));
      for (const number of [1, 2, 3]) numbers.next(number);
      numbers.complete();
      assert.deepEqual(await doubled, [2, 4, 6]);
    }));

    test("tells the method that an upload failed", use(async (connection) => {
      const parts = new Subject();
      const whole = connection.invoke("Concat", parts);
      parts.next("half");
      parts.error(new Error("gone wrong"));
      await rejects(whole, "An unexpected error occurred invoking 'Concat' on the server. HubException: gone wrong");
    }));

    test("answers calls of the server", use(async (connection) => {
      await rejects(connection.invoke("AskCaller", 5), "An unexpected error occurred invoking 'AskCaller' on the server. HubException: Client didn't provide a result.");
      connection.on("getResult", (value) => value + 1);
      assert.equal(await connection.invoke("AskCaller", 5), 6);
      connection.off("getResult");
      connection.on("GetResult", () => {
        throw new Error("from callback");
      });
      await rejects(connection.invoke("AskCaller", 5), "An unexpected error occurred invoking 'AskCaller' on the server. HubException: Error: from callback");
      connection.off("GetResult");
      connection.on("getResult", async () => "no number");
      await assert.rejects(connection.invoke("AskCaller", 5), /Error trying to deserialize result to u32\./);
      await rejects(connection.invoke("AskClient", "nobody", 5), "An unexpected error occurred invoking 'AskClient' on the server. HubException: Connection 'nobody' does not exist.");
    }));

    test("is called with every kind of value, and with none", use(async (connection) => {
      const [value, nothing] = [nextCall(connection, "Payload"), nextCall(connection, "nothing")];
      await connection.invoke("SendToCaller", payload);
      assert.deepEqual(await value, [payload]);
      assert.deepEqual(await nothing, []);
    }));

    test("meets others: all, others, groups, users", async () => {
      await connected(url, combination, (ann) =>
        connected(url, { ...combination, accessTokenFactory: () => "bob" }, async (bob) => {
          assert.equal(await bob.invoke("User"), "bob");
          const [annHears, bobHears] = [heard(ann, "message"), heard(bob, "message")];
          await ann.invoke("Broadcast", "to all");
          await ann.invoke("SendToOthers", "to others");
          await ann.invoke("SendToUser", "bob", "to bob");
          await bob.invoke("Join", "group");
          await ann.invoke("SendToGroup", "group", "to the group");
          await bob.invoke("Leave", "group");
          await ann.invoke("SendToGroup", "group", "to nobody");
          // Messages arrive in order, so nothing from before it is still to come.
          await ann.invoke("Broadcast", "the end");
          assert.deepEqual(await annHears.until("the end"), ["to all", "the end"]);
          assert.deepEqual(await bobHears.until("the end"), ["to all", "to others", "to bob", "to the group", "the end"]);
        }),
      );
    });

    test("is let in by policy", use(async (connection) => {
      await rejects(connection.invoke("Secret"), "Failed to invoke 'Secret' because user is unauthorized");
      await connected(url, { ...combination, accessTokenFactory: () => "ann" }, async (signedIn) => {
        assert.equal(await signedIn.invoke("Secret"), "the secret");
      });
    }));

    test("stops in order, and hears that the server did", async () => {
      const connection = build(url, combination);
      await connection.start();
      const stopped = closed(connection);
      await connection.stop();
      assert.equal(await stopped, undefined);
      const aborted = build(url, combination);
      await aborted.start();
      const end = closed(aborted);
      await aborted.invoke("Abort").catch(() => {});
      assert.equal(await end, undefined);
    });

    test("is closed with the cause when a message is too large", async () => {
      await connected(url, combination, async (other) => {
        const connection = build(url, combination);
        await connection.start();
        const end = closed(connection);
        connection.invoke("Echo", "x".repeat(40_000)).catch(() => {});
        assert.match((await end).message, /The maximum message size of 32768B was exceeded\./);
        assert.equal(await other.invoke("Echo", "undisturbed"), "undisturbed");
      });
    });

    test("sends without waiting", use(async (connection) => {
      const message = nextCall(connection, "message");
      await connection.send("Broadcast", "sent");
      assert.deepEqual(await message, ["sent"]);
    }));
  });
}
