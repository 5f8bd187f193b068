// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
// Names and limits of what hubs add to SignalR's wire, as the server has them.

/** What the targets of ours start with; no user's name does. */
export const PREFIX = "$hubs.";
/** The first invocation on a connection: the whole caller state. */
export const HELLO = "$hubs.hello";
/** Changed state fields without a call. */
export const STATE = "$hubs.state";
/** Tells the server of a call that could not be handled. */
export const NACK = "$hubs.nack";
/** Header with changed state fields. */
export const STATE_HEADER = "hubs-state";
/** Header that says how many state texts the server had read. */
export const SEEN_HEADER = "hubs-state-seen";
/** Header with a typed error. */
export const ERROR_HEADER = "hubs-error";
/** Header with the kind of an error. */
export const ERROR_KIND_HEADER = "hubs-error-kind";
/** What it says. */
export const ERROR_KINDS = ["hub","internal","unauthorized","arguments","unknownMethod","refused","canceled"] as const;
/** Header with the id of an error in the server's log. */
export const ERROR_ID_HEADER = "hubs-error-id";
/** Query parameter that announces all this. */
export const QUERY = "hubs";
/** Its value. */
export const QUERY_VERSION = "1";
/** Largest caller state in bytes of JSON; the server has the same limit unless it is configured. */
export const DEFAULT_STATE_LIMIT_BYTES = 4096;
