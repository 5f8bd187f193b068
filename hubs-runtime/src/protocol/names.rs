//! The protocols and the transports, and what they are called.

use super::Framing;

/// How hub messages are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// One JSON object and the byte 0x1E for each message.
    Json,
    /// A length prefix and one MessagePack array for each message.
    MessagePack,
}

impl Protocol {
    /// The name in the handshake.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::MessagePack => "messagepack",
        }
    }

    /// The protocol with this name, ignoring case.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Json, Self::MessagePack]
            .into_iter()
            .find(|protocol| protocol.name().eq_ignore_ascii_case(name))
    }

    /// Whether messages are binary, which text-only transports cannot carry.
    pub const fn is_binary(self) -> bool {
        matches!(self, Self::MessagePack)
    }

    /// SignalR's name of the transfer format, `Text` or `Binary`.
    pub const fn transfer_format(self) -> &'static str {
        if self.is_binary() { "Binary" } else { "Text" }
    }

    /// How messages are told apart in the byte stream.
    pub const fn framing(self) -> Framing {
        match self {
            Self::Json => Framing::Json,
            Self::MessagePack => Framing::MessagePack,
        }
    }
}

/// How bytes travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Transport {
    /// One WebSocket.
    WebSockets,
    /// Server-Sent Events to the client, POST requests to the server. Text only.
    ServerSentEvents,
    /// Poll requests to the client, POST requests to the server.
    LongPolling,
    /// No network: a test client in the same process.
    InMemory,
}

impl Transport {
    /// SignalR's name, as in the negotiate response.
    pub const fn name(self) -> &'static str {
        match self {
            Self::WebSockets => "WebSockets",
            Self::ServerSentEvents => "ServerSentEvents",
            Self::LongPolling => "LongPolling",
            Self::InMemory => "InMemory",
        }
    }

    /// Whether it carries only text, so that binary protocols are refused on it.
    pub(crate) const fn text_only(self) -> bool {
        matches!(self, Self::ServerSentEvents)
    }

    /// Whether a connection may go on over another socket (stateful reconnect).
    pub(crate) const fn outlives_sockets(self) -> bool {
        matches!(self, Self::WebSockets)
    }

    /// Whether its requests keep it alive, so that neither side sends pings.
    pub(crate) const fn inherent_keep_alive(self) -> bool {
        matches!(self, Self::LongPolling)
    }
}
