// Two chat servers behind nginx, joined by Redis, are one chat, while one of them ends and comes back.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { HttpTransportType, HubConnectionBuilder, JsonHubProtocol, LogLevel } from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import { startRedis } from "../conformance/npm/redis.js";
import { shown, startNginx } from "./nginx.js";
import { register, startChat } from "./server.js";

let redis;
let servers;
let nginx;
before(async () => {
  redis = await startRedis();
  servers = await Promise.all([startChat({ redis: redis.url }), startChat({ redis: redis.url })]);
  nginx = await startNginx(servers.map(({ url }) => url));
});
after(async () => {
  await nginx?.stop();
  await Promise.all((servers ?? []).map((server) => server.remove()));
  await redis?.stop();
});

/** Connections that a failed test would leave; they would keep this process alive. */
const open = new Set();
afterEach(async () => {
  await Promise.all([...open].map((connection) => connection.stop()));
  open.clear();
});

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function eventually(check) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await check();
    } catch (error) {
      if (attempt === 300) throw error;
      await pause(50);
    }
  }
}

const kinds = [
  ["WebSockets", new JsonHubProtocol()],
  ["WebSockets", new MessagePackHubProtocol()],
  ["LongPolling", new JsonHubProtocol()],
  ["LongPolling", new MessagePackHubProtocol()],
  ["ServerSentEvents", new JsonHubProtocol()],
];

/** Somebody in a room, who joins it again after every reconnect; `breaks` counts these. */
async function person(name, room, key, [transport, protocol], reconnects = true) {
  const builder = new HubConnectionBuilder()
    .withUrl(`${nginx.url}/chat?as=${key}`, { transport: HttpTransportType[transport] })
    .withHubProtocol(protocol)
    .configureLogging(LogLevel.None);
  if (reconnects) builder.withAutomaticReconnect({ nextRetryDelayInMilliseconds: () => 100 });
  const connection = builder.build();
  open.add(connection);
  const self = { name, connection, heard: [], people: [], breaks: 0, joined: false };
  connection.on("messagePosted", ({ text }) => self.heard.push(text));
  let told = 0;
  connection.on("peopleChanged", (people) => {
    told += 1;
    self.people = people;
  });
  const join = async () => {
    const before = told;
    const people = await connection.invoke("join", room, name);
    // What arrived together with the result was handled before this goes on, and is newer.
    if (told === before) self.people = people;
    self.joined = true;
  };
  connection.onreconnecting(() => {
    self.breaks += 1;
    self.joined = false;
  });
  connection.onreconnected(() => join().catch(() => undefined));
  await connection.start();
  await join();
  return self;
}

/** One of each kind, all with one key. */
const crowd = (prefix, room, key) => Promise.all(kinds.map((kind, index) => person(`${prefix}${index}`, room, key, kind)));

/** Posts until `over.yet`; gives what the server has taken. */
async function talk({ name, connection }, over) {
  const posted = [];
  for (let number = 0; !over.yet; number += 1) {
    const text = `${name} says ${number}`;
    await connection.invoke("post", text).then(
      () => posted.push(text),
      () => undefined,
    );
    await pause(10);
  }
  return posted;
}

function history(connection) {
  return new Promise((resolve, reject) => {
    const messages = [];
    const complete = () => resolve(messages);
    connection.stream("history", 10_000).subscribe({ next: (message) => messages.push(message), error: reject, complete });
  });
}

const names = (people) => people.map(({ name }) => name).sort();
const seen = (people, expected) => {
  for (const { name, people: list } of people) assert.deepEqual(list, expected, `what ${name} sees`);
};

