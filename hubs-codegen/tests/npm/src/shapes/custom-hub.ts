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
  type Outcomes,
  outcomesOf,
} from "./hubs.js";
import type { Documented, HasHidden, HasName, HasRemote, WithText } from "./types.js";

const description: HubDescription<NoState> = {
  name: "CustomHub",
  handlers: {},
  answers: [],
  contract: {
    digest: "28acd6212aa455f1",
    methods: {
      withText: "bddfae52",
      hasName: "e7493acf",
      hasRemote: "c6469cfd",
      documented: "dfaf71c1",
      hasHidden: "28470c8d",
    },
    client: {},
    state: {},
  },
};

/**
 * Has a method for each shape of its module.
 *
 * @see Rust: `hubs_shapes::round_trip::custom::CustomHub`
 */
export class CustomHub extends HubProxy<NoState, NoHandlers> {
  /** Connects to the hub at `url`, as `/chat`; resolves once calls can be made. */
  static connect(url: string, options?: ConnectOptions<NoState>): Promise<CustomHub> {
    return connectHub(CustomHub, description, url, {}, options);
  }

  /** @see Rust: `hubs_shapes::round_trip::custom::CustomHub::with_text` */
  withText(index: number, value: WithText): Promise<WithText> {
    return this.$call("withText", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::custom::CustomHub::has_name` */
  hasName(index: number, value: HasName): Promise<HasName> {
    return this.$call("hasName", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::custom::CustomHub::has_remote` */
  hasRemote(index: number, value: HasRemote): Promise<HasRemote> {
    return this.$call("hasRemote", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::custom::CustomHub::documented` */
  documented(index: number, value: Documented): Promise<Documented> {
    return this.$call("documented", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::custom::CustomHub::has_hidden` */
  hasHidden(index: number, value: HasHidden): Promise<HasHidden> {
    return this.$call("hasHidden", [index, value]);
  }

  /** The same methods, for those who rather look at outcomes than catch errors. */
  readonly $try: Outcomes<CustomHub> = outcomesOf(this);
}
