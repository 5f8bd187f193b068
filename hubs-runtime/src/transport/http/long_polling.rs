//! Long polling: the server's half of a connection as the bodies of requests that wait for something to say.

use std::{
    collections::VecDeque,
    future::poll_fn,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use bytes::{Bytes, BytesMut};

use super::HttpConnection;

/// How a poll ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Polled {
    /// Whole messages.
    Data(Bytes),
    /// Nothing came in time; the client polls again.
    Nothing,
    /// A newer poll has taken over, or the connection is over.
    Over,
}

/// Waits for data, at most `timeout`.
pub(crate) async fn poll(connection: &Arc<HttpConnection>, timeout: Duration) -> Polled {
    let turn = Turn {
        number: connection.attach(),
        connection,
    };
    let waited = tokio::time::timeout(timeout, turn.wait()).await;
    waited.unwrap_or(Polled::Nothing)
}

/// One poll; when it is dropped the connection waits for the next.
struct Turn<'c> {
    number: u64,
    connection: &'c Arc<HttpConnection>,
}

impl Turn<'_> {
    async fn wait(&self) -> Polled {
        loop {
            let interrupted = self.connection.turn.notified();
            tokio::pin!(interrupted);
            interrupted.as_mut().enable();
            let data = poll_fn(|cx| self.poll_data(cx));
            tokio::select! {
                biased;
                data = data => return data,
                () = interrupted => {}
            }
        }
    }

    fn poll_data(&self, cx: &mut Context<'_>) -> Poll<Polled> {
        // Before the outbox is looked at: what ends the output fills the outbox first.
        let ended = self.connection.output_ended();
        let Some(segments) = self.connection.take(self.number, cx, usize::MAX) else {
            return Poll::Ready(Polled::Over);
        };
        if !segments.is_empty() {
            return Poll::Ready(Polled::Data(join(segments)));
        }
        if ended {
            self.connection.told();
            return Poll::Ready(Polled::Over);
        }
        Poll::Pending
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.connection.detach(self.number);
    }
}

fn join(mut segments: VecDeque<Bytes>) -> Bytes {
    if segments.len() == 1 {
        return segments.pop_front().unwrap_or_default();
    }
    let mut joined = BytesMut::with_capacity(segments.iter().map(Bytes::len).sum());
    for segment in segments {
        joined.extend_from_slice(&segment);
    }
    joined.freeze()
}
