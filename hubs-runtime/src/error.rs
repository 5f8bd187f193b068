//! Errors that hub methods return and that pushes and client calls give back.

use std::{borrow::Cow, fmt, time::Duration};

use crate::protocol::texts;

/// Error of a hub method whose text the caller may read.
///
/// Callers get SignalR's sentence with `HubException: <text>` appended. For an error that callers can tell apart by
/// its value, derive [`HubError`](macro@crate::HubError) on an enum of your own instead.
#[derive(Debug)]
pub struct HubError {
    text: Cow<'static, str>,
    name: Option<Cow<'static, str>>,
    internal: bool,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl HubError {
    /// An error that shows `text` to the caller.
    pub fn new(text: impl Into<Cow<'static, str>>) -> Self {
        Self {
            text: text.into(),
            name: None,
            internal: false,
            source: None,
        }
    }

    /// An error that callers see only as SignalR's masked sentence; the log has `source` under an id that generated
    /// clients are told.
    pub fn internal(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        let source = source.into();
        Self {
            text: Cow::Owned(source.to_string()),
            name: None,
            internal: true,
            source: Some(source),
        }
    }

    /// The same error under a name of its own, which stands before its text in the place of `HubException`, as in .NET the
    /// name of an exception type that derives from it: `RoomFullException: the room is full`.
    ///
    /// It is for stock clients, which know errors by their text alone. Generated ones tell them apart by their values and
    /// kinds, and read `HubException`. Nothing is said of an error that is masked.
    #[must_use]
    pub fn named(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The same error with the cause kept for the log.
    #[must_use]
    pub fn with_source(
        mut self,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Whether callers see only a masked text.
    pub fn is_internal(&self) -> bool {
        self.internal
    }
}

impl fmt::Display for HubError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for HubError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

impl From<SendError> for HubError {
    fn from(error: SendError) -> Self {
        Self::internal(error)
    }
}

/// What a client said stays readable, as in .NET; why it could not be asked is masked.
impl From<ClientCallError> for HubError {
    fn from(error: ClientCallError) -> Self {
        match error {
            ClientCallError::Rejected(text) => Self::new(text),
            other => Self::internal(other),
        }
    }
}

/// What an error returned by a hub method means for its caller.
///
/// Implemented for [`HubError`] and by `#[derive(HubError)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the error of a hub method",
    note = "return `hubs_runtime::HubError`, or derive it on your own error: `#[derive(hubs_runtime::HubError)]`"
)]
pub trait IntoCallFailure: Send + 'static {
    /// Splits the error into what the caller reads and what the log reads.
    fn into_call_failure(self) -> CallFailure;

    /// Tells the contract the type of the value that callers get; nothing if they get a text alone.
    #[cfg(feature = "contract")]
    #[doc(hidden)]
    fn describe(_types: &mut crate::contract::TypeSink<'_>) {}
}

/// A failed call: what reaches the caller, and how.
#[derive(Debug)]
pub struct CallFailure {
    /// Text for the caller, or for the log alone if `internal`.
    pub text: String,
    /// What stands before the text in the place of `HubException`: see [`HubError::named`].
    pub name: Option<Cow<'static, str>>,
    /// The error value as JSON, for typed clients.
    pub value: Option<String>,
    /// Whether the caller sees a masked text instead.
    pub internal: bool,
}

impl CallFailure {
    /// A failure whose text the caller reads.
    pub fn visible(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            name: None,
            value: None,
            internal: false,
        }
    }

    /// The same failure under a name of its own: see [`HubError::named`].
    #[must_use]
    pub fn named(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// A failure whose text only the log reads.
    pub fn internal(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            name: None,
            value: None,
            internal: true,
        }
    }
}

impl From<HubError> for CallFailure {
    fn from(error: HubError) -> Self {
        error.into_call_failure()
    }
}

