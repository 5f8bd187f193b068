//! Messages as values: what is read from a frame and what is written to one is of the same types.
//!
//! A message that was read borrows its frame, and its values are raw ([`Payload`], [`Arguments`]). A message to write
//! borrows what its writer has, and its values are anything that serializes; see [`Invocation::encode`].

use std::borrow::Cow;

use super::{Arguments, Conventions, Headers, Payload};

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
    CancelInvocation(CancelInvocation<'a>),
    /// Type 6.
    Ping,
    /// Type 7: the connection ends.
    Close(Close<'a>),
    /// Type 8, stateful reconnect: everything up to this number has been processed.
    Ack(Ack),
    /// Type 9, stateful reconnect: the number of the next message.
    Sequence(Sequence),
    /// A type that we do not know; to be ignored.
    Unknown(i64),
}

impl Message<'_> {
    /// Says how the values in it are to be read.
    pub(super) fn follow(&mut self, conventions: Conventions) {
        match self {
            Self::Invocation(call) => call.arguments.conventions = conventions,
            Self::StreamItem(item) => item.item.conventions = conventions,
            Self::Completion(Completion {
                outcome: Outcome::Result(result),
                ..
            }) => result.conventions = conventions,
            _ => {}
        }
    }

    /// Whether stateful reconnect counts the message and sends it again.
    pub fn is_numbered(&self) -> bool {
        match self {
            Self::Invocation(_)
            | Self::StreamItem(_)
            | Self::Completion(_)
            | Self::CancelInvocation(_) => true,
            Self::Ping | Self::Close(_) | Self::Ack(_) | Self::Sequence(_) | Self::Unknown(_) => {
                false
            }
        }
    }
}

/// A call.
#[derive(Debug)]
pub struct Invocation<'a, A = Arguments<'a>> {
    /// Whether the caller expects a stream.
    pub kind: InvocationKind,
    /// Headers.
    pub headers: Headers<'a>,
    /// Id for the answer; without one the caller wants none. A call that expects a stream has one.
    pub invocation_id: Option<Cow<'a, str>>,
    /// Name of the method as the caller spelled it.
    pub target: Cow<'a, str>,
    /// The arguments: not yet decoded if read; to write they must serialize as a sequence.
    pub arguments: A,
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

impl<'a, A> Invocation<'a, A> {
    /// A call that nobody answers.
    pub fn push(target: &'a str, arguments: A) -> Self {
        Self {
            kind: InvocationKind::Plain,
            headers: Headers::default(),
            invocation_id: None,
            target: target.into(),
            arguments,
            stream_ids: Vec::new(),
        }
    }

    /// A call that is answered once, by a completion with `id`.
    pub fn call(id: &'a str, target: &'a str, arguments: A) -> Self {
        Self {
            invocation_id: Some(id.into()),
            ..Self::push(target, arguments)
        }
    }

    /// A call that is answered by the items and the completion of stream `id`.
    pub fn stream(id: &'a str, target: &'a str, arguments: A) -> Self {
        Self {
            kind: InvocationKind::Stream,
            ..Self::call(id, target, arguments)
        }
    }

    /// With these headers.
    #[must_use]
    pub fn with_headers(mut self, headers: Headers<'a>) -> Self {
        self.headers = headers;
        self
    }

    /// With streams of these ids, which the caller sends along.
    #[must_use]
    pub fn with_streams(mut self, ids: &'a [impl AsRef<str>]) -> Self {
        self.stream_ids = ids.iter().map(|id| id.as_ref().into()).collect();
        self
    }
}

/// One item of a stream.
#[derive(Debug)]
pub struct StreamItem<'a, T = Payload<'a>> {
    /// The stream's id.
    pub invocation_id: Cow<'a, str>,
    /// The item.
    pub item: T,
    /// Headers.
    pub headers: Headers<'a>,
}

impl<'a, T> StreamItem<'a, T> {
    /// An item of stream `id`.
    pub fn new(id: &'a str, item: T) -> Self {
        Self {
            invocation_id: id.into(),
            item,
            headers: Headers::default(),
        }
    }

    /// With these headers.
    #[must_use]
    pub fn with_headers(mut self, headers: Headers<'a>) -> Self {
        self.headers = headers;
        self
    }
}

/// The end of a call or of a stream.
#[derive(Debug)]
pub struct Completion<'a, T = Payload<'a>> {
    /// Its id.
    pub invocation_id: Cow<'a, str>,
    /// How it ended.
    pub outcome: Outcome<'a, T>,
    /// Headers.
    pub headers: Headers<'a>,
}

/// How a call ended.
#[derive(Debug)]
pub enum Outcome<'a, T = Payload<'a>> {
    /// With an error.
    Error(Cow<'a, str>),
    /// With a value. An invoked method without a result answers `null`, as .NET's does.
    Result(T),
    /// Without a value: a stream's end, or a call without a result.
    Void,
}

impl<'a, T> Completion<'a, T> {
    /// The answer to call `id`.
    pub fn result(id: &'a str, value: T) -> Self {
        Self::of(id, Outcome::Result(value))
    }

    fn of(id: &'a str, outcome: Outcome<'a, T>) -> Self {
        Self {
            invocation_id: id.into(),
            outcome,
            headers: Headers::default(),
        }
    }

    /// With these headers.
    #[must_use]
    pub fn with_headers(mut self, headers: Headers<'a>) -> Self {
        self.headers = headers;
        self
    }
}

impl<'a> Completion<'a, ()> {
    /// The end of stream `id`, or of a call without a result.
    pub fn void(id: &'a str) -> Self {
        Self::of(id, Outcome::Void)
    }

    /// The failure of call or stream `id`.
    pub fn error(id: &'a str, text: &'a str) -> Self {
        Self::of(id, Outcome::Error(text.into()))
    }
}

/// A call's answer is no longer wanted.
#[derive(Debug)]
pub struct CancelInvocation<'a> {
    /// The call's id.
    pub invocation_id: Cow<'a, str>,
    /// Headers.
    pub headers: Headers<'a>,
}

impl<'a> CancelInvocation<'a> {
    /// The answer to call `id` is no longer wanted.
    pub fn new(id: &'a str) -> Self {
        Self {
            invocation_id: id.into(),
            headers: Headers::default(),
        }
    }

    /// With these headers.
    #[must_use]
    pub fn with_headers(mut self, headers: Headers<'a>) -> Self {
        self.headers = headers;
        self
    }
}

/// A sign of life: always the same bytes.
#[derive(Clone, Copy, Debug)]
pub struct Ping;

/// The connection's last message.
#[derive(Debug)]
pub struct Close<'a> {
    /// Why, if it is an error.
    pub error: Option<Cow<'a, str>>,
    /// Whether the other side may reconnect by itself.
    pub allow_reconnect: bool,
}

impl<'a> Close<'a> {
    /// The end for `error`, or without one.
    pub fn new(error: Option<&'a str>, allow_reconnect: bool) -> Self {
        Self {
            error: error.map(Into::into),
            allow_reconnect,
        }
    }
}

/// Everything up to this number has been processed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ack(pub u64);

/// The number of the next message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sequence(pub u64);
