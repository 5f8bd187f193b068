// A TCP proxy whose connections can be cut, for tests of what happens to a client then.
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export interface CuttingProxy {
  url: string;
  /** Ends every connection through it. */
  cut: () => void;
  /** From now on leads to the server at another URL. */
  lead: (url: string) => void;
  close: () => void;
}

/** Stands in front of the server at `url`. */
export async function startProxy(url: string): Promise<CuttingProxy> {
  let port = Number(new URL(url).port);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(port, "127.0.0.1");
    for (const [socket, other] of [[client, upstream], [upstream, client]] as const) {
      sockets.add(socket);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    lead: (url) => (port = Number(new URL(url).port)),
    close: () => {
      cut();
      server.close();
    },
  };
}
