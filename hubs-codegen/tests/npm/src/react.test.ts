// The hooks of `hubs-react.ts` in a real browser, with a real React in its strict mode.
import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { build } from "esbuild";
import { chromium, type Browser, type Page } from "playwright-core";
import { useServer } from "./connected.js";
import { TestHub } from "./hubs/test-hub.js";
import { startProxy, type CuttingProxy } from "./proxy.js";

const hubs = useServer();
let browser: Browser | undefined;
let script: string;

before(async () => {
  const { outputFiles } = await build({
    entryPoints: [path.resolve(import.meta.dirname, "../src/react-page.tsx")],
    bundle: true,
    format: "iife",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"development"' },
    write: false,
  });
  script = outputFiles[0]?.text ?? "";
  browser = await chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
  });
});
after(() => browser?.close());

interface Opened {
  readonly page: Page;
  readonly proxy: CuttingProxy;
  /** Paths of the WebSockets that were opened, and those that are open. */
  readonly sockets: { readonly opened: string[]; readonly open: Set<unknown> };
}

/** Opens the page behind a proxy, at the server's own address as it is for hubs. */
async function opened(use: (opened: Opened) => Promise<void>): Promise<void> {
  const proxy = await startProxy(hubs.server.url);
  assert.ok(browser);
  const page = await browser.newPage();
  page.setDefaultTimeout(15_000);
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    // React's warnings are errors of the console; so is what the official client and the browser say of lost connections.
    if (message.type() === "error" && !/Failed to load resource|WebSocket|connection/.test(message.text())) errors.push(message.text());
  });
  const sockets: Opened["sockets"] = { opened: [], open: new Set() };
  page.on("websocket", (socket) => {
    sockets.opened.push(new URL(socket.url()).pathname);
    sockets.open.add(socket);
    socket.on("close", () => sockets.open.delete(socket));
  });
  try {
    // Any answer of the server itself: of a page that was made up, Chromium does not let WebSockets reach this machine.
    await page.goto(`${proxy.url}/ready`);
    await page.addScriptTag({ content: script });
    await use({ page, proxy, sockets });
    assert.deepEqual(errors, []);
  } finally {
    await page.close();
    proxy.close();
  }
}

