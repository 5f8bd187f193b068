//! Names of our additions to the SignalR wire. Stock clients never see them.

/// Every target of ours starts with this; user names must not.
pub const PREFIX: &str = "$hubs.";

/// First invocation of a generated client: contract digests and the whole caller state.
pub const HELLO: &str = "$hubs.hello";

/// Changed state fields without a call (client to server: a flush; server to client: a push).
pub const STATE: &str = "$hubs.state";

/// A generated client tells the server about a call it could not handle.
pub const NACK: &str = "$hubs.nack";

/// Message header with changed caller-state fields: one JSON object as text, in every protocol.
pub const STATE_HEADER: &str = "hubs-state";

/// Header beside [`STATE_HEADER`] of a completion: how many texts with state fields the server had read from this client,
/// its hello not counted, when it changed those fields. A push of [`STATE`] has the number as its second argument.
pub const SEEN_HEADER: &str = "hubs-state-seen";

/// Header of a failed completion with the user's error value: one JSON text, in every protocol.
pub const ERROR_HEADER: &str = "hubs-error";

/// Header of a failed completion with the kind of failure, as `unauthorized`.
pub const ERROR_KIND_HEADER: &str = "hubs-error-kind";

/// What [`ERROR_KIND_HEADER`] says.
pub const ERROR_KINDS: [&str; 7] = [
    "hub",
    "internal",
    "unauthorized",
    "arguments",
    "unknownMethod",
    "refused",
    "canceled",
];

/// Header of a completion that failed with a masked text: the id under which the server's log has the cause.
pub const ERROR_ID_HEADER: &str = "hubs-error-id";

/// Query parameter by which a generated client says that it will send [`HELLO`].
pub const QUERY: &str = "hubs";

/// Value of [`QUERY`]: the version of these additions.
pub const QUERY_VERSION: &str = "1";

/// Largest caller state in bytes of JSON, on both ends, unless configured.
pub const DEFAULT_STATE_LIMIT_BYTES: usize = 4_096;
