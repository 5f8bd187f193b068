// Starts the server with the hubs of the tests on a free port and stops it again.
import { spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";

const root = path.resolve(import.meta.dirname, "../../../..");
const target = process.env["CARGO_TARGET_DIR"] ?? path.join(root, "target");
const binary = process.env["CONFORMANCE_BIN"] ?? path.join(target, "debug", "hubs-conformance");

export interface Server {
  url: string;
  stop: () => Promise<void>;
}

/** Resolves once the server listens; on `port` if one is given. */
export async function startServer(port = 0): Promise<Server> {
  const child = spawn(binary, [], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, RUST_BACKTRACE: "0", PORT: String(port) },
  });
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
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
