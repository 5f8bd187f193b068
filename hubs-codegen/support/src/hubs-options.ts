// How connections are made, and what is told of them: the words that users and the support share.
import type { HttpClient, IHttpConnectionOptions, IHubProtocol, ILogger, ITransport, LogLevel } from "@microsoft/signalr";
import type { OwnFields } from "./hubs-state.js";

/** What a hub method takes as an upload: an array, a generator, a stream … */
export type Items<T> = Iterable<T> | AsyncIterable<T>;

/** Items from the server. The call starts with the loop and is cancelled by leaving it. */
export type HubStream<T> = AsyncIterable<T, void, undefined>;

/** For one call. */
export interface CallOptions {
  /** Ends the call: it rejects with the signal's reason, and the server is told. */
  signal?: AbortSignal | undefined;
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
  /** Another transport works, but so many that the client and the server prefer do not: `doctor` finds out why. */
  transportFallback: { failed: number };
  /** Calls can be made. */
  connected: { connectionId: string | null };
  /** The connection is lost and tried again in `delay` milliseconds; `attempt` counts from 0. */
  reconnecting: { attempt: number; delay: number; error: Error | undefined };
  /**
   * It is back, with the state; the server knows it as a new connection. What was sent meanwhile is lost to this client, and
   * whether it hears of its rooms or topics again without asking for them is the hub's doing: its documents say so. Reload what
   * may have changed.
   */
  reconnected: { connectionId: string | null };
  /** The server has taken a newer token, which holds for so many milliseconds; only with `authenticationRefresh`. */
  refreshed: { holdsFor: number };
  /**
   * The token ends in so many milliseconds, and the connection may end with it: the server did not take a newer one, which
   * `error` says, or none was sent by itself; only with `authenticationRefresh`.
   */
  expiring: { left: number; error: Error | undefined };
  /**
   * It is over: calls fail from now on, and to go on takes a new `connect`. Not told of a first connection that fails, for
   * which `connect` rejects.
   */
  closed: { reason: CloseReason; error: Error | undefined };
  /** Fields of `$state` have other values, by the server's word or because this client has set them. */
  state: { changed: readonly (keyof S)[]; by: "client" | "server" };
}

/** Keeps a connection beyond the end of its token: made by `authenticationRefresh` of `hubs-refresh.ts`. */
export type AuthenticationRefresh = <S>(options: Pick<ConnectOptions<S>, "httpClient" | "accessTokenFactory">, events: HubTold) => HttpClient;

/** Who hears of a connection, and is told, whatever state its hub keeps. */
export interface HubTold {
  on<K extends keyof HubEvents<never>>(event: K, handler: (event: HubEvents<never>[K]) => void): () => void;
  emit<K extends keyof HubEvents<never>>(event: K, value: HubEvents<never>[K]): void;
}

/** A way for messages to travel. */
export type TransportName = "WebSockets" | "ServerSentEvents" | "LongPolling";

/** How to connect. What is not named here goes to the official client: `accessTokenFactory`, `headers`, `httpClient` … */
export interface ConnectOptions<S> extends Omit<IHttpConnectionOptions, "transport" | "logger"> {
  /** Fields of `$state` that the server shall know from the start. */
  state?: Partial<OwnFields<S>> | undefined;
  /** Handlers for events from the first attempt on. */
  events?: { [K in keyof HubEvents<S>]?: ((event: HubEvents<S>[K]) => void) | undefined } | undefined;
  /** What says anew who this client is before its token ends: `authenticationRefresh()` of `hubs-refresh.ts`. Default: nothing. */
  authenticationRefresh?: AuthenticationRefresh | undefined;
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
  /**
   * Whether messages survive a short loss of the connection, on the same connection id, if the server allows it too: else each loss
   * is told as without it. Default: false.
   */
  statefulReconnect?: boolean | undefined;
  /** Milliseconds without a word from the server until the connection counts as lost. Default: 30 000. */
  serverTimeout?: number | undefined;
  /** Milliseconds between pings. Default: 15 000. */
  keepAlive?: number | undefined;
  /** Where the official client logs. Default: warnings to the console. */
  logger?: ILogger | LogLevel | undefined;
}
