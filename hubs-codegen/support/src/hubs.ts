// What all generated hubs stand on: a thin typed layer over the npm package @microsoft/signalr.
import type { HubConnection, IHttpConnectionOptions, IHubProtocol, ILogger, ITransport, LogLevel } from "@microsoft/signalr";
import { HubLink } from "./hubs-link.js";
import type { StateFields } from "./hubs-state.js";
import { HubConnectionError, HubError } from "./hubs-wire.js";

export type { HubLink } from "./hubs-link.js";
export type { Frozen, StateFields } from "./hubs-state.js";
export { HubConnectionError, HubError, HubRefusedError, HubTimeoutError, NotAHubError } from "./hubs-wire.js";

/** The state of a hub that keeps none. */
export type NoState = Record<never, never>;

/** The handlers of a hub that never calls its clients. */
export type NoHandlers = Record<never, never>;

/** What a hub method takes as an upload: an array, a generator, a stream … */
export type Items<T> = Iterable<T> | AsyncIterable<T>;

/** Items from the server. The call starts with the loop and is cancelled by leaving it. */
export type HubStream<T> = AsyncIterable<T, void, undefined>;

/** For one call. */
export interface CallOptions {
  /** Ends the call: it rejects with the signal's reason, and the server is told. */
  signal?: AbortSignal | undefined;
}

/** A handler for a call that this client does not care about: `messagePosted: ignore`. */
export function ignore(): void {
  // Spelled out by whoever ignores it.
}

/** How far the connection is. */
export type HubStatus = "connecting" | "connected" | "reconnecting" | "closed";

/**
 * Why a connection is closed: the client wanted it (`$close`, its signal, a page that went away), the server ended or
 * refused it, or it was lost and is not tried again.
 */
export type CloseReason = "client" | "server" | "lost";

/** Events of `$on`, with what their handlers get. */
export interface HubEvents<S> {
  /** The first connection is tried; `attempt` counts from 0, `error` is what ended the attempt before. */
  connecting: { attempt: number; error: Error | undefined };
  /** Calls can be made. */
  connected: { connectionId: string | null };
  /** The connection is lost and tried again in `delay` milliseconds; `attempt` counts from 0. */
  reconnecting: { attempt: number; delay: number; error: Error | undefined };
  /** It is back, with the state; the server knows it as a new connection, in no group that the hub has not put it into. */
  reconnected: { connectionId: string | null };
  /** It is over. Calls fail from now on. */
  closed: { reason: CloseReason; error: Error | undefined };
  /** The server has changed fields of `$state`. */
  state: { changed: readonly (keyof S)[] };
}

/** A way for messages to travel. */
export type TransportName = "WebSockets" | "ServerSentEvents" | "LongPolling";

/** How to connect. What is not named here goes to the official client: `accessTokenFactory`, `headers`, `httpClient` … */
export interface ConnectOptions<S> extends Omit<IHttpConnectionOptions, "transport" | "logger"> {
  /** Fields of `$state` that the server shall know from the start. */
  state?: Partial<StateFields<S>> | undefined;
  /** Handlers for events from the first attempt on. */
  events?: { [K in keyof HubEvents<S>]?: ((event: HubEvents<S>[K]) => void) | undefined } | undefined;
  /** Another protocol than JSON. */
  protocol?: (() => IHubProtocol) | undefined;
  /** The transports that may be used, or one of your own. Default: all, the best that works. */
  transport?: TransportName | readonly TransportName[] | ITransport | undefined;
  /**
   * Milliseconds to the next attempt after a loss, null to give up; false never tries again.
   * Default: for ever, at times that grow to 30 s and differ between clients.
   */
  reconnect?: false | ((attempt: number, error: Error | undefined) => number | null) | undefined;
  /** Whether the first connection is tried again too, by the same rule. Default: false, `connect` rejects. */
  retryFirstConnect?: boolean | undefined;
  /** What calls do while the connection is lost: fail at once, or wait until it is back. Default: fail. */
  whileReconnecting?: "fail" | "wait" | undefined;
  /** Milliseconds that a call may take before it fails with a {@link HubTimeoutError}. Default: no limit. */
  callTimeout?: number | undefined;
  /** Ends the attempt to connect, or the connection. */
  signal?: AbortSignal | undefined;
  /** Whether messages survive a short loss of the connection, on the same connection id. Default: false. */
  statefulReconnect?: boolean | undefined;
  /** Milliseconds without a word from the server until the connection counts as lost. Default: 30 000. */
  serverTimeout?: number | undefined;
  /** Milliseconds between pings. Default: 15 000. */
  keepAlive?: number | undefined;
  /** Where the official client logs. Default: warnings to the console. */
  logger?: ILogger | LogLevel | undefined;
}

