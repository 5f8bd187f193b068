// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
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
    methods: { echo: "c6915b6d1459e98f" },
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
