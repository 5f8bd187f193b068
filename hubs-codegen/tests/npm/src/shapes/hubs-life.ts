// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
// The life of a connection: how it begins, is lost, comes back and ends.
import { HubConnectionState, type HubConnection, type RetryContext } from "@microsoft/signalr";
import { HubConnectionError, HubRefusedError, NotAHubError, textOf } from "./hubs-errors.js";
import type { Events } from "./hubs-events.js";
import type { WatchedHttp } from "./hubs-http.js";
import type { CloseReason, ConnectOptions, HubStatus } from "./hubs-options.js";
import { whenThePageLeaves } from "./hubs-page.js";
import { reasonOf, sleep, unless } from "./hubs-waiting.js";

/** What a life asks of the rest of the link. */
export interface LifeParts<S> {
  readonly hub: string;
  readonly url: string;
  readonly connection: Pick<HubConnection, "state" | "connectionId" | "start" | "stop" | "onclose" | "onreconnecting" | "onreconnected">;
  readonly http: Pick<WatchedHttp, "verdict" | "agreed" | "abortNegotiation" | "endPolling">;
  readonly events: Events<S>;
  readonly options: Pick<ConnectOptions<S>, "signal" | "retryFirstConnect" | "reconnect" | "whileReconnecting">;
  /** Says hello on a new connection. */
  readonly hello: (reconnect: boolean) => Promise<void>;
}

/** Why a connection ends. */
interface End {
  reason: CloseReason;
  error: Error | undefined;
}

/** Where a connection stands, and what brings it on. */
export class Life<S> {
  readonly #parts: LifeParts<S>;
  #status: HubStatus = "connecting";
  /** Called when the status may have changed. */
  readonly #waiting: (() => void)[] = [];
  /** Why the connection ends, as soon as that is known. */
  #end: End | undefined;
  /** What ended the last attempt to reconnect. */
  #lost: Error | undefined;
  #lastDelay = 0;
  /** Aborted when the connection has ended, which ends all listening. */
  readonly #over = new AbortController();

