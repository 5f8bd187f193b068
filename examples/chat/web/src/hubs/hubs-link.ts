// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
// What stands behind a generated hub: the official connection, and the parts that make a hub of it.
import { MessageType, type HubConnection, type HubMessage } from "@microsoft/signalr";
import { Calls, type ReadStream } from "./hubs-calls";
import { buildConnection } from "./hubs-connection";
import { Events } from "./hubs-events";
import { Handlers, type HandlersDescription } from "./hubs-handlers";
import { StateSync, type ContractDigests } from "./hubs-hello";
import { httpClientsOf } from "./hubs-http";
import { Life } from "./hubs-life";
import type { ConnectOptions } from "./hubs-options";
import type { CallerState, MakeState } from "./hubs-state";
import type { Upload } from "./hubs-uploads";
import { STATE } from "./hubs-wire-names";

/** What the generated file knows about its hub. What only some hubs need is handed in, so that pages of others go without. */
export interface HubDescription<S extends object> extends HandlersDescription {
  /** Its state, if it keeps any. */
  state?: MakeState<S>;
  /** What reads its streams, if it has any. */
  streams?: ReadStream;
  /** What sends its uploads, if it takes any. */
  uploads?: Upload;
  /** What this client was made for, by which the server knows what has changed since. */
  contract: ContractDigests;
}

/** The connection of one proxy. The parts know each other only by what is handed to them here. */
export class HubLink<S extends object> {
  declare readonly connection: HubConnection;
  /** Undefined for a hub that keeps none. */
  declare readonly state: CallerState<S> | undefined;
  declare readonly events: Events<S>;
  declare readonly handlers: Handlers;
  declare readonly calls: Calls;
  declare readonly life: Life<S>;
  readonly #sync: StateSync<S>;

  constructor(description: HubDescription<S>, url: string, handlers: object, options: ConnectOptions<S>) {
    const { name, state, contract } = description;
    this.events = new Events(name, options.events);
    const { http, watched } = httpClientsOf(options, this.events);
    this.state = state?.(description, options.state);
    this.handlers = new Handlers(description, handlers);
    const connection = (this.connection = buildConnection(url, options, http, {
      write: (message, encode) => this.calls.written(message, encode),
      read: (message) => this.#read(message),
    }, (context) => this.life.nextRetryDelayInMilliseconds(context)));
    if (this.state) this.state.onChange = (changed, by) => { this.events.emit("state", { changed, by }); };
    const merge = (json: string, seen: number): void => void this.state?.merge(json, seen);
    this.calls = new Calls({
      ...description,
      connection,
      ready: (signal) => this.life.ready(signal),
      take: () => this.state?.take(),
      merge,
      options,
    });
    this.#sync = new StateSync(this.state, (method, values) => this.calls.invoke(method, values));
    this.life = new Life({
      hub: name,
      url,
      connection,
      http: watched,
      events: this.events,
      options,
      hello: (reconnect) => this.#sync.hello(url, contract, reconnect),
    });
    this.handlers.register(connection);
    connection.on(STATE, merge);
  }

  async flush(): Promise<void> {
    await this.life.ready();
    await this.#sync.flush();
  }

  /** Reads what rides on a message. */
  #read(message: HubMessage): HubMessage {
    switch (message.type) {
      case MessageType.Completion:
        this.calls.answered(message);
        break;
      case MessageType.Invocation:
        return this.handlers.routed(message);
      case MessageType.Close:
        if (!message.allowReconnect) this.life.endedByServer(message.error);
        // Without a text, of which the official client would make an unknown error.
        else (message as { error?: string }).error ||= "it shuts down, or the token has expired";
    }
    return message;
  }
}
