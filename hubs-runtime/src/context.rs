//! Who calls, and what a hub can do about it: the contexts that methods and hooks get by reference.

use std::{
    fmt::{self, Write},
    marker::PhantomData,
    sync::Arc,
    time::Duration,
};

use crate::{
    clients::{CallerClients, Clients, DepartedClients},
    connection::{
        CloseRequest, ConnectionCore, ConnectionId, RequestInfo, Transport, UserId,
        session::{CallScope, Session},
    },
    error::SendError,
    hub::HubType,
    state::CallerState,
};

/// A caller without its hub's types: what policies see.
#[derive(Clone, Debug)]
pub struct Caller {
    core: Arc<ConnectionCore>,
}

impl Caller {
    pub(crate) fn new(core: Arc<ConnectionCore>) -> Self {
        Self { core }
    }

    /// Public id of the connection.
    pub fn connection_id(&self) -> &ConnectionId {
        &self.core.id
    }

    /// Who is calling, if middleware put a [`UserId`] into the request's extensions.
    pub fn user_id(&self) -> Option<&UserId> {
        self.core.user.as_ref()
    }

    /// The request that opened the connection.
    pub fn request(&self) -> &RequestInfo {
        &self.core.request
    }

    /// How the connection's bytes travel.
    pub fn transport(&self) -> Transport {
        self.core.transport
    }

    /// The value of type `T` kept with this connection, made by `init` on first use; the same that
    /// [`HubContext::item`] gives.
    pub fn item<T: Send + Sync + 'static>(&self, init: impl FnOnce() -> T) -> Arc<T> {
        self.core.item(init)
    }

    /// Ends the connection without an error, as [`HubContext::abort`].
    pub fn abort(&self) {
        kick(&self.core);
    }
}

/// The context of a hub method and of `#[on_connected]`.
///
/// Cheap to clone; a clone may outlive the call, as in a spawned task.
pub struct HubContext<H: HubType> {
    session: Arc<Session<H>>,
    scope: Arc<CallScope>,
}

impl<H: HubType> Clone for HubContext<H> {
    fn clone(&self) -> Self {
        Self {
            session: self.session.clone(),
            scope: self.scope.clone(),
        }
    }
}

impl<H: HubType> fmt::Debug for HubContext<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HubContext")
            .field("hub", &H::INFO.name)
            .field("connection", &self.session.core)
            .finish_non_exhaustive()
    }
}

impl<H: HubType> HubContext<H> {
    pub(crate) fn new(session: Arc<Session<H>>, scope: Arc<CallScope>) -> Self {
        Self { session, scope }
    }

    /// Public id of the caller's connection.
    pub fn connection_id(&self) -> &ConnectionId {
        &self.session.core.id
    }

    /// Who is calling, if middleware put a [`UserId`] into the request's extensions.
    pub fn user_id(&self) -> Option<&UserId> {
        self.session.core.user.as_ref()
    }

    /// The request that opened the connection: headers, query, extensions.
    pub fn request(&self) -> &RequestInfo {
        &self.session.core.request
    }

    /// How the connection's bytes travel.
    pub fn transport(&self) -> Transport {
        self.session.core.transport
    }

    /// Whom to call: the caller, others, groups, users.
    pub fn clients(&self) -> CallerClients<H> {
        CallerClients::new(
            self.session.endpoint.clone(),
            self.session.core.clone(),
            self.scope.clone(),
        )
    }

    /// The caller's groups.
    pub fn groups(&self) -> Groups<'_, H> {
        Groups {
            session: &self.session,
        }
    }

    /// The caller's state.
    pub fn state(&self) -> State<'_, H> {
        State {
            session: &self.session,
        }
    }

    /// Whether the client said that it was connected before (generated clients only); its groups are gone, its state
    /// is restored.
    pub fn is_reconnect(&self) -> bool {
        self.session
            .reconnect
            .load(std::sync::atomic::Ordering::Relaxed)
    }

    /// Ends when the client cancels this call or leaves.
    ///
    /// A plain call is not dropped then (unless it is marked `#[hub(cancel)]`): it decides here whether to stop.
    ///
    /// # Cancel safety
    /// Safe to drop and call again.
    pub async fn cancelled(&self) {
        self.scope.cancelled.cancelled().await;
    }

    /// Whether [`Self::cancelled`] has ended.
    pub fn is_cancelled(&self) -> bool {
        self.scope.cancelled.is_cancelled()
    }

    /// The value of type `T` kept with this connection, made by `init` on first use. The client never sees it.
    pub fn item<T: Send + Sync + 'static>(&self, init: impl FnOnce() -> T) -> Arc<T> {
        self.session.core.item(init)
    }

    /// Ends the caller's connection without an error. The client does not reconnect by itself.
    pub fn abort(&self) {
        kick(&self.session.core);
    }
}

