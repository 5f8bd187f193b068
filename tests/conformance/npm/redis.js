// A redis-server of the tests' own, and a wire to it that can be cut.
import { spawn, spawnSync } from "node:child_process";
import { createServer, connect } from "node:net";
import { once } from "node:events";
import path from "node:path";

export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

async function answers(port) {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** A key and a certificate for 127.0.0.1, in files of `folder`. */
function certificate(folder) {
  const [key, cert] = ["key.pem", "cert.pem"].map((name) => path.join(folder, name));
  const made = spawnSync("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"],
    ...["-keyout", key, "-out", cert, "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
    ...["-addext", "basicConstraints=critical,CA:FALSE"],
  ]);
  if (made.status !== 0) throw new Error(`openssl makes no certificate (Debian: openssl): ${made.stderr ?? made.error}`);
  return { key, cert };
}

/** Resolves to a Redis that speaks TLS alone, with a password, and the file of its certificate. */
export async function startRedisWithTls(folder) {
  const { key, cert } = certificate(folder);
  const tls = ["--tls-cert-file", cert, "--tls-key-file", key, "--tls-ca-cert-file", cert, "--tls-auth-clients", "no"];
  const redis = await startRedis((port) => ["--port", "0", "--tls-port", port, "--requirepass", "open-sesame", ...tls]);
  return { ...redis, url: `rediss://:open-sesame@127.0.0.1:${redis.port}`, cert };
}

/** Resolves to `{ url, stop }` once Redis listens. */
export async function startRedis(where = (port) => ["--port", port]) {
  const port = await freePort();
  const options = [...where(`${port}`), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const child = spawn("redis-server", options, { stdio: "ignore" });
  const exited = once(child, "exit");
  exited.catch(() => {
    throw new Error("redis-server does not start; it is Debian's package redis-server");
  });
  while (!(await answers(port))) await new Promise((resolve) => setTimeout(resolve, 20));
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      child.kill();
      await exited;
    },
  };
}

/** A wire to the port that passes bytes on until it is cut. */
export async function startWire(target) {
  const pairs = new Set();
  const server = createServer((near) => {
    const far = connect(target, "127.0.0.1");
    const pair = [near, far];
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      pair.forEach((socket) => socket.destroy());
    };
    for (const [from, to] of [[near, far], [far, near]]) {
      from.on("data", (bytes) => to.write(bytes));
      from.on("error", end);
      from.on("close", end);
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `redis://127.0.0.1:${server.address().port}`,
    /** Cuts one connection, or all of them. */
    cut(all) {
      const list = [...pairs];
      const chosen = all ? list : list.slice(0, 1);
      chosen.flat().forEach((socket) => socket.destroy());
      return chosen.length;
    },
    stop() {
      this.cut(true);
      server.close();
    },
  };
}
