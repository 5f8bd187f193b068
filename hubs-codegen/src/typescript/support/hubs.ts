// What all generated hubs stand on: a thin typed layer over the npm package @microsoft/signalr.
import {
  HubConnectionBuilder,
  HubConnectionState,
  JsonHubProtocol,
  LogLevel,
  MessageType,
  Subject,
  type HubConnection,
  type HubMessage,
  type IHttpConnectionOptions,
  type IHubProtocol,
  type ILogger,
} from "@microsoft/signalr";
import { CallerState } from "./hubs-state.js";

/** The state of a hub that keeps none. */
export type NoState = Record<never, never>;

/** The handlers of a hub that never calls its clients. */
export type NoHandlers = Record<never, never>;

/** What a hub method takes as an upload: an array, a generator, a stream … */
export type Items<T> = Iterable<T> | AsyncIterable<T>;

/** Items from the server. The call starts with the loop and is cancelled by leaving it. */
export type HubStream<T> = AsyncIterable<T>;

/** For one call. */
export interface CallOptions {
  /** Cancels the call. */
  signal?: AbortSignal;
}

/** A handler for a call that this client does not care about: `messagePosted: ignore`. */
export function ignore(): void {
  // Spelled out by whoever ignores it.
}

/** How far the connection is. */
export type HubStatus = "connecting" | "connected" | "reconnecting" | "closed";

/** Why a connection is closed: `$close` was called, the server ended it, or it was lost. */
export type CloseReason = "client" | "server" | "lost";

/** Events of `$on`, with what their handlers get. */
export interface HubEvents<S> {
  /** The first connection is tried, again if `retryFirstConnect` is set. */
  connecting: { attempt: number };
  /** Calls can be made. */
  connected: { connectionId: string | null };
  /** The connection is lost and tried again. */
  reconnecting: { error: Error | undefined };
  /** It is back, with the state; the server knows it as a new connection. */
  reconnected: { connectionId: string | null };
  /** It is over. Calls fail from now on. */
  closed: { reason: CloseReason; error: Error | undefined };
  /** The server has changed fields of `$state`. */
  state: { changed: (keyof S)[] };
}

/** How to connect. */
export interface ConnectOptions<S> {
  /** Fields of `$state` that the server shall know from the start. */
  state?: Partial<S>;
  /** Handlers for events from the first attempt on. */
  events?: { [K in keyof HubEvents<S>]?: (event: HubEvents<S>[K]) => void };
  /** Another protocol than JSON: `() => new MessagePackHubProtocol()`. */
  protocol?: () => IHubProtocol;
  /** Milliseconds to the next attempt, null to give up; false never tries again. Default: for ever, up to 30 s apart. */
  reconnect?: false | ((attempt: number) => number | null);
  /** Whether the first connection is tried again too, by the same rule. Default: false, `connect` rejects. */
  retryFirstConnect?: boolean;
  /** Ends the attempt to connect, or the connection. */
  signal?: AbortSignal;
  /** Whether messages survive a short loss of the connection on the same connection id. Default: false. */
  statefulReconnect?: boolean;
  /** Milliseconds without a word from the server until the connection counts as lost. Default: 30 000. */
  serverTimeout?: number;
  /** Milliseconds between pings. Default: 15 000. */
  keepAlive?: number;
  /** Where the official client logs. Default: warnings to the console. */
  logger?: ILogger | LogLevel;
  /** Passed on to the official client: `accessTokenFactory`, `headers`, `transport`, `skipNegotiation` … */
  http?: IHttpConnectionOptions;
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

/** The server has refused a call or failed in it. */
export class HubError<E = unknown> extends Error {
  override readonly name = "HubError";
  /** Wire name of the method. */
  readonly method: string;
  /** The hub's error value, if the method has a typed error. */
  readonly value: E | undefined;
  /** The whole text as the server sent it. */
  readonly serverText: string;

  constructor(method: string, serverText: string, value?: E) {
    super(/^An (?:unexpected )?error occurred .*? HubException: (.*)$/s.exec(serverText)?.[1] ?? serverText);
    this.method = method;
    this.serverText = serverText;
    this.value = value;
  }
}

/** There is no connection, or it was lost before the answer came. */
export class HubConnectionError extends Error {
  override readonly name: string = "HubConnectionError";
}

/** Something answered at the URL, but it is no hub: a web page, a redirect, another server. */
export class NotAHubError extends HubConnectionError {
  override readonly name = "NotAHubError";
}

/** How a call ended. */
export type Outcome<T, E = unknown> =
  | { ok: true; value: T }
  | { ok: false; error: HubError<E> | HubConnectionError };

/** A connected hub. Generated classes add its methods. */
export class HubProxy<S extends object> {
  readonly #link: HubLink<S>;

