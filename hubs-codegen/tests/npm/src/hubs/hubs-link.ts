// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
// The connection behind a generated hub: its life, its calls, and what rides on them.
import {
  HttpTransportType,
  HubConnectionBuilder,
  HubConnectionState,
  JsonHubProtocol,
  LogLevel,
  MessageType,
  type HubConnection,
  type HubMessage,
  type IHttpConnectionOptions,
  type ISubscription,
} from "@microsoft/signalr";
import type { CallOptions, CloseReason, ConnectOptions, HubDescription, HubEvents, HubStatus, HubStream, Items } from "./hubs.js";
import { CallerState } from "./hubs-state.js";
import {
  Disguised,
  HookedProtocol,
  HubConnectionError,
  HubError,
  HubRefusedError,
  HubTimeoutError,
  NotAHubError,
  UNHANDLED,
  WatchedHttp,
} from "./hubs-wire.js";
import { ERROR_HEADER, HELLO, NACK, PREFIX, QUERY, QUERY_VERSION, SEEN_HEADER, STATE, STATE_HEADER } from "./hubs-wire-names.js";

/** One call on its way. */
interface Call {
  /** Set when it has been written. */
  id?: string;
  /** Whether the server has answered. */
  answered: boolean;
  /** The typed error of the answer. */
  error?: unknown;
  /** Its uploads, by the ids of their streams. */
  readonly uploads: ReadonlyMap<string, Items<unknown>>;
  /** Aborted when the call is over, which ends its uploads. */
  readonly over: AbortController;
}

/** A browser's window; named here because servers compile this too. */
interface Page {
  addEventListener: (type: "pagehide", listener: (event: { persisted: boolean }) => void) => void;
  removeEventListener: (type: "pagehide", listener: (event: { persisted: boolean }) => void) => void;
}

/** The connection of one proxy. */
export class HubLink<S extends object> {
  readonly connection: HubConnection;
  readonly state: CallerState<S>;
  readonly #description: HubDescription<S>;
  readonly #options: ConnectOptions<S>;
  readonly #url: string;
  readonly #http: WatchedHttp;
  readonly #listeners = new Map<string, Set<(event: never) => void>>();
  /** Calls without an answer, by invocation id. */
  readonly #calls = new Map<string, Call>();
  #handlers: object;
  #status: HubStatus = "connecting";
  /** Called when the status may have changed. */
  #waiting: (() => void)[] = [];
  /** The call that is being written. */
  #writing: Call | undefined;
  #uploads = 0;
  /** Why the connection ends, as soon as that is known. */
  #end: { reason: CloseReason; error: Error | undefined } | undefined;
  /** What ended the last attempt to reconnect. */
  #lost: Error | undefined;
  #lastDelay = 0;
  /** What must be undone when the connection has ended. */
  readonly #atEnd: (() => void)[] = [];

  constructor(description: HubDescription<S>, url: string, handlers: object, options: ConnectOptions<S>) {
    this.#description = description;
    this.#options = options;
    this.#url = url;
    this.#http = new WatchedHttp(options.httpClient);
    this.state = new CallerState(description.name, description.state, options.state);
    this.#handlers = this.#checked(handlers);
    for (const [event, handler] of Object.entries(options.events ?? {})) {
      if (handler) this.on(event as keyof HubEvents<S>, handler as never);
    }
    this.connection = this.#build();
    this.#register();
  }

  get status(): HubStatus {
    return this.#status;
  }

