// A redis-server of the tests' own, and a wire to it that can be cut.
import { spawn } from "node:child_process";
import { createServer, connect } from "node:net";
import { once } from "node:events";

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

/** Resolves to `{ url, stop }` once Redis listens. */
export async function startRedis() {
  const port = await freePort();
  const options = ["--port", `${port}`, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
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
