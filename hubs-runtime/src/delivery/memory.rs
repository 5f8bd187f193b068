//! Delivery inside one process.

use std::{
    collections::{HashMap, HashSet},
    hash::Hash,
    sync::Arc,
};

use bytes::Bytes;
use dashmap::DashMap;

use super::{Census, Delivered, Delivery, Everywhere, Push, Tally, Target};
use crate::{
    connection::{Connection, ConnectionId, UserId, count_dropped, outbox::Sending},
    error::SendError,
    protocol::Encoding,
};

type Members = HashMap<ConnectionId, Arc<Connection>>;

/// Connections, groups and users in sharded tables; every change of membership takes constant time.
///
/// Lock order: a connection's own set of groups, then one shard of a table.
#[derive(Default)]
pub(crate) struct MemoryDelivery {
    connections: DashMap<ConnectionId, Arc<Connection>>,
    groups: DashMap<Arc<str>, Members>,
    users: DashMap<UserId, Members>,
}

impl MemoryDelivery {
    /// The members of one group or the connections of one user, but some.
    fn members<K: Hash + Eq + ?Sized, T>(
        table: &DashMap<T, Members>,
        key: &K,
        except: &[ConnectionId],
        receivers: &mut Vec<Arc<Connection>>,
    ) where
        T: Hash + Eq + std::borrow::Borrow<K>,
    {
        if let Some(members) = table.get(key) {
            let members = members.values();
            receivers.extend(members.cloned());
            drop_excepted(receivers, except);
        }
    }

    /// Queues a message of another server for everyone it is for, in the protocol of each: nobody here can be told to wait.
    ///
    /// A connection without an encoding in its protocol gets nothing, which is counted.
    pub(super) fn post(&self, target: &Target, bytes: impl Fn(Encoding) -> Option<Bytes>) {
        // An empty group name is for nobody.
        let receivers = self.receivers(target).unwrap_or_default();
        for receiver in receivers {
            match bytes(receiver.encoding()) {
                Some(bytes) => receiver.post_now(&bytes),
                None => count_dropped("no_encoding", 1),
            }
        }
    }

    /// Everyone a target means who is still there. Collected first, so that no table is locked while users' values are encoded.
    fn receivers(&self, target: &Target) -> Result<Vec<Arc<Connection>>, SendError> {
        target.check()?;
        let mut receivers = Vec::new();
        match target {
            Target::Local(connection) => receivers.push(connection.clone()),
            Target::All => receivers = self.all_local(),
            Target::AllExcept(except) => {
                receivers = self.all_local();
                drop_excepted(&mut receivers, except);
            }
            Target::Connections(ids) => {
                receivers.extend(ids.iter().filter_map(|id| self.local(id.as_str())));
            }
            Target::Group(group) => Self::members(&self.groups, group, &[], &mut receivers),
            Target::GroupExcept(group, except) => {
                Self::members(&self.groups, group, except, &mut receivers);
            }
            Target::Groups(groups) => {
                for group in groups {
                    Self::members(&self.groups, group, &[], &mut receivers);
                }
            }
            Target::Users(users) => {
                for user in users {
                    Self::members(&self.users, user, &[], &mut receivers);
                }
            }
        }
        if !matches!(target, Target::Local(_)) {
            // In its disconnected hook a connection is in its groups still, but nobody is there to receive.
            receivers.retain(|connection| !connection.has_departed());
        }
        Ok(receivers)
    }

    /// A connection of this process.
    pub(crate) fn local(&self, connection: &str) -> Option<Arc<Connection>> {
        self.connections
            .get(connection)
            .map(|entry| entry.value().clone())
    }

    /// Every connection of this process.
    pub(crate) fn all_local(&self) -> Vec<Arc<Connection>> {
        self.connections
            .iter()
            .map(|entry| entry.value().clone())
            .collect()
    }

    /// The connections of one user in this process.
    pub(crate) fn user_local(&self, user: &UserId) -> Vec<Arc<Connection>> {
        self.users
            .get(user)
            .map(|members| members.values().cloned().collect())
            .unwrap_or_default()
    }

    fn forget_member(&self, connection: &Connection, group: &str) {
        self.groups.remove_if_mut(group, |_, members| {
            members.remove(connection.id.as_str());
            members.is_empty()
        });
    }

    /// Counts in this process.
    pub(super) fn tally(&self, census: &Census) -> Tally {
        match census {
            Census::Connections => Tally {
                count: self.connections.len() as u64,
                members: Vec::new(),
            },
            Census::GroupSize(group) => Tally {
                count: self
                    .groups
                    .get(group)
                    .map_or(0, |members| members.len() as u64),
                members: Vec::new(),
            },
            Census::GroupMembers(group) => {
                let members = self.groups.get(group);
                let members = members.map(|members| members.keys().cloned().collect());
                let members: Vec<ConnectionId> = members.unwrap_or_default();
                Tally {
                    count: members.len() as u64,
                    members,
                }
            }
        }
    }

