// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
// Who hears what happens to a connection.
import type { ConnectOptions, HubEvents } from "./hubs-options.js";

/** The handlers of `$on` and of the option `events`. */
export class Events<S> {
  readonly #hub: string;
  readonly #handlers = new Map<string, Set<(event: never) => void>>();

  constructor(hub: string, first: ConnectOptions<S>["events"] = {}) {
    this.#hub = hub;
    for (const [event, handler] of Object.entries(first)) {
      if (handler) this.on(event as keyof HubEvents<S>, handler as never);
    }
  }

  /** Calls `handler` on every `event`, until the returned function is called. */
  on<K extends keyof HubEvents<S>>(event: K, handler: (event: HubEvents<S>[K]) => void): () => void {
    const handlers = this.#handlers.get(event) ?? new Set();
    this.#handlers.set(event, handlers.add(handler));
    return () => handlers.delete(handler);
  }

  /** Tells everyone; what one handler throws neither reaches the others nor the connection. */
  emit<K extends keyof HubEvents<S>>(event: K, value: HubEvents<S>[K]): void {
    for (const handler of [...(this.#handlers.get(event) ?? [])]) {
      try {
        (handler as (event: HubEvents<S>[K]) => void)(value);
      } catch (error) {
        console.error(`${this.#hub}: the handler of \`${event}\` failed`, error);
      }
    }
  }
}
