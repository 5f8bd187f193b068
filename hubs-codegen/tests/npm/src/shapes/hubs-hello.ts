// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
// The first words on a connection, and the state that goes to and fro after them.
import { HubError, HubRefusedError } from "./hubs-errors.js";
import type { Events } from "./hubs-events.js";
import type { ContractDigests } from "./hubs-options.js";
import type { CallerState } from "./hubs-state.js";
import { HELLO, STATE } from "./hubs-wire-names.js";

/** Keeps the state of both ends the same. */
export class StateSync<S extends object> {
  readonly #url: string;
  readonly #contract: ContractDigests;
  readonly #state: CallerState<S>;
  readonly #events: Events<S>;
  readonly #invoke: (method: string, values: unknown[]) => Promise<unknown>;

  constructor(url: string, contract: ContractDigests, state: CallerState<S>, events: Events<S>, invoke: (method: string, values: unknown[]) => Promise<unknown>) {
    this.#url = url;
    this.#contract = contract;
    this.#state = state;
    this.#events = events;
    this.#invoke = invoke;
  }

  /** Tells a new connection everything, and takes over what the server makes of it. */
  async hello(reconnect: boolean): Promise<void> {
    const argument = { contract: this.#contract, state: this.#state.restart(), reconnect };
    try {
      const welcome = (await this.#invoke(HELLO, [argument])) as { state: string };
      this.merge(welcome.state, Infinity);
    } catch (error) {
      throw error instanceof HubError ? new HubRefusedError(this.#url, undefined, error.message, { cause: error }) : error;
    }
  }

  /** Sends changed fields without a call. */
  async flush(): Promise<void> {
    const taken = this.#state.take();
    if (taken) await this.#invoke(STATE, [taken.json]);
  }

  /** Takes over what the server says after it had read `seen` texts, and tells of it. */
  merge(json: string, seen: number): void {
    const changed = this.#state.merge(json, seen);
    if (changed.length > 0) this.#events.emit("state", { changed });
  }
}
