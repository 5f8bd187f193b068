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
  type NoState,
  type Outcomes,
  outcomesOf,
} from "./hubs.js";
import type { ListenClient } from "./types.js";

const description: HubDescription<NoState> = {
  name: "ListenHub",
  handlers: { SaidHello: "SaidHello" },
  answers: [],
  contract: {
    digest: "22fa7f0763b3cdde",
    methods: { Ping: "4b2b6349" },
    client: { SaidHello: "4bbf76de" },
    state: {},
  },
};

/** @see Rust: `stress::ListenHub` */
export class ListenHub extends HubProxy<NoState, ListenClient> {
  /** Connects to the hub at `url`, as `/chat`; resolves once calls can be made. */
  static connect(url: string, handlers: ListenClient, options?: ConnectOptions<NoState>): Promise<ListenHub> {
    return connectHub(ListenHub, description, url, handlers, options);
  }

  /** @see Rust: `stress::BigHub::ping` */
  Ping(): Promise<void> {
    return this.$call("Ping", []);
  }

  /** The same methods, for those who rather look at outcomes than catch errors. */
  readonly $try: Outcomes<ListenHub> = outcomesOf(this);
}
