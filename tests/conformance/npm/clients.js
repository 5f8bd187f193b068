// The official client over every transport and with both protocols.
import { HttpTransportType, HubConnectionBuilder, JsonHubProtocol, LogLevel } from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";

const protocols = { json: () => new JsonHubProtocol(), messagepack: () => new MessagePackHubProtocol() };

/** Every combination that the protocol allows: Server-Sent Events carry only text. */
export const combinations = ["WebSockets", "ServerSentEvents", "LongPolling"].flatMap((transport) =>
  Object.keys(protocols)
    .filter((protocol) => transport !== "ServerSentEvents" || protocol === "json")
    .map((protocol) => ({ transport, protocol })),
);

/** A connection that has not been started; `reconnect` has the milliseconds before each attempt to come back. */
export function build(url, { transport, protocol = "json", reconnect, ...options } = {}) {
  const builder = new HubConnectionBuilder()
    .withUrl(url, { ...(transport && { transport: HttpTransportType[transport] }), ...options })
    .withHubProtocol(protocols[protocol]())
    .configureLogging(LogLevel.None);
  if (reconnect) builder.withAutomaticReconnect(reconnect);
  return builder.build();
}

/** Starts a connection, runs `use` with it, and stops it again. */
export async function connected(url, options, use) {
  const connection = build(url, options);
  await connection.start();
  try {
    return await use(connection);
  } finally {
    await connection.stop();
  }
}

/** Resolves with the arguments of the next call of client method `name`. */
export function nextCall(connection, name) {
  return new Promise((resolve) => {
    const handler = (...values) => {
      connection.off(name, handler);
      resolve(values);
    };
    connection.on(name, handler);
  });
}

/**
 * Collects the first argument of each call of client method `name`; `until` resolves with all of them once `last` has come. An
 * assertion belongs behind it: the official client catches and logs whatever a handler throws.
 */
export function heard(connection, name) {
  const values = [];
  const waiting = [];
  connection.on(name, (value) => {
    values.push(value);
    for (const check of waiting) check();
  });
  return {
    until: (last) =>
      new Promise((resolve) => {
        const check = () => values.includes(last) && resolve(values);
        waiting.push(check);
        check();
      }),
  };
}

/** Resolves with the error, or undefined, that the connection closes with. */
export function closed(connection) {
  return new Promise((resolve) => connection.onclose(resolve));
}

/** Collects a stream; rejects with its error. */
export function collect(stream) {
  return new Promise((resolve, reject) => {
    const items = [];
    stream.subscribe({ next: (item) => items.push(item), error: reject, complete: () => resolve(items) });
  });
}
