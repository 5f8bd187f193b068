//! The SignalR hub protocols, JSON and MessagePack: from bytes to messages and back.
//!
//! Nothing here does I/O or knows hubs. Reading borrows: a [`Message`] points into the frame it was parsed from, and
//! the arguments of an invocation stay raw until they are decoded, once, straight into the parameters' types
//! ([`Arguments::next`]). Writing is of the same types with values in place of raw ones ([`Invocation::encode`]); it
//! appends to a caller's buffer, and takes back what it wrote if a value has no form on the wire.
//!
//! Source of all rules: the SignalR hub protocol as ASP.NET Core SignalR and its JavaScript client speak it; where the
//! protocol's document and those two differ, what they do holds.

mod conventions;
mod encode;
mod error;
mod failure;
mod finite;
mod framing;
mod handshake;
mod headers;
mod hello;
mod json;
mod keys;
mod message;
mod messagepack;
mod names;
mod numbers;
mod owned;
mod payload;
pub(crate) mod texts;
#[cfg(test)]
mod trip;
mod tuples;

pub use conventions::Conventions;
#[doc(hidden)]
pub use conventions::Encoding;
pub(crate) use encode::encode_contained;
#[cfg(feature = "server")]
pub(crate) use failure::Failed;
pub use failure::FailureKind;
pub use names::{Protocol, Transport};

// What the server and the clients of the tests are made of.
#[doc(hidden)]
pub use error::{DecodeError, EncodeError, ProtocolError};
#[cfg(test)]
pub(crate) use framing::searched;
#[doc(hidden)]
pub use framing::{Frame, FrameBuffer, FrameError, Framing};
#[doc(hidden)]
pub use handshake::{
    HandshakeError, HandshakeFault, HandshakeRequest, parse_handshake_request,
    parse_handshake_response, write_handshake_request, write_handshake_response,
};
#[doc(hidden)]
pub use headers::Headers;
#[cfg(feature = "server")]
pub(crate) use hello::MemberDigests;
#[doc(hidden)]
pub use hello::{ContractDigests, StaticDigests};
pub(crate) use hello::{Hello, Welcome};
#[doc(hidden)]
pub use message::{
    Ack, CancelInvocation, Close, Completion, Invocation, InvocationKind, Message, Outcome, Ping,
    Sequence, StreamItem,
};
#[doc(hidden)]
pub use owned::{OwnedArguments, OwnedHeaders, OwnedPayload};
#[doc(hidden)]
pub use payload::{Arguments, Payload};
pub(crate) use tuples::ArgumentList;
pub use tuples::{ArgumentFault, ReadArguments, WriteArguments};

/// Parses one message, without its separator or length prefix.
///
/// # Errors
/// [`ProtocolError`] with SignalR's text; the connection cannot go on.
#[doc(hidden)]
pub fn parse(encoding: impl Into<Encoding>, body: &[u8]) -> Result<Message<'_>, ProtocolError> {
    let Encoding {
        protocol,
        conventions,
    } = encoding.into();
    let mut message = match protocol {
        Protocol::Json => json::parse(body),
        Protocol::MessagePack => messagepack::parse(body),
    }?;
    message.follow(conventions);
    Ok(message)
}
