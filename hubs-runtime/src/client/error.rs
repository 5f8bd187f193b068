//! What connecting, calling and connections end with.

use std::{error::Error as StdError, fmt, sync::Arc, time::Duration};

use serde::de::DeserializeOwned;

use crate::{
    protocol::{DecodeError, EncodeError, FailureKind, Headers, Payload, Transport},
    wire,
};

/// An error of someone else's code, as an access-token provider's.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// Why there is no connection.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// The URL is not one of a hub: `http`, `https`, `ws` or `wss` with a host.
    #[error("`{url}` is no URL of a hub: {reason}")]
    Url {
        /// What was given.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Settings that contradict each other.
    #[error("{0}")]
    Options(String),
    /// The server could not be reached, or did not answer.
    #[error("no connection to {url}: {reason}")]
    Unreachable {
        /// Where.
        url: String,
        /// The cause, with its own causes.
        reason: String,
    },
    /// The server or a proxy before it is there, but not able to take connections now (429, 502, 503, 504).
    #[error("{url} cannot take connections now: status {status}{}", detail(.answer))]
    Unavailable {
        /// Where.
        url: String,
        /// The HTTP status.
        status: u16,
        /// How the answer's body starts.
        answer: String,
    },
    /// Something answers, but no hub: a web page, a login page, another server.
    #[error("{url} is not a hub: it answered with status {status}{}; check the path, and whether a proxy or a login stands before it", detail(.answer))]
    NotAHub {
        /// Where.
        url: String,
        /// The HTTP status.
        status: u16,
        /// How the answer's body starts.
        answer: String,
    },
    /// The server does not take this client; trying again would not help.
    #[error("the server refused the connection{}: {reason}", by_status(.status))]
    Refused {
        /// The HTTP status, if it was refused by one (401, 403).
        status: Option<u16>,
        /// What the server says.
        reason: String,
    },
    /// None of the transports worked, each for its own reason.
    #[error("no transport works: {}", transports(.0))]
    NoTransport(Vec<(Transport, String)>),
    /// The server took longer than it may.
    #[error("the server did not answer {what} within {after:?}")]
    TimedOut {
        /// What it was asked.
        what: &'static str,
        /// How long it had.
        after: Duration,
    },
    /// The provider of access tokens failed.
    #[error("no access token: {0}")]
    Token(Arc<BoxError>),
    /// What came is no SignalR.
    #[error("the server broke the protocol: {0}")]
    Protocol(String),
    /// The connection was lost, as it began or later.
    #[error("the connection was lost: {0}")]
    Lost(String),
}

/// Why the server goes on by the older token.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RefreshError {
    /// There is no connection just now, or one that cannot be named because the negotiation was left out.
    #[error("there is no negotiated connection whose authentication could be refreshed")]
    NoConnection,
    /// The server does not take it.
    #[error("the server did not refresh the authentication, with status {status}: {reason}")]
    Refused {
        /// The HTTP status: 401 or 403 if it does not take this client, 404 if it refreshes none.
        status: u16,
        /// What the server says.
        reason: String,
    },
    /// There was no token, or no answer.
    #[error(transparent)]
    NotAsked(ConnectError),
}

impl ConnectError {
    /// What became of a connection that ends by this error.
    pub(super) fn into_close_reason(self) -> CloseReason {
        match self {
            Self::Lost(reason) => CloseReason::Lost(reason),
            Self::Refused { reason, .. } => CloseReason::Refused(reason),
            other => CloseReason::Lost(other.to_string()),
        }
    }

    /// Whether the server wants to know who this client is.
    pub(super) fn is_unauthorized(&self) -> bool {
        matches!(
            self,
            Self::Refused {
                status: Some(401),
                ..
            }
        )
    }

    /// Whether another attempt, with nothing changed, cannot end otherwise.
    pub fn is_permanent(&self) -> bool {
        matches!(
            self,
            Self::Url { .. } | Self::Options(_) | Self::NotAHub { .. } | Self::Refused { .. }
        )
    }
}

fn detail(answer: &str) -> String {
    match answer.trim() {
        "" => String::new(),
        page if page.starts_with('<') => " and a web page".to_owned(),
        text => format!(": {text}"),
    }
}

fn by_status(status: &Option<u16>) -> String {
    status.map_or_else(String::new, |status| format!(" (status {status})"))
}

fn transports(failed: &[(Transport, String)]) -> String {
    if failed.is_empty() {
        return "the server offers none that this client may use".to_owned();
    }
    let each: Vec<String> = failed
        .iter()
        .map(|(transport, reason)| format!("{}: {reason}", transport.name()))
        .collect();
    each.join("; ")
}

