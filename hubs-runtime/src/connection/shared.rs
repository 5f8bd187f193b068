//! What all parts of the server share about one connection. It knows no hub type.

use std::{
    any::{Any, TypeId},
    collections::{HashMap, HashSet},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    task::Waker,
};

use bytes::Bytes;
use futures_util::task::AtomicWaker;
use parking_lot::{Mutex, MutexGuard};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::{
    authentication::{Authenticated, Authentication},
    client_calls::{ClientAnswer, ClientCalls},
    end::{CloseMessage, CloseRequest, DisconnectReason},
    ids::{ConnectionId, UserId},
    outbox::{Outbox, Posted, Sending},
    request::RequestInfo,
    state_changes::StateChanges,
};
use crate::{
    panics,
    protocol::{
        Completion, EncodeError, Encoding, Failed, Headers, Protocol, Transport, encode_contained,
        texts,
    },
};

/// What is kept with a connection, under its type.
type Items = HashMap<TypeId, Arc<dyn Any + Send + Sync>>;

/// What one connection may have at most of what others give it. Its path sets it, and all paths of a hub share who gives it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ConnectionLimits {
    /// Groups that it is in, so that leaving them all is never long work.
    pub(crate) max_groups: usize,
    /// Calls of a server that its client has not answered: of this one, and once more of others.
    pub(crate) max_client_calls: usize,
}

/// Where connections are: what all of one path have in common.
#[derive(Debug)]
pub(crate) struct Place {
    /// The path at which the hub or handler is mounted.
    pub(crate) path: String,
    pub(crate) limits: ConnectionLimits,
}

/// See the module's head.
pub(crate) struct Connection {
    pub(crate) id: ConnectionId,
    pub(crate) user: Option<UserId>,
    pub(crate) transport: Transport,
    authenticated: Authenticated,
    pub(crate) outbox: Outbox,
    pub(crate) place: Arc<Place>,
    /// Caller-state fields that the server changed and the client has not been told.
    pub(crate) state_changes: Mutex<StateChanges>,
    /// Groups this connection is in, kept by the delivery; `None` once it has left for good.
    pub(crate) groups: Mutex<Option<HashSet<Arc<str>>>>,
    /// Whether the connection has ended; its disconnected hook may still run.
    departed: AtomicBool,
    encoding: OnceLock<Encoding>,
    /// Whether the client speaks our additions to the wire.
    extended: AtomicBool,
    close_request: OnceLock<CloseRequest>,
    // Most connections need none of these, and there may be many: they are made when they are asked for.
    left: OnceLock<CancellationToken>,
    client_calls: OnceLock<Box<Mutex<ClientCalls>>>,
    items: OnceLock<Box<Mutex<Items>>>,
    /// The task that drives the engine.
    engine: AtomicWaker,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection")
            .field("id", &self.id)
            .field("user", &self.user)
            .field("transport", &self.transport)
            .finish_non_exhaustive()
    }
}

impl Connection {
    pub(crate) fn new(
        id: ConnectionId,
        user: Option<UserId>,
        transport: Transport,
        authentication: Authentication,
        outbox: Outbox,
        place: Arc<Place>,
    ) -> Self {
        Self {
            id,
            user,
            transport,
            authenticated: Authenticated::new(authentication),
            outbox,
            place,
            state_changes: Mutex::default(),
            groups: Mutex::new(Some(HashSet::new())),
            departed: AtomicBool::new(false),
            encoding: OnceLock::new(),
            extended: AtomicBool::new(false),
            close_request: OnceLock::new(),
            left: OnceLock::new(),
            client_calls: OnceLock::new(),
            items: OnceLock::new(),
            engine: AtomicWaker::new(),
        }
    }

    /// Names the task that drives the engine.
    pub(crate) fn register_engine(&self, waker: &Waker) {
        self.engine.register(waker);
    }

    /// Makes the engine look for what has changed.
    pub(crate) fn wake_engine(&self) {
        self.engine.wake();
    }

    /// The request that the connection goes by: it opened it, resumed it, or said anew who the caller is.
    pub(crate) fn request(&self) -> Arc<RequestInfo> {
        self.authenticated.request()
    }

    /// When the connection ends because its identity does.
    pub(crate) fn expires(&self) -> Option<Instant> {
        self.authenticated.expires()
    }

    /// A later request says who the caller is, and until when.
    pub(crate) fn authenticate(&self, newer: Authentication) {
        self.authenticate_if(newer, |_, _| true);
    }

    /// The same, if `takes` says so, which is given the requests of what is known and of what is newer; whether it did.
    pub(crate) fn authenticate_if(
        &self,
        newer: Authentication,
        takes: impl FnOnce(&RequestInfo, &RequestInfo) -> bool,
    ) -> bool {
        let taken = self.authenticated.replace_if(newer, takes);
        if taken {
            self.wake_engine();
        }
        taken
    }

