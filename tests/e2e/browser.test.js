// Two pages in a real Chromium, and the unmodified npm client beside them.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { HttpTransportType, HubConnectionBuilder, LogLevel } from "@microsoft/signalr";
import { startChromium } from "./chromium.js";
import { password, register, startChat } from "./server.js";
import { startProgram } from "./terminal.js";

let chat;
let browser;
const failures = [];
before(async () => {
  chat = await startChat();
  browser = await startChromium();
});
after(async () => {
  await browser?.close();
  await chat?.remove();
});

/** A page of its own person: storage is not shared. */
async function newPage() {
  const context = await browser.newContext({ viewport: { width: 1000, height: 640 } });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on("pageerror", (error) => failures.push(String(error)));
  await page.goto(chat.url);
  return page;
}

async function joined(name, room) {
  const page = await newPage();
  await page.getByLabel("Your name").fill(name);
  return enter(page, room);
}

/** Fills in the form of accounts and presses `button`. */
async function signIn(page, name, secret, button) {
  await page.getByLabel("Account").fill(name);
  await page.getByLabel("Password").fill(secret);
  await page.getByRole("button", { name: button }).click();
}

async function enter(page, room) {
  await page.getByLabel("Room").fill(room);
  await page.getByRole("button", { name: "Join" }).click();
  await page.getByRole("heading", { name: room }).waitFor();
  return page;
}

const say = async (page, text) => {
  await page.getByRole("textbox", { name: "Message" }).fill(text);
  await page.getByRole("button", { name: "Send" }).click();
};
const heard = (page, text) => page.getByRole("log").getByText(text, { exact: true }).waitFor();
const people = (page) => page.locator("#people li").allTextContents();

