// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
// Begin with `connect`, below. Pages import from this file, from `types`, from `hubs`, and where they need it from `hubs-doctor` (why a
// hub cannot be reached) and `hubs-refresh` (logins that end); the other files are what these stand on.
// Needed are the npm package `@microsoft/signalr`, TypeScript 5.9 or later with ES2022 and DOM in `lib`, and a bundler as Vite; for
// Node or Deno without one, hubs-codegen is run with `--import-ext`.
import {
  connectHub,
  type ConnectOptions,
  type HubDescription,
  HubProxy,
  type NoHandlers,
  type NoState,
} from "./hubs.js";

const description: HubDescription<NoState> = {
  name: "a_small-hub",
  handlers: {},
  answers: [],
  contract: {
    digest: "405c91e1876b0a08",
    methods: {},
    client: {},
    state: {},
  },
};

/**
 * @deprecated use `BigHub`
 * @see Rust: `stress::small::Hub`
 */
export class SmallHub extends HubProxy<NoState, NoHandlers> {
  /** Connects to the hub at `url`, as `/chat`; resolves once calls can be made. */
  static connect(url: string, options?: ConnectOptions<NoState>): Promise<SmallHub> {
    return connectHub(SmallHub, description, url, {}, options);
  }
}