/** What the generated file knows about its hub. */
export interface HubDescription<S> {
  name: string;
  /** The first value of every field. */
  state: S;
  /** Members of the handlers by wire name. */
  handlers: Record<string, string>;
  /** Wire names of client methods whose answer the server waits for. */
  answers: string[];
}

/** How a call ended. */
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
    return this.#link.state.fields;
  }

  /** Sends changed fields of `$state` now, without a call. */
  async $flush(): Promise<void> {
    await this.#link.flush();
  }

  /** How far the connection is. */
  get $status(): HubStatus {
    return this.#link.status;
  }

  /** Calls `handler` on every `event`, until the returned function is called. */
  $on<K extends keyof HubEvents<S>>(event: K, handler: (event: HubEvents<S>[K]) => void): () => void {
    return this.#link.on(event, handler);
  }

  /** Takes other handlers than those of `connect` from now on; again all of them. */
  $replaceHandlers(handlers: H): void {
    this.#link.handle(handlers);
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
  async $close(): Promise<void> {
    await this.#link.close();
  }

  protected $call<T>(method: string, values: unknown[], uploads?: Items<unknown>[], options?: CallOptions): Promise<T> {
    return this.#link.call(method, values, uploads, options) as Promise<T>;
  }

  protected $stream<T>(method: string, values: unknown[], uploads?: Items<unknown>[], options?: CallOptions): HubStream<T> {
    return this.#link.stream(method, values, uploads, options) as HubStream<T>;
  }
}

/** A method that returns a promise. */
type Call = (...values: never[]) => Promise<unknown>;

/** What a call returns, as an {@link Outcome}. */
type Attempt<F, E> = F extends (...values: infer A) => Promise<infer R> ? (...values: A) => Promise<Outcome<R, E>> : never;

/**
 * The methods of a hub that return promises, resolving to outcomes; `E` has the typed errors by method.
 *
 * Mapped from `keyof T` itself, so that editors show the methods' own words and deprecations.
 */
export type Outcomes<T, E = Record<never, never>> = {
  readonly [K in keyof T as K extends `$${string}` ? never : T[K] extends Call ? K : never]: Attempt<
    T[K],
    K extends keyof E ? E[K] : unknown
  >;
};

/** The hub's methods again, each resolving to an {@link Outcome} instead of rejecting. */
export function outcomesOf<T extends object>(hub: object): T {
  const outcomes = Object.create(null) as Record<string, unknown>;
  let proto = Object.getPrototypeOf(hub) as object;
  for (; proto !== HubProxy.prototype; proto = Object.getPrototypeOf(proto) as object) {
    for (const member of Object.getOwnPropertyNames(proto)) {
      if (member === "constructor") continue;
      outcomes[member] = async (...values: unknown[]): Promise<Outcome<unknown>> => {
        try {
          const method = Reflect.get(hub, member) as (...values: unknown[]) => unknown;
          return { ok: true, value: await method.apply(hub, values) };
        } catch (error) {
          if (error instanceof HubError || error instanceof HubConnectionError) return { ok: false, error };
          throw error;
        }
      };
    }
  }
  return outcomes as T;
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
  await link.start();
  return new Hub(link);
}