  constructor(link: HubLink<S>) {
    this.#link = link;
  }

  /** Typed caller state. A field that you set travels with the next call; values are copied and frozen. */
  get $state(): S {
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

  protected $call<T>(method: string, values: unknown[], uploads: Items<unknown>[] = []): Promise<T> {
    return this.#link.call(method, values, uploads) as Promise<T>;
  }

  protected $stream<T>(method: string, values: unknown[], uploads: Items<unknown>[], options?: CallOptions): HubStream<T> {
    return this.#link.stream(method, values, uploads, options) as HubStream<T>;
  }
}

/** The same methods, which resolve to an {@link Outcome} and never reject. */
export function outcomesOf<T extends object>(hub: object): T {
  const attempt = (_target: T, member: string | symbol): unknown =>
    async (...values: unknown[]): Promise<Outcome<unknown>> => {
      try {
        const method = Reflect.get(hub, member) as (...values: unknown[]) => Promise<unknown>;
        return { ok: true, value: await method.apply(hub, values) };
      } catch (error) {
        if (error instanceof HubError || error instanceof HubConnectionError) return { ok: false, error };
        throw error;
      }
    };
  return new Proxy<T>({} as T, { get: attempt });
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

/** One call on its way. */
interface Pending {
  /** State fields that rode on it. */
  fields: string[];
  /** Whether the server has answered. */
  answered: boolean;
  /** The typed error of the answer. */
  error: unknown;
  /** The streams that it uploads. */
  pumps: Pump[];
}

/** Stands between two streams among the arguments, of which the official client would overlook the second. */
const BETWEEN_STREAMS = {};

/** The connection of one proxy. */
export class HubLink<S extends object = object> {
  readonly connection: HubConnection;
  readonly state: CallerState<S>;
  readonly #description: HubDescription<S>;
  readonly #options: ConnectOptions<S>;
  readonly #url: string;
  readonly #listeners = new Map<string, Set<(event: never) => void>>();
  readonly #pending = new Map<string, Pending>();
  readonly #uploads = new Map<string, Pump>();
  /** The record of the call that is being written. */
  #writing: Pending | undefined;
  #ready: Promise<unknown> = Promise.resolve();
  #status: HubStatus = "connecting";
  #closing = false;
  #end: Error | undefined;

  constructor(description: HubDescription<S>, url: string, handlers: object, options: ConnectOptions<S>) {
    this.#description = description;
    this.#options = options;
    this.#url = url;
    this.state = new CallerState(description.name, description.state, options.state);
    this.connection = this.#build();
    for (const [event, handler] of Object.entries(options.events ?? {})) {
      this.on(event as keyof HubEvents<S>, handler as never);
    }
    this.#register(handlers);
    this.connection.onreconnecting((error) => {
      this.#status = "reconnecting";
      this.#emit("reconnecting", { error });
    });
    this.connection.onreconnected(() => {
      // Called before anything else can be sent on the new connection.
      this.#ready = this.#hello(true).then(() => {
        this.#status = "connected";
        this.#emit("reconnected", { connectionId: this.connection.connectionId });
      });
      this.#ready.catch(() => this.connection.stop());
    });
    this.connection.onclose((error) => {
      this.#closed(error);
    });
  }

  get status(): HubStatus {
    return this.#status;
  }

  /** Connects, says hello, and tries again if it shall. */
  async start(): Promise<void> {
    const { signal } = this.#options;
    const stop = (): void => void this.close();
    signal?.addEventListener("abort", stop, { once: true });
    for (let attempt = 0; ; attempt += 1) {
      signal?.throwIfAborted();
      this.#emit("connecting", { attempt });
      try {
        await this.connection.start();
        this.#ready = this.#hello(false);
        await this.#ready;
        break;
      } catch (error) {
        const failure = signal?.aborted ? reasonOf(signal) : explain(error, this.#url);
        const delay = this.#options.retryFirstConnect && !this.#closing ? this.#delay(attempt) : null;
        if (delay === null || failure instanceof HubError) {
          await this.connection.stop();
          throw failure;
        }
        await new Promise((resolve) => setTimeout(resolve, delay));
      }
    }
    this.#status = "connected";
    sayGoodbye(this);
    this.#emit("connected", { connectionId: this.connection.connectionId });
  }

  async close(): Promise<void> {
    this.#closing = true;
    await this.connection.stop();
  }

  on<K extends keyof HubEvents<S>>(event: K, handler: (event: HubEvents<S>[K]) => void): () => void {
    const handlers = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, handlers.add(handler));
    return () => handlers.delete(handler);
  }

