// An nginx of the tests' own, with the configuration that docs/scale.md shows, and that of docs/deployment.md for another path.
import { spawn } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "../conformance/npm/redis.js";

// Debian puts it where only root looks.
const search = `${process.env.PATH}:/usr/sbin`;

/** The configuration in `language` that a page of the manual shows. */
export async function shownOn(page, language) {
  const text = await readFile(path.resolve(import.meta.dirname, "../../docs", page), "utf8");
  return text.match(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "s"))[1];
}

/** That of docs/scale.md. */
export const shown = () => shownOn("scale.md", "nginx");

function replaced(text, from, to) {
  if (!text.includes(from)) throw new Error(`docs/scale.md has no \`${from}\` any more`);
  return text.replace(from, to);
}

/**
 * The page's configuration on loopback. All clients have one address here, so what is hashed is `?as=` of their URL; and a server
 * that failed is tried again after a second, so that tests do not wait for ten.
 */
async function adapted(port, servers, { prefixed = false, path = "/chat", wait = "100s" }) {
  let text = await shown();
  if (prefixed) {
    text = replaced(text, "    location /chat {\n        proxy_pass http://hubs;\n", await shownOn("deployment.md", "nginx"));
  }
  text = text.replaceAll("location /chat ", `location ${path} `);
  text = replaced(text, "proxy_read_timeout 100s;", `proxy_read_timeout ${wait};`);
  text = replaced(text, "hash $remote_addr", "hash $arg_as");
  text = replaced(text, "listen 80;", `listen 127.0.0.1:${port};`);
  for (const [index, server] of servers.entries()) {
    text = replaced(text, `server 10.0.0.${index + 1}:3000;`, `server ${new URL(server).host} fail_timeout=1s;`);
  }
  return text;
}

/** All that nginx would otherwise have of the machine. */
const whole = (site) => `
  pid nginx.pid;
  events {}
  http {
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    add_header X-Served-By $upstream_addr always;
    ${site}
  }
`;

/**
 * Starts it before two servers; `as` tells which of them gets the clients of a key. `prefixed`: the hub is at `/app/chat`. `path`: of
 * another hub than the chat. `wait`: how long it waits for a poll's answer.
 */
export async function startNginx(servers, options = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), "nginx-"));
  // Its workers are of another user if it is started by root.
  await chmod(folder, 0o755);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  await writeFile(path.join(folder, "nginx.conf"), whole(await adapted(port, servers, options)));
  const flags = ["-p", folder, "-c", path.join(folder, "nginx.conf"), "-e", "stderr", "-g", "daemon off;"];
  const child = spawn("nginx", flags, { stdio: ["ignore", "ignore", process.env.NGINX_LOG ? "inherit" : "ignore"], env: { ...process.env, PATH: search } });
  const ended = new Promise((resolve, reject) => {
    child.once("error", (error) => reject(new Error(`nginx does not start (${error.message}); ./scripts/test installs it`)));
    child.once("exit", resolve);
  });
  ended.catch(() => undefined);

  /** The address of the server that answers the clients with `?as=key`. */
  async function serverOf(key) {
    const { headers } = await fetch(`${url}/chat/negotiate?as=${key}&negotiateVersion=1`, { method: "POST" });
    return `http://${headers.get("x-served-by").split(", ").pop()}`;
  }

  /** A key whose clients go to this server. */
  async function keyOf(server) {
    for (let key = 0; key < 200; key += 1) {
      if ((await serverOf(key)) === server) return key;
    }
    throw new Error(`no client goes to ${server}`);
  }

  async function listens() {
    for (let attempt = 0; attempt < 200; attempt += 1) {
      if (await fetch(url).then(() => true, () => false)) return;
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 20))]);
    }
    throw new Error("nginx does not listen; NGINX_LOG=1 shows why");
  }

  async function stop() {
    child.kill("SIGTERM");
    await ended;
    await rm(folder, { recursive: true });
  }

  await listens();
  return { url, serverOf, keyOf, stop };
}
