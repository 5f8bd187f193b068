// What generated hubs add to the official client's protocol: a look at every message, and messages that it has no call for.
import type { HubMessage, IHubProtocol, InvocationMessage, StreamInvocationMessage } from "@microsoft/signalr";
import { PREFIX } from "./hubs-wire-names.js";

/** A call on its way to the server. */
export type CallMessage = InvocationMessage | StreamInvocationMessage;

/** Sees calls before they are written and messages after they are read, in any protocol. */
export interface MessageHooks {
  /** The official client writes while it is called. */
  write: (message: CallMessage, encode: (message: HubMessage) => string | ArrayBuffer) => string | ArrayBuffer;
  read: (message: HubMessage) => HubMessage;
}

/**
 * Where a message goes in an invocation's clothes, as its only argument. The official client sends uploaded items only
 * without telling when and whether it could, and cancels streams alone; an invocation it sends with a promise, and the
 * protocol undresses it. Never on the wire.
 */
export const DISGUISED = `${PREFIX}disguised`;

/** The official client's protocol with hooks around it. */
export function hookedProtocol(inner: IHubProtocol, hooks: MessageHooks): IHubProtocol {
  const { name, version, transferFormat } = inner;
  return {
    name,
    version,
    transferFormat,
    parseMessages: (input, logger) => inner.parseMessages(input, logger).map(hooks.read),
    writeMessage: (message) => {
      // Calls alone have a target. Nothing rides on others, of which the official client writes one, a ping, before it is quite made.
      if (!("target" in message)) return inner.writeMessage(message);
      if (message.target === DISGUISED) return inner.writeMessage(message.arguments[0] as HubMessage);
      return hooks.write(message, (changed) => inner.writeMessage(changed));
    },
  };
}
