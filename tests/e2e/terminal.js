// Programs in Rust that use the chat's generated client: their input and output as text.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { built } from "./server.js";

/** Starts `chat-terminal` or `chat-bot`. */
export function startProgram(name, args, env = {}) {
  const binary = built(name);
  const child = spawn(binary, args, { stdio: ["pipe", "pipe", "inherit"], env: { ...process.env, RUST_BACKTRACE: "0", ...env } });
  const ended = new Promise((resolve, reject) => {
    child.once("error", (error) => reject(new Error(`${binary} does not start (${error.message}); ./scripts/test builds it`)));
    child.once("exit", resolve);
  });
  ended.catch(() => undefined);
  const lines = [];
  let waiting = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(line);
    for (const look of waiting) look();
  });

  /** Waits until a line that comes after those that were waited for is `text`, or fits it. */
  let seen = 0;
  function says(text, milliseconds = 20_000) {
    const fits = (line) => (text instanceof RegExp ? text.test(line) : line === text);
    return new Promise((resolve, reject) => {
      const look = () => {
        const at = lines.findIndex((line, index) => index >= seen && fits(line));
        if (at < 0) return;
        seen = at + 1;
        done();
        resolve(lines[at]);
      };
      const late = setTimeout(() => {
        done();
        reject(new Error(`${name} did not say ${text}, but:\n${lines.join("\n")}`));
      }, milliseconds);
      const done = () => {
        clearTimeout(late);
        waiting = waiting.filter((other) => other !== look);
      };
      waiting.push(look);
      look();
    });
  }

  return {
    says,
    type: (line) => child.stdin.write(`${line}\n`),
    async stop() {
      child.kill("SIGTERM");
      return ended;
    },
    ended,
  };
}
