// Stands between a client and a server, for tests of what happens when connections are lost.
import net from "node:net";

/** A TCP proxy whose connections can be cut without a word, or are cut after each `budget()` bytes from the server. */
export async function startProxy(target, budget = () => Infinity) {
  const pairs = new Set();
  let refuses = false;
  let opened = 0;
  const proxy = net.createServer((near) => {
    if (refuses) {
      near.resetAndDestroy();
      return;
    }
    opened += 1;
    const far = net.connect(Number(new URL(target).port), "127.0.0.1");
    const pair = { near, far };
    pairs.add(pair);
    near.pipe(far);
    let left = budget();
    far.on("data", (bytes) => {
      left -= bytes.length;
      if (left > 0) {
        near.write(bytes);
        return;
      }
      // What was let through arrives, the rest is lost.
      near.write(bytes.subarray(0, bytes.length + left), () => near.destroy());
      far.destroy();
    });
    for (const socket of [near, far]) {
      socket.on("error", () => {});
      socket.on("close", () => {
        near.destroy();
        far.destroy();
        pairs.delete(pair);
      });
    }
  });
  await new Promise((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${proxy.address().port}`,
    get opened() {
      return opened;
    },
    refuse(value) {
      refuses = value;
    },
    cut() {
      for (const { near, far } of pairs) {
        near.resetAndDestroy();
        far.resetAndDestroy();
      }
    },
    async stop() {
      for (const { near } of pairs) near.destroy();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}
