// Starts the chat server on a port and a store of its own.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";

const root = path.resolve(import.meta.dirname, "../..");
const target = process.env.CARGO_TARGET_DIR ?? path.join(root, "target");

/** Where cargo puts the program `name`. */
export const built = (name) => path.join(target, "debug", name);

const binary = process.env.CHAT_BIN ?? built("chat");

/** What accounts of the tests are opened with. */
export const password = "correct horse";

/** Makes an account at the chat `url` and gives its token. */
export async function register(url, name) {
  const answer = await fetch(`${url}/accounts`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name, password }),
  });
  if (!answer.ok) throw new Error(`no account for ${name}: ${await answer.text()}`);
  return (await answer.json()).token;
}

/** A server with an empty history, or one of those that share a Redis; `stop`, `kill` and `start` keep both port and history. */
export async function startChat({ redis } = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), "chat-"));
  const chat = { url: "", start, stop, kill, remove };
  let child;
  let ended;

  async function start() {
    const port = chat.url ? new URL(chat.url).port : "0";
    child = spawn(binary, [], {
      stdio: ["ignore", "pipe", "inherit"],
      env: {
        ...process.env,
        PORT: port,
        CHAT_DATA: path.join(folder, "chat.redb"),
        RUST_BACKTRACE: "0",
        ...(redis && { CHAT_REDIS: redis }),
      },
    });
    ended = new Promise((resolve) => child.once("exit", resolve));
    chat.url = await new Promise((resolve, reject) => {
      child.once("error", (error) => reject(new Error(`${binary} does not start (${error.message}); ./scripts/test builds it`)));
      ended.then((code) => reject(new Error(`${binary} ended with code ${code} before it listened`)));
      createInterface({ input: child.stdout }).on("line", (line) => resolve(line.split(" ").pop()));
    });
  }

  async function stop() {
    child.kill("SIGTERM");
    return ended;
  }

  /** Ends it as a crash does. */
  async function kill() {
    child.kill("SIGKILL");
    return ended;
  }

  async function remove() {
    await stop();
    await rm(folder, { recursive: true });
  }

  await start();
  return chat;
}
