//! What clients post before their connection has a transport: some send the handshake before their first poll.

use axum::body::{Body, HttpBody};
use bytes::Bytes;
use http_body_util::BodyExt;

use crate::{transport::http::MAX_WAITING_BYTES, websocket::MessageKind};

/// Bodies that are kept of one connection, however short: an empty one needs memory, too.
const MAX_POSTS: usize = 16;

/// The body of a POST.
pub(crate) struct Posted {
    pub(crate) kind: MessageKind,
    pub(crate) bytes: Bytes,
}

/// Why a body is not kept.
#[derive(Debug)]
pub(crate) enum EarlyFault {
    /// There are, or would be, more than are kept.
    TooMuch { limit: usize },
    /// It did not come whole.
    BrokeOff,
}

/// How many bytes are kept of a connection whose messages have `message_limit` bytes at most: never more than an open
/// connection's posts may hold.
pub(crate) fn limit(message_limit: usize) -> usize {
    message_limit.min(MAX_WAITING_BYTES)
}

/// Reads a body of at most `limit` bytes into memory of its own.
pub(crate) async fn read(mut body: Body, limit: usize) -> Result<Bytes, EarlyFault> {
    let too_much = EarlyFault::TooMuch { limit };
    if body.size_hint().lower() > limit as u64 {
        return Err(too_much);
    }
    let mut read = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| EarlyFault::BrokeOff)?;
        let Some(bytes) = frame.data_ref() else {
            continue;
        };
        if read.len() + bytes.len() > limit {
            return Err(too_much);
        }
        read.extend_from_slice(bytes);
    }
    Ok(read.into_boxed_slice().into())
}

/// What was posted to one connection, in order.
#[derive(Default)]
pub(crate) struct EarlyPosts(Vec<Posted>);

impl EarlyPosts {
    /// Keeps one more, if all of them have at most `limit` bytes then.
    pub(crate) fn keep(&mut self, posted: Posted, limit: usize) -> Result<(), EarlyFault> {
        let kept: usize = self.0.iter().map(|posted| posted.bytes.len()).sum();
        if self.0.len() >= MAX_POSTS || kept + posted.bytes.len() > limit {
            return Err(EarlyFault::TooMuch { limit });
        }
        self.0.push(posted);
        Ok(())
    }
}

impl IntoIterator for EarlyPosts {
    type Item = Posted;
    type IntoIter = std::vec::IntoIter<Posted>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// What the client is told.
pub(crate) fn too_much(limit: usize) -> String {
    format!(
        "a connection without a transport keeps {limit} bytes of {MAX_POSTS} POSTs at most (`maximum_receive_message_size`, \
         but no more than {MAX_WAITING_BYTES}); open its transport first"
    )
}
