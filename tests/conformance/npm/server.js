// Starts the conformance server on a free port and stops it again.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../../..");
const target = process.env.CARGO_TARGET_DIR ?? path.join(root, "target");
const binary = process.env.CONFORMANCE_BIN ?? path.join(target, "debug", "hubs-conformance");

/** Resolves to `{ url, stop, kill }` once the server listens; `environment` is added to that of the tests. */
export async function startServer(environment = {}) {
  const env = { ...process.env, RUST_BACKTRACE: "0", ...environment };
  const child = spawn(binary, [], { stdio: ["pipe", "pipe", "inherit"], env });
  const exited = new Promise((resolve, reject) => {
    child.once("exit", resolve);
    child.once("error", (error) => reject(new Error(`${binary} does not start (${error.message}); run ./scripts/test, which builds it`)));
  });
  exited.catch(() => {});
  const lines = createInterface({ input: child.stdout });
  const url = await Promise.race([
    new Promise((resolve) => lines.on("line", (line) => resolve(line.split(" ").pop()))),
    exited.then((code) => Promise.reject(new Error(`${binary} ended with code ${code} before it listened`))),
  ]);
  return {
    url,
    async stop() {
      child.stdin.end();
      await exited;
    },
    /** Ends it as a crash does. */
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}