  async flush(): Promise<void> {
    await this.#sendable();
    const fields = this.state.take();
    if (fields.length > 0) {
      const pending: Pending = { ...call([]), fields };
      await this.#invoke("$hubs.state", [this.state.json(fields)], pending);
    }
  }

  async call(method: string, values: unknown[], uploads: Items<unknown>[]): Promise<unknown> {
    await this.#sendable();
    const pending = call(uploads);
    try {
      const result = this.#invoke(method, [...trimmed(values), ...spaced(pending.pumps)], pending);
      for (const pump of pending.pumps) void pump.run();
      return await result;
    } finally {
      for (const pump of pending.pumps) pump.stop();
    }
  }

  stream(method: string, values: unknown[], uploads: Items<unknown>[], options?: CallOptions): HubStream<unknown> {
    return { [Symbol.asyncIterator]: () => this.#items(method, values, uploads, options?.signal) };
  }

  async *#items(method: string, values: unknown[], uploads: Items<unknown>[], signal?: AbortSignal): AsyncGenerator<unknown> {
    signal?.throwIfAborted();
    await this.#sendable();
    const pending = call(uploads);
    const queue: unknown[] = [];
    let end: { error: Error | undefined } | undefined;
    let wake = (): void => undefined;
    const finish = (error: Error | undefined): void => {
      end ??= { error };
      wake();
    };
    const stream = this.#write(pending, () => this.connection.stream<unknown>(method, ...trimmed(values), ...spaced(pending.pumps)));
    const subscription = stream.subscribe({
      next: (item) => {
        queue.push(item);
        wake();
      },
      error: (error) => {
        finish(this.#failure(method, error, pending));
      },
      complete: () => {
        finish(undefined);
      },
    });
    const abort = (): void => {
      if (signal) finish(reasonOf(signal));
    };
    signal?.addEventListener("abort", abort);
    for (const pump of pending.pumps) void pump.run();
    try {
      for (;;) {
        if (signal?.aborted) throw reasonOf(signal);
        if (queue.length > 0) {
          yield queue.shift();
        } else if (end) {
          if (end.error) throw end.error;
          return;
        } else {
          await new Promise<void>((resolve) => (wake = resolve));
        }
      }
    } finally {
      signal?.removeEventListener("abort", abort);
      for (const pump of pending.pumps) pump.stop();
      if (!pending.answered && this.connection.state === HubConnectionState.Connected) subscription.dispose();
    }
  }

  /** Adds what rides on a message; the official client writes while it is called. */
  written(message: HubMessage): HubMessage {
    if (message.type === MessageType.StreamItem) this.#uploads.get(message.invocationId ?? "")?.written();
    if (message.type !== MessageType.Invocation && message.type !== MessageType.StreamInvocation) return message;
    const pending = this.#writing;
    const changed = { ...message, arguments: message.arguments.filter((value) => value !== BETWEEN_STREAMS) };
    if (!message.target.startsWith("$hubs.")) {
      const fields = this.state.take();
      if (fields.length > 0) {
        changed.headers = { ...message.headers, "hubs-state": this.state.json(fields) };
        pending?.fields.push(...fields);
        if (!pending) this.state.acknowledge(fields);
      }
    }
    if (pending && message.invocationId !== undefined) {
      this.#pending.set(message.invocationId, pending);
      message.streamIds?.forEach((id, index) => {
        const pump = pending.pumps[index];
        if (pump) this.#uploads.set(id, pump.as(() => this.#uploads.delete(id)));
      });
    }
    return changed;
  }

  /** Reads what rides on a message. */
  read(message: HubMessage): void {
    if (message.type === MessageType.Completion) {
      const pending = this.#pending.get(message.invocationId);
      if (pending) {
        this.#pending.delete(message.invocationId);
        pending.answered = true;
        this.state.acknowledge(pending.fields);
        const error = message.headers?.["hubs-error"];
        if (error !== undefined) pending.error = JSON.parse(error);
      }
      const state = message.headers?.["hubs-state"];
      if (state !== undefined) this.#merge(state);
    } else if (message.type === MessageType.Invocation && !this.#handles(message.target)) {
      this.#nack(message.target, "no handler");
    }
  }

  #build(): HubConnection {
    const { reconnect, statefulReconnect, serverTimeout, keepAlive, logger, http } = this.#options;
    const url = this.#url + (this.#url.includes("?") ? "&" : "?") + "hubs=1";
    const protocol = new ExtendedProtocol(this.#options.protocol?.() ?? new JsonHubProtocol(), this);
    const builder = new HubConnectionBuilder()
      .withUrl(url, http ?? {})
      .withHubProtocol(protocol)
      .configureLogging(logger ?? LogLevel.Warning);
    if (reconnect !== false) {
      builder.withAutomaticReconnect({
        nextRetryDelayInMilliseconds: ({ previousRetryCount }) => this.#delay(previousRetryCount),
      });
    }
    if (statefulReconnect) builder.withStatefulReconnect();
    if (serverTimeout !== undefined) builder.withServerTimeout(serverTimeout);
    if (keepAlive !== undefined) builder.withKeepAliveInterval(keepAlive);
    return builder.build();
  }

  #register(handlers: object): void {
    for (const [wire, member] of Object.entries(this.#description.handlers)) {
      const handler: unknown = Reflect.get(handlers, member);
      if (typeof handler !== "function") {
        throw new TypeError(`${this.#description.name} needs a handler \`${member}\`; to leave it out, write \`${member}: ignore\``);
      }
      const answers = this.#description.answers.includes(wire);
      this.connection.on(wire, async (...values: unknown[]): Promise<unknown> => {
        try {
          const answer: unknown = await Reflect.apply(handler, handlers, values);
          // The official client takes undefined for no answer at all.
          return answers ? (answer ?? null) : undefined;
        } catch (error) {
          if (answers) throw error;
          this.#nack(wire, `the handler failed: ${String(error)}`);
          console.error(`${this.#description.name}: the handler \`${member}\` failed`, error);
          return undefined;
        }
      });
    }
    this.connection.on("$hubs.state", (json: string) => {
      this.#merge(json);
    });
  }

  #handles(target: string): boolean {
    const name = target.toLowerCase();
    return name.startsWith("$hubs.") || Object.keys(this.#description.handlers).some((wire) => wire.toLowerCase() === name);
  }

  #nack(target: string, reason: string): void {
    this.connection.send("$hubs.nack", target, reason).catch(() => undefined);
  }