  constructor(parts: LifeParts<S>) {
    this.#parts = parts;
    parts.connection.onreconnecting((error) => {
      this.#setStatus("reconnecting");
      this.#lost = error;
      parts.events.emit("reconnecting", { attempt: 0, delay: this.#lastDelay, error });
    });
    // Runs before anything else can be sent on the new connection.
    parts.connection.onreconnected(() => void this.#returned());
    parts.connection.onclose((error) => {
      if (this.#status !== "connecting") this.#close("lost", error ?? this.#lost);
    });
  }

  get status(): HubStatus {
    return this.#status;
  }

  /** Connects and says hello, more than once if it shall. */
  async start(): Promise<void> {
    const { connection, events, http, hello } = this.#parts;
    const { signal, retryFirstConnect } = this.#parts.options;
    signal?.throwIfAborted();
    signal?.addEventListener("abort", () => void this.close(), { signal: this.#over.signal });
    let failure: Error | undefined;
    for (let attempt = 0; ; attempt += 1) {
      try {
        events.emit("connecting", { attempt, error: failure });
        signal?.throwIfAborted();
        // How the server ended the attempt before is no reason for what comes.
        this.#end = undefined;
        http.agreed = 0;
        await unless(signal, connection.start().then(() => hello(false)));
        this.#mustStand();
        break;
      } catch (error) {
        failure = this.#explain(error);
        const again = retryFirstConnect && !signal?.aborted && !(failure instanceof HubRefusedError || failure instanceof NotAHubError);
        const delay = again ? this.#delay(attempt, failure) : null;
        if (delay === null) {
          this.#finish("lost", failure);
          http.abortNegotiation();
          void connection.stop();
          throw signal?.aborted ? reasonOf(signal) : failure;
        }
        await sleep(delay, signal);
      }
    }
    // Says goodbye, so that the server need not wait for a timeout.
    whenThePageLeaves(() => {
      http.endPolling();
      void this.close();
    }, this.#over.signal);
    this.#stands("connected");
  }

  async close(): Promise<void> {
    this.#ends("client");
    this.#parts.http.abortNegotiation();
    await this.#parts.connection.stop();
    if (this.#status !== "connecting") this.#close("client");
  }

  /** The server has said that it ends the connection. */
  endedByServer(text: string | undefined): void {
    this.#ends("server", text ? new HubConnectionError(`the server ended the connection: ${text}`) : undefined);
  }

  /** Waits for the hello of a connection that has just come back; rejects where there is none. Undefined: calls can be made. */
  ready(signal?: AbortSignal): Promise<void> | undefined {
    return this.#status === "connected" ? undefined : this.#callable(signal);
  }

  /** What the official client asks before each attempt to reconnect: in how many milliseconds, or null for never. */
  nextRetryDelayInMilliseconds({ previousRetryCount: attempt, retryReason }: RetryContext): number | null {
    // A first connection that is lost during its hello is the business of `start`.
    if (this.#status === "connecting" || this.#end) return null;
    const { verdict } = this.#parts.http;
    if (verdict instanceof HubRefusedError) {
      this.#ends("server", verdict);
      return null;
    }
    // Another server may stand in for a hub that is restarting.
    this.#lost = verdict ?? retryReason;
    const delay = this.#delay(attempt, this.#lost);
    if (delay === null) return null;
    this.#lastDelay = delay;
    this.#parts.http.agreed = 0;
    // The first attempt is told by `onreconnecting`; whoever hears of the others may want to close the connection,
    // which the official client survives only outside of this function.
    if (attempt > 0) queueMicrotask(() => { this.#parts.events.emit("reconnecting", { attempt, delay, error: this.#lost }); });
    return delay;
  }

  /** One frame may bring the answer to the hello and the end, which nobody else looks for before `start` is done. */
  #mustStand(): void {
    if (this.#parts.connection.state === HubConnectionState.Connected) return;
    throw this.#end?.error ?? new HubConnectionError(`the connection to ${this.#parts.url} ended as it began`);
  }

  /** Calls can be made. */
  #stands(how: "connected" | "reconnected"): void {
    const { connection, events, http } = this.#parts;
    this.#setStatus("connected");
    if (http.agreed > 1) events.emit("transportFallback", { failed: http.agreed - 1 });
    events.emit(how, { connectionId: connection.connectionId });
  }

  async #returned(): Promise<void> {
    const { connection, hello } = this.#parts;
    try {
      await hello(true);
      // Lost or closed together with the answer: that has been told, or will be.
      if (connection.state !== HubConnectionState.Connected) return;
      this.#stands("reconnected");
    } catch (error) {
      if (error instanceof HubRefusedError) {
        this.#ends("server", error);
        await connection.stop();
      }
      // Otherwise it was lost once more, and the official client tries again.
      this.#setStatus(this.#status);
    }
  }

  async #callable(signal?: AbortSignal): Promise<void> {
    const { connection, hub, options } = this.#parts;
    while (this.#status !== "connected") {
      const waits = connection.state === HubConnectionState.Connected || options.whileReconnecting === "wait";
      if (this.#status === "closed" || !waits) {
        const error = this.#end ? this.#end.error : this.#lost;
        const why = error ? `: ${error.message}` : this.#end?.reason === "client" ? ": it was closed here" : "";
        throw new HubConnectionError(`the connection to ${hub} is ${this.#status}${why}`, { cause: error });
      }
      await unless(signal, new Promise<void>((resolve) => this.#waiting.push(resolve)));
    }
  }

  #delay(attempt: number, error: Error | undefined): number | null {
    const { reconnect } = this.#parts.options;
    if (reconnect === false) return null;
    if (reconnect) return reconnect(attempt, error);
    // Clients that were cut off together must not come back together.
    return Math.min(15_000, 250 * 2 ** attempt) * (1 + Math.random());
  }

  #setStatus(status: HubStatus): void {
    this.#status = status;
    for (const resume of this.#waiting.splice(0)) resume();
  }

  /** Keeps why the connection ends; what was known first counts. */
  #ends(reason: CloseReason, error?: Error): End {
    return (this.#end ??= { reason, error });
  }

  #close(reason: CloseReason, error?: Error): void {
    if (this.#status !== "closed") this.#parts.events.emit("closed", this.#finish(reason, error));
  }

  /** It is over, and nothing is listened to any more; events are told by the caller. */
  #finish(reason: CloseReason, error?: Error): End {
    const end = this.#ends(reason, error);
    this.#setStatus("closed");
    this.#over.abort();
    return end;
  }

  /** Says in words what was wrong with the first connection. */
  #explain(error: unknown): Error {
    if (error instanceof HubConnectionError) return error;
    return this.#parts.http.verdict ?? new HubConnectionError(`no connection to ${this.#parts.url}: ${textOf(error)}`, { cause: error });
  }
}
