//! What a handler holds: one raw connection, and the way to send to it from elsewhere.

use std::{
    fmt,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::sync::mpsc;

use super::RawMessage;
use crate::{
    connection::{
        CloseMessage, Connection, DisconnectReason, RequestInfo,
        outbox::{MESSAGE_BYTES, Posted, Sending},
    },
    hub::caller::about_connection,
};

/// What the handler's side and the transport's side of a raw connection share.
pub(super) struct RawShared {
    pub(super) core: Arc<Connection>,
    /// Bytes of messages that the handler has not taken.
    waiting: AtomicUsize,
    /// No more is read while this much waits.
    limit: usize,
    pub(super) ended: OnceLock<DisconnectReason>,
}

impl RawShared {
    pub(super) fn new(core: Arc<Connection>, limit: usize) -> Arc<Self> {
        Arc::new(Self {
            core,
            waiting: AtomicUsize::new(0),
            limit,
            ended: OnceLock::new(),
        })
    }

    pub(super) fn has_room(&self) -> bool {
        self.waiting.load(Ordering::Acquire) < self.limit
    }

    pub(super) fn count(&self, message: &RawMessage) {
        let weight = message.bytes.len() + MESSAGE_BYTES;
        self.waiting.fetch_add(weight, Ordering::AcqRel);
    }

    fn taken(&self, message: &RawMessage) {
        let weight = message.bytes.len() + MESSAGE_BYTES;
        let before = self.waiting.fetch_sub(weight, Ordering::AcqRel);
        if before >= self.limit && before - weight < self.limit {
            self.core.wake_engine();
        }
    }
}

/// One raw connection, as its handler has it: see [`ConnectionHandler`](super::ConnectionHandler).
pub struct RawConnection {
    sender: RawSender,
    inbox: mpsc::UnboundedReceiver<RawMessage>,
}

impl RawConnection {
    /// `inbox` is bounded by what the transport's side puts into it.
    pub(super) fn new(shared: Arc<RawShared>, inbox: mpsc::UnboundedReceiver<RawMessage>) -> Self {
        let sender = RawSender { shared };
        Self { sender, inbox }
    }

    about_connection!(sender.shared.core);

    /// The request that the connection goes by: the one of its transport, until a later one says anew who the client is.
    pub fn request(&self) -> Arc<RequestInfo> {
        self.sender.shared.core.request()
    }

    /// The next message; `None` once the connection is over, or is to end because the server shuts down, and everything
    /// that had come was taken.
    ///
    /// While messages wait to be taken, at least as many bytes as
    /// [`maximum_receive_message_size`](crate::HubOptions::maximum_receive_message_size), no more is read from the client:
    /// it waits, and its end is not noticed either. A longer message ends the connection.
    ///
    /// # Cancel safety
    /// Safe to drop and call again.
    pub async fn recv(&mut self) -> Option<RawMessage> {
        let message = self.inbox.recv().await?;
        self.sender.shared.taken(&message);
        Some(message)
    }

    /// Sends a message; see [`RawSender::send`].
    ///
    /// # Errors
    /// See [`RawSender::send`].
    pub async fn send(&self, message: impl Into<RawMessage>) -> Result<(), RawSendError> {
        self.sender.send(message).await
    }

    /// What sends to the connection from elsewhere: from another task, or another connection's handler.
    pub fn sender(&self) -> RawSender {
        self.sender.clone()
    }

    /// Ends the connection; what was sent before still arrives.
    pub fn close(&self) {
        self.sender.close();
    }

    /// Ends when the connection is over or is to end, as for a shutdown; see [`RawSender::closed`].
    ///
    /// # Cancel safety
    /// Safe to drop and call again.
    pub async fn closed(&self) {
        self.sender.closed().await;
    }

    /// Why the connection is over, or is to end; `None` while it goes on.
    pub fn disconnect_reason(&self) -> Option<&DisconnectReason> {
        let RawShared { core, ended, .. } = &*self.sender.shared;
        let asked = || core.close_request().map(|request| &request.reason);
        ended.get().or_else(asked)
    }
}

impl Drop for RawConnection {
    /// Nobody takes messages any more: what comes is dropped, so that the end of the client is noticed.
    fn drop(&mut self) {
        self.inbox.close();
        self.sender.shared.core.wake_engine();
    }
}

impl fmt::Debug for RawConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RawConnection")
            .field(&self.sender.shared.core)
            .finish()
    }
}

/// Sends to one raw connection. Cheap to clone; it does not keep the connection open.
#[derive(Clone)]
pub struct RawSender {
    shared: Arc<RawShared>,
}

impl fmt::Debug for RawSender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RawSender").field(&self.shared.core).finish()
    }
}

impl RawSender {
    about_connection!(shared.core);

    /// The request that the connection goes by: the one of its transport, until a later one says anew who the client is.
    pub fn request(&self) -> Arc<RequestInfo> {
        self.shared.core.request()
    }

    /// Queues a message, whole and in order. While 64 KiB wait for the client it waits, as long as the client reads; one
    /// that takes nothing for [`slow_client_timeout`](crate::HubOptions::slow_client_timeout) is waited for no longer,
    /// and is disconnected once more than [`max_outgoing_bytes`](crate::HubOptions::max_outgoing_bytes) wait for it.
    ///
    /// That a message was queued does not say that the client has it.
    ///
    /// # Errors
    /// [`RawSendError::Closed`] if the connection is over; [`RawSendError::NotText`] for bytes over Server-Sent Events,
    /// unless they are UTF-8.
    ///
    /// # Cancel safety
    /// If it is dropped while it waits, nothing was queued.
    pub async fn send(&self, message: impl Into<RawMessage>) -> Result<(), RawSendError> {
        let message = message.into();
        let core = &self.shared.core;
        if core.transport.text_only() && message.as_text().is_none() {
            return Err(RawSendError::NotText);
        }
        loop {
            match core.try_post(&message.bytes, Sending::Message(message.kind)) {
                Posted::Queued | Posted::Replaced(_) => return Ok(()),
                Posted::Closed | Posted::Overflow => return Err(RawSendError::Closed),
                Posted::Full => core.outbox.room().await,
            }
        }
    }

    /// Ends the connection; what was sent before still arrives.
    pub fn close(&self) {
        self.shared.core.kick(CloseMessage::default());
    }

    /// Ends when the connection is over or is to end: its client has left, someone has closed it, or the server shuts down,
    /// and then a last message may still be sent until [`drain_timeout`](crate::HubOptions::drain_timeout) is over.
    ///
    /// # Cancel safety
    /// Safe to drop and call again.
    pub async fn closed(&self) {
        self.shared.core.left().cancelled().await;
    }
}

/// Why a message was not sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RawSendError {
    /// The connection is over.
    #[error("the connection is closed")]
    Closed,
    /// The message is not UTF-8, and Server-Sent Events carry nothing else.
    #[error(
        "the message is not UTF-8, and Server-Sent Events carry text alone; send text, or leave `ServerSentEvents` out of \
         `HubOptions::transports`"
    )]
    NotText,
}