  async #hello(reconnect: boolean): Promise<void> {
    const pending: Pending = { ...call([]), fields: this.state.take() };
    const argument = { contract: {}, state: this.state.json(), reconnect };
    const welcome = (await this.#invoke("$hubs.hello", [argument], pending)) as { state: string };
    this.#merge(welcome.state);
  }

  #merge(json: string): void {
    const changed = this.state.merge(json);
    if (changed.length > 0) this.#emit("state", { changed });
  }

  /** Waits for the hello of a connection that has just come back; rejects where there is none. */
  async #sendable(): Promise<void> {
    await this.#ready.catch(() => undefined);
    if (this.connection.state === HubConnectionState.Connected) return;
    const why = this.#status === "closed" ? "is closed" : `is ${this.#status}`;
    throw new HubConnectionError(`the connection to ${this.#description.name} ${why}`, { cause: this.#end });
  }

  #write<T>(pending: Pending, write: () => T): T {
    this.#writing = pending;
    try {
      return write();
    } finally {
      this.#writing = undefined;
    }
  }

  async #invoke(method: string, values: unknown[], pending: Pending): Promise<unknown> {
    try {
      return await this.#write(pending, () => this.connection.invoke<unknown>(method, ...values));
    } catch (error) {
      throw this.#failure(method, error, pending);
    }
  }

  #failure(method: string, error: unknown, pending: Pending): Error {
    const text = error instanceof Error ? error.message : String(error);
    if (pending.answered) return new HubError(method, text, pending.error);
    this.state.acknowledge(pending.fields);
    return new HubConnectionError(`\`${method}\` was not answered: ${text}`, { cause: error });
  }

  #delay(attempt: number): number | null {
    const { reconnect } = this.#options;
    if (reconnect === false) return null;
    if (reconnect) return reconnect(attempt);
    // Clients that were cut off together must not come back together.
    return Math.min(30_000, 500 * 2 ** attempt) * (0.5 + Math.random() / 2);
  }

  #closed(error: Error | undefined): void {
    if (this.#status === "connecting") return;
    this.#status = "closed";
    this.#end = error;
    this.#pending.clear();
    const reason = this.#closing ? "client" : error ? "lost" : "server";
    this.#emit("closed", { reason, error });
  }

  #emit<K extends keyof HubEvents<S>>(event: K, value: HubEvents<S>[K]): void {
    for (const handler of this.#listeners.get(event) ?? []) (handler as (event: HubEvents<S>[K]) => void)(value);
  }
}

