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

const description: HubDescription<NoState> = {
  name: "SecretHub",
  handlers: {},
  answers: [],
  contract: {
    digest: "3dfc33615e9c08cc",
    methods: { echo: "c6915b6d" },
    client: {},
    state: {},
  },
};

/**
 * For signed-in users alone.
 *
 * @see Rust: `hubs_conformance::SecretHub`
 */
export class SecretHub extends HubProxy<NoState, NoHandlers> {
  /** Connects to the hub at `url`, as `/chat`; resolves once calls can be made. */
  static connect(url: string, options?: ConnectOptions<NoState>): Promise<SecretHub> {
    return connectHub(SecretHub, description, url, {}, options);
  }

  /** @see Rust: `hubs_conformance::SecretHub::echo` */
  echo(text: string): Promise<string> {
    return this.$call("echo", [text]);
  }

  /** The same methods, for those who rather look at outcomes than catch errors. */
  readonly $try: Outcomes<SecretHub> = outcomesOf(this);
}
