//! Messages as read.

use std::borrow::Cow;

use super::{Arguments, Framing, Payload, json, messagepack};

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

/// One message that borrows the frame it stood in.
#[derive(Debug)]
pub enum Message<'a> {
    /// Types 1 and 4: a call.
    Invocation(Invocation<'a>),
    /// Type 2: one item of a stream.
    StreamItem(StreamItem<'a>),
    /// Type 3: the end of a call or of a stream.
    Completion(Completion<'a>),
    /// Type 5: the caller no longer wants an answer.
    CancelInvocation {
        /// The call's id.
        invocation_id: Cow<'a, str>,
    },
    /// Type 6.
    Ping,
    /// Type 7: the connection ends.
    Close {
        /// Why, if it is an error.
        error: Option<Cow<'a, str>>,
        /// Whether the other side may reconnect by itself.
        allow_reconnect: bool,
    },
    /// Type 8, stateful reconnect: everything up to this number has been processed.
    Ack(u64),
    /// Type 9, stateful reconnect: the number of the next message.
    Sequence(u64),
    /// A type that we do not know; to be ignored.
    Unknown(i64),
}

/// A call.
#[derive(Debug)]
pub struct Invocation<'a> {
    /// Whether the caller expects a stream.
    pub kind: InvocationKind,
    /// Headers.
    pub headers: Headers<'a>,
    /// Id for the answer; without one the caller wants none.
    pub invocation_id: Option<Cow<'a, str>>,
    /// Name of the method as the caller spelled it.
    pub target: Cow<'a, str>,
    /// The arguments, not yet decoded.
    pub arguments: Arguments<'a>,
    /// Ids of the streams that the caller sends along.
    pub stream_ids: Vec<Cow<'a, str>>,
}

/// What an invocation expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvocationKind {
    /// At most one answer (type 1).
    Plain,
    /// A stream (type 4).
    Stream,
}

/// One item of a stream.
#[derive(Debug)]
pub struct StreamItem<'a> {
    /// The stream's id.
    pub invocation_id: Cow<'a, str>,
    /// The item, not yet decoded.
    pub item: Payload<'a>,
    /// Headers.
    pub headers: Headers<'a>,
}

/// The end of a call or of a stream.
#[derive(Debug)]
pub struct Completion<'a> {
    /// Its id.
    pub invocation_id: Cow<'a, str>,
    /// How it ended.
    pub outcome: Outcome<'a>,
    /// Headers.
    pub headers: Headers<'a>,
}

/// How a call ended.
#[derive(Debug)]
pub enum Outcome<'a> {
    /// With an error.
    Error(Cow<'a, str>),
    /// With a value, not yet decoded.
    Result(Payload<'a>),
    /// Without a value.
    Void,
}

/// The headers of a message: checked to be texts by text, looked up when needed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Headers<'a>(pub(super) RawHeaders<'a>);

#[derive(Clone, Copy, Debug, Default)]
pub(super) enum RawHeaders<'a> {
    #[default]
    None,
    Json(&'a str),
    MessagePack(&'a [u8]),
}

impl<'a> Headers<'a> {
    /// The value of header `name`.
    pub fn get(&self, name: &str) -> Option<Cow<'a, str>> {
        match self.0 {
            RawHeaders::None => None,
            RawHeaders::Json(raw) => json::header(raw, name),
            RawHeaders::MessagePack(raw) => messagepack::header(raw, name),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        matches!(self.0, RawHeaders::None)
    }
}
