//! Transports made of ordinary HTTP requests: the client's half comes in POST bodies, the server's half leaves as
//! Server-Sent Events ([`sse`]) or as the bodies of polls ([`long_polling`]).
//!
//! The endpoint runs in a task of its own, which lives from the first request to the end of the connection; requests
//! come and go and share an [`HttpConnection`] with it.

pub(crate) mod long_polling;
pub(crate) mod sse;

use std::{
    collections::VecDeque,
    future::poll_fn,
    sync::{Arc, OnceLock},
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use parking_lot::Mutex;
use tokio::{
    sync::{Mutex as AsyncMutex, MutexGuard, mpsc},
    time::Instant,
};
use tokio_util::sync::CancellationToken;

use super::Served;
use crate::{
    connection::{Connection, Endpoint, Fragment, InputEnd},
    websocket::MessageKind,
};

/// The longest piece of a POST body that is handed on in one.
pub(crate) const MAX_PIECE_BYTES: usize = 16 * 1024;

/// Pieces of POST bodies that may wait for the endpoint; a further one makes its request wait.
const WAITING_PIECES: usize = 4;

/// What they hold altogether.
pub(crate) const MAX_WAITING_BYTES: usize = WAITING_PIECES * MAX_PIECE_BYTES;

/// Segments of the outbox that leave as one event, if it does not matter.
const SEGMENTS_PER_EVENT: usize = 64;

/// A part of the body of a POST.
pub(crate) struct Piece {
    pub(crate) kind: MessageKind,
    pub(crate) bytes: Bytes,
    /// Whether the body ends with it.
    pub(crate) last: bool,
}

/// What the requests of one connection share.
pub(crate) struct HttpConnection {
    pub(crate) core: Arc<Connection>,
    /// The lock keeps the bodies of requests that overlap in order.
    input: AsyncMutex<mpsc::Sender<Piece>>,
    /// Segments of the outbox that may leave as one event.
    segments_per_event: usize,
    end: OnceLock<InputEnd>,
    presence: Mutex<Presence>,
    /// Wakes a poll that a newer one, a DELETE or the connection's end has made pointless.
    pub(super) turn: tokio::sync::Notify,
    /// Cancelled when everything that will ever be sent is in the outbox: no request is waited for any more.
    output_ended: CancellationToken,
    /// Cancelled once the client knows of the end or cannot be told.
    farewell: CancellationToken,
}

/// The right to pass the client's bytes on.
pub(crate) struct Input<'c>(MutexGuard<'c, mpsc::Sender<Piece>>);

impl Input<'_> {
    /// Passes one piece on; waits while the endpoint has enough to do. `false` if the connection is over.
    pub(crate) async fn send(&self, piece: Piece) -> bool {
        self.0.send(piece).await.is_ok()
    }

    /// Waits until the endpoint has taken all pieces, or the connection is over.
    pub(crate) async fn taken(&self) {
        let _ = self.0.reserve_many(WAITING_PIECES).await;
    }
}

/// Whether a request for the server's half is there.
#[derive(Clone, Copy, Debug)]
enum Presence {
    /// The number of the newest one.
    Attached(u64),
    /// None since then; `u64` is the number of the last one.
    AwaySince(Instant, u64),
}