async function eventually(check) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await check();
    } catch (error) {
      if (attempt === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

test("two pages and an npm client chat with each other", async () => {
  const ann = await joined("Ann", "lobby");
  const bob = await joined("Bob", "lobby");
  await say(ann, "Hello <b>Bob</b>");
  await heard(bob, "Hello <b>Bob</b>");
  await heard(ann, "Hello <b>Bob</b>");
  await say(bob, "Hello Ann");
  await heard(ann, "Hello Ann");

  const client = new HubConnectionBuilder()
    .withUrl(`${chat.url}/chat`, { transport: HttpTransportType.WebSockets })
    .configureLogging(LogLevel.None)
    .build();
  const posted = [];
  client.on("messagePosted", (message) => posted.push(message.text));
  await client.start();
  assert.deepEqual(await client.invoke("join", "lobby", "Robot"), ["Ann", "Bob", "Robot"]);
  await eventually(async () => assert.deepEqual(await people(ann), ["AAnn", "BBob", "RRobot"]));
  await client.invoke("post", "Beep");
  await heard(ann, "Beep");
  await say(ann, "A robot!");
  await eventually(() => assert.deepEqual(posted, ["Beep", "A robot!"]));
  const pictures = process.env.SCREENSHOTS;
  if (pictures) {
    await mkdir(pictures, { recursive: true });
    await ann.screenshot({ path: path.join(pictures, "chat.png") });
    await ann.emulateMedia({ colorScheme: "dark" });
    await ann.screenshot({ path: path.join(pictures, "chat-dark.png") });
    await ann.setViewportSize({ width: 390, height: 700 });
    await ann.screenshot({ path: path.join(pictures, "chat-small.png") });
    const fresh = await newPage();
    await fresh.screenshot({ path: path.join(pictures, "entrance.png") });
    await fresh.context().close();
  }
  await client.stop();
  await eventually(async () => assert.deepEqual(await people(ann), ["AAnn", "BBob"]));
  await ann.context().close();
  await eventually(async () => assert.deepEqual(await people(bob), ["BBob"]));
  await bob.context().close();
});

test("who comes later reads what was said, and the question before clearing is asked", async () => {
  const eve = await joined("Eve", "attic");
  await say(eve, "First");
  await heard(eve, "First");
  assert.equal(await eve.getByRole("button", { name: "Clear history" }).isVisible(), false);
  const zoe = await newPage();
  await signIn(zoe, "Zoe", password, "Create account");
  await zoe.getByText("You are signed in as Zoe.").waitFor();
  await enter(zoe, "attic");
  await heard(zoe, "First");
  await zoe.getByRole("button", { name: "Clear history" }).click();
  await zoe.getByRole("button", { name: "No" }).click();
  await heard(eve, "First");
  await zoe.getByRole("button", { name: "Clear history" }).click();
  await zoe.getByRole("button", { name: "Yes" }).click();
  await eve.getByText("Zoe has cleared the history.").waitFor();
  assert.equal(await eve.locator("#messages li").count(), 0);
  await zoe.setInputFiles("#import", { name: "lines.txt", mimeType: "text/plain", buffer: Buffer.from("one\n\ntwo\r\nthree") });
  await heard(eve, "three");
  await heard(zoe, "one");
  await eve.context().close();
  await zoe.context().close();
});

test("a refusal is told in words, at the field", async () => {
  const page = await newPage();
  await page.getByLabel("Your name").fill("Ann");
  await page.getByLabel("Room").fill("no room");
  await page.getByRole("button", { name: "Join" }).click();
  await page.getByRole("alert").getByText("1 to 32 letters").waitFor();
  assert.equal(await page.getByLabel("Room").getAttribute("aria-invalid"), "true");
  await page.context().close();
});

test("a server that is restarted finds everyone in their rooms again", async () => {
  const ann = await joined("Ann", "hall");
  const bob = await joined("Bob", "hall");
  await say(ann, "Before");
  await heard(bob, "Before");
  await chat.stop();
  await ann.getByText("Connection lost. Trying to get it back …").waitFor();
  assert.equal(await ann.getByRole("button", { name: "Send" }).isDisabled(), true);
  await chat.start();
  for (const page of [ann, bob]) {
    await page.getByText("You are connected again.").waitFor({ timeout: 40_000 });
    assert.equal(await page.getByRole("heading", { level: 1 }).textContent(), "hall");
  }
  await eventually(async () => assert.deepEqual(await people(ann), ["AAnn", "BBob"]));
  await heard(ann, "Before");
  await say(bob, "After");
  await heard(ann, "After");
  assert.equal(await ann.locator("#messages li").count(), 2);
  await ann.context().close();
  await bob.context().close();
});

test("somebody with an account signs in, has the name alone, and stays signed in", async () => {
  await register(chat.url, "Pia");
  const guest = await newPage();
  await guest.getByLabel("Your name").fill("pia");
  await guest.getByRole("button", { name: "Join" }).click();
  await guest.getByText("this name belongs to an account: sign in, or choose another").waitFor();

  const pia = await newPage();
  await signIn(pia, "pia", "wrong horse", "Sign in");
  await pia.getByText("wrong name or password").waitFor();
  await signIn(pia, "pia", password, "Sign in");
  await pia.getByText("You are signed in as Pia.").waitFor();
  await enter(pia, "study");
  assert.deepEqual(await people(pia), ["PPia"]);

  // A tab keeps its account: when it is loaded anew, and when the server comes back.
  await pia.reload();
  assert.equal(await pia.getByLabel("Your name").inputValue(), "Pia");
  await enter(pia, "study");
  await chat.stop();
  await pia.getByText("Connection lost. Trying to get it back …").waitFor();
  await chat.start();
  await pia.getByText("You are connected again.").waitFor({ timeout: 40_000 });
  await say(pia, "Still me");
  await heard(pia, "Still me");
  assert.deepEqual(await people(pia), ["PPia"]);

  await pia.getByRole("button", { name: "Leave" }).click();
  await pia.getByRole("button", { name: "Sign out" }).click();
  await pia.getByLabel("Your name").fill("Pia");
  await pia.getByRole("button", { name: "Join" }).click();
  await pia.getByText("this name belongs to an account: sign in, or choose another").waitFor();
  await Promise.all([guest.context().close(), pia.context().close()]);
});

test("who signs out while a new token is on its way stays signed out", async () => {
  const token = await register(chat.url, "Una");
  const page = await newPage();
  const asked = new Promise((resolve) => void page.route("**/token", resolve));
  // A token that ends soon is replaced as soon as it is needed.
  await page.evaluate(
    (kept) => sessionStorage.setItem("chat.account", JSON.stringify(kept)),
    { token, name: "Una", expiresAt: Date.now() + 60_000 },
  );
  await page.reload();
  const renewal = await asked;
  await page.getByRole("button", { name: "Sign out" }).click();
  const answered = page.waitForResponse("**/token");
  await renewal.continue();
  await (await answered).finished();
  await page.getByLabel("Your name").fill("Guest");
  await enter(page, "porch");
  assert.deepEqual(await people(page), ["GGuest"]);
  assert.equal(await page.evaluate(() => sessionStorage.getItem("chat.account")), null);
  await page.context().close();
});

test("a page, a terminal and a bot in Rust chat with each other, also after a restart", async () => {
  const ann = await joined("Ann", "den");
  const url = `${chat.url}/chat`;
  await register(chat.url, "Rust");
  const rust = startProgram("chat-terminal", ["--account", "Rust", "den", url], { CHAT_PASSWORD: password });
  const bot = startProgram("chat-bot", ["den", url]);
  try {
    await rust.says(/^\* here: .*Ann/);
    await eventually(async () => assert.equal((await people(ann)).length, 3));
    await say(ann, "Hello, terminal");
    await rust.says("Ann: Hello, terminal");
    rust.type("Hello, page");
    await heard(ann, "Hello, page");
    await rust.says("Rust: Hello, page");

    await chat.stop();
    await rust.says(/^\* .*; trying again in /);
    await ann.getByText("Connection lost. Trying to get it back …").waitFor();
    await chat.start();
    await rust.says("* back", 40_000);
    await ann.getByText("You are connected again.").waitFor({ timeout: 40_000 });
    // Name and room came back with the state, and the hub put everyone back after its own checks.
    await eventually(async () => assert.equal((await people(ann)).length, 3));
    rust.type("Still here");
    await heard(ann, "Still here");
    await say(ann, "!count");
    await heard(ann, "Ann 2, Rust 2");
    await rust.says("bot: Ann 2, Rust 2");

    rust.type("/clear");
    await rust.says(/^\? Forget everything .* \[y\/n\]$/);
    rust.type("y");
    await rust.says("* cleared");
    rust.type("/history");
    rust.type("/quit");
    assert.equal(await rust.ended, 0);
    await eventually(async () => assert.equal((await people(ann)).length, 2));
  } finally {
    await Promise.all([rust.stop(), bot.stop()]);
    await ann.context().close();
  }
});

test("no page has thrown anything", () => {
  assert.deepEqual(failures, []);
});
