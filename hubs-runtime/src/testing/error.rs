//! What tests learn when something does not go as they want.

use std::time::Duration;

use serde::de::DeserializeOwned;

use super::Closed;
use crate::protocol::FailureKind;

/// A test client could not connect.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// The server has no such hub.
    #[error("hub `{0}` is not mounted on this server")]
    NotMounted(&'static str),
    /// The server has the hub at other paths than [`TestClientBuilder::path`](super::TestClientBuilder::path).
    #[error("hub `{hub}` is not mounted at `{path}` on this server; it is at `{}`", paths.join("`, `"))]
    NotAtPath {
        /// The hub.
        hub: &'static str,
        /// Where the client was to connect.
        path: String,
        /// Where the hub is.
        paths: Vec<String>,
    },
    /// The server serves no raw connections at this path.
    #[error(
        "nothing is mounted at `{0}` on this server for raw connections: `HubServerBuilder::connection`"
    )]
    NoHandler(String),
    /// What a client over HTTP reads as the answer to its negotiation: a policy's 401 or 403, a limit's 503.
    #[error("the server answered {status} {text}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// The answer's body.
        text: String,
    },
    /// The handshake, or the hello of a client with state, was refused.
    #[error("{0}")]
    Handshake(String),
    /// `on_connected` failed, or the server closed the connection before the client could use it.
    #[error("the connection was closed: {0}")]
    Closed(Closed),
}

/// A call or wait of a test client failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TestError {
    /// The server answered with an error.
    #[error("{text}")]
    Failed {
        /// The completion's text, as every client reads it.
        text: String,
        /// The hub method's own error as JSON, which generated clients (and test clients with state) get.
        value: Option<String>,
        /// What kind of failure it was, which the same clients get.
        kind: Option<FailureKind>,
        /// Under which the log has the cause of a masked failure, for the same clients.
        error_id: Option<String>,
    },
    /// The connection ended first.
    #[error("the connection was closed: {0}")]
    Closed(Closed),
    /// Nothing came in time.
    #[error("no {what} came within {timeout:?}; {seen}")]
    TimedOut {
        /// What was waited for.
        what: String,
        /// How long.
        timeout: Duration,
        /// What came instead.
        seen: String,
    },
    /// Something came that is not of the type asked for.
    #[error("{what} is of another type: {reason}")]
    Decode {
        /// What it was.
        what: String,
        /// Path, expected and received.
        reason: String,
    },
    /// An argument has no form on the wire.
    #[error("the arguments of `{method}` cannot be encoded: {reason}")]
    Encode {
        /// The method.
        method: String,
        /// Path and cause.
        reason: String,
    },
}

impl TestError {
    /// The hub method's own error, if the server sent one: to clients built with
    /// [`state`](super::TestClientBuilder::state) alone.
    pub fn value<E: DeserializeOwned>(&self) -> Option<E> {
        match self {
            Self::Failed {
                value: Some(json), ..
            } => serde_json::from_str(json).ok(),
            _ => None,
        }
    }
}