/// The context of `#[on_disconnected]`: everything but a caller, who is gone.
pub struct DisconnectedContext<H: HubType> {
    session: Arc<Session<H>>,
}

impl<H: HubType> fmt::Debug for DisconnectedContext<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DisconnectedContext")
            .field("hub", &H::INFO.name)
            .field("connection", &self.session.core)
            .finish_non_exhaustive()
    }
}

impl<H: HubType> DisconnectedContext<H> {
    pub(crate) fn new(session: Arc<Session<H>>) -> Self {
        Self { session }
    }

    /// Public id of the connection that ended.
    pub fn connection_id(&self) -> &ConnectionId {
        &self.session.core.id
    }

    /// Who it was.
    pub fn user_id(&self) -> Option<&UserId> {
        self.session.core.user.as_ref()
    }

    /// The request that had opened the connection.
    pub fn request(&self) -> &RequestInfo {
        &self.session.core.request
    }

    /// How the connection's bytes travelled.
    pub fn transport(&self) -> Transport {
        self.session.core.transport
    }

    /// Whom to tell: others, groups, users; there is no caller any more.
    pub fn clients(&self) -> DepartedClients<H> {
        DepartedClients::new(self.session.endpoint.clone(), self.session.core.id.clone())
    }

    /// The state as the caller left it.
    pub fn state(&self) -> FinalState<'_, H> {
        FinalState {
            session: &self.session,
        }
    }

    /// The value of type `T` that was kept with the connection, made by `init` if there was none.
    pub fn item<T: Send + Sync + 'static>(&self, init: impl FnOnce() -> T) -> Arc<T> {
        self.session.core.item(init)
    }
}

/// Why a connection ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DisconnectReason {
    /// The client stopped, by its own Close message or an orderly end of its transport.
    ClientStopped,
    /// The transport broke without a word, or nothing came for as long as `after`.
    TransportLost {
        /// How long the server had waited; zero if the transport itself failed.
        after: Duration,
    },
    /// The server is shutting down.
    ServerShutdown,
    /// The server ended it: `abort`, or a handle.
    Kicked,
    /// The client read too slowly; its outgoing queue was full.
    TooSlow,
    /// The client broke the protocol, as with malformed or oversize messages.
    Protocol(String),
    /// The server's own code failed, so that the connection could not go on; the log has a panic.
    ServerFault,
}

impl fmt::Display for DisconnectReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ClientStopped => f.write_str("the client stopped"),
            Self::TransportLost { after } if after.is_zero() => f.write_str("the transport broke"),
            Self::TransportLost { after } => write!(f, "nothing came for {after:?}"),
            Self::ServerShutdown => f.write_str("the server is shutting down"),
            Self::Kicked => f.write_str("the server ended the connection"),
            Self::TooSlow => f.write_str("the client read too slowly"),
            Self::Protocol(error) => {
                f.write_str("protocol error: ")?;
                // Parts of it are the client's own words, which must not begin lines in a log.
                error.chars().try_for_each(|letter| match letter {
                    letter if letter.is_control() => write!(f, "{}", letter.escape_default()),
                    letter => f.write_char(letter),
                })
            }
            Self::ServerFault => f.write_str("the server failed"),
        }
    }
}

/// The groups of one caller.
pub struct Groups<'a, H: HubType> {
    session: &'a Session<H>,
}

impl<H: HubType> Groups<'_, H> {
    /// Adds the caller to a group, which comes into being with its first member.
    ///
    /// # Errors
    /// [`SendError::EmptyGroupName`].
    pub async fn add(&self, group: impl AsRef<str>) -> Result<(), SendError> {
        let delivery = &self.session.endpoint.delivery;
        delivery
            .add_to_group(&self.session.core.id, group.as_ref())
            .await
    }

    /// Removes the caller from a group; nothing happens if it is not in it.
    ///
    /// # Errors
    /// None in one process; a backplane may fail.
    pub async fn remove(&self, group: impl AsRef<str>) -> Result<(), SendError> {
        let delivery = &self.session.endpoint.delivery;
        delivery
            .remove_from_group(&self.session.core.id, group.as_ref())
            .await
    }
}

