// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
// What stands behind a generated hub: the official connection, and the parts that make a hub of it.
import { MessageType, type HubConnection, type HubMessage } from "@microsoft/signalr";
import { Calls } from "./hubs-calls.js";
import { buildConnection } from "./hubs-connection.js";
import { Events } from "./hubs-events.js";
import { Handlers } from "./hubs-handlers.js";
import { StateSync } from "./hubs-hello.js";
import { WatchedHttp } from "./hubs-http.js";
import { Life } from "./hubs-life.js";
import type { CallOptions, ConnectOptions, HubDescription, HubEvents, HubStatus, HubStream, Items } from "./hubs-options.js";
import { CallerState } from "./hubs-state.js";
import type { MessageHooks } from "./hubs-wire.js";
import { STATE } from "./hubs-wire-names.js";

/** The connection of one proxy. The parts know each other only by what is handed to them here. */
export class HubLink<S extends object> {
  readonly connection: HubConnection;
  readonly state: CallerState<S>;
  readonly #events: Events<S>;
  readonly #handlers: Handlers;
  readonly #calls: Calls;
  readonly #sync: StateSync<S>;
  readonly #life: Life<S>;

  constructor(description: HubDescription<S>, url: string, handlers: object, options: ConnectOptions<S>) {
    const http = new WatchedHttp(options.httpClient);
    this.state = new CallerState(description, options.state);
    this.#handlers = new Handlers(description, handlers);
    this.#events = new Events(description.name, options.events);
    const hooks: MessageHooks = {
      write: (message, encode) => this.#calls.written(message, encode),
      read: (message) => this.#read(message),
    };
    this.connection = buildConnection(url, options, http, hooks, (attempt, error) => this.#life.nextAttempt(attempt, error));
    this.#calls = new Calls({
      connection: this.connection,
      ready: (signal) => this.#life.ready(signal),
      take: () => this.state.take(),
      merge: (json, seen) => { this.#sync.merge(json, seen); },
      options,
      integers: description.integers,
    });
    this.#sync = new StateSync(url, description.contract, this.state, this.#events, (method, values) => this.#calls.invoke(method, values));
    this.#life = new Life({
      hub: description.name,
      url,
      connection: this.connection,
      http,
      events: this.#events,
      options,
      hello: (reconnect) => this.#sync.hello(reconnect),
      ended: () => { this.#calls.forget(); },
    });
    this.#handlers.register(this.connection);
    this.connection.on(STATE, (json: string, seen: number) => { this.#sync.merge(json, seen); });
  }

  get status(): HubStatus {
    return this.#life.status;
  }

  on<K extends keyof HubEvents<S>>(event: K, handler: (event: HubEvents<S>[K]) => void): () => void {
    return this.#events.on(event, handler);
  }

  handle(handlers: object): void {
    this.#handlers.replace(handlers);
  }

  start(): Promise<void> {
    return this.#life.start();
  }

  close(): Promise<void> {
    return this.#life.close();
  }

  async flush(): Promise<void> {
    const wait = this.#life.ready();
    if (wait) await wait;
    await this.#sync.flush();
  }

  call(method: string, values: unknown[], uploads?: Items<unknown>[], options?: CallOptions): Promise<unknown> {
    return this.#calls.call(method, values, uploads, options);
  }

  stream(method: string, values: unknown[], uploads?: Items<unknown>[], options?: CallOptions): HubStream<unknown> {
    return this.#calls.stream(method, values, uploads, options);
  }

  /** Reads what rides on a message. */
  #read(message: HubMessage): HubMessage {
    if (message.type === MessageType.Completion) this.#calls.answered(message);
    else if (message.type === MessageType.Invocation) return this.#handlers.routed(message);
    else if (message.type === MessageType.Close && !message.allowReconnect) this.#life.endedByServer(message.error);
    return message;
  }
}
