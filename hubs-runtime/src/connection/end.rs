//! Why and how a connection ends.

use std::{
    fmt::{self, Write},
    time::Duration,
};

/// Why a connection ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DisconnectReason {
    /// The client stopped, by its own Close message or an orderly end of its transport.
    ClientStopped,
    /// The transport broke without a word, or nothing came for as long as `after`.
    TransportLost {
        /// How long the server had waited; zero if the transport itself failed.
        after: Duration,
    },
    /// The server is shutting down.
    ServerShutdown,
    /// The server ended it: `abort`, or a handle.
    Kicked,
    /// Its token expired, or whatever else said who the client is: see [`ExpiresAt`](crate::ExpiresAt).
    AuthenticationExpired,
    /// The client read too slowly; its outgoing queue was full.
    TooSlow,
    /// The client called ten times as often as [`HubOptions::call_rate_limit`](crate::HubOptions::call_rate_limit) allows.
    TooManyCalls,
    /// The client broke the protocol, as with malformed or oversize messages.
    Protocol(String),
    /// The server's own code failed, so that the connection could not go on; the log has a panic.
    ServerFault,
}

impl fmt::Display for DisconnectReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ClientStopped => f.write_str("the client stopped"),
            Self::TransportLost { after } if after.is_zero() => f.write_str("the transport broke"),
            Self::TransportLost { after } => write!(f, "nothing came for {after:?}"),
            Self::ServerShutdown => f.write_str("the server is shutting down"),
            Self::Kicked => f.write_str("the server ended the connection"),
            Self::AuthenticationExpired => f.write_str("the client's authentication expired"),
            Self::TooSlow => f.write_str("the client read too slowly"),
            Self::TooManyCalls => f.write_str("the client made far too many calls"),
            Self::Protocol(error) => {
                f.write_str("protocol error: ")?;
                // Parts of it are the client's own words, which must not begin lines in a log.
                error.chars().try_for_each(|letter| match letter {
                    letter if letter.is_control() => write!(f, "{}", letter.escape_default()),
                    letter => f.write_char(letter),
                })
            }
            Self::ServerFault => f.write_str("the server failed"),
        }
    }
}

/// What a client is told when the server ends its connection: SignalR's Close message.
///
/// ```
/// use hubs_runtime::CloseMessage;
///
/// // By default it is no error, and the client stays away.
/// let over = CloseMessage::default();
/// let moved = CloseMessage {
///     error: Some("The game goes on elsewhere.".to_owned()),
///     allow_reconnect: true,
/// };
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CloseMessage {
    /// The text that the client's program learns, word for word; without one the connection ends in order.
    pub error: Option<String>,
    /// Whether a client that reconnects by itself does so.
    pub allow_reconnect: bool,
}

/// Why and how the server ends a connection.
#[derive(Debug, Clone)]
pub(crate) struct CloseRequest {
    /// What the disconnected hook learns.
    pub(crate) reason: DisconnectReason,
    /// Text of the Close message.
    pub(crate) error: Option<String>,
    /// Whether the client may reconnect by itself.
    pub(crate) allow_reconnect: bool,
}
