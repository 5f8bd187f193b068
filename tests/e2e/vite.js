// Vite as whoever develops a page has it, with the configuration that docs/deployment.md shows.
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createServer } from "vite";
import { shownOn } from "./nginx.js";

const shown = '{ target: "http://127.0.0.1:3000", ws: true }';

/** Starts it before `server`; `proxied` gives, for the server's URL, what stands in place of the page's setting. */
export async function startVite(server, proxied = (url) => shown.replace("http://127.0.0.1:3000", url)) {
  const text = await shownOn("deployment.md", "ts");
  if (!text.includes(shown)) throw new Error(`docs/deployment.md has no \`${shown}\` any more`);
  const folder = await mkdtemp(path.join(tmpdir(), "vite-"));
  // Where the configuration finds `vite`.
  await symlink(path.join(import.meta.dirname, "node_modules"), path.join(folder, "node_modules"));
  const configFile = path.join(folder, "vite.config.ts");
  await writeFile(configFile, text.replace(shown, proxied(server)));
  const vite = await createServer({ root: folder, configFile, logLevel: "silent", server: { host: "127.0.0.1", port: 0 } });
  await vite.listen();

  async function stop() {
    await vite.close();
    await rm(folder, { recursive: true });
  }

  return { url: `http://127.0.0.1:${vite.httpServer.address().port}`, stop };
}