impl HttpConnection {
    /// Starts the endpoint of a new connection. What `keep` returns is dropped when both client and hub are done with it.
    ///
    /// Without a request for the server's half the connection ends after `patience`.
    pub(crate) fn start<E: Endpoint, K: Send + 'static>(
        link: Served<E>,
        patience: Duration,
        keep: impl FnOnce(&Arc<Self>) -> K,
    ) -> Arc<Self> {
        let close_timeout = link.close_timeout;
        let (sender, receiver) = mpsc::channel(WAITING_PIECES);
        let connection = Arc::new(Self {
            core: link.core,
            input: AsyncMutex::new(sender),
            segments_per_event: if E::MESSAGES_APART {
                1
            } else {
                SEGMENTS_PER_EVENT
            },
            end: OnceLock::new(),
            presence: Mutex::new(Presence::AwaySince(Instant::now(), 0)),
            turn: tokio::sync::Notify::new(),
            output_ended: CancellationToken::new(),
            farewell: CancellationToken::new(),
        });
        let mut task = EndpointTask {
            connection: connection.clone(),
            endpoint: link.endpoint,
            receiver,
            patience,
            timer: Box::pin(tokio::time::sleep(patience)),
        };
        let kept = keep(&connection);
        let (farewell, core) = (connection.farewell.clone(), connection.core.clone());
        tokio::spawn(async move {
            poll_fn(|cx| task.poll(cx)).await;
            // Between two polls nobody is there to hear of the end; the next poll must still find the connection.
            let _ = tokio::time::timeout(close_timeout, farewell.cancelled()).await;
            // A response whose client does not read stays with its socket; what it was to send does not.
            core.outbox.discard();
            drop(kept);
        });
        connection
    }

    /// The client's half: one request holds it until its body has been passed on.
    pub(crate) async fn input(&self) -> Input<'_> {
        Input(self.input.lock().await)
    }

    /// The client's half ends.
    pub(crate) fn end(&self, how: InputEnd) {
        let _ = self.end.set(how);
        self.farewell.cancel();
        self.core.wake_engine();
        self.turn.notify_waiters();
    }

    /// The client has been told of the end.
    pub(super) fn told(&self) {
        self.farewell.cancel();
    }

    /// Whether everything that will ever be sent has been put into the outbox.
    pub(crate) fn output_ended(&self) -> bool {
        self.output_ended.is_cancelled()
    }

    /// Waits until the server is done with the client's half.
    pub(crate) async fn over(&self) {
        self.output_ended.cancelled().await;
    }

    /// Notes that a request for the server's half came, and returns its number.
    pub(super) fn attach(&self) -> u64 {
        let mut presence = self.presence.lock();
        let (Presence::Attached(last) | Presence::AwaySince(_, last)) = *presence;
        *presence = Presence::Attached(last + 1);
        drop(presence);
        self.turn.notify_waiters();
        last + 1
    }

    /// Notes that request `number` is gone, unless a newer one has taken its place.
    pub(super) fn detach(&self, number: u64) {
        let mut presence = self.presence.lock();
        if matches!(*presence, Presence::Attached(newest) if newest == number) {
            *presence = Presence::AwaySince(Instant::now(), number);
            drop(presence);
            self.core.wake_engine();
        }
    }

    /// Takes what waits for request `number`, which is woken when more comes; `None` if a newer one has taken its place.
    ///
    /// Looking, registering and taking are one step: an older request that was woken late neither takes what is a newer
    /// one's nor the place of its waker.
    pub(super) fn take(
        &self,
        number: u64,
        cx: &mut Context<'_>,
        max_segments: usize,
    ) -> Option<VecDeque<Bytes>> {
        let presence = self.presence.lock();
        if !matches!(*presence, Presence::Attached(newest) if newest == number) {
            return None;
        }
        let mut segments = VecDeque::new();
        self.core.outbox.register(cx.waker());
        self.core.outbox.take(&mut segments, max_segments);
        Some(segments)
    }

    fn away_since(&self) -> Option<Instant> {
        match *self.presence.lock() {
            Presence::Attached(_) => None,
            Presence::AwaySince(since, _) => Some(since),
        }
    }
}

/// Drives the endpoint of one connection.
struct EndpointTask<E> {
    connection: Arc<HttpConnection>,
    endpoint: E,
    receiver: mpsc::Receiver<Piece>,
    patience: Duration,
    timer: std::pin::Pin<Box<tokio::time::Sleep>>,
}

impl<E: Endpoint> EndpointTask<E> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.connection.core.register_engine(cx.waker());
        loop {
            if let Some(how) = self.connection.end.get() {
                self.endpoint.input_ended(*how);
            } else if self.gave_up(cx) {
                self.connection.end(InputEnd::Lost);
                self.endpoint.input_ended(InputEnd::Lost);
            }
            let over = self.endpoint.poll(cx).is_ready();
            if self.endpoint.output_ended() && !self.connection.output_ended() {
                self.end_output();
            }
            if over {
                return Poll::Ready(());
            }
            if !self.endpoint.wants_input() {
                return Poll::Pending;
            }
            match self.receiver.poll_recv(cx) {
                Poll::Ready(Some(Piece { kind, bytes, last })) => {
                    let bytes = &bytes[..];
                    let fragment = Fragment { kind, bytes, last };
                    self.endpoint.receive(fragment, cx);
                }
                Poll::Ready(None) | Poll::Pending => return Poll::Pending,
            }
        }
    }

    /// Whether no request for the server's half has come for too long.
    fn gave_up(&mut self, cx: &mut Context<'_>) -> bool {
        let Some(since) = self.connection.away_since() else {
            return false;
        };
        let deadline = since + self.patience;
        if self.timer.deadline() != deadline {
            self.timer.as_mut().reset(deadline);
        }
        self.timer.as_mut().poll(cx).is_ready()
    }
}

impl<E> EndpointTask<E> {
    /// Lets requests for the server's half end, once they have taken what waits.
    fn end_output(&mut self) {
        self.connection.output_ended.cancel();
        self.connection.core.outbox.wake();
        self.connection.turn.notify_waiters();
        self.receiver.close();
    }
}

impl<E> Drop for EndpointTask<E> {
    /// However the task ends, no request waits for it.
    fn drop(&mut self) {
        self.end_output();
    }
}
