// Tests that run in a page: files written for Node, bundled by Vite as any page's are, with what Node has replaced by what a page has.
import { createServer } from "node:http";
import path from "node:path";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { build } from "vite";
import { startProxy } from "../conformance/npm/proxy.js";

const folder = path.join(import.meta.dirname, "in-page");

/** Imports of the tests, and which file of the folder a page has in their place. */
const replaced = {
  "node:test": "node-test.js",
  "node:assert/strict": "node-assert.js",
  "./server.js": "server.js",
  "./http-connection.js": "http-connection.js",
  ws: "ws.js",
};

/** The script of a page that starts with a file of the folder; it has the packages of this project, whoever imports them. */
export async function bundled(name) {
  const { output } = await build({
    configFile: false,
    root: import.meta.dirname,
    logLevel: "error",
    resolve: { dedupe: ["@microsoft/signalr", "@microsoft/signalr-protocol-msgpack"] },
    plugins: [
      {
        name: "in-page",
        enforce: "pre",
        resolveId: (source) => (Object.hasOwn(replaced, source) ? path.join(folder, replaced[source]) : undefined),
      },
    ],
    build: { write: false, minify: false, rolldownOptions: { input: path.join(folder, name), output: { format: "iife" } } },
  });
  return output[0].code;
}

/** A page at `origin` that uses the hubs at `hubs`. Any answer serves: of a page that was made up, Chromium lets no WebSocket reach this machine. */
export async function openPage(browser, script, hubs, origin = hubs) {
  const page = await browser.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(`${origin}/ready`);
  await page.addScriptTag({ content: `window.hubsUrl = ${JSON.stringify(hubs)};\n${script}` });
  return page;
}

/** Registers here, one by one, the tests that a page registers. */
export async function testsOf(page) {
  const names = await page.evaluate(() => window.testNames());
  if (names.length === 0) throw new Error("the page has no tests");
  for (const name of names) {
    test(name, () => page.evaluate((one) => window.runTest(one), name));
  }
}

/**
 * Runs `use` with a page whose sockets `window.cut()` ends, and for which `window.lose()` does so and lets none through for a while:
 * Chromium asks again by itself, over another socket, what it had asked over one that was cut, so a cut alone loses no polls.
 */
export async function withLosses(browser, script, server, use) {
  const proxy = await startProxy(server);
  const page = await openPage(browser, script, proxy.url);
  try {
    await page.exposeFunction("cut", () => proxy.cut());
    await page.exposeFunction("lose", async () => {
      proxy.refuse(true);
      proxy.cut();
      await delay(200);
      proxy.refuse(false);
    });
    await use(page);
  } finally {
    await page.close();
    await proxy.stop();
  }
}

/** Where pages are of another origin than the hubs they use. */
export async function startElsewhere() {
  const server = createServer((_, response) => response.setHeader("Content-Type", "text/html").end("<!doctype html>"));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