    /// Makes a connection a member of a group; whether it was none before and has not left for good.
    pub(super) fn join(
        &self,
        connection: &Arc<Connection>,
        group: &str,
    ) -> Result<bool, SendError> {
        if group.is_empty() {
            return Err(SendError::EmptyGroupName);
        }
        let mut groups = connection.groups.lock();
        let Some(groups) = groups.as_mut() else {
            return Ok(false);
        };
        if groups.contains(group) {
            return Ok(false);
        }
        let limit = connection.place.limits.max_groups;
        if groups.len() >= limit {
            return Err(SendError::TooManyGroups { limit });
        }
        let group: Arc<str> = group.into();
        groups.insert(group.clone());
        self.groups
            .entry(group)
            .or_default()
            .insert(connection.id.clone(), connection.clone());
        Ok(true)
    }

    /// Ends a membership; whether there was one.
    pub(super) fn leave(&self, connection: &Connection, group: &str) -> bool {
        let mut groups = connection.groups.lock();
        let Some(groups) = groups.as_mut() else {
            return false;
        };
        let was_member = groups.remove(group);
        if was_member {
            self.forget_member(connection, group);
        }
        if groups.is_empty() {
            groups.shrink_to_fit();
        }
        was_member
    }

    /// Forgets a connection and returns the groups that it was in.
    pub(super) fn remove(&self, connection: &Connection) -> HashSet<Arc<str>> {
        self.connections.remove(&connection.id);
        if let Some(user) = &connection.user {
            self.users.remove_if_mut(user, |_, members| {
                members.remove(&connection.id);
                members.is_empty()
            });
        }
        // Taken, not emptied: an addition that comes later finds `None` and does nothing.
        let groups: HashSet<Arc<str>> = connection.groups.lock().take().unwrap_or_default();
        for group in &groups {
            self.forget_member(connection, group);
        }
        groups
    }
}

/// Takes those out who are excepted: in a time that does not grow with both lists.
fn drop_excepted(receivers: &mut Vec<Arc<Connection>>, except: &[ConnectionId]) {
    match except {
        [] => {}
        [one] => receivers.retain(|receiver| receiver.id != *one),
        many => {
            let except: HashSet<&ConnectionId> = many.iter().collect();
            receivers.retain(|receiver| !except.contains(&receiver.id));
        }
    }
}

impl Delivery for MemoryDelivery {
    fn connected(&self, connection: &Arc<Connection>) {
        self.connections
            .insert(connection.id.clone(), connection.clone());
        if let Some(user) = &connection.user {
            self.users
                .entry(user.clone())
                .or_default()
                .insert(connection.id.clone(), connection.clone());
        }
    }

    fn disconnected(&self, connection: &Arc<Connection>) {
        self.remove(connection);
    }

    fn push(&self, target: &Target, push: &Push<'_>) -> Delivered<Result<(), SendError>> {
        let mut waiting = Vec::new();
        let delivered = self.receivers(target).and_then(|receivers| {
            receivers.into_iter().try_for_each(|receiver| {
                let bytes = push.bytes(receiver.encoding())?;
                if !receiver.offer(&bytes, Sending::Push) {
                    waiting.push(receiver.deliver_when_room(bytes, Sending::Push));
                }
                Ok(())
            })
        });
        if waiting.is_empty() {
            return Delivered::now(delivered);
        }
        Delivered::Later(Box::pin(async move {
            futures_util::future::join_all(waiting).await;
            delivered
        }))
    }

    fn add_to_group(
        &self,
        connection: &ConnectionId,
        group: &str,
    ) -> Delivered<Result<(), SendError>> {
        if group.is_empty() {
            return Delivered::now(Err(SendError::EmptyGroupName));
        }
        let connection = self.local(connection.as_str());
        let joined = connection.map_or(Ok(false), |connection| self.join(&connection, group));
        Delivered::now(joined.map(drop))
    }

    fn remove_from_group(
        &self,
        connection: &ConnectionId,
        group: &str,
    ) -> Delivered<Result<(), SendError>> {
        if let Some(connection) = self.local(connection.as_str()) {
            self.leave(&connection, group);
        }
        Delivered::now(Ok(()))
    }

    fn count(&self, census: Census) -> Delivered<Result<Everywhere<Tally>, SendError>> {
        Delivered::now(Ok(Everywhere {
            value: self.tally(&census),
            silent: 0,
        }))
    }

    fn is_online(&self, user: &UserId) -> Delivered<Result<bool, SendError>> {
        Delivered::now(Ok(self.users.contains_key(user)))
    }

    fn here(&self) -> &MemoryDelivery {
        self
    }
}
