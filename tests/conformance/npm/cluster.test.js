// Three servers in three processes, joined by a real Redis, and the official client on each, in both protocols.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { build, heard } from "./clients.js";
import { startRedis, startRedisWithTls, startWire } from "./redis.js";
import { startServer } from "./server.js";

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

let redis;
before(async () => {
  redis = await startRedis();
});
after(() => redis.stop());

/** A client of `server` that is connected, with what it hears. */
async function client(server, { protocol = "json", user } = {}) {
  const connection = build(`${server.url}/test`, { protocol, ...(user && { accessTokenFactory: () => user }) });
  const messages = heard(connection, "message");
  connection.on("getResult", (value) => value * 2);
  await connection.start();
  return { connection, messages, id: connection.connectionId, invoke: (...call) => connection.invoke(...call) };
}

describe("three servers", () => {
  let servers;
  let clients;
  before(async () => {
    const start = () => startServer({ HUBS_REDIS: redis.url });
    servers = await Promise.all([start(), start(), start()]);
    clients = await Promise.all([
      client(servers[0], { protocol: "json", user: "ann" }),
      client(servers[1], { protocol: "messagepack" }),
      client(servers[2], { protocol: "messagepack", user: "ann" }),
      client(servers[1], { protocol: "json", user: "bob" }),
    ]);
  });
  after(async () => {
    await Promise.all(clients.map(({ connection }) => connection.stop()));
    await Promise.all(servers.map((server) => server.stop()));
  });

  test("everyone hears what is said to all", async () => {
    await clients[0].invoke("Broadcast", "to all");
    await Promise.all(clients.map(({ messages }) => messages.until("to all")));
  });

  test("others, users and single clients are met wherever they are", async () => {
    const [a, b, c, d] = clients;
    await b.invoke("SendToOthers", "to others");
    await b.invoke("SendToUser", "ann", "to ann");
    await a.invoke("SendToClient", d.id, "to d");
    await a.invoke("Broadcast", "end of targets");
    const seen = await Promise.all(clients.map(({ messages }) => messages.until("end of targets")));
    const since = seen.map((list) => list.slice(list.indexOf("to all") + 1));
    // Between channels there is no order.
    assert.deepEqual(since.map((list) => [...list].sort()), [
      ["end of targets", "to ann", "to others"],
      ["end of targets"],
      ["end of targets", "to ann", "to others"],
      ["end of targets", "to d", "to others"],
    ]);
    assert.ok(c);
  });

  test("connections are added to groups and removed from another server", async () => {
    const [a, b, c] = clients;
    await a.invoke("Invite", b.id, "room");
    await a.invoke("Invite", c.id, "room");
    await a.invoke("SendToGroup", "room", "to the room");
    await Promise.all([b, c].map(({ messages }) => messages.until("to the room")));
    await a.invoke("Expel", b.id, "room");
    await a.invoke("SendToGroup", "room", "without b");
    await c.messages.until("without b");
    await a.invoke("Broadcast", "end of groups");
    const seen = await Promise.all([a, b].map(({ messages }) => messages.until("end of groups")));
    assert.ok(!seen[0].includes("to the room"));
    assert.ok(!seen[1].includes("without b"));
  });

  test("clients answer servers that they are not connected to", async () => {
    const [a, b, c] = clients;
    assert.equal(await a.invoke("AskClient", b.id, 21), 42);
    assert.equal(await b.invoke("AskClient", c.id, 4), 8);
    await assert.rejects(a.invoke("AskClient", "nobody", 1), /Connection 'nobody' does not exist\./);
  });

  test("users are online on whichever server", async () => {
    assert.equal(await clients[1].invoke("IsOnline", "ann"), true);
    assert.equal(await clients[0].invoke("IsOnline", "nobody"), false);
  });

  test("one order for all on one channel", async () => {
    const say = async ({ invoke }, who) => {
      for (let number = 0; number < 200; number++) await invoke("Broadcast", `${who} ${number}`);
    };
    await Promise.all([say(clients[0], "a"), say(clients[1], "b")]);
    await clients[0].invoke("Broadcast", "end of order");
    const seen = await Promise.all(clients.map(({ messages }) => messages.until("end of order")));
    const numbered = seen.map((list) => list.filter((text) => /^[ab] \d+$/.test(text)));
    assert.equal(numbered[0].length, 400);
    for (const list of numbered.slice(1)) assert.deepEqual(list, numbered[0]);
  });
});

