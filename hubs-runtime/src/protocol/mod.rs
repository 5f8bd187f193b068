//! The SignalR hub protocols, JSON and MessagePack: from bytes to messages and back.
//!
//! Nothing here does I/O or knows hubs. Reading borrows: a [`Message`] points into the frame it was parsed from, and
//! the arguments of an invocation stay raw until they are decoded, once, straight into the parameters' types
//! ([`Arguments::next`]). Writing appends to a caller's buffer, and takes back what it wrote if a value has no form on
//! the wire.
//!
//! Source of all rules: the SignalR hub protocol as ASP.NET Core SignalR and its JavaScript client speak it; where the
//! protocol's document and those two differ, what they do holds.

mod error;
mod finite;
mod framing;
mod handshake;
mod json;
mod message;
mod messagepack;
mod owned;
mod payload;
mod write;

pub use message::Protocol;

// What the server and the clients of the tests are made of.
#[doc(hidden)]
pub use error::{DecodeError, EncodeError, ProtocolError};
#[cfg(test)]
pub(crate) use framing::searched;
#[doc(hidden)]
pub use framing::{Frame, FrameBuffer, FrameError, Framing};
#[doc(hidden)]
pub use handshake::{
    HandshakeError, HandshakeRequest, parse_handshake_request, write_handshake_response,
};
#[doc(hidden)]
pub use message::{Completion, Headers, Invocation, InvocationKind, Message, Outcome, StreamItem};
#[doc(hidden)]
pub use owned::{OwnedArguments, OwnedHeaders, OwnedPayload};
#[doc(hidden)]
pub use payload::{Arguments, Payload};
#[doc(hidden)]
pub use write::{
    HeaderList, write_ack, write_cancel, write_close, write_completion_error,
    write_completion_result, write_completion_void, write_invocation, write_ping, write_sequence,
    write_stream_invocation, write_stream_item,
};

/// Parses one message, without its separator or length prefix.
///
/// # Errors
/// [`ProtocolError`] with SignalR's text; the connection cannot go on.
#[doc(hidden)]
pub fn parse(protocol: Protocol, body: &[u8]) -> Result<Message<'_>, ProtocolError> {
    match protocol {
        Protocol::Json => json::parse(body),
        Protocol::MessagePack => messagepack::parse(body),
    }
}
