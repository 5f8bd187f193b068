//! What a hub can do for its callers: the contexts that methods and hooks get by reference.

use std::{fmt, sync::Arc};

use futures_util::future::BoxFuture;

use crate::{
    call::scope::CallScope,
    connection::{CloseMessage, RequestInfo, SeenRequest},
    error::SendError,
    hub::{
        Hub, HubType,
        caller::about_connection,
        clients::{CallerClients, DepartedClients},
        groups::GroupName,
        handle::HubHandle,
        session::Session,
        state::{CallerState, StateCopy},
    },
};

/// The context of a hub method and of `#[on_connected]`.
///
/// Cheap to clone; a clone may outlive the call, as in a spawned task.
pub struct HubContext<H> {
    session: Arc<Session<H>>,
    scope: Arc<CallScope>,
}

impl<H> Clone for HubContext<H> {
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

impl<H> HubContext<H> {
    pub(crate) fn new(session: Arc<Session<H>>, scope: Arc<CallScope>) -> Self {
        Self { session, scope }
    }

    about_connection!(session.core);

    /// The request that the connection goes by: headers, query, extensions. That is the one of its transport, until a
    /// later one resumes the connection or says anew who the caller is; one call sees the same all the time.
    pub fn request(&self) -> &RequestInfo {
        self.scope.request.of(&self.session.core)
    }

    /// Whom to call: the caller, others, groups, users.
    pub fn clients(&self) -> CallerClients<H> {
        CallerClients::new(
            self.session.mounted.clone(),
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

    /// The hub as it is outside of calls: for groups of other connections than the caller's, for who is online, and for tasks that
    /// outlive the call.
    pub fn handle(&self) -> HubHandle<H> {
        HubHandle::new(self.session.mounted.clone())
    }

    /// Another hub of the same server, to call its clients from here.
    ///
    /// ```
    /// # use hubs_runtime::prelude::*;
    /// # #[client_contract]
    /// # pub trait BoardClient { async fn ordered(&self, what: String); }
    /// # #[hub(client = BoardClient)]
    /// # pub struct BoardHub;
    /// # #[hub]
    /// # impl BoardHub {}
    /// # #[hub]
    /// # pub struct OrderHub;
    /// # #[hub]
    /// # impl OrderHub {
    /// pub async fn order(&self, cx: &HubContext<Self>, what: String) -> Result<(), HubError> {
    ///     cx.hub::<BoardHub>().clients().all().ordered(what).await?;
    ///     Ok(())
    /// }
    /// # }
    /// ```
    ///
    /// # Panics
    /// If hub `O` is not mounted on this server, as [`HubServer::handle`](crate::HubServer::handle).
    #[track_caller]
    pub fn hub<O: Hub>(&self) -> HubHandle<O> {
        self.session.hubs.get()
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
        self.scope.cancelled(&self.session.core).await;
    }

    /// Whether [`Self::cancelled`] has ended.
    pub fn is_cancelled(&self) -> bool {
        self.scope.is_cancelled(&self.session.core)
    }

    /// Ends the caller's connection without an error. The client does not reconnect by itself, and calls of its that
    /// are not answered yet, this one among them, fail with the end of the connection.
    pub fn abort(&self) {
        self.abort_with(CloseMessage::default());
    }

    /// As [`Self::abort`], and says why the connection ends and whether the client may reconnect.
    pub fn abort_with(&self, message: CloseMessage) {
        self.session.core.kick(message);
    }
}

/// The context of `#[on_disconnected]`: everything but a caller, who is gone.
pub struct DisconnectedContext<H> {
    session: Arc<Session<H>>,
    request: SeenRequest,
}

impl<H: HubType> fmt::Debug for DisconnectedContext<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DisconnectedContext")
            .field("hub", &H::INFO.name)
            .field("connection", &self.session.core)
            .finish_non_exhaustive()
    }
}

impl<H> DisconnectedContext<H> {
    pub(crate) fn new(session: Arc<Session<H>>) -> Self {
        Self {
            session,
            request: SeenRequest::default(),
        }
    }

    about_connection!(session.core);

    /// The request that the connection went by last.
    pub fn request(&self) -> &RequestInfo {
        self.request.of(&self.session.core)
    }

    /// Whom to tell: others, groups, users; there is no caller any more.
    pub fn clients(&self) -> DepartedClients<H> {
        DepartedClients::new(self.session.mounted.clone(), self.session.core.id.clone())
    }

    /// Another hub of the same server; see [`HubContext::hub`].
    ///
    /// # Panics
    /// If hub `O` is not mounted on this server.
    #[track_caller]
    pub fn hub<O: Hub>(&self) -> HubHandle<O> {
        self.session.hubs.get()
    }

    /// The state as the caller left it.
    pub fn state(&self) -> FinalState<'_, H> {
        FinalState {
            session: &self.session,
        }
    }
}

/// The groups of one caller.
pub struct Groups<'a, H> {
    session: &'a Session<H>,
}

impl<H> Groups<'_, H> {
    /// Adds the caller to a group, which comes into being with its first member.
    ///
    /// # Errors
    /// [`SendError::EmptyGroupName`].
    pub fn add(&self, group: impl GroupName) -> GroupChange<'_> {
        let group = group.as_ref().to_owned();
        let (delivery, id) = (&self.session.mounted.delivery, &self.session.core.id);
        Box::pin(async move { delivery.add_to_group(id, &group).await })
    }

    /// Removes the caller from a group; nothing happens if it is not in it.
    ///
    /// # Errors
    /// None in one process; a backplane may fail.
    pub fn remove(&self, group: impl GroupName) -> GroupChange<'_> {
        let group = group.as_ref().to_owned();
        let (delivery, id) = (&self.session.mounted.delivery, &self.session.core.id);
        Box::pin(async move { delivery.remove_from_group(id, &group).await })
    }
}

/// What is awaited to join or leave a group. Its type does not say what names the group, so that rustc speaks of a wrong name
/// once.
pub type GroupChange<'a> = BoxFuture<'a, Result<(), SendError>>;

/// The state of one caller: shared with the client, untrusted.
pub struct State<'a, H> {
    session: &'a Session<H>,
}

impl<H: HubType> State<'_, H> {
    /// A copy of the state as it is now, for reading: [`update`](Self::update) changes the state.
    ///
    /// ```
    /// # use hubs_runtime::prelude::*;
    /// # #[caller_state]
    /// # pub struct ChatState { pub name: String, pub room: u32 }
    /// # #[hub(state = ChatState)]
    /// # pub struct ChatHub;
    /// # #[hub]
    /// # impl ChatHub {
    /// # pub fn rename(&self, cx: &HubContext<Self>, name: String) -> String {
    /// let before = cx.state().get();
    /// cx.state().update(|state| state.name = name);
    /// format!("{} is {} now", before.name, cx.state().get().name)
    /// # }
    /// # }
    /// ```
    pub fn get(&self) -> StateCopy<H::State> {
        StateCopy::new(self.read(CallerState::copy))
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
pub struct FinalState<'a, H> {
    session: &'a Session<H>,
}

impl<H: HubType> FinalState<'_, H> {
    /// A copy of the state.
    pub fn get(&self) -> StateCopy<H::State> {
        StateCopy::new(self.read(CallerState::copy))
    }

    /// Looks at the state without copying it.
    pub fn read<R>(&self, read: impl FnOnce(&H::State) -> R) -> R {
        self.session.read_state(read)
    }
}