/** Takes server 0 away with `end` while people talk on both, brings it back, and tells what those on server 1 notice. */
async function restart(room, end) {
  const [going, staying] = await Promise.all(servers.map(({ url }) => nginx.keyOf(url)));
  const steady = await crowd("steady", room, staying);
  const moved = await crowd("moved", room, going);
  const gone = await person("gone", room, going, kinds[0], false);
  const everyone = names([...steady, ...moved]);
  await eventually(() => seen(steady, [...everyone, "gone"].sort()));

  const over = { yet: false };
  const talks = [...steady, ...moved].map((one) => talk(one, over));
  await pause(300);
  await end(servers[0]);
  // Whoever was there is at the other server now, but for the one that does not come again.
  await eventually(() => assert.ok(moved.every(({ joined, breaks }) => joined && breaks > 0)));
  await eventually(() => seen([...steady, ...moved], everyone));
  assert.equal(await nginx.serverOf(going), servers[1].url);

  await servers[0].start();
  await eventually(async () => assert.equal(await nginx.serverOf(going), servers[0].url));
  const late = await person("late", room, going, kinds[1]);
  await eventually(() => seen([...steady, late], [...everyone, "late"].sort()));
  talks.push(talk(late, over));
  await pause(300);
  over.yet = true;
  const posted = (await Promise.all(talks)).flat();

  await Promise.all(steady.map(({ heard }) => eventually(() => assert.deepEqual(posted.filter((text) => !heard.includes(text)), []))));
  for (const { name, heard, breaks } of steady) {
    assert.equal(breaks, 0, `${name} noticed`);
    assert.equal(new Set(heard).size, heard.length, `${name} heard something twice`);
  }
  const stored = await history(late.connection);
  const texts = new Set(stored.map(({ text }) => text));
  assert.deepEqual(posted.filter((text) => !texts.has(text)), [], "the history has everything");
  assert.equal(new Set(stored.map(({ id }) => id)).size, stored.length, "two messages have one number");
  for (const who of [...steady, ...moved, late]) {
    assert.ok(posted.some((text) => text.startsWith(`${who.name} says`)), `${who.name} said nothing`);
  }
}

test("an account of one server is known to the other, with its token and by its name", async () => {
  const [one, two] = servers;
  const token = await register(one.url, "Una");
  await assert.rejects(register(two.url, "UNA"), /this name is taken/);
  const joins = async (options) => {
    const builder = new HubConnectionBuilder().withUrl(`${two.url}/chat`, options);
    const connection = builder.configureLogging(LogLevel.None).build();
    open.add(connection);
    await connection.start();
    return connection.invoke("join", "study", "una");
  };
  await assert.rejects(joins({}), /this name belongs to an account/);
  assert.deepEqual(await joins({ accessTokenFactory: () => token }), ["Una"]);
});

test("people at two servers are in one room, by every transport and in both protocols", async () => {
  const [one, two] = await Promise.all(servers.map(({ url }) => nginx.keyOf(url)));
  const people = (await Promise.all([crowd("one", "both", one), crowd("two", "both", two)])).flat();
  await eventually(() => seen(people, names(people)));
  for (const { name, connection } of people) await connection.invoke("post", `I am ${name}`);
  const all = people.map(({ name }) => `I am ${name}`);
  await Promise.all(people.map(({ heard }) => eventually(() => assert.deepEqual(heard, all))));
  assert.deepEqual(await people[0].connection.invoke("rooms"), [{ room: "both", people: people.length }]);
  for (const { url } of servers) assert.equal((await fetch(`${url}/ready`)).status, 200);
  await Promise.all(people.map(({ connection }) => connection.stop()));
  await eventually(async () => {
    const last = await person("last", "hall", two, kinds[0]);
    try {
      assert.deepEqual(await last.connection.invoke("rooms"), [{ room: "hall", people: 1 }]);
    } finally {
      await last.connection.stop();
    }
  });
});

test("a poll that waits for its 90 s is not cut by nginx", async () => {
  const [, seconds] = (await shown()).match(/proxy_read_timeout (\d+)s;/);
  assert.ok(Number(seconds) > 90 + 5);
});

test("a server that ends in order sends its people to the other one, and nobody else notices", async () => {
  await restart("order", (server) => server.stop());
});

test("a server that is killed loses its people to the other one, and nobody else notices", async () => {
  await restart("crash", (server) => server.kill());
});
