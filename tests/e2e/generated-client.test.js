// The generated client in Chromium: the tests that it has in Node, and what needs somebody outside the page.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { connected } from "../conformance/npm/clients.js";
import { startServer } from "../conformance/npm/server.js";
import { startChromium } from "./chromium.js";
import { bundled, openPage, startElsewhere, testsOf, withLosses } from "./in-page.js";

const [elsewhere, stranger] = await Promise.all([startElsewhere(), startElsewhere()]);
const server = await startServer({ HUBS_ORIGIN: elsewhere.url });
const browser = await startChromium();
after(async () => {
  await browser.close();
  await server.stop();
  elsewhere.stop();
  stranger.stop();
});
const script = await bundled("generated.js");
await testsOf(await openPage(browser, script, server.url));

describe("a page of another origin", async () => {
  await testsOf(await openPage(browser, script, server.url, elsewhere.url));
});

/** What a page of `origin` is told that connects without a token. */
async function refusal(origin) {
  const page = await openPage(browser, script, server.url, origin);
  const told = await page.evaluate(async () => {
    const { HubRefusedError, SecretHub } = window.client;
    try {
      await SecretHub.connect(`${window.hubsUrl}/secret`);
    } catch (error) {
      return { refused: error instanceof HubRefusedError, status: error.status, answer: error.answer };
    }
  });
  await page.close();
  return told;
}

test("who is refused is told why, in a page of another origin too", async () => {
  const answer = "this hub takes signed-in callers; the request came from nobody that the server knows";
  assert.deepEqual(await refusal(server.url), { refused: true, status: 401, answer });
  assert.deepEqual(await refusal(elsewhere.url), { refused: true, status: 401, answer });
  const strange = await refusal(stranger.url);
  assert.deepEqual([strange.refused, strange.status], [true, 403]);
  assert.ok(strange.answer.includes(`origin \`${stranger.url}\` may not use this hub`), strange.answer);
});

for (const transport of ["WebSockets", "ServerSentEvents", "LongPolling"]) {
  test(`${transport}: a lost connection comes back with its state`, () =>
    withLosses(browser, script, server.url, async (page) => {
      const seen = await page.evaluate(async (transport) => {
        const { HubConnectionError, StateHub, quiet } = window.client;
        const hub = await StateHub.connect(`${window.hubsUrl}/state`, quiet, { transport, state: { name: "Ann" }, reconnect: () => 100 });
        const first = hub.$connectionId;
        await hub.promote(3);
        await hub.visit();
        const back = new Promise((resolve) => hub.$on("reconnected", resolve));
        const stream = (async () => {
          for await (const item of hub.$try.forever()) if (!item.ok) return item.error instanceof HubConnectionError;
        })();
        hub.$state.tags = ["changed", "meanwhile"];
        await window.lose();
        const seen = { stream: await stream };
        await back;
        seen.another = hub.$connectionId !== first;
        seen.reconnect = await hub.isReconnect();
        seen.name = await hub.whoami();
        seen.visits = await hub.visit();
        seen.state = { ...hub.$state };
        await hub.$close();
        return seen;
      }, transport);
      // The rank, which the server alone sets, was of the connection that is gone.
      const state = { name: "Ann", visits: 2, tags: ["changed", "meanwhile"], rank: 0 };
      assert.deepEqual(seen, { stream: true, another: true, reconnect: true, name: "Ann", visits: 2, state });
    }));

  for (const [whose, origin] of [["the server's", server.url], ["another", elsewhere.url]]) {
    for (const [way, leave] of [
      ["goes elsewhere", (page) => page.goto(`${origin}/ready?next`)],
      ["is closed", (page) => page.close({ runBeforeUnload: true })],
    ]) {
      test(`${transport}: a page of ${whose} origin that ${way} is gone at once for others`, () =>
        connected(`${server.url}/test`, {}, async (watcher) => {
          const page = await openPage(browser, script, server.url, origin);
          await page.evaluate(async (transport) => {
            const { TestHub, nobody } = window.client;
            window.hub = await TestHub.connect(`${window.hubsUrl}/test`, nobody, { transport, accessTokenFactory: () => "leaver" });
          }, transport);
          assert.equal(await watcher.invoke("IsOnline", "leaver"), true);
          const left = performance.now();
          await leave(page);
          while (await watcher.invoke("IsOnline", "leaver")) assert.ok(performance.now() - left < 5_000, "still online");
          if (!page.isClosed()) await page.close();
        }));
    }
  }
}
