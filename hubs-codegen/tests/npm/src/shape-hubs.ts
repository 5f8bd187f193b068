// Connections to the hubs of the shapes.
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import type { Server } from "./server.js";
import type { Protocol } from "./shape-differences.js";
import type * as values from "./shape-values.js";
import { CollectionsHub } from "./shapes/collections-hub.js";
import { CustomHub } from "./shapes/custom-hub.js";
import { EnumsHub } from "./shapes/enums-hub.js";
import { FlattenHub } from "./shapes/flatten-hub.js";
import type { ConnectOptions, HubProxy, NoHandlers, NoState } from "./shapes/hubs.js";
import { KnownHub } from "./shapes/known-hub.js";
import { NamesHub } from "./shapes/names-hub.js";
import { OptionsHub } from "./shapes/options-hub.js";
import { ScalarsHub } from "./shapes/scalars-hub.js";
import { StructureHub } from "./shapes/structure-hub.js";

export const hubClasses = {
  collections: CollectionsHub,
  custom: CustomHub,
  enums: EnumsHub,
  flatten: FlattenHub,
  known: KnownHub,
  names: NamesHub,
  options: OptionsHub,
  scalars: ScalarsHub,
  structure: StructureHub,
} satisfies { [hub in keyof typeof values]: unknown };

export type HubName = keyof typeof hubClasses;

export function speaking(protocol: Protocol): ConnectOptions<NoState> {
  const official = protocol === "json" ? {} : { protocol: () => new MessagePackHubProtocol() };
  return { transport: "WebSockets", ...official };
}

export function connectShapes(server: Server, name: HubName, protocol: Protocol): Promise<HubProxy<NoState, NoHandlers>> {
  return hubClasses[name].connect(`${server.url}/${name}`, speaking(protocol));
}