async function eventually(check: () => unknown): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await check();
      return;
    } catch (error) {
      if (attempt === 150) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

const reads = (page: Page, id: string, text: string): Promise<void> =>
  eventually(async () => assert.equal(await page.locator(`#${id}`).textContent(), text));
const click = (page: Page, name: string): Promise<void> => page.getByRole("button", { name, exact: true }).click();
const notes = (page: Page): Promise<string[]> => page.evaluate(() => window.notes);

/** Runs `use` with a look at whether the server has a connection of `ann`. */
async function watching(use: (isOnline: () => Promise<boolean>) => Promise<void>): Promise<void> {
  const handlers = new Proxy({}, { get: () => () => undefined }) as Parameters<typeof TestHub.connect>[1];
  const watcher = await TestHub.connect(`${hubs.server.url}/test`, handlers);
  try {
    await use(() => watcher.isOnline("ann"));
  } finally {
    await watcher.$close();
  }
}

const CONNECTED = "connected, a hub, no error";

test("a component connects once in strict mode, shows the state of both ends, and takes its connection along", () =>
  watching((isOnline) => opened(async ({ page, sockets }) => {
    await page.evaluate(() => { window.show("visitor"); });
    await reads(page, "visitor", CONNECTED);
    await reads(page, "ann", CONNECTED);
    assert.deepEqual(sockets.opened.sort(), ["/state", "/test"], "mounted twice, connected once");
    assert.equal(await isOnline(), true);

    await reads(page, "state", '{"name":"Ann","visits":0,"tags":[],"rank":0}');
    const ranked = await page.evaluate(() => window.ranked);
    await click(page, "visit");
    await reads(page, "state", '{"name":"Ann","visits":1,"tags":[],"rank":0}');
    await click(page, "rename");
    await reads(page, "state", '{"name":"Renamed","visits":1,"tags":[],"rank":0}');
    await click(page, "set");
    await reads(page, "state", '{"name":"Own","visits":1,"tags":[],"rank":0}');
    await click(page, "promote");
    await reads(page, "rank", "7");
    await reads(page, "state", '{"name":"Own","visits":1,"tags":[],"rank":7}');
    assert.ok((await page.evaluate(() => window.ranked)) > ranked);

    await page.evaluate(() => { window.leave(); });
    await eventually(async () => assert.deepEqual([sockets.open.size, await isOnline()], [0, false]));
  })));

test("a lost connection is shown until it is back, and listeners are the newest", () =>
  opened(async ({ page, proxy }) => {
    await page.evaluate(() => { window.show("visitor"); });
    await reads(page, "visitor", CONNECTED);
    await click(page, "visit");
    await click(page, "count");
    await click(page, "count");
    await reads(page, "count", "2");
    const shown = page.evaluate(() => new Promise<string[]>((resolve) => {
      const element = document.querySelector("#visitor")!;
      const texts: string[] = [];
      new MutationObserver(() => {
        texts.push(element.textContent);
        if (texts.at(-1)?.startsWith("connected")) resolve(texts);
      }).observe(element, { characterData: true, childList: true, subtree: true });
    }));
    // The observer must be there first; the page runs one thing after the other.
    await page.evaluate(() => 0);
    proxy.cut();
    const texts = await shown;
    assert.match(texts[0] ?? "", /^reconnecting, a hub, \w*Error$/);
    assert.equal(texts.at(-1), CONNECTED);
    assert.deepEqual(await notes(page), ["lost at 2"]);
    await reads(page, "state", '{"name":"Ann","visits":1,"tags":[],"rank":0}');
  }));

test("other dependencies are another connection, and the one before is closed", () =>
  opened(async ({ page, sockets }) => {
    await page.evaluate(() => { window.show("visitor"); });
    await reads(page, "visitor", CONNECTED);
    await reads(page, "ann", CONNECTED);
    await click(page, "bob");
    await reads(page, "state", '{"name":"Bob","visits":0,"tags":[],"rank":0}');
    await reads(page, "visitor", CONNECTED);
    assert.equal(sockets.opened.length, 3);
    await eventually(() => assert.equal(sockets.open.size, 2));
  }));

test("a component that is gone before it was connected leaves no connection, whatever its `connect` does with the signal", () =>
  watching((isOnline) => opened(async ({ page, sockets }) => {
    // Held up until the component is gone.
    let go: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => (go = resolve));
    await page.route(/negotiate/, async (route) => {
      await gone;
      await route.continue();
    });
    const asked = page.waitForRequest(/test\/negotiate/);
    await page.evaluate(() => { window.show("ann"); });
    await asked;
    await page.evaluate(() => { window.leave(); });
    go();
    await eventually(() => assert.deepEqual(sockets.opened, ["/test"]));
    await eventually(async () => assert.deepEqual([sockets.open.size, await isOnline()], [0, false]));

    await page.unroute(/negotiate/);
    await page.evaluate(() => {
      window.show("visitor");
      window.leave();
      window.show("ann");
    });
    await reads(page, "ann", CONNECTED);
    assert.deepEqual(sockets.opened, ["/test", "/test"], "what was there for a moment has not connected at all");
  })));

test("what fails is a value, also after the connection stood", () =>
  opened(async ({ page, sockets }) => {
    await page.evaluate(() => { window.show("stranger"); });
    await reads(page, "stranger", "closed, no hub, HubError");
    await eventually(() => assert.equal(sockets.open.size, 0, "what it had connected is closed"));
    await page.evaluate(() => { window.show("nobody"); });
    await reads(page, "nobody", "closed, no hub, NotAHubError");
    await page.evaluate(() => { window.show("visitor"); });
    await reads(page, "visitor", CONNECTED);
    await click(page, "kick");
    await reads(page, "visitor", "closed, a hub, no error");
    assert.deepEqual(await notes(page), ["closed by server"]);
  }));
