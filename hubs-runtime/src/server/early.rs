//! What clients post before their connection has a transport: some send the handshake before their first poll.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use axum::body::{Body, HttpBody};
use bytes::Bytes;
use http_body_util::BodyExt;

use crate::{transport::http::MAX_WAITING_BYTES, websocket::MessageKind};

/// Bodies that are kept of one connection, however short: an empty one needs memory, too.
const MAX_POSTS: usize = 16;

/// Bytes that are kept of all connections of a server: room for a handshake and a call of each that may wait by default.
const MAX_ALL_BYTES: usize = 16 * 1024 * 1024;

/// What a client is told that has come when others have filled that.
pub(crate) const FULL: &str =
    "too much was posted to connections without a transport; open this one's transport first";

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
    /// All connections together have posted as much as is kept.
    Full,
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

/// Counts what is kept of all connections of a server.
#[derive(Default)]
pub(crate) struct EarlyBytes(Arc<AtomicUsize>);

/// What one connection has of them; given back when dropped.
struct Share {
    of: Arc<AtomicUsize>,
    bytes: usize,
}

impl Drop for Share {
    fn drop(&mut self) {
        self.of.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

/// What was posted to one connection, in order.
#[derive(Default)]
pub(crate) struct EarlyPosts {
    posts: Vec<Posted>,
    share: Option<Share>,
}

impl EarlyPosts {
    /// Keeps one more, if all of them have at most `limit` bytes then, and there is room among those of all connections.
    pub(crate) fn keep(
        &mut self,
        posted: Posted,
        limit: usize,
        all: &EarlyBytes,
    ) -> Result<(), EarlyFault> {
        let share = self.share.get_or_insert_with(|| Share {
            of: all.0.clone(),
            bytes: 0,
        });
        let more = posted.bytes.len();
        if self.posts.len() >= MAX_POSTS || share.bytes + more > limit {
            return Err(EarlyFault::TooMuch { limit });
        }
        if all.0.fetch_add(more, Ordering::Relaxed) + more > MAX_ALL_BYTES {
            all.0.fetch_sub(more, Ordering::Relaxed);
            return Err(EarlyFault::Full);
        }
        share.bytes += more;
        self.posts.push(posted);
        Ok(())
    }
}

impl IntoIterator for EarlyPosts {
    type Item = Posted;
    type IntoIter = std::vec::IntoIter<Posted>;

    fn into_iter(self) -> Self::IntoIter {
        self.posts.into_iter()
    }
}

/// What the client is told.
pub(crate) fn too_much(limit: usize) -> String {
    format!(
        "a connection without a transport keeps {limit} bytes of {MAX_POSTS} POSTs at most (`maximum_receive_message_size`, \
         but no more than {MAX_WAITING_BYTES}); open its transport first"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posted(size: usize) -> Posted {
        Posted {
            kind: MessageKind::Text,
            bytes: vec![0; size].into(),
        }
    }

    #[test]
    fn all_connections_together_have_a_limit_and_give_back_what_they_had() {
        let (all, limit) = (EarlyBytes::default(), 1024 * 1024);
        let mut many: Vec<EarlyPosts> = (0..16).map(|_| EarlyPosts::default()).collect();
        for posts in &mut many {
            posts.keep(posted(limit), limit, &all).expect("room");
        }
        let mut late = EarlyPosts::default();
        let full = late.keep(posted(1), limit, &all);
        assert!(matches!(full, Err(EarlyFault::Full)), "{full:?}");
        // One is attached, one given up.
        assert_eq!(many.pop().expect("one").into_iter().count(), 1);
        late.keep(posted(1), limit, &all).expect("room");
        drop(many);
        let kept = || all.0.load(Ordering::Relaxed);
        assert_eq!(kept(), 1);
        let own = late.keep(posted(limit), limit, &all);
        assert!(matches!(own, Err(EarlyFault::TooMuch { .. })), "{own:?}");
        drop(late);
        assert_eq!(kept(), 0);
    }
}