/// The state of one caller: shared with the client, untrusted.
pub struct State<'a, H: HubType> {
    session: &'a Session<H>,
}

impl<H: HubType> State<'_, H> {
    /// A copy of the state as it is now.
    pub fn get(&self) -> H::State {
        self.read(CallerState::copy)
    }

    /// Looks at the state without copying it. Must not touch the state again inside `read`.
    pub fn read<R>(&self, read: impl FnOnce(&H::State) -> R) -> R {
        self.session.read_state(read)
    }

    /// Changes the state; generated clients learn of the changed fields with the next message.
    ///
    /// Must not touch the state again inside `update`.
    pub fn update<R>(&self, update: impl FnOnce(&mut H::State) -> R) -> R {
        self.session.update_state(update)
    }

    /// Replaces the whole state.
    pub fn set(&self, state: H::State) {
        self.update(|current| *current = state);
    }
}

/// The state of a caller that has left: for reading.
pub struct FinalState<'a, H: HubType> {
    session: &'a Session<H>,
}

impl<H: HubType> FinalState<'_, H> {
    /// A copy of the state.
    pub fn get(&self) -> H::State {
        self.read(CallerState::copy)
    }

    /// Looks at the state without copying it.
    pub fn read<R>(&self, read: impl FnOnce(&H::State) -> R) -> R {
        self.session.read_state(read)
    }
}

/// Typed access to a mounted hub from anywhere in the program.
pub struct HubHandle<H: HubType> {
    endpoint: Arc<crate::server::Endpoint<H>>,
    _hub: PhantomData<fn() -> H>,
}

impl<H: HubType> Clone for HubHandle<H> {
    fn clone(&self) -> Self {
        Self::new(self.endpoint.clone())
    }
}

impl<H: HubType> fmt::Debug for HubHandle<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HubHandle")
            .field("hub", &H::INFO.name)
            .finish_non_exhaustive()
    }
}

impl<H: HubType> HubHandle<H> {
    pub(crate) fn new(endpoint: Arc<crate::server::Endpoint<H>>) -> Self {
        Self {
            endpoint,
            _hub: PhantomData,
        }
    }

    /// The hub itself.
    pub fn hub(&self) -> &H {
        &self.endpoint.hub
    }

    /// Whom to call: everyone, connections, groups, users.
    pub fn clients(&self) -> Clients<H> {
        Clients::new(self.endpoint.clone())
    }

    /// Adds a connection to a group; nothing happens if the connection is gone.
    ///
    /// # Errors
    /// [`SendError::EmptyGroupName`].
    pub async fn add_to_group(
        &self,
        connection: impl Into<ConnectionId>,
        group: impl AsRef<str>,
    ) -> Result<(), SendError> {
        let delivery = &self.endpoint.delivery;
        delivery
            .add_to_group(&connection.into(), group.as_ref())
            .await
    }

    /// Removes a connection from a group; nothing happens if it is not in it.
    ///
    /// # Errors
    /// None in one process; a backplane may fail.
    pub async fn remove_from_group(
        &self,
        connection: impl Into<ConnectionId>,
        group: impl AsRef<str>,
    ) -> Result<(), SendError> {
        let delivery = &self.endpoint.delivery;
        delivery
            .remove_from_group(&connection.into(), group.as_ref())
            .await
    }

    /// Ends one connection of this process; returns whether it was there.
    pub fn close(&self, connection: impl AsRef<str>) -> bool {
        let connection = self.endpoint.delivery.local(connection.as_ref());
        connection.is_some_and(|connection| {
            kick(&connection);
            true
        })
    }

    /// Ends all connections of one user in this process, as at sign-out; returns how many there were.
    pub fn close_user(&self, user: &UserId) -> usize {
        let connections = self.endpoint.delivery.user_local(user);
        connections.iter().for_each(|connection| kick(connection));
        connections.len()
    }

    /// How many connections this process has.
    pub fn connection_count(&self) -> usize {
        self.endpoint.delivery.all_local().len()
    }
}

fn kick(connection: &ConnectionCore) {
    connection.close(CloseRequest {
        reason: DisconnectReason::Kicked,
        error: None,
        allow_reconnect: false,
    });
}
