// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
// What all generated hubs stand on: a thin typed layer over the npm package @microsoft/signalr.
import type { HubConnection } from "@microsoft/signalr";
import { HubConnectionError, HubError } from "./hubs-errors.js";
import { HubLink, type HubDescription } from "./hubs-link.js";
import type { CallOptions, ConnectOptions, HubEvents, HubStatus, HubStream, Items } from "./hubs-options.js";
import type { StateFields } from "./hubs-state.js";

export { base64Of, bytesOf } from "./hubs-bytes.js";
export { HubConnectionError, HubError, HubRefusedError, HubTimeoutError, NotAHubError } from "./hubs-errors.js";
export type { HubErrorDetails, HubErrorKind } from "./hubs-errors.js";
export { exactIntegers } from "./hubs-integers.js";
export type { HubDescription, HubLink } from "./hubs-link.js";
export type {
  CallOptions,
  CloseReason,
  ConnectOptions,
  HubEvents,
  HubStatus,
  HubStream,
  Items,
  TransportName,
} from "./hubs-options.js";
export { callerState } from "./hubs-state.js";
export type { Frozen, OwnFields, StateFields } from "./hubs-state.js";
export { streamItems } from "./hubs-streams.js";
export { uploadItems } from "./hubs-uploads.js";

/** The state of a hub that keeps none. */
export type NoState = Record<never, never>;

/** The handlers of a hub that never calls its clients. */
export type NoHandlers = Record<never, never>;

/** A handler for a call that this client does not care about: `messagePosted: ignore`. */
export function ignore(): void {
  // Spelled out by whoever ignores it.
}

/** How a call ended, or an item of a stream: the value, or the error that ended the call. */
export type Outcome<T, E = unknown> = { ok: true; value: T } | { ok: false; error: HubError<E> | HubConnectionError };

/** A connected hub. Generated classes add its methods. */
export class HubProxy<S extends object, H extends object> {
  readonly #link: HubLink<S>;

  /** Generated classes have a `connect`, which calls this. */
  constructor(link: HubLink<S>) {
    this.#link = link;
  }

  /** Typed caller state. A field that you set travels with the next call; its value is copied and cannot be changed in place. */
  get $state(): StateFields<S> {
    return this.#link.state?.fields ?? (Object.freeze({}) as StateFields<S>);
  }

  /** Sends changed fields of `$state` now, without a call. */
  $flush(): Promise<void> {
    return this.#link.flush();
  }

  /** How far the connection is. */
  get $status(): HubStatus {
    return this.#link.life.status;
  }

  /** Calls `handler` on every `event`, until the returned function is called. */
  $on<K extends keyof HubEvents<S>>(event: K, handler: (event: HubEvents<S>[K]) => void): () => void {
    return this.#link.events.on(event, handler);
  }

  /** Takes other handlers than those of `connect` from now on; again all of them. */
  $replaceHandlers(handlers: H): void {
    this.#link.handlers.replace(handlers);
  }

  /** The official connection underneath. */
  get $connection(): HubConnection {
    return this.#link.connection;
  }

  /** The id by which the server knows this connection; a new one after a reconnect. */
  get $connectionId(): string | null {
    return this.#link.connection.connectionId;
  }

  /** Ends the connection. */
  $close(): Promise<void> {
    return this.#link.life.close();
  }

  protected $call<T>(method: string, values: unknown[], uploads?: Items<unknown>[], options?: CallOptions): Promise<T> {
    return this.#link.calls.call(method, values, uploads, options) as Promise<T>;
  }

  protected $stream<T>(method: string, values: unknown[], uploads?: Items<unknown>[], options?: CallOptions): HubStream<T> {
    return this.#link.calls.stream(method, values, uploads, options) as HubStream<T>;
  }
}

/** What a method of a hub does, told as an {@link Outcome}: of a call, or of each item of a stream. */
type Attempt<F, E> = F extends (...values: infer A) => Promise<infer R>
  ? (...values: A) => Promise<Outcome<R, E>>
  : F extends (...values: infer A) => HubStream<infer R>
    ? (...values: A) => HubStream<Outcome<R, E>>
    : never;

/** A method that returns a promise or a stream. */
type Call = (...values: never[]) => Promise<unknown> | HubStream<unknown>;

/**
 * The methods of a hub, giving outcomes; `E` has the typed errors by method.
 *
 * Mapped from `keyof T` itself, so that editors show the methods' own words and deprecations.
 */
export type Outcomes<T, E = Record<never, never>> = {
  readonly [K in keyof T as K extends `$${string}` ? never : T[K] extends Call ? K : never]: Attempt<
    T[K],
    K extends keyof E ? E[K] : unknown
  >;
};

/**
 * The hub's methods again: calls resolve to an {@link Outcome} instead of rejecting, and streams have outcomes as items. A
 * stream's error is its last item, and no item follows it; a stream that ends well just ends.
 */
export function outcomesOf<T extends object>(hub: object): T {
  return new Proxy(hub, {
    get: (_hub, member) => {
      const method = (hub as Record<typeof member, ((...values: unknown[]) => Promise<unknown> | HubStream<unknown>) | undefined>)[member];
      return method && ((...values: unknown[]): unknown => {
        const answer = method.apply(hub, values);
        // Like the stream itself: each loop is a call.
        return Symbol.asyncIterator in answer ? { [Symbol.asyncIterator]: () => itemsOf(answer) } : answer.then(succeeded, failed);
      });
    },
  }) as T;
}

function succeeded(value: unknown): Outcome<unknown> {
  return { ok: true, value };
}

async function* itemsOf(stream: HubStream<unknown>): AsyncGenerator<Outcome<unknown>, void, undefined> {
  try {
    for await (const value of stream) yield succeeded(value);
  } catch (error) {
    yield failed(error);
  }
}

/** What is no failure of a call stays thrown: a signal's reason, arguments that cannot be sent. */
function failed(error: unknown): Outcome<never> {
  if (error instanceof HubError || error instanceof HubConnectionError) return { ok: false, error };
  throw error;
}

/** Connects and makes the proxy; generated classes call it. */
export async function connectHub<S extends object, P>(
  Hub: new (link: HubLink<S>) => P,
  description: HubDescription<S>,
  url: string,
  handlers: object,
  options: ConnectOptions<S> = {},
): Promise<P> {
  const link = new HubLink(description, url, handlers, options);
  await link.life.start();
  return new Hub(link);
}