impl IntoCallFailure for HubError {
    fn into_call_failure(self) -> CallFailure {
        let mut text = self.text.into_owned();
        if self.internal || self.source.is_some() {
            // Callers never see the causes; the log wants all of them.
            tracing::debug!(error = %text, source = ?self.source, "hub method failed");
        }
        text.shrink_to_fit();
        CallFailure {
            text,
            name: self.name,
            value: None,
            internal: self.internal,
        }
    }
}

/// A push could not be sent.
///
/// Clients that are gone or slow are not an error: their messages are dropped and counted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SendError {
    /// An argument has no form on the wire, as a float that is not finite.
    #[error("the arguments of client method `{method}` cannot be encoded: {reason}")]
    Encode {
        /// Wire name of the client method.
        method: &'static str,
        /// Path to the value and what is wrong with it.
        reason: String,
    },
    /// A group without a name.
    #[error("{}", texts::EMPTY_GROUP_NAME)]
    EmptyGroupName,
    /// Other servers cannot be reached.
    #[cfg(feature = "redis")]
    #[error(transparent)]
    Backplane(#[from] BackplaneError),
    /// The connection is in as many groups as it may.
    #[error(
        "a connection may be in {limit} groups at most (`HubOptions::max_groups_per_connection`)"
    )]
    TooManyGroups {
        /// The limit.
        limit: usize,
    },
}

/// What joins several servers into one did not do its part.
#[cfg(feature = "redis")]
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackplaneError {
    /// Redis is not there, or does not let this server in.
    #[error("Redis at {address} cannot be reached: {reason}")]
    Connect {
        /// Where it was looked for.
        address: String,
        /// What went wrong.
        reason: String,
    },
    /// Redis was away for so long that the message was given up; nobody on another server has got it.
    #[error("Redis was not reached within {waited:?}; the message was not sent to other servers")]
    Unreachable {
        /// How long the message waited.
        waited: Duration,
    },
    /// So much waits for Redis that no more is taken; nobody on another server has got the message.
    #[error("more than {limit} bytes wait for Redis (`RedisBackplaneBuilder::max_queued_bytes`)")]
    QueueFull {
        /// The limit.
        limit: usize,
    },
    /// The connection to Redis broke while the message was on its way; whether others have got it is not known.
    #[error(
        "the connection to Redis broke while the message was on its way; whether it was sent is not known"
    )]
    Lost,
    /// Redis took the command and answered with an error.
    #[error("Redis refused: {0}")]
    Refused(String),
    /// No server said that it has done what it was asked.
    #[error("no server answered within {waited:?}")]
    Unanswered {
        /// How long it was waited for.
        waited: Duration,
    },
}

/// A client method that answers did not.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientCallError {
    /// See [`SendError`].
    #[error(transparent)]
    Send(#[from] SendError),
    /// No connection has this id.
    #[error("{}", texts::no_connection(.0))]
    NoSuchConnection(String),
    /// The client left before it answered.
    #[error("{}", texts::disconnected(.0))]
    Disconnected(String),
    /// No answer in time.
    #[error("client method `{method}` gave no answer within {timeout:?}")]
    TimedOut {
        /// Wire name.
        method: &'static str,
        /// How long the server waited.
        timeout: Duration,
    },
    /// The client answered with an error.
    #[error("{0}")]
    Rejected(String),
    /// The answer is not of the declared type.
    #[error("{}", texts::client_result(.expected, .reason))]
    Decode {
        /// Rust type of the result.
        expected: &'static str,
        /// What is wrong with the value.
        reason: String,
    },
    /// The caller was asked inside its own `on_connected`, which nothing can answer.
    #[error(
        "client method `{method}` cannot be awaited inside `on_connected`: the client's answers are read only after the hook has ended"
    )]
    DuringConnect {
        /// Wire name.
        method: &'static str,
    },
    /// The caller already has as many unanswered calls as the server allows.
    #[error("connection '{connection}' already has {limit} unanswered client calls")]
    TooMany {
        /// Connection id.
        connection: String,
        /// The limit.
        limit: usize,
    },
}
