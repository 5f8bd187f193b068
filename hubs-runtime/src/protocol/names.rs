//! The two protocols, and what they are called.

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
