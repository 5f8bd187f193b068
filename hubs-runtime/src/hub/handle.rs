//! A hub seen from outside its calls.

use std::{fmt, marker::PhantomData, sync::Arc};

use super::{HubType, clients::Clients, context::GroupChange, groups::GroupName, mounted::Mounted};
use crate::{
    connection::{CloseMessage, Connection, ConnectionId, NamesConnection, NamesUser, UserId},
    delivery::{Census, Everywhere},
    error::SendError,
};

fn ids(connections: &[Arc<Connection>]) -> Vec<ConnectionId> {
    let ids = connections.iter().map(|connection| connection.id.clone());
    ids.collect()
}

/// Typed access to a mounted hub from anywhere in the program, at whichever of its paths its clients are.
pub struct HubHandle<H> {
    mounted: Arc<Mounted<H>>,
    _hub: PhantomData<fn() -> H>,
}

impl<H> Clone for HubHandle<H> {
    fn clone(&self) -> Self {
        Self::new(self.mounted.clone())
    }
}

impl<H: HubType> fmt::Debug for HubHandle<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HubHandle")
            .field("hub", &H::INFO.name)
            .finish_non_exhaustive()
    }
}

impl<H> HubHandle<H> {
    pub(crate) fn new(mounted: Arc<Mounted<H>>) -> Self {
        Self {
            mounted,
            _hub: PhantomData,
        }
    }

    /// The hub itself. Of a hub at several paths it is the value at the first; [`HubContext::handle`](crate::HubContext::handle)
    /// gives that of the caller's path.
    pub fn hub(&self) -> &H {
        &self.mounted.hub
    }

    /// Whom to call: everyone, connections, groups, users.
    pub fn clients(&self) -> Clients<H> {
        Clients::new(self.mounted.clone())
    }

    /// Adds a connection to a group; nothing happens if the connection is gone.
    ///
    /// # Errors
    /// [`SendError::EmptyGroupName`].
    pub fn add_to_group(
        &self,
        connection: impl NamesConnection,
        group: impl GroupName,
    ) -> GroupChange<'_> {
        let (connection, group) = (connection.into(), group.as_ref().to_owned());
        let delivery = &self.mounted.delivery;
        Box::pin(async move { delivery.add_to_group(&connection, &group).await })
    }

    /// Removes a connection from a group; nothing happens if it is not in it.
    ///
    /// # Errors
    /// None in one process; a backplane may fail.
    pub fn remove_from_group(
        &self,
        connection: impl NamesConnection,
        group: impl GroupName,
    ) -> GroupChange<'_> {
        let (connection, group) = (connection.into(), group.as_ref().to_owned());
        let delivery = &self.mounted.delivery;
        Box::pin(async move { delivery.remove_from_group(&connection, &group).await })
    }

    /// Ends one connection of this process; returns whether it was there.
    ///
    /// Its client is told of no error and does not reconnect by itself; see [`Self::close_with`].
    pub fn close(&self, connection: impl AsRef<str>) -> bool {
        self.close_with(connection, CloseMessage::default())
    }

    /// As [`Self::close`], and says why the connection ends and whether its client may reconnect.
    pub fn close_with(&self, connection: impl AsRef<str>, message: CloseMessage) -> bool {
        let connection = self.mounted.delivery.here().local(connection.as_ref());
        connection.is_some_and(|connection| {
            connection.kick(message);
            true
        })
    }

    /// Ends all connections of one user in this process, as at sign-out; returns how many there were.
    ///
    /// Its clients are told of no error and do not reconnect by themselves; see [`Self::close_user_with`].
    pub fn close_user(&self, user: &UserId) -> usize {
        self.close_user_with(user, &CloseMessage::default())
    }

    /// As [`Self::close_user`], and says why the connections end and whether their clients may reconnect.
    pub fn close_user_with(&self, user: &UserId, message: &CloseMessage) -> usize {
        let connections = self.mounted.delivery.here().user_local(user);
        for connection in &connections {
            connection.kick(message.clone());
        }
        connections.len()
    }

    /// The connections of this process, in no order.
    pub fn connections(&self) -> Vec<ConnectionId> {
        ids(&self.mounted.delivery.here().all_local())
    }

    /// The connections of one user in this process, in no order.
    pub fn connections_of(&self, user: &UserId) -> Vec<ConnectionId> {
        ids(&self.mounted.delivery.here().user_local(user))
    }

    /// How many connections this process has.
    pub fn connection_count(&self) -> usize {
        self.mounted.delivery.here().all_local().len()
    }

    /// How many connections all servers of the backplane have. Without a backplane this process is all there is.
    ///
    /// Each server is asked, and has as long as the backplane gives Redis; servers of .NET cannot be asked.
    ///
    /// # Errors
    /// None in one process; a backplane may fail.
    pub async fn connection_count_everywhere(&self) -> Result<Everywhere<u64>, SendError> {
        let counted = self.mounted.delivery.count(Census::Connections).await?;
        Ok(counted.map(|tally| tally.count))
    }

    /// How many members a group has on all servers; see [`Self::connection_count_everywhere`].
    ///
    /// # Errors
    /// None in one process; a backplane may fail.
    pub async fn group_size(&self, group: impl GroupName) -> Result<Everywhere<u64>, SendError> {
        let census = Census::GroupSize(group.as_ref().into());
        let counted = self.mounted.delivery.count(census).await?;
        Ok(counted.map(|tally| tally.count))
    }

    /// The members of a group on all servers, in no order; see [`Self::connection_count_everywhere`]. Of a large group that is a
    /// large list, which each server sends whole.
    ///
    /// # Errors
    /// None in one process; a backplane may fail.
    pub async fn group_members(
        &self,
        group: impl GroupName,
    ) -> Result<Everywhere<Vec<ConnectionId>>, SendError> {
        let census = Census::GroupMembers(group.as_ref().into());
        let counted = self.mounted.delivery.count(census).await?;
        Ok(counted.map(|tally| tally.members))
    }

    /// Whether a user has a connection on any server, those of .NET included.
    ///
    /// # Errors
    /// None in one process; a backplane may fail.
    pub async fn is_online(&self, user: impl NamesUser) -> Result<bool, SendError> {
        self.mounted.delivery.is_online(&user.into()).await
    }
}
