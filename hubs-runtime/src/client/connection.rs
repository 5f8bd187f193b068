//! The handle of a connection.

use std::{borrow::Cow, fmt, sync::Arc, time::Duration};

use serde::{Serialize, de::DeserializeOwned};

use super::{
    HubConnectionBuilder, StateError,
    call::HubCall,
    error::{CallError, CloseReason, RefreshError},
    events::{ConnectionEvent, ConnectionEvents, ConnectionStatus},
    link::{Link, NotSent},
    stream::HubStream,
};
use crate::{protocol::WriteArguments, wire};

/// A connection to a hub, on which calls can be made.
///
/// There is no such value before there is a connection: [`HubConnectionBuilder::connect`] makes it. Clones share the
/// connection, which is closed by [`close`](Self::close) or when the last of them, and the last stream, is dropped; a clone
/// inside a handler of its own connection therefore keeps it open.
///
/// A connection that is lost comes back by itself ([`ReconnectPolicy`](super::ReconnectPolicy)); calls that had no answer
/// fail. When it is over every call fails at once and says why.
///
/// This is the dynamic client: names are texts, and types are what the caller says. `hubs-codegen rust` writes typed clients
/// that stand on it.
#[derive(Clone)]
pub struct HubConnection {
    link: Arc<Link>,
    _open: Arc<CloseOnDrop>,
}

struct CloseOnDrop(Arc<Link>);

impl Drop for CloseOnDrop {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl fmt::Debug for HubConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HubConnection")
            .field("id", &self.id())
            .field("status", &self.status())
            .finish_non_exhaustive()
    }
}

impl HubConnection {
    /// How to connect to the hub at `url`, as `http://localhost:3000/chat`.
    pub fn builder(url: impl Into<String>) -> HubConnectionBuilder {
        HubConnectionBuilder::new(url.into())
    }

    /// Connects to the hub at `url` with every setting as it is by default and without handlers.
    ///
    /// # Errors
    /// [`ConnectError`](super::ConnectError).
    pub async fn connect(url: impl Into<String>) -> Result<Self, super::ConnectError> {
        Self::builder(url).connect().await
    }

    pub(super) fn new(link: Arc<Link>) -> Self {
        Self {
            _open: Arc::new(CloseOnDrop(link.clone())),
            link,
        }
    }

    pub(super) fn link(&self) -> &Arc<Link> {
        &self.link
    }

    /// A call of `method`, to be completed with uploads and made by one of the methods of [`HubCall`].
    ///
    /// `arguments` are a tuple with one element for each, `()` for none.
    pub fn call<'c, A: WriteArguments>(
        &'c self,
        method: impl Into<Cow<'c, str>>,
        arguments: A,
    ) -> HubCall<'c, A> {
        HubCall::new(self, method, arguments)
    }

    /// Calls `method` and waits for its answer; `()` for none.
    ///
    /// # Errors
    /// See [`CallError`].
    ///
    /// # Cancel safety
    /// Dropping the future tells the server that nobody waits any more.
    pub async fn invoke<R: DeserializeOwned + Send + 'static>(
        &self,
        method: &str,
        arguments: impl WriteArguments,
    ) -> Result<R, CallError> {
        self.call(method, arguments).invoke().await
    }

    /// Calls `method` without waiting for an answer: for nothing but room in the queue.
    ///
    /// # Errors
    /// [`CallError::Disconnected`], [`CallError::Encode`].
    pub async fn send(
        &self,
        method: &str,
        arguments: impl WriteArguments,
    ) -> Result<(), CallError> {
        self.call(method, arguments).send().await
    }

    /// Calls a `method` that answers with a stream.
    ///
    /// # Errors
    /// [`CallError::Disconnected`], [`CallError::Encode`]. What goes wrong later is an item.
    pub async fn stream<T: DeserializeOwned + Send + 'static>(
        &self,
        method: &str,
        arguments: impl WriteArguments,
    ) -> Result<HubStream<T>, CallError> {
        self.call(method, arguments).stream().await
    }

    /// Says anew now who this client is, with another token of
    /// [`access_token`](HubConnectionBuilder::access_token), as after a login with other rights; the connection stays. How
    /// long the new token holds, if it ends.
    ///
    /// # Errors
    /// [`RefreshError`]; the server goes on by the older token then.
    pub async fn refresh_authentication(&self) -> Result<Option<Duration>, RefreshError> {
        let refresh = self.link.refresh.lock().clone();
        let refresh = refresh.ok_or(RefreshError::NoConnection)?;
        refresh.say_anew(&self.link).await
    }

    /// The public id of the connection, by which others may address it; none if the negotiation was left out. Another one
    /// after each reconnect.
    pub fn id(&self) -> Option<Arc<str>> {
        self.link.connection_id.lock().clone()
    }

    /// Where the connection stands.
    pub fn status(&self) -> ConnectionStatus {
        self.link.status()
    }

    /// What happens to the connection from now on.
    pub fn events(&self) -> ConnectionEvents {
        let events = self.link.listeners.subscribe();
        if let ConnectionStatus::Closed(reason) = self.status() {
            // Nobody else will say it.
            let end = ConnectionEvent::Closed(reason);
            self.link.listeners.tell(&end);
        }
        events
    }

    /// Closes the connection and waits until the server has taken note, as long as `close_timeout` lets it. What was queued is
    /// still sent.
    pub async fn close(&self) {
        self.link.close();
        self.link.ended().await;
    }

    /// Waits until the connection is over, and says why.
    pub async fn closed(&self) -> CloseReason {
        self.link.ended().await
    }

    /// The caller state as this end knows it. `S` is the type that was given to
    /// [`HubConnectionBuilder::state`].
    ///
    /// # Panics
    /// If the connection was made without a state, or with one of another type.
    pub fn state<S: DeserializeOwned>(&self) -> S {
        let state = self.link.state.as_ref();
        state
            .expect("the connection was made with a state")
            .lock()
            .get()
    }

    /// Changes the caller state. The changed fields travel with the next call, or by [`flush_state`](Self::flush_state).
    ///
    /// Must not use the connection's state again inside `update`.
    ///
    /// # Errors
    /// [`StateError`]; nothing is changed then.
    ///
    /// # Panics
    /// As [`state`](Self::state).
    pub fn update_state<S, R>(&self, update: impl FnOnce(&mut S) -> R) -> Result<R, StateError>
    where
        S: Serialize + DeserializeOwned,
    {
        let state = self.link.state.as_ref();
        let mut book = state.expect("the connection was made with a state").lock();
        book.update(update)
    }

    /// Sends the changed fields of the caller state now, without a call.
    ///
    /// # Errors
    /// [`CallError::Disconnected`]; they travel with the next call then, or with the hello of the next connection.
    pub async fn flush_state(&self) -> Result<(), CallError> {
        let flushed = self.link.when_ready(|| self.link.push_state()).await;
        flushed.map_err(|error| match error {
            NotSent::Disconnected(reason) => CallError::disconnected(wire::STATE, reason),
            NotSent::Encode(error) => CallError::encode(wire::STATE, &error),
        })
    }
}
