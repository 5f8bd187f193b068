// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
// What generated hubs add to the official client's protocol: a look at every message, and messages that it has no call for.
import { MessageType, type HubMessage, type IHubProtocol, type ILogger, type InvocationMessage, type StreamInvocationMessage } from "@microsoft/signalr";
import { PREFIX } from "./hubs-wire-names.js";

/** A call on its way to the server. */
export type CallMessage = InvocationMessage | StreamInvocationMessage;

/** Sees calls before they are written and messages after they are read, in any protocol. */
export interface MessageHooks {
  /** The official client writes while it is called. */
  write: (message: CallMessage, encode: (message: HubMessage) => string | ArrayBuffer) => string | ArrayBuffer;
  read: (message: HubMessage) => HubMessage;
}

/** The official client's protocol with hooks around it. */
export class HookedProtocol implements IHubProtocol {
  readonly #inner: IHubProtocol;
  readonly #hooks: MessageHooks;

  constructor(inner: IHubProtocol, hooks: MessageHooks) {
    this.#inner = inner;
    this.#hooks = hooks;
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
    return this.#inner.parseMessages(input, logger).map((message) => this.#hooks.read(message));
  }

  writeMessage(message: HubMessage): string | ArrayBuffer {
    // Nothing rides on others, of which the official client writes one, a ping, before it is quite made.
    if (message.type !== MessageType.Invocation && message.type !== MessageType.StreamInvocation) return this.#inner.writeMessage(message);
    const [first] = message.arguments as unknown[];
    if (first instanceof Disguised) return this.#inner.writeMessage(first.message);
    return this.#hooks.write(message, (changed) => this.#inner.writeMessage(changed));
  }
}

/**
 * A message in an invocation's clothes. The official client sends uploaded items only without telling when and
 * whether it could, and cancels streams alone; an invocation it sends with a promise, and the protocol undresses it.
 */
export class Disguised {
  static readonly target = `${PREFIX}disguised`;
  readonly message: HubMessage;

  constructor(message: HubMessage) {
    this.message = message;
  }
}
