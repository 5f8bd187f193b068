// A server for the tests of one file, and clients of its hub with a state.
import { after, before } from "node:test";
import { ignore, type ConnectOptions } from "./hubs/hubs.js";
import { StateHub } from "./hubs/state-hub.js";
import type { StateClient, TestState } from "./hubs/types.js";
import { startServer, type Server } from "./server.js";

/** Handlers for whoever does not care. */
export const quiet: StateClient = { note: ignore, ask_then: () => "silence", unwanted: ignore };

export interface TestServer {
  readonly server: Server;
  /** Connects, runs `use` with the hub, and closes the connection. */
  connected: (
    options: ConnectOptions<TestState>,
    use: (hub: StateHub) => Promise<void>,
    handlers?: Partial<StateClient>,
  ) => Promise<void>;
}

/** Starts a server before the tests of a file and stops it after them. */
export function useServer(): TestServer {
  let server: Server | undefined;
  before(async () => {
    server = await startServer();
  });
  after(() => server?.stop());
  const started = (): Server => {
    if (!server) throw new Error("the server runs during tests only");
    return server;
  };
  return {
    get server(): Server {
      return started();
    },
    connected: async (options, use, handlers = {}) => {
      const hub = await StateHub.connect(`${started().url}/state`, { ...quiet, ...handlers }, options);
      try {
        await use(hub);
      } finally {
        await hub.$close();
      }
    },
  };
}
