// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
// The first words on a connection, and the state that goes to and fro after them.
import { HubError, HubRefusedError } from "./hubs-errors.js";
import type { CallerState } from "./hubs-state.js";
import { HELLO, STATE } from "./hubs-wire-names.js";

/** Digests of a hub and of its members by name; names of members are left out if they are too many. */
export interface ContractDigests {
  digest: string;
  methods: Record<string, string>;
  client: Record<string, string>;
  state: Record<string, string>;
}

/** Keeps the state of both ends the same, if the hub has any. */
export class StateSync<S extends object> {
  readonly #state: CallerState<S> | undefined;
  readonly #invoke: (method: string, values: unknown[]) => Promise<unknown>;

  constructor(state: CallerState<S> | undefined, invoke: (method: string, values: unknown[]) => Promise<unknown>) {
    this.#state = state;
    this.#invoke = invoke;
  }

  /** Tells a new connection everything, and takes over what the server makes of it. */
  async hello(url: string, contract: ContractDigests, reconnect: boolean): Promise<void> {
    try {
      const welcome = (await this.#invoke(HELLO, [{ contract, state: this.#state?.restart() ?? "{}", reconnect }])) as { state: string };
      this.#state?.merge(welcome.state, Infinity);
    } catch (error) {
      throw error instanceof HubError ? new HubRefusedError(url, undefined, error.message, { cause: error }) : error;
    }
  }

  /** Sends changed fields without a call. */
  async flush(): Promise<void> {
    const taken = this.#state?.take();
    if (taken) await this.#invoke(STATE, [taken.json]);
  }
}
