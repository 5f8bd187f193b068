// The official npm client in Chromium: every test that it has in Node, and what needs somebody outside the page.
import assert from "node:assert/strict";
import path from "node:path";
import { after, describe, test } from "node:test";
import { combinations, connected } from "../conformance/npm/clients.js";
import { startServer } from "../conformance/npm/server.js";
import { startChromium } from "./chromium.js";
import { bundled, openPage, startElsewhere, testsOf, withLosses } from "./in-page.js";

const elsewhere = await startElsewhere();
const server = await startServer({ HUBS_ORIGIN: elsewhere.url });
const browser = await startChromium();
after(async () => {
  await browser.close();
  await server.stop();
  elsewhere.stop();
});
const script = await bundled("official.js");
const own = await openPage(browser, script, server.url);
await testsOf(own);

describe("a page of another origin", async () => {
  await testsOf(await openPage(browser, script, server.url, elsewhere.url));
});

for (const combination of combinations) {
  const name = `${combination.transport}, ${combination.protocol}`;

  test(`${name}: comes back after a loss, as another connection`, () =>
    withLosses(browser, script, server.url, async (page) => {
      const seen = await page.evaluate(async (how) => {
        const connection = window.client.build(`${window.hubsUrl}/test`, { ...how, reconnect: Array(50).fill(100) });
        const events = [];
        connection.onreconnecting(() => events.push("lost"));
        const back = new Promise((resolve) => connection.onreconnected(resolve));
        await connection.start();
        const first = connection.connectionId;
        await connection.invoke("Join", "group");
        const unanswered = window.client.collect(connection.stream("Endless")).then(String, () => "failed");
        await window.lose();
        events.push(`stream: ${await unanswered}`);
        const another = (await back) === connection.connectionId && connection.connectionId !== first;
        events.push(`again: ${await connection.invoke("Echo", "here")}`);
        // Its groups were of the connection that is gone.
        const heard = window.client.heard(connection, "message");
        await connection.invoke("SendToGroup", "group", "nobody");
        await connection.invoke("Broadcast", "everybody");
        events.push(`heard: ${await heard.until("everybody")}`);
        await connection.stop();
        return { events, another };
      }, combination);
      assert.deepEqual(seen.events.sort(), ["again: here", "heard: everybody", "lost", "stream: failed"]);
      assert.ok(seen.another);
    }));

  test(`${name}: who stops is gone at once for others`, () =>
    connected(`${server.url}/test`, {}, async (watcher) => {
      await own.evaluate(async (how) => {
        window.stopping = window.client.build(`${window.hubsUrl}/test`, { ...how, accessTokenFactory: () => "stopping" });
        await window.stopping.start();
      }, combination);
      assert.equal(await watcher.invoke("IsOnline", "stopping"), true);
      const stopped = performance.now();
      await own.evaluate(() => window.stopping.stop());
      while (await watcher.invoke("IsOnline", "stopping")) assert.ok(performance.now() - stopped < 5_000, "still online");
    }));
}

test("what is under way survives a loss with stateful reconnect", () =>
  withLosses(browser, script, server.url, async (page) => {
    const seen = await page.evaluate(async () => {
      const { HttpTransportType, HubConnectionBuilder, LogLevel, collect } = window.client;
      const connection = new HubConnectionBuilder()
        .withUrl(`${window.hubsUrl}/test`, HttpTransportType.WebSockets)
        .withStatefulReconnect()
        .configureLogging(LogLevel.None)
        .build();
      const ends = [];
      connection.onclose(() => ends.push("closed"));
      await connection.start();
      const numbers = collect(connection.stream("Count", 3_000));
      await window.cut();
      const answer = await connection.invoke("Echo", "across");
      return { answer, count: (await numbers).length, ends };
    });
    assert.deepEqual(seen, { answer: "across", count: 3_000, ends: [] });
  }));

test("the scripts of the packages serve a page without a bundler", async () => {
  const page = await openPage(browser, "", server.url);
  for (const name of ["signalr", "signalr-protocol-msgpack"]) {
    await page.addScriptTag({ path: path.join(import.meta.dirname, `node_modules/@microsoft/${name}/dist/browser/${name}.js`) });
  }
  const answers = await page.evaluate(async () => {
    const { HubConnectionBuilder, JsonHubProtocol, protocols } = window.signalR;
    const answers = [];
    for (const protocol of [new JsonHubProtocol(), new protocols.msgpack.MessagePackHubProtocol()]) {
      const connection = new HubConnectionBuilder().withUrl("/test").withHubProtocol(protocol).build();
      await connection.start();
      answers.push(await connection.invoke("Echo", protocol.name));
      await connection.stop();
    }
    return answers;
  });
  assert.deepEqual(answers, ["json", "messagepack"]);
  await page.close();
});
