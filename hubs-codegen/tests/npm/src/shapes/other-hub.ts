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
import type { Expr, ShapesClient } from "./types.js";

const description: HubDescription<NoState> = {
  name: "OtherHub",
  handlers: { called: "called", handlers: "handlers", duplicate: "clone", builder: "builder" },
  answers: ["handlers"],
  contract: {
    digest: "d06bb39f633a46e9",
    methods: { expr: "5f4ae321" },
    client: {
      called: "cde2c636",
      handlers: "6fbd826b",
      duplicate: "312ef166",
      builder: "b731e438",
    },
    state: {},
  },
};

/**
 * Calls the same clients as the other hub.
 *
 * @see Rust: `hubs_shapes::OtherHub`
 */
export class OtherHub extends HubProxy<NoState, ShapesClient> {
  /** Connects to the hub at `url`, as `/chat`; resolves once calls can be made. */
  static connect(url: string, handlers: ShapesClient, options?: ConnectOptions<NoState>): Promise<OtherHub> {
    return connectHub(OtherHub, description, url, handlers, options);
  }

  /** @see Rust: `hubs_shapes::OtherHub::expr` */
  expr(value: Expr): Promise<Expr> {
    return this.$call("expr", [value]);
  }

  /** The same methods, for those who rather look at outcomes than catch errors. */
  readonly $try: Outcomes<OtherHub> = outcomesOf(this);
}
