//! Items that the server sends as the answer to a call.

use std::{
    fmt,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use futures_util::{Stream, future::BoxFuture};
use parking_lot::Mutex;
use serde::de::DeserializeOwned;
use tokio::sync::mpsc;

use super::{
    calls::{Answer, StreamSink},
    connection::HubConnection,
    error::CallError,
    link::{CancelOnDrop, result_of},
};
use crate::{panics, protocol::Payload};

/// The items of a hub method that returns a stream, in order; after an error nothing follows.
///
/// A hundred items (`stream_buffer`) are read ahead. Beyond that the connection waits for the reader, other messages
/// with it; a stream that keeps it waiting for longer than the server timeout is cancelled with
/// [`CallError::NotRead`]. Dropping the stream cancels it on the server.
pub struct HubStream<T, E = serde_json::Value> {
    items: mpsc::Receiver<T>,
    end: Arc<Mutex<Option<CallError<E>>>>,
    _cancel: CancelOnDrop,
    /// A connection lives as long as something reads from it.
    _connection: HubConnection,
}

impl<T, E> fmt::Debug for HubStream<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HubStream").finish_non_exhaustive()
    }
}

impl<T, E> HubStream<T, E> {
    pub(super) fn new(
        items: mpsc::Receiver<T>,
        end: Arc<Mutex<Option<CallError<E>>>>,
        cancel: CancelOnDrop,
        connection: HubConnection,
    ) -> Self {
        Self {
            items,
            end,
            _cancel: cancel,
            _connection: connection,
        }
    }
}

impl<T, E> Stream for HubStream<T, E> {
    type Item = Result<T, CallError<E>>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        Poll::Ready(match ready!(this.items.poll_recv(cx)) {
            Some(item) => Some(Ok(item)),
            None => this.end.lock().take().map(Err),
        })
    }
}

impl<T, E> Unpin for HubStream<T, E> {}

/// The connection's end of a [`HubStream`].
pub(super) struct Items<T, E> {
    method: String,
    /// Gone when the stream is over, so that its reader finds the end.
    sender: Mutex<Option<mpsc::Sender<T>>>,
    end: Arc<Mutex<Option<CallError<E>>>>,
    /// How long an unread stream is waited for.
    patience: Duration,
}

/// What [`HubStream`] is made of: the connection's end, the items, the error that ends them.
type Ends<T, E> = (
    Arc<Items<T, E>>,
    mpsc::Receiver<T>,
    Arc<Mutex<Option<CallError<E>>>>,
);

impl<T, E> Items<T, E> {
    pub(super) fn new(method: &str, capacity: usize, patience: Duration) -> Ends<T, E> {
        let (sender, items) = mpsc::channel(capacity);
        let end = Arc::new(Mutex::new(None));
        let sink = Self {
            method: method.to_owned(),
            sender: Mutex::new(Some(sender)),
            end: end.clone(),
            patience,
        };
        (Arc::new(sink), items, end)
    }

    fn sender(&self) -> Option<mpsc::Sender<T>> {
        self.sender.lock().clone()
    }

    fn finish(&self, error: Option<CallError<E>>) {
        let Some(sender) = self.sender.lock().take() else {
            return;
        };
        *self.end.lock() = error;
        drop(sender);
    }
}

impl<T, E> StreamSink for Items<T, E>
where
    T: DeserializeOwned + Send + 'static,
    E: DeserializeOwned + Send + 'static,
{
    fn has_room(&self) -> bool {
        let sender = self.sender();
        sender.is_none_or(|sender| sender.capacity() > 0 || sender.is_closed())
    }

    fn room(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {
            if let Some(sender) = self.sender() {
                drop(sender.reserve().await);
            }
        })
    }

    fn item(&self, payload: &Payload<'_>) {
        let Some(sender) = self.sender() else { return };
        match payload.decode_contained::<T>() {
            // Whoever does not read any more has no use for it.
            Ok(item) => panics::discard(sender.try_send(item)),
            Err(error) => self.finish(Some(CallError::decode::<T>(&self.method, &error))),
        }
    }

    fn end(&self, answer: &Answer<'_>) {
        let ended: Result<serde::de::IgnoredAny, _> = result_of(&self.method, answer);
        self.finish(ended.err());
    }

    fn give_up(&self) {
        self.finish(Some(CallError::NotRead {
            method: self.method.clone(),
            after: self.patience,
        }));
    }
}