/** Lets our additions ride on the messages of any protocol. */
class ExtendedProtocol implements IHubProtocol {
  readonly #inner: IHubProtocol;
  readonly #link: Pick<HubLink, "written" | "read">;

  constructor(inner: IHubProtocol, link: Pick<HubLink, "written" | "read">) {
    this.#inner = inner;
    this.#link = link;
  }

  get name(): string {
    return this.#inner.name;
  }

  get version(): number {
    return this.#inner.version;
  }

  get transferFormat(): IHubProtocol["transferFormat"] {
    return this.#inner.transferFormat;
  }

  parseMessages(input: string | ArrayBuffer, logger: ILogger): HubMessage[] {
    const messages = this.#inner.parseMessages(input, logger);
    for (const message of messages) this.#link.read(message);
    return messages;
  }

  writeMessage(message: HubMessage): string | ArrayBuffer {
    return this.#inner.writeMessage(this.#link.written(message));
  }
}

function call(uploads: Items<unknown>[]): Pending {
  return { fields: [], answered: false, error: undefined, pumps: uploads.map((items) => new Pump(items)) };
}

/** Feeds an upload from an iterable, one item at a time. */
class Pump {
  readonly subject = new Subject<unknown>();
  readonly #items: Items<unknown>;
  #stopped = false;
  #go = (): void => undefined;
  #end = (): void => undefined;

  constructor(items: Items<unknown>) {
    this.#items = items;
  }

  async run(): Promise<void> {
    let sent = 0;
    try {
      for await (const item of this.#items) {
        if (this.#stopped) return;
        const written = new Promise<void>((resolve) => (this.#go = resolve));
        this.subject.next(item);
        // The official client would queue everything that it is given.
        await written;
        // A socket takes items at once, and a long array must not keep answers from being read.
        if ((sent += 1) % 64 === 0) await new Promise((resolve) => setTimeout(resolve, 0));
        if (this.#isStopped()) return;
      }
      if (!this.#isStopped()) this.subject.complete();
    } catch (error) {
      if (!this.#isStopped()) this.subject.error(error);
    } finally {
      this.#end();
    }
  }

  /** Says what to do when the upload is over. */
  as(end: () => void): this {
    this.#end = end;
    return this;
  }

  /** The last item is on its way. */
  written(): void {
    this.#go();
  }

  /** Ends the upload, since nobody reads it any more. */
  stop(): void {
    this.#stopped = true;
    this.#go();
  }

  #isStopped(): boolean {
    return this.#stopped;
  }
}

function spaced(pumps: Pump[]): unknown[] {
  return pumps.flatMap((pump) => [pump.subject, BETWEEN_STREAMS]);
}

/** Without the optional arguments that were left out at the end. */
function trimmed(values: unknown[]): unknown[] {
  const last = values.findLastIndex((value) => value !== undefined);
  return values.slice(0, last + 1);
}

/** Why a signal was aborted, as something to throw. */
function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new HubConnectionError(`aborted: ${String(signal.reason)}`);
}

/** Says in words what was wrong with the first connection. */
function explain(error: unknown, url: string): Error {
  if (error instanceof HubError) return error;
  const text = error instanceof Error ? error.message : String(error);
  if (/negotiat/i.test(text) && /SyntaxError|Unexpected token|is not valid JSON|JSON\.parse/.test(text)) {
    return new NotAHubError(`${url} is not a hub: it answered with something else than JSON; check the path and the proxy in between`, { cause: error });
  }
  return new HubConnectionError(`no connection to ${url}: ${text}`, { cause: error });
}

/** Ends the connection with the page, so that the server need not wait for a timeout. */
function sayGoodbye<S extends object>(link: HubLink<S>): void {
  if (typeof window === "undefined") return;
  const leave = (event: PageTransitionEvent): void => {
    // A page in the back-forward cache may come back.
    if (!event.persisted) void link.close();
  };
  window.addEventListener("pagehide", leave);
  link.on("closed", () => {
    window.removeEventListener("pagehide", leave);
  });
}
