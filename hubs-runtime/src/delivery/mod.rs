//! Who gets a message: connections, groups and users behind one trait.
//!
//! Hubs, handles and the engine see only [`Delivery`]. [`memory`] serves one process; a backplane that joins several
//! can be put in its place without touching hubs.

pub(crate) mod memory;
mod push;
#[cfg(feature = "redis")]
pub(crate) mod redis;

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

pub(crate) use push::Push;

use self::memory::MemoryDelivery;

use crate::{
    connection::{Connection, ConnectionId, UserId, client_calls::PendingAnswer},
    error::{ClientCallError, SendError},
};

/// Whom a push is for.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    /// One connection that is at hand.
    Local(Arc<Connection>),
    /// Everyone.
    All,
    /// Everyone but these.
    AllExcept(Vec<ConnectionId>),
    /// These, each once for each time it is named.
    Connections(Vec<ConnectionId>),
    /// The members of one group.
    Group(Arc<str>),
    /// The members of one group but these.
    GroupExcept(Arc<str>, Vec<ConnectionId>),
    /// The members of several groups; a connection in two of them gets two copies, as in SignalR.
    Groups(Vec<Arc<str>>),
    /// All connections of these users.
    Users(Vec<UserId>),
}

/// The end of a delivery: at once if every receiver in this process has room, later otherwise or across processes.
#[must_use = "receivers without room get the message only when the delivery is awaited"]
pub(crate) enum Delivered<T> {
    Now(Option<T>),
    Later(Pin<Box<dyn Future<Output = T> + Send>>),
}

impl<T> Delivered<T> {
    pub(crate) fn now(result: T) -> Self {
        Self::Now(Some(result))
    }
}

impl<T: Unpin> Future for Delivered<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        match &mut *self {
            Self::Now(result) => Poll::Ready(
                result
                    .take()
                    .expect("a delivery is polled to its end once; this is a bug in hubs-runtime"),
            ),
            Self::Later(future) => future.as_mut().poll(cx),
        }
    }
}

impl Target {
    /// That every group has a name. Of a list of groups all get a message, or none.
    fn check(&self) -> Result<(), SendError> {
        let nameless = match self {
            Self::Group(group) | Self::GroupExcept(group, _) => group.is_empty(),
            Self::Groups(groups) => groups.iter().any(|group| group.is_empty()),
            _ => false,
        };
        match nameless {
            true => Err(SendError::EmptyGroupName),
            false => Ok(()),
        }
    }
}

/// What is counted on every server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Census {
    /// Connections.
    Connections,
    /// Members of a group.
    GroupSize(Arc<str>),
    /// Members of a group, by name.
    GroupMembers(Arc<str>),
}

/// What one server counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) count: u64,
    pub(crate) members: Vec<ConnectionId>,
}

/// What was counted on all servers.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Everywhere<T> {
    /// What those servers have that answered.
    pub value: T,
    /// Servers that were asked and did not answer in time: what they have is missing.
    pub silent: usize,
}

impl<T> Everywhere<T> {
    pub(crate) fn map<R>(self, change: impl FnOnce(T) -> R) -> Everywhere<R> {
        Everywhere {
            value: change(self.value),
            silent: self.silent,
        }
    }
}

/// A question that is waited for; dropped when it is answered or given up.
pub(crate) struct Asked(Option<Box<dyn FnOnce() + Send>>);

impl Asked {
    pub(crate) fn new(give_up: impl FnOnce() + Send + 'static) -> Self {
        Self(Some(Box::new(give_up)))
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        if let Some(give_up) = self.0.take() {
            give_up();
        }
    }
}

/// Knows who is connected and in which group, and brings messages there.
pub(crate) trait Delivery: Send + Sync + 'static {
    /// A connection will come and may be looked for under its id. Its handshake is answered only after what this gives;
    /// [`Self::disconnected`] ends it even if [`Self::connected`] never follows.
    fn announced(&self, _connection: &Arc<Connection>) -> Option<Delivered<Result<(), SendError>>> {
        None
    }

    /// A connection may get messages from now on.
    fn connected(&self, connection: &Arc<Connection>);

    /// A connection left; it is in no group from now on.
    fn disconnected(&self, connection: &Arc<Connection>);

    /// Queues a push for everyone it is for.
    fn push(&self, target: &Target, push: &Push<'_>) -> Delivered<Result<(), SendError>>;

    /// Adds a connection to a group; nothing happens if either is there already, or the connection is unknown.
    fn add_to_group(
        &self,
        connection: &ConnectionId,
        group: &str,
    ) -> Delivered<Result<(), SendError>>;

    /// Removes a connection from a group; nothing happens if it is not in it.
    fn remove_from_group(
        &self,
        connection: &ConnectionId,
        group: &str,
    ) -> Delivered<Result<(), SendError>>;

    /// Asks a connection of another process; what this gives ends when the question is on its way. `waiting` is told what
    /// its client answers to call `id`, which `push` holds.
    fn ask(
        &self,
        connection: &ConnectionId,
        _id: &str,
        _push: &Push<'_>,
        _waiting: PendingAnswer,
    ) -> Delivered<Result<Asked, ClientCallError>> {
        Delivered::now(Err(ClientCallError::NoSuchConnection(
            connection.to_string(),
        )))
    }

    /// Counts on every server.
    fn count(&self, census: Census) -> Delivered<Result<Everywhere<Tally>, SendError>>;

    /// Whether a user has a connection on any server.
    fn is_online(&self, user: &UserId) -> Delivered<Result<bool, SendError>>;

    /// Who is connected to this process.
    fn here(&self) -> &MemoryDelivery;
}
