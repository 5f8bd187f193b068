// The unmodified npm client in Node against the chat server.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { HttpTransportType, HubConnectionBuilder, LogLevel, Subject } from "@microsoft/signalr";
import { register, startChat } from "./server.js";

let chat;
before(async () => {
  chat = await startChat();
});
after(() => chat.remove());

async function connected(use, options = {}) {
  const connection = new HubConnectionBuilder()
    .withUrl(`${chat.url}/chat`, { transport: HttpTransportType.WebSockets, ...options })
    .configureLogging(LogLevel.None)
    .build();
  await connection.start();
  try {
    await use(connection);
  } finally {
    await connection.stop();
  }
}

function collect(stream) {
  return new Promise((resolve, reject) => {
    const items = [];
    stream.subscribe({ next: (item) => items.push(item), error: reject, complete: () => resolve(items) });
  });
}

test("a stock client has no state, so it has no name, and is told so", async () => {
  await connected(async (connection) => {
    await assert.rejects(connection.invoke("join", "lobby"), /HubException: choose a name of 1 to 24 characters/);
    await assert.rejects(connection.invoke("post", "hello"), /HubException: join a room first/);
    assert.deepEqual(await connection.invoke("rooms"), []);
  });
});

test("a stock client that names itself in the join joins, posts, streams and uploads", async () => {
  await connected(async (ann) => {
    assert.deepEqual(await ann.invoke("join", "Lobby", "Ann"), ["Ann"]);
    await connected(async (bob) => {
      const people = new Promise((resolve) => ann.on("peopleChanged", resolve));
      const heard = new Promise((resolve) => ann.on("messagePosted", resolve));
      assert.deepEqual(await bob.invoke("join", "lobby", "Bob"), ["Ann", "Bob"]);
      assert.deepEqual(await people, ["Ann", "Bob"]);
      const posted = await bob.invoke("post", "  hello ");
      assert.deepEqual(await heard, posted);
      assert.equal(posted.text, "hello");
      const lines = new Subject();
      const count = ann.invoke("import", lines);
      for (const line of ["one", "", "two"]) lines.next(line);
      lines.complete();
      assert.equal(await count, 2);
      const history = await collect(bob.stream("history"));
      assert.deepEqual(history.map((message) => [message.id, message.author, message.text]), [
        [1, "Bob", "hello"],
        [2, "Ann", "one"],
        [3, "Ann", "two"],
      ]);
      assert.deepEqual((await collect(bob.stream("history", 1))).map((message) => message.id), [3]);
      assert.deepEqual(await ann.invoke("rooms"), [{ room: "lobby", people: 2 }]);
    });
    const left = new Promise((resolve) => ann.on("peopleChanged", resolve));
    assert.deepEqual(await left, ["Ann"]);
  });
});

test("clearing takes somebody with an account", async () => {
  await connected(async (guest) => {
    await guest.invoke("join", "attic", "Zoe");
    await assert.rejects(guest.invoke("clear"), /because user is unauthorized: sign in to clear a room/);
  });
});

test("clearing asks the person first", async () => {
  const token = await register(chat.url, "Cid");
  await connected(async (connection) => {
    assert.deepEqual(await connection.invoke("join", "attic"), ["Cid"]);
    await connection.invoke("post", "soon forgotten");
    const asked = [];
    connection.on("confirm", (question) => {
      asked.push(question);
      return asked.length > 1;
    });
    assert.equal(await connection.invoke("clear"), false);
    assert.equal((await collect(connection.stream("history"))).length, 1);
    const cleared = new Promise((resolve) => connection.on("historyCleared", resolve));
    assert.equal(await connection.invoke("clear"), true);
    assert.equal(await cleared, "Cid");
    assert.equal((await collect(connection.stream("history"))).length, 0);
    assert.match(asked[0], /everything that was said in attic/);
  }, { accessTokenFactory: () => token });
});

test("what people may not say is refused in words", async () => {
  await connected(async (connection) => {
    await assert.rejects(connection.invoke("join", "no/where", "Dan"), /1 to 32 letters, digits, `-` or `_`: "no\/where" has not/);
    await connection.invoke("join", "hall", "Dan");
    await assert.rejects(connection.invoke("post", "x".repeat(1001)), /a message has at most 1000 characters/);
    await assert.rejects(connection.invoke("post", "  "), /there is nothing in this message/);
  });
});
