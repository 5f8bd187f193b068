//! WebSockets without I/O (RFC 6455): bytes in, [`Event`]s out; payloads in, bytes out. The server's transport and the
//! client's drive the same code with another [`Role`].
//!
//! | part | what it does |
//! |---|---|
//! | [`handshake`] | decides on the HTTP request, checks the HTTP response |
//! | [`decoder`] | takes frames apart, refuses what breaks the protocol |
//! | [`encoder`] | writes frames |
//! | [`frame`], [`mask`], [`utf8`], [`close`], [`error`] | what those share |
//!
//! # Who lends what to whom
//!
//! A server with many quiet connections cannot afford a read buffer for each, and a busy one cannot afford to copy each
//! message. So the [`Decoder`] owns no buffer. A connection reads into any buffer, one that a thread's connections take
//! turns with, and lends it to the decoder, mutably, because clients mask what they send:
//!
//! ```ignore
//! let mut input = &mut buffer[..count];
//! while let Some(event) = decoder.decode(&mut input)? {
//!     match event {
//!         Event::Data { payload, .. } => hub.receive(payload, &mut answers),
//!         Event::Ping(payload) => append_pong(&mut out, payload, None),
//!         Event::Pong(_) => {}
//!         Event::Close(reason) => append_close(&mut out, reason, None),
//!     }
//! }
//! // Now `buffer` is free again: write `out` once, and let another connection read.
//! ```
//!
//! * Each call cuts what it took off the front of `input`, unmasks it where it lies, and lends it back in the event.
//!   The event lives until the next call. Nothing is copied and nothing is allocated.
//! * A **data frame that has not arrived whole** is not gathered. What is there comes as an event with
//!   `message_end: false`, the rest in later ones. A hub protocol reads a stream of bytes and finds its messages' ends
//!   itself, so it alone keeps unfinished ones, once, under its own limit. Frame borders, message borders and
//!   text or binary mean nothing to it.
//! * A **control frame in parts** is gathered (a ping is answered whole), in a buffer of 125 bytes that lives until the
//!   frame has been handed out. Other than that a decoder keeps a header's beginning and a character's, within itself.
//! * So no length that a peer claims is ever believed: it counts down and allocates nothing.
//!
//! Writing is the mirror image: [`FrameHeader`] is a few bytes on the stack to be written before bytes that many
//! connections share, and the `append_…` functions put small frames at the end of a buffer that is written once.

mod close;
mod decoder;
mod encoder;
mod error;
mod frame;
mod handshake;
mod mask;
mod utf8;

#[cfg(test)]
mod tests;

pub(crate) use close::{CloseCode, CloseReason};
pub(crate) use decoder::{Decoder, Event};
pub(crate) use encoder::{FrameHeader, append_close, append_fragment, append_frame, append_pong};
pub(crate) use error::FrameFault;
pub(crate) use frame::{MessageKind, Opcode};
pub(crate) use handshake::{
    Accepted, ClientHandshake, UpgradeFailure, UpgradeRefusal, accept, asks_for_upgrade,
};
pub(crate) use mask::{MaskKey, MaskKeys};

/// Which end of the connection we are: it decides who masks (RFC 6455, section 5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Reads masked frames, writes plain ones.
    Server,
    /// Reads plain frames, writes masked ones.
    Client,
}