    /// Whether what [`Self::expires`] says may have changed since this was asked.
    pub(crate) fn take_authenticated(&self) -> bool {
        self.authenticated.take_changed()
    }

    /// The protocol that the handshake chose; JSON before it.
    pub(crate) fn protocol(&self) -> Protocol {
        self.encoding().protocol
    }

    /// The protocol, and what values look like in it.
    pub(crate) fn encoding(&self) -> Encoding {
        let encoding = self.encoding.get().copied();
        encoding.unwrap_or(Protocol::Json.into())
    }

    pub(crate) fn set_encoding(&self, encoding: Encoding) {
        // A connection shakes hands once; the engine sees to it.
        let _ = self.encoding.set(encoding);
    }

    /// Cancelled when the client is gone or the connection is closing.
    pub(crate) fn left(&self) -> &CancellationToken {
        self.left.get_or_init(CancellationToken::new)
    }

    /// Whether the client is gone or the connection is closing.
    pub(crate) fn has_left(&self) -> bool {
        let left = self.left.get();
        left.is_some_and(CancellationToken::is_cancelled)
    }

    /// Calls of the server that this client has not answered yet.
    pub(crate) fn client_calls(&self) -> MutexGuard<'_, ClientCalls> {
        self.client_calls.get_or_init(Box::default).lock()
    }

    /// Whether it is no receiver of pushes any more, though the hub is still being told.
    pub(crate) fn has_departed(&self) -> bool {
        self.departed.load(Ordering::Acquire)
    }

    /// Nothing more is sent or received.
    pub(crate) fn depart(&self) {
        self.departed.store(true, Ordering::Release);
        self.outbox.close();
        self.left().cancel();
        let waiting = self.client_calls().leave();
        for waiting in waiting {
            waiting(ClientAnswer::Disconnected);
        }
    }

    /// Whether it is no member of a group although it has not left for good.
    pub(crate) fn is_missing_in(&self, group: &str) -> bool {
        let groups = self.groups.lock();
        groups
            .as_ref()
            .is_some_and(|groups| !groups.contains(group))
    }

    pub(crate) fn is_extended(&self) -> bool {
        self.extended.load(Ordering::Relaxed)
    }

    pub(crate) fn set_extended(&self) {
        self.extended.store(true, Ordering::Relaxed);
    }

    /// Queues a message when there is room for it, or when the client has stopped to read.
    ///
    /// # Cancel safety
    /// If it is dropped, the message is dropped too and counted.
    pub(crate) async fn deliver_when_room(self: Arc<Self>, bytes: Bytes, kind: Sending) {
        let mut undelivered = Undelivered { counted: true };
        while !self.offer(&bytes, kind) {
            self.outbox.room().await;
        }
        undelivered.counted = false;
    }

    /// Queues a message that other connections may share, unless there is no room for it; `false` then.
    ///
    /// A connection that is gone takes nothing; one that is too slow is closed. Neither is an error of the sender.
    pub(crate) fn offer(&self, bytes: &Bytes, kind: Sending) -> bool {
        self.try_post(bytes, kind) != Posted::Full
    }

    /// As [`Self::offer`], and says what became of the message.
    pub(crate) fn try_post(&self, bytes: &Bytes, kind: Sending) -> Posted {
        let posted = self.outbox.post(bytes, kind);
        self.note(posted);
        posted
    }

    /// Queues a message whose sender cannot be told to wait. Beyond what may wait for a client, the connection counts as too slow
    /// whether or not it reads.
    pub(crate) fn post_now(&self, bytes: &Bytes) {
        let posted = self.outbox.post_now(bytes, Sending::Push);
        self.note(posted);
    }

    /// Encodes one message for this connection alone, unless there is no room for it; `false` then.
    pub(crate) fn encode_if_room(
        &self,
        encode: impl FnOnce(Encoding, &mut Vec<u8>) -> Result<(), EncodeError>,
    ) -> Result<bool, EncodeError> {
        if self.is_kicked() {
            return Ok(true);
        }
        let encoding = self.encoding();
        let posted = self.outbox.encode_if_room(Sending::Answer, |tail| {
            encode_contained(|| encode(encoding, tail))
        })?;
        self.note(posted);
        Ok(posted != Posted::Full)
    }

    /// Encodes one message for this connection alone. A `Serialize` that panics is an error like any other.
    pub(crate) fn encode(
        &self,
        encode: impl FnOnce(Encoding, &mut Vec<u8>) -> Result<(), EncodeError>,
    ) -> Result<(), EncodeError> {
        if self.is_kicked() {
            return Ok(());
        }
        let encoding = self.encoding();
        let posted = self.outbox.encode(Sending::Answer, |tail| {
            encode_contained(|| encode(encoding, tail))
        })?;
        self.note(posted);
        Ok(())
    }

    /// Answers a call that failed. `headers` ride along, and to clients of ours what they are told beside the text.
    pub(crate) fn answer_failed<'a>(
        &self,
        id: &str,
        failed: &'a Failed,
        mut headers: Vec<(&'static str, &'a str)>,
    ) {
        if self.is_extended() {
            headers.extend(failed.headers());
        }
        // Texts alone: they have a form.
        let _: Result<(), EncodeError> = self.encode(|protocol, buffer| {
            Completion::error(id, &failed.text)
                .with_headers(Headers::new(&headers))
                .encode(protocol, buffer)
        });
    }

    /// What stands before the text of an error that is meant for the client. Clients of ours look for the one name, and know
    /// errors by more than that.
    pub(crate) fn shown_name<'a>(&self, own: Option<&'a str>) -> &'a str {
        let own = own.filter(|_| !self.is_extended());
        own.unwrap_or(texts::HUB_EXCEPTION)
    }

    /// Encodes a message that stateful reconnect does not number: the handshake's answer, Close.
    pub(crate) fn encode_plain(&self, encode: impl FnOnce(Protocol, &mut Vec<u8>)) {
        self.encode_unnumbered(Sending::Plain, encode);
    }

    /// Encodes a message that waits for nothing: a ping, an acknowledgement.
    pub(crate) fn encode_ahead(&self, encode: impl FnOnce(Protocol, &mut Vec<u8>)) {
        self.encode_unnumbered(Sending::Ahead, encode);
    }

    fn encode_unnumbered(&self, kind: Sending, encode: impl FnOnce(Protocol, &mut Vec<u8>)) {
        let protocol = self.protocol();
        let posted = self.outbox.encode(kind, |tail| {
            encode(protocol, tail);
            Ok::<(), std::convert::Infallible>(())
        });
        let Ok(posted) = posted;
        self.note(posted);
    }

    /// Counts what was dropped; ends the connection of a client that is too slow.
    fn note(&self, posted: Posted) {
        match posted {
            // Nothing is lost by waiting.
            Posted::Queued | Posted::Full => {}
            Posted::Closed => count_dropped("closed", 1),
            Posted::Replaced(dropped) => count_dropped("oldest", dropped as u64),
            Posted::Overflow => {
                count_dropped("slow_client", 1);
                self.close_slow();
            }
        }
    }

    /// Ends the connection of a client that does not read.
    pub(crate) fn close_slow(&self) {
        self.close(CloseRequest {
            reason: DisconnectReason::TooSlow,
            error: Some(texts::closed(
                "The client reads too slowly; its outgoing queue is full.",
            )),
            allow_reconnect: true,
        });
    }

    /// Ends it as the hub, or whoever holds a handle, wants it.
    pub(crate) fn kick(&self, message: CloseMessage) {
        self.close(CloseRequest {
            reason: DisconnectReason::Kicked,
            error: message.error,
            allow_reconnect: message.allow_reconnect,
        });
    }

    /// Nothing more is said then but the Close: a call that ends its connection has no answer, as in ASP.NET Core.
    fn is_kicked(&self) -> bool {
        let request = self.close_request();
        request.is_some_and(|request| request.reason == DisconnectReason::Kicked)
    }

    /// Asks the connection's task to end it. The first request counts.
    pub(crate) fn close(&self, request: CloseRequest) {
        let _ = self.close_request.set(request);
        self.left().cancel();
        self.wake_engine();
    }

    pub(crate) fn close_request(&self) -> Option<&CloseRequest> {
        self.close_request.get()
    }

    /// The value of type `T` kept with this connection, made by `init` on first use.
    pub(crate) fn item<T: Send + Sync + 'static>(&self, init: impl FnOnce() -> T) -> Arc<T> {
        let items = self.items.get_or_init(Box::default);
        let known = items.lock().get(&TypeId::of::<T>()).cloned();
        let item = known.unwrap_or_else(|| {
            // Not under the lock: `init` may ask for other items. If someone was faster, theirs stays.
            let made: Arc<dyn Any + Send + Sync> = Arc::new(init());
            let mut items = items.lock();
            items.entry(TypeId::of::<T>()).or_insert(made).clone()
        });
        item.downcast()
            .expect("items are kept under the id of their type; this is a bug in hubs-runtime")
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        let items = self.items.take().unwrap_or_default();
        for item in items.into_inner().into_values() {
            panics::discard(item);
        }
    }
}

/// A message that waits for room.
struct Undelivered {
    counted: bool,
}

impl Drop for Undelivered {
    fn drop(&mut self) {
        if self.counted {
            count_dropped("cancelled", 1);
        }
    }
}

/// Counts messages that no one will get.
pub(crate) fn count_dropped(cause: &'static str, count: u64) {
    metrics::counter!("hubs.server.dropped_messages", "cause" => cause).increment(count);
}
