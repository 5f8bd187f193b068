//! What happens to a connection, as a stream.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use futures_util::Stream;
use parking_lot::Mutex;
use tokio::sync::mpsc;

use super::error::{CloseReason, ConnectError, RefreshError};

/// Events that a subscriber has not taken. One that falls further behind misses news, but never the end.
const KEPT: usize = 64;

/// Where a connection stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConnectionStatus {
    /// Calls can be made.
    Connected,
    /// It is lost and tried again.
    Reconnecting,
    /// It is over.
    Closed(CloseReason),
}

/// What happens to a connection.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ConnectionEvent {
    /// The connection is lost and is tried again after `delay`; `attempt` counts from 0.
    Reconnecting {
        /// How many attempts have failed.
        attempt: u32,
        /// How long until the next one.
        delay: Duration,
        /// What ended the connection or the last attempt.
        error: ConnectError,
    },
    /// It is back, with the caller state. The server knows it as a new connection, in no group that the hub has not put it
    /// into; after a stateful reconnect it is the same connection, and nothing was lost.
    Reconnected {
        /// The id of the connection.
        connection_id: Option<Arc<str>>,
        /// Whether the server kept the old connection.
        resumed: bool,
    },
    /// The server has taken a newer token.
    AuthenticationRefreshed {
        /// How long that one holds; `None` if it has no end.
        holds_for: Option<Duration>,
    },
    /// The server did not take a newer token, and may end the connection when the present one ends. It is tried again until
    /// then.
    AuthenticationExpiring {
        /// How long the present one still holds.
        left: Duration,
        /// Why there is no newer one.
        error: RefreshError,
    },
    /// The server has changed these fields of the caller state.
    StateChanged(Vec<String>),
    /// It is over. Calls fail from now on.
    Closed(CloseReason),
}

/// The events of one connection from now on; ends after [`ConnectionEvent::Closed`].
#[derive(Debug)]
pub struct ConnectionEvents(mpsc::Receiver<ConnectionEvent>);

impl Stream for ConnectionEvents {
    type Item = ConnectionEvent;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(cx)
    }
}

/// Who listens.
#[derive(Default)]
pub(super) struct Listeners(Mutex<Vec<mpsc::Sender<ConnectionEvent>>>);

impl Listeners {
    pub(super) fn subscribe(&self) -> ConnectionEvents {
        let (sender, events) = mpsc::channel(KEPT);
        self.0.lock().push(sender);
        ConnectionEvents(events)
    }

    pub(super) fn tell(&self, event: &ConnectionEvent) {
        let mut listeners = self.0.lock();
        // The last place is kept for the end, which nobody may miss.
        let is_end = matches!(event, ConnectionEvent::Closed(_));
        listeners.retain(|listener| {
            if is_end || listener.capacity() > 1 {
                let _ = listener.try_send(event.clone());
            }
            !listener.is_closed()
        });
        if is_end {
            listeners.clear();
        }
    }
}
