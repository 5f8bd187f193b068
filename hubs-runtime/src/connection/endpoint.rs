//! What stands behind a connection's transport, and how bytes are handed to it.

use std::{
    task::{Context, Poll},
    time::Duration,
};

use super::end::DisconnectReason;
use crate::websocket::{CloseCode, CloseReason, MessageKind};

/// How the client's half of the transport ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InputEnd {
    /// In order: a Close frame, a DELETE.
    Graceful,
    /// Without a word.
    Lost,
    /// With bytes that the transport itself does not understand.
    Broken,
}

impl InputEnd {
    /// Why the connection ends then.
    pub(crate) fn reason(self) -> DisconnectReason {
        match self {
            Self::Graceful => DisconnectReason::ClientStopped,
            Self::Lost => DisconnectReason::TransportLost {
                after: Duration::ZERO,
            },
            Self::Broken => DisconnectReason::Protocol("broken WebSocket frame".to_owned()),
        }
    }
}

/// A part of what a client sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fragment<'b> {
    /// What the whole of it is.
    pub(crate) kind: MessageKind,
    pub(crate) bytes: &'b [u8],
    /// Whether a WebSocket message, or the body of a POST, ends with it.
    pub(crate) last: bool,
}

/// Takes a client's bytes and fills the connection's outbox: the engine of a hub, or a raw connection.
///
/// A transport feeds it what it receives, drives it and sends what gathers in the outbox.
pub(crate) trait Endpoint: Send + 'static {
    /// Whether what waits in the outbox must leave one by one, each as a message of its transport. Otherwise messages can
    /// be told apart by what they are, and as many go at once as there are.
    const MESSAGES_APART: bool;

    /// Back-pressure: while it is false, the transport reads nothing.
    fn wants_input(&self) -> bool;
    /// Takes bytes from the transport.
    fn receive(&mut self, fragment: Fragment<'_>, cx: &mut Context<'_>);
    /// The transport will bring nothing more, unless [`Self::is_away`] says that another socket may come.
    fn input_ended(&mut self, how: InputEnd);
    /// Drives what goes on by itself; ready when the connection is over and everyone has been told.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()>;
    /// Whether nothing more will come into the outbox: the transport sends what is there and closes.
    fn output_ended(&self) -> bool;

    /// What a WebSocket is closed with, once the output has ended.
    fn close_reason(&self) -> CloseReason<'_> {
        CloseReason::new(CloseCode::NORMAL, "")
    }

    /// Whether the client may begin: its handshake was answered, its hook has ended well.
    #[cfg(feature = "testing")]
    fn is_open(&self) -> bool {
        !self.output_ended()
    }

    /// Whether the connection waits for another socket.
    fn is_away(&self) -> bool {
        false
    }

    /// Goes on over another socket.
    fn resumed(&mut self) {}
}
