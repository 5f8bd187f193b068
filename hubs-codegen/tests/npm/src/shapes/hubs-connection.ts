// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
// The official connection, built from our options.
import {
  HttpTransportType,
  HubConnectionBuilder,
  JsonHubProtocol,
  LogLevel,
  type HttpClient,
  type HubConnection,
  type IHttpConnectionOptions,
} from "@microsoft/signalr";
import type { ConnectOptions } from "./hubs-options.js";
import { HookedProtocol, type MessageHooks } from "./hubs-wire.js";
import { QUERY, QUERY_VERSION } from "./hubs-wire-names.js";

/** The connection, not started. `nextAttempt` is asked after each loss and failed attempt. */
export function buildConnection<S>(
  url: string,
  all: ConnectOptions<S>,
  httpClient: HttpClient,
  hooks: MessageHooks,
  nextAttempt: (attempt: number, error: Error) => number | null,
): HubConnection {
  const { reconnect, statefulReconnect, serverTimeout, keepAlive, logger, transport, protocol, ...options } = all;
  const http: IHttpConnectionOptions = { ...options, httpClient };
  if (transport !== undefined) http.transport = typeof transport === "object" && "connect" in transport ? transport : flags([transport].flat());
  const builder = new HubConnectionBuilder()
    .withUrl(url + (url.includes("?") ? "&" : "?") + `${QUERY}=${QUERY_VERSION}`, http)
    .withHubProtocol(new HookedProtocol(protocol?.() ?? new JsonHubProtocol(), hooks))
    .configureLogging(logger ?? LogLevel.Warning);
  if (reconnect !== false) {
    builder.withAutomaticReconnect({
      nextRetryDelayInMilliseconds: ({ previousRetryCount, retryReason }) => nextAttempt(previousRetryCount, retryReason),
    });
  }
  if (statefulReconnect) builder.withStatefulReconnect();
  if (serverTimeout !== undefined) builder.withServerTimeout(serverTimeout);
  if (keepAlive !== undefined) builder.withKeepAliveInterval(keepAlive);
  return builder.build();
}

function flags(names: (keyof typeof HttpTransportType)[]): HttpTransportType {
  return names.reduce((sum, name) => sum | HttpTransportType[name], HttpTransportType.None);
}