test("a server that crashes takes nothing but its own clients with it", async () => {
  const servers = await Promise.all([1, 2, 3].map(() => startServer({ HUBS_REDIS: redis.url })));
  const [a, b, doomed] = await Promise.all([
    client(servers[0], { protocol: "messagepack" }),
    client(servers[1]),
    client(servers[2], { user: "gone" }),
  ]);
  // It hears the question and never answers.
  doomed.connection.off("getResult");
  doomed.connection.on("getResult", () => new Promise(() => {}));
  const asked = assert.rejects(a.invoke("AskClient", doomed.id, 1), /gave no answer within 2s/);
  await pause(100);
  doomed.connection.onclose(() => {});
  await servers[2].kill();
  const began = Date.now();
  await a.invoke("Broadcast", "still here");
  await Promise.all([a, b].map(({ messages }) => messages.until("still here")));
  assert.ok(Date.now() - began < 1_000, "the others deliver within a second");
  assert.equal(await a.invoke("IsOnline", "gone"), false);
  await assert.rejects(a.invoke("AskClient", doomed.id, 1), /does not exist/);
  await asked;
  await Promise.all([a, b].map(({ connection }) => connection.stop()));
  await Promise.all(servers.slice(0, 2).map((server) => server.stop()));
});

test("between servers that stay connected nothing is lost, and around a cut every loss is told", async () => {
  const wire = await startWire(redis.port);
  const [steady, other, shaken] = await Promise.all([
    startServer({ HUBS_REDIS: redis.url }),
    startServer({ HUBS_REDIS: redis.url }),
    startServer({ HUBS_REDIS: wire.url }),
  ]);
  const [a, b, c] = await Promise.all([
    client(steady, { protocol: "messagepack" }),
    client(other),
    client(shaken, { protocol: "messagepack" }),
  ]);
  const failed = new Set();
  const say = async ({ invoke }, who) => {
    for (let number = 0; number < 300; number++) {
      await invoke("Broadcast", `${who} ${number}`).catch(() => failed.add(`${who} ${number}`));
      await pause(1);
    }
  };
  const cuts = async () => {
    for (let number = 0; number < 8; number++) {
      await pause(20 + Math.random() * 100);
      wire.cut(number % 2 === 0);
    }
  };
  await Promise.all([say(a, "a"), say(b, "b"), say(c, "c"), cuts()]);
  for (let ready = false; !ready; await pause(20)) ready = (await fetch(`${shaken.url}/ready`)).ok;
  await a.invoke("Broadcast", "end of cuts");
  const [atA, atB, atC] = await Promise.all([a, b, c].map(({ messages }) => messages.until("end of cuts")));
  const said = (list, who) => list.filter((text) => text.startsWith(`${who} `));
  const all = (who) => Array.from({ length: 300 }, (_, number) => `${who} ${number}`);
  for (const list of [atA, atB, atC]) assert.equal(new Set(list).size, list.length, "nothing comes twice");
  for (const who of ["a", "b"]) {
    assert.deepEqual(said(atA, who), all(who));
    assert.deepEqual(said(atB, who), all(who));
  }
  for (const text of all("c")) {
    assert.ok(failed.has(text) || (atA.includes(text) && atB.includes(text) && atC.includes(text)), `${text} is lost, and nobody was told`);
  }
  assert.deepEqual([...failed].filter((text) => !text.startsWith("c ")), [], "who stays connected fails with nothing");
  await Promise.all([a, b, c].map(({ connection }) => connection.stop()));
  await Promise.all([steady, other, shaken].map((server) => server.stop()));
  wire.stop();
});

test("servers meet over a Redis with TLS and a password", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "redis-"));
  const secret = await startRedisWithTls(folder);
  // Who does not trust the certificate does not connect, and says why.
  await assert.rejects(startServer({ HUBS_REDIS: secret.url }), /ended with code 1 before it listened/);
  const start = () => startServer({ HUBS_REDIS: secret.url, SSL_CERT_FILE: secret.cert });
  const servers = await Promise.all([start(), start()]);
  const [a, b] = await Promise.all([client(servers[0]), client(servers[1], { protocol: "messagepack" })]);
  await a.invoke("Broadcast", "in secret");
  await Promise.all([a, b].map(({ messages }) => messages.until("in secret")));
  await Promise.all([a, b].map(({ connection }) => connection.stop()));
  await Promise.all(servers.map((server) => server.stop()));
  await secret.stop();
  await rm(folder, { recursive: true });
});
