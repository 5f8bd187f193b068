// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
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