/// Why a call has no answer. `E` is the method's error type; a dynamic client takes it as JSON.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CallError<E = serde_json::Value> {
    /// The method failed with its own, typed error.
    #[error("`{method}` failed: {text}")]
    Failed {
        /// Name of the method.
        method: String,
        /// The error.
        error: E,
        /// The server's text, which shows the error as its author wrote it.
        text: String,
    },
    /// The server refused the call or failed in it, in its own words.
    #[error("`{method}` failed: {text}")]
    Server {
        /// Name of the method.
        method: String,
        /// The server's text.
        text: String,
        /// What kind of failure it was; `None` if the server does not tell, as SignalR's do not, and a dynamic client is
        /// not told.
        kind: Option<FailureKind>,
        /// Under which the server's log has the cause of a masked failure.
        error_id: Option<String>,
    },
    /// There is no connection, or it was lost before the answer came; whether the method ran is not known then.
    #[error("`{method}` has no answer: {reason}")]
    Disconnected {
        /// Name of the method.
        method: String,
        /// What became of the connection.
        reason: Disconnected,
    },
    /// The answer did not come in time. The server has been told that nobody waits any more.
    #[error("`{method}` did not answer within {after:?}")]
    TimedOut {
        /// Name of the method.
        method: String,
        /// How long it had.
        after: Duration,
    },
    /// An argument has no form on the wire. Nothing was sent.
    #[error("an argument of `{method}` cannot be encoded: {reason}")]
    Encode {
        /// Name of the method.
        method: String,
        /// Path and reason.
        reason: String,
    },
    /// The answer, or an item of the stream, is of another type: client and server are of different versions.
    #[error("what `{method}` answered is not of the expected type {expected}: {reason}")]
    Decode {
        /// Name of the method.
        method: String,
        /// Rust's name of the expected type.
        expected: &'static str,
        /// Path, expected and received.
        reason: String,
    },
    /// Items of the stream were not taken for longer than the server timeout while others waited behind them; the
    /// stream was cancelled.
    #[error("the stream of `{method}` was not read for {after:?} and was cancelled")]
    NotRead {
        /// Name of the method.
        method: String,
        /// How long.
        after: Duration,
    },
}

impl<E> CallError<E> {
    /// The method's own error, if it is that.
    pub fn failed(&self) -> Option<&E> {
        match self {
            Self::Failed { error, .. } => Some(error),
            _ => None,
        }
    }

    pub(super) fn disconnected(method: &str, reason: Disconnected) -> Self {
        Self::Disconnected {
            method: method.to_owned(),
            reason,
        }
    }

    pub(super) fn encode(method: &str, error: &EncodeError) -> Self {
        Self::Encode {
            method: method.to_owned(),
            reason: error.to_string(),
        }
    }

    pub(super) fn decode<T>(method: &str, error: &DecodeError) -> Self {
        Self::Decode {
            method: method.to_owned(),
            expected: std::any::type_name::<T>(),
            reason: error.to_string(),
        }
    }
}

impl<E: DeserializeOwned> CallError<E> {
    /// The failure that a completion tells: typed if the server sent the value beside its text.
    pub(super) fn told(method: &str, text: &str, headers: &Headers<'_>) -> Self {
        let method = method.to_owned();
        let text = text.to_owned();
        let value = headers.get(wire::ERROR_HEADER);
        match value.map(|value| Payload::json(&value).decode::<E>()) {
            Some(Ok(error)) => Self::Failed {
                method,
                error,
                text: words(&text).to_owned(),
            },
            _ => Self::Server {
                method,
                text,
                kind: FailureKind::told_by(headers),
                error_id: headers.get(wire::ERROR_ID_HEADER).map(Into::into),
            },
        }
    }
}

/// The words of the error's author in SignalR's sentence.
fn words(text: &str) -> &str {
    let detail = text.split_once(" HubException: ");
    detail.map_or(text, |(_, words)| words)
}

/// The error type of methods that fail with texts alone: there is no such value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
pub enum NoError {}

impl fmt::Display for NoError {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl StdError for NoError {}

/// Why a call finds no connection.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Disconnected {
    /// It was lost, and is tried again.
    #[error("the connection is lost and tried again: {0}")]
    Reconnecting(String),
    /// It is over.
    #[error("the connection is closed: {0}")]
    Closed(CloseReason),
}

/// Why a connection is over.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CloseReason {
    /// This end wanted it: [`HubConnection::close`](super::HubConnection::close), or every handle was dropped.
    #[error("it was closed here")]
    Client,
    /// The server ended it and did not ask to come back; with an error if it has one.
    #[error("the server ended it{}", .0.as_ref().map_or_else(String::new, |text| format!(": {text}")))]
    Server(Option<String>),
    /// The server does not take this client back.
    #[error("the server refused it: {0}")]
    Refused(String),
    /// It was lost and is not tried again.
    #[error("it was lost: {0}")]
    Lost(String),
}