  on<K extends keyof HubEvents<S>>(event: K, handler: (event: HubEvents<S>[K]) => void): () => void {
    const handlers = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, handlers.add(handler));
    return () => handlers.delete(handler);
  }

  handle(handlers: object): void {
    this.#handlers = this.#checked(handlers);
  }

  /** Connects and says hello, more than once if it shall. */
  async start(): Promise<void> {
    const { signal, retryFirstConnect } = this.#options;
    signal?.throwIfAborted();
    const stop = (): void => void this.close();
    signal?.addEventListener("abort", stop);
    this.#atEnd.push(() => signal?.removeEventListener("abort", stop));
    let failure: Error | undefined;
    for (let attempt = 0; ; attempt += 1) {
      try {
        this.#emit("connecting", { attempt, error: failure });
        signal?.throwIfAborted();
        await unless(signal, this.#open());
        break;
      } catch (error) {
        failure = this.#explain(error);
        const again = retryFirstConnect && !signal?.aborted && !(failure instanceof HubRefusedError || failure instanceof NotAHubError);
        const delay = again ? this.#delay(attempt, failure) : null;
        if (delay === null) {
          this.#close({ reason: signal?.aborted ? "client" : "lost", error: failure }, "silently");
          this.#http.abandonNegotiation();
          void this.connection.stop();
          throw signal?.aborted ? reasonOf(signal) : failure;
        }
        await sleep(delay, signal);
      }
    }
    this.#setStatus("connected");
    this.#closeWithThePage();
    this.#emit("connected", { connectionId: this.connection.connectionId });
  }

  async close(): Promise<void> {
    this.#end ??= { reason: "client", error: undefined };
    this.#http.abandonNegotiation();
    await this.connection.stop();
    if (this.#status !== "connecting") this.#close(this.#end);
  }

  async flush(): Promise<void> {
    if (this.#status !== "connected") await this.#callable();
    const taken = this.state.take();
    if (taken) await this.#invoke(STATE, [taken.json], newCall());
  }

  async call(method: string, values: unknown[], uploads: Items<unknown>[] = [], options: CallOptions = {}): Promise<unknown> {
    const { signal } = options;
    signal?.throwIfAborted();
    if (this.#status !== "connected") await this.#callable(signal);
    const call = this.#newCall(uploads);
    try {
      return await unless(signal, this.#inTime(method, this.#invoke(method, trimmed(values), call)));
    } finally {
      call.over.abort();
      if (!call.answered && call.id !== undefined) {
        // The caller does not wait any more; the server may want to know.
        this.#send({ type: MessageType.CancelInvocation, invocationId: call.id }).catch(() => undefined);
      }
    }
  }

  stream(method: string, values: unknown[], uploads: Items<unknown>[] = [], options: CallOptions = {}): HubStream<unknown> {
    return { [Symbol.asyncIterator]: () => this.#items(method, trimmed(values), uploads, options.signal) };
  }

  async *#items(
    method: string,
    values: unknown[],
    uploads: Items<unknown>[],
    signal: AbortSignal | undefined,
  ): AsyncGenerator<unknown, void, undefined> {
    signal?.throwIfAborted();
    if (this.#status !== "connected") await this.#callable(signal);
    const call = this.#newCall(uploads);
    let items: unknown[] = [];
    let end: { error?: Error } | undefined;
    let wake = (): void => undefined;
    const finish = (error?: Error): void => {
      end ??= error ? { error } : {};
      wake();
    };
    const abort = (): void => {
      items = [];
      if (signal) finish(reasonOf(signal));
    };
    signal?.addEventListener("abort", abort);
    let subscription: ISubscription<unknown> | undefined;
    try {
      subscription = this.#write(method, call, () => this.connection.stream<unknown>(method, ...values)).subscribe({
        next: (item) => {
          items.push(item);
          wake();
        },
        error: (error) => {
          finish(this.#failure(method, error, call));
        },
        complete: () => {
          finish();
        },
      });
      this.#startUploads(call);
      for (;;) {
        const batch = items;
        items = [];
        for (const item of batch) {
          yield item;
          if (signal?.aborted) break;
        }
        if (items.length > 0) continue;
        if (end?.error) throw end.error;
        if (end) return;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      signal?.removeEventListener("abort", abort);
      call.over.abort();
      if (!call.answered) subscription?.dispose();
    }
  }

  #build(): HubConnection {
    const { reconnect, statefulReconnect, serverTimeout, keepAlive, logger, transport, protocol, ...options } = this.#options;
    const url = this.#url + (this.#url.includes("?") ? "&" : "?") + `${QUERY}=${QUERY_VERSION}`;
    const http: IHttpConnectionOptions = { ...options, httpClient: this.#http };
    if (transport !== undefined) http.transport = typeof transport === "object" && "connect" in transport ? transport : flags([transport].flat());
    const hooked = new HookedProtocol(protocol?.() ?? new JsonHubProtocol(), {
      write: (message, encode) => this.#written(message, encode),
      read: (message) => this.#read(message),
    });
    const builder = new HubConnectionBuilder()
      .withUrl(url, http)
      .withHubProtocol(hooked)
      .configureLogging(logger ?? LogLevel.Warning);
    if (reconnect !== false) {
      builder.withAutomaticReconnect({
        nextRetryDelayInMilliseconds: ({ previousRetryCount, retryReason }) => this.#nextAttempt(previousRetryCount, retryReason),
      });
    }
    if (statefulReconnect) builder.withStatefulReconnect();
    if (serverTimeout !== undefined) builder.withServerTimeout(serverTimeout);
    if (keepAlive !== undefined) builder.withKeepAliveInterval(keepAlive);
    return builder.build();
  }

  #register(): void {
    const { name, handlers, answers } = this.#description;
    for (const [wire, member] of Object.entries(handlers)) {
      const isAnswered = answers.includes(wire);
      this.connection.on(wire, async (...values: unknown[]): Promise<unknown> => {
        try {
          const answer: unknown = await Reflect.apply(Reflect.get(this.#handlers, member) as () => unknown, this.#handlers, values);
          // The official client takes undefined for no answer at all.
          return isAnswered ? (answer ?? null) : undefined;
        } catch (error) {
          if (isAnswered) throw error;
          this.#nack(wire, `the handler failed: ${String(error)}`);
          console.error(`${name}: the handler \`${member}\` failed`, error);
          return undefined;
        }
      });
    }
    this.connection.on(UNHANDLED, (target: string, isAnswered: boolean) => {
      this.#nack(target, "no handler");
      if (isAnswered) throw new Error(`this client does not know \`${target}\``);
    });
    this.connection.on(STATE, (json: string, seen: number) => {
      this.#merge(json, seen);
    });
    this.connection.onreconnecting((error) => {
      this.#setStatus("reconnecting");
      this.#lost = error;
      this.#emit("reconnecting", { attempt: 0, delay: this.#lastDelay, error });
    });
    // Runs before anything else can be sent on the new connection.
    this.connection.onreconnected(() => void this.#returned());
    this.connection.onclose((error) => {
      if (this.#status !== "connecting") this.#close(this.#end ?? { reason: "lost", error: error ?? this.#lost });
    });
  }

  #checked(handlers: object): object {
    for (const member of Object.values(this.#description.handlers)) {
      if (typeof Reflect.get(handlers, member) !== "function") {
        throw new TypeError(`${this.#description.name} needs a handler \`${member}\`; to leave it out, write \`${member}: ignore\``);
      }
    }
    return handlers;
  }

  async #open(): Promise<void> {
    await this.connection.start();
    await this.#hello(false);
  }

  async #returned(): Promise<void> {
    try {
      await this.#hello(true);
      this.#setStatus("connected");
      this.#emit("reconnected", { connectionId: this.connection.connectionId });
    } catch (error) {
      if (error instanceof HubRefusedError) {
        this.#end ??= { reason: "server", error };
        await this.connection.stop();
      }
      // Otherwise it was lost once more, and the official client tries again.
      this.#setStatus(this.#status);
    }
  }

  async #hello(reconnect: boolean): Promise<void> {
    const argument = { contract: {}, state: this.state.restart(), reconnect };
    try {
      const welcome = (await this.#invoke(HELLO, [argument], newCall())) as { state: string };
      this.#merge(welcome.state, Infinity);
    } catch (error) {
      throw error instanceof HubError ? new HubRefusedError(`${this.#url} refused: ${error.message}`, { cause: error }) : error;
    }
  }

  #merge(json: string, seen: number): void {
    const changed = this.state.merge(json, seen);
    if (changed.length > 0) this.#emit("state", { changed });
  }

  #nack(target: string, reason: string): void {
    this.connection.send(NACK, target, reason).catch(() => undefined);
  }

  /** Adds what rides on a message; the official client writes while it is called. */
  #written(message: HubMessage, encode: (message: HubMessage) => string | ArrayBuffer): string | ArrayBuffer {
    if (message.type !== MessageType.Invocation && message.type !== MessageType.StreamInvocation) return encode(message);
    const [first] = message.arguments as unknown[];
    if (first instanceof Disguised) return encode(first.message);
    const call = this.#writing ?? newCall();
    const taken = message.target.startsWith(PREFIX) ? undefined : this.state.take();
    const changed: HubMessage = {
      ...message,
      ...(taken && { headers: { ...message.headers, [STATE_HEADER]: taken.json } }),
      ...(call.uploads.size > 0 && { streamIds: [...call.uploads.keys()] }),
    };
    try {
      const encoded = encode(changed);
      if (message.invocationId !== undefined) {
        call.id = message.invocationId;
        this.#calls.set(message.invocationId, call);
      }
      return encoded;
    } catch (error) {
      taken?.putBack();
      throw error;
    }
  }

  /** Reads what rides on a message. */
  #read(message: HubMessage): HubMessage {
    if (message.type === MessageType.Completion) {
      const call = this.#calls.get(message.invocationId);
      // An answer that stateful reconnect brings twice finds no call the second time.
      if (!call) return message;
      this.#calls.delete(message.invocationId);
      call.answered = true;
      const headers = message.headers ?? {};
      const error = headers[ERROR_HEADER];
      if (error !== undefined) call.error = JSON.parse(error);
      const state = headers[STATE_HEADER];
      if (state !== undefined) this.#merge(state, Number(headers[SEEN_HEADER]));
    } else if (message.type === MessageType.Invocation && !this.#handles(message.target)) {
      return { ...message, target: UNHANDLED, arguments: [message.target, message.invocationId !== undefined] };
    } else if (message.type === MessageType.Close && !message.allowReconnect) {
      const error = message.error ? new HubConnectionError(`the server ended the connection: ${message.error}`) : undefined;
      this.#end ??= { reason: "server", error };
    }
    return message;
  }

  #handles(target: string): boolean {
    const name = target.toLowerCase();
    return name === STATE || Object.keys(this.#description.handlers).some((wire) => wire.toLowerCase() === name);
  }

  /** Waits for the hello of a connection that has just come back; rejects where there is none. */
  async #callable(signal?: AbortSignal): Promise<void> {
    while (this.#status !== "connected") {
      const waits = this.connection.state === HubConnectionState.Connected || this.#options.whileReconnecting === "wait";
      if (this.#status === "closed" || !waits) {
        const error = this.#end?.error ?? this.#lost;
        const why = error ? `: ${error.message}` : this.#end?.reason === "client" ? ": it was closed here" : "";
        throw new HubConnectionError(`the connection to ${this.#description.name} is ${this.#status}${why}`, { cause: error });
      }
      await unless(signal, new Promise<void>((resolve) => this.#waiting.push(resolve)));
    }
  }

  #newCall(uploads: Items<unknown>[]): Call {
    return newCall(new Map(uploads.map((items) => [`u${(this.#uploads += 1)}`, items])));
  }

  async #invoke(method: string, values: unknown[], call: Call): Promise<unknown> {
    const answer = this.#write(method, call, () => this.connection.invoke<unknown>(method, ...values));
    this.#startUploads(call);
    try {
      return await answer;
    } catch (error) {
      throw this.#failure(method, error, call);
    }
  }

  #write<T>(method: string, call: Call, write: () => T): T {
    this.#writing = call;
    try {
      return write();
    } catch (error) {
      throw this.#failure(method, error, call);
    } finally {
      this.#writing = undefined;
    }
  }

  #failure(method: string, error: unknown, call: Call): Error {
    const text = error instanceof Error ? error.message : String(error);
    if (call.answered) return new HubError(method, text, call.error);
    if (call.id === undefined) return new TypeError(`the arguments of \`${method}\` cannot be sent: ${text}`, { cause: error });
    this.#calls.delete(call.id);
    return new HubConnectionError(`\`${method}\` was not answered: ${text}`, { cause: error });
  }

  async #inTime<T>(method: string, answer: Promise<T>): Promise<T> {
    const limit = this.#options.callTimeout;
    if (limit === undefined) return answer;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(new HubTimeoutError(`\`${method}\` was not answered within ${limit} ms`));
      }, limit);
    });
    try {
      return await Promise.race([answer, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #send(message: HubMessage): Promise<void> {
    if (this.connection.state !== HubConnectionState.Connected) throw new HubConnectionError("there is no connection");
    await this.connection.send(Disguised.target, new Disguised(message));
  }

  #startUploads(call: Call): void {
    for (const [id, items] of call.uploads) void this.#upload(id, items, call);
  }

  /** Sends items as fast as the connection takes them, and not those that nobody would read. */
  async #upload(invocationId: string, items: Items<unknown>, call: Call): Promise<void> {
    const over = call.over.signal;
    const completion = { type: MessageType.Completion, invocationId } as const;
    try {
      const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
      try {
        for (let count = 1; ; count += 1) {
          const next = await unless(over, Promise.resolve(iterator.next()));
          if (next.done) break;
          await this.#send({ type: MessageType.StreamItem, invocationId, item: next.value });
          // A socket takes items at once, and a long array must not keep answers from being read.
          if (count % 64 === 0) await sleep(0);
        }
      } catch (error) {
        // Not awaited: a generator returns only after what it is waiting for.
        Promise.resolve(iterator.return?.()).catch(() => undefined);
        throw error;
      }
      await this.#send(completion);
    } catch (error) {
      if (call.answered) return;
      const text = over.aborted ? "The client has cancelled the upload." : error instanceof Error ? error.message : String(error);
      await this.#send({ ...completion, error: text }).catch(() => undefined);
    }
  }

  /** What the official client asks before each attempt to reconnect. */
  #nextAttempt(attempt: number, error: Error): number | null {
    // A first connection that is lost during its hello is the business of `start`.
    if (this.#status === "connecting" || this.#end) return null;
    this.#lost = this.#http.notAHub ?? error;
    const delay = this.#delay(attempt, this.#lost);
    if (delay === null) return null;
    this.#lastDelay = delay;
    // The first attempt is told by `onreconnecting`; whoever hears of the others may want to close the connection,
    // which the official client survives only outside of this function.
    if (attempt > 0) queueMicrotask(() => { this.#emit("reconnecting", { attempt, delay, error: this.#lost }); });
    return delay;
  }

  #delay(attempt: number, error: Error | undefined): number | null {
    const { reconnect } = this.#options;
    if (reconnect === false) return null;
    if (reconnect) return reconnect(attempt, error);
    // Clients that were cut off together must not come back together.
    return Math.min(30_000, 500 * 2 ** attempt) * (0.5 + Math.random() / 2);
  }

  #setStatus(status: HubStatus): void {
    this.#status = status;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }

  #close(end: { reason: CloseReason; error: Error | undefined }, how?: "silently"): void {
    if (this.#status === "closed") return;
    this.#end = end;
    this.#calls.clear();
    this.#setStatus("closed");
    for (const undo of this.#atEnd) undo();
    if (how !== "silently") this.#emit("closed", end);
  }

  #emit<K extends keyof HubEvents<S>>(event: K, value: HubEvents<S>[K]): void {
    for (const handler of [...(this.#listeners.get(event) ?? [])]) {
      try {
        (handler as (event: HubEvents<S>[K]) => void)(value);
      } catch (error) {
        console.error(`${this.#description.name}: a handler for the event "${event}" failed`, error);
      }
    }
  }

  /** Says in words what was wrong with the first connection. */
  #explain(error: unknown): Error {
    if (error instanceof HubConnectionError) return error;
    if (this.#http.notAHub) return this.#http.notAHub;
    const text = error instanceof Error ? error.message : String(error);
    return new HubConnectionError(`no connection to ${this.#url}: ${text}`, { cause: error });
  }

  /** Says goodbye when the page goes away, so that the server need not wait for a timeout. */
  #closeWithThePage(): void {
    const page = Reflect.get(globalThis, "window") as Page | undefined;
    if (!page) return;
    const leave = (event: { persisted: boolean }): void => {
      // A page in the back-forward cache may come back.
      if (event.persisted) return;
      this.#http.abandonPolling();
      void this.close();
    };
    page.addEventListener("pagehide", leave);
    this.#atEnd.push(() => {
      page.removeEventListener("pagehide", leave);
    });
  }
}

function newCall(uploads: ReadonlyMap<string, Items<unknown>> = new Map()): Call {
  return { answered: false, uploads, over: new AbortController() };
}

function flags(names: (keyof typeof HttpTransportType)[]): HttpTransportType {
  return names.reduce((sum, name) => sum | HttpTransportType[name], HttpTransportType.None);
}

/** Without the optional arguments that were left out at the end. */
function trimmed(values: unknown[]): unknown[] {
  let length = values.length;
  while (length > 0 && values[length - 1] === undefined) length -= 1;
  return values.slice(0, length);
}

/** Ends early when the signal is aborted. */
function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal?.addEventListener("abort", end);
  });
}

/** The promise, or a rejection as soon as the signal is aborted. */
async function unless<T>(signal: AbortSignal | undefined, promise: Promise<T>): Promise<T> {
  if (!signal) return promise;
  promise.catch(() => undefined);
  if (signal.aborted) throw reasonOf(signal);
  let abort = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = () => {
      reject(reasonOf(signal));
    };
    signal.addEventListener("abort", abort);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** Why a signal was aborted, as something to throw. */
function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new HubConnectionError(`aborted: ${String(signal.reason)}`);
}
