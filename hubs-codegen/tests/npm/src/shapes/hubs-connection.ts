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
  type ITransport,
  type RetryContext,
} from "@microsoft/signalr";
import type { ConnectOptions } from "./hubs-options.js";
import { hookedProtocol, type MessageHooks } from "./hubs-wire.js";
import { QUERY, QUERY_VERSION } from "./hubs-wire-names.js";

/** The connection, not started. `nextRetryDelayInMilliseconds` is asked after each loss and failed attempt. */
export function buildConnection<S>(
  url: string,
  all: ConnectOptions<S>,
  httpClient: HttpClient,
  hooks: MessageHooks,
  nextRetryDelayInMilliseconds: (context: RetryContext) => number | null,
): HubConnection {
  // A logger that is left out is that of `configureLogging`.
  const options = { ...all, httpClient, transport: official(all.transport) } as IHttpConnectionOptions;
  const builder = new HubConnectionBuilder()
    .withUrl(`${url}${url.includes("?") ? "&" : "?"}${QUERY}=${QUERY_VERSION}`, options)
    .withHubProtocol(hookedProtocol(all.protocol?.() ?? new JsonHubProtocol(), hooks))
    .withAutomaticReconnect({ nextRetryDelayInMilliseconds })
    .configureLogging(all.logger ?? LogLevel.Warning);
  if (all.statefulReconnect) builder.withStatefulReconnect();
  if (all.serverTimeout !== undefined) builder.withServerTimeout(all.serverTimeout);
  if (all.keepAlive !== undefined) builder.withKeepAliveInterval(all.keepAlive);
  return builder.build();
}

/** A transport as the official client takes it: its own kind of object, or flags. */
function official(transport: ConnectOptions<unknown>["transport"] = []): ITransport | HttpTransportType {
  if (typeof transport === "object" && "connect" in transport) return transport;
  return [transport].flat().reduce((sum, name) => sum | HttpTransportType[name], HttpTransportType.None);
}
