// Starts a server with hubs of the tests on a free port and stops it again.
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";

const root = path.resolve(import.meta.dirname, "../../../..");
const target = process.env["CARGO_TARGET_DIR"] ?? path.join(root, "target");
const conformance = process.env["CONFORMANCE_BIN"] ?? path.join(target, "debug", "hubs-conformance");
/** The server with a hub for each kind of shapes. */
export const shapesServer = path.join(target, "debug", "hubs-shapes");

export interface Server {
  url: string;
  /** Resolves once it has logged something like this. */
  logged: (pattern: RegExp) => Promise<void>;
  stop: () => Promise<void>;
}

/** Resolves once the server listens. */
export async function startServer(binary = conformance): Promise<Server> {
  const child = spawn(binary, [], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, RUST_BACKTRACE: "0", RUST_LOG: "warn", NO_COLOR: "1" },
  });
  let log = "";
  child.stderr.on("data", (text: Buffer) => (log += text.toString()));
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const url = await new Promise<string>((resolve, reject) => {
    child.once("error", (error) => {
      reject(new Error(`${binary} does not start; ./scripts/test builds it`, { cause: error }));
    });
    void ended.then((code) => {
      reject(new Error(`${binary} ended with code ${code} before it listened`));
    });
    createInterface({ input: child.stdout }).on("line", (line) => {
      resolve(line.split(" ").pop() ?? "");
    });
  });
  return {
    url,
    logged: async (pattern) => {
      while (!pattern.test(log)) await once(child.stderr, "data");
    },
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
