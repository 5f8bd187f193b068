//! Delivery inside one process.

use std::{
    collections::{HashMap, HashSet},
    hash::Hash,
    sync::Arc,
};

use dashmap::DashMap;

use super::{Delivered, Delivery, Push, Target};
use crate::{
    connection::{ConnectionCore, ConnectionId, UserId},
    error::SendError,
};

type Members = HashMap<ConnectionId, Arc<ConnectionCore>>;

/// Connections, groups and users in sharded tables; every change of membership takes constant time.
///
/// Lock order: a connection's own set of groups, then one shard of a table. Posting to a connection under a shard's
/// lock is allowed, because it never waits.
#[derive(Default)]
pub(crate) struct MemoryDelivery {
    connections: DashMap<ConnectionId, Arc<ConnectionCore>>,
    groups: DashMap<Arc<str>, Members>,
    users: DashMap<UserId, Members>,
}

impl MemoryDelivery {
    fn push_to_members<K: Hash + Eq + ?Sized + ToOwned, T>(
        table: &DashMap<T, Members>,
        key: &K,
        except: &[ConnectionId],
        push: &Push<'_>,
    ) -> Result<(), SendError>
    where
        T: Hash + Eq + std::borrow::Borrow<K>,
    {
        if let Some(members) = table.get(key) {
            for connection in members.values() {
                if !except.contains(&connection.id) {
                    connection.deliver(push)?;
                }
            }
        }
        Ok(())
    }

    fn push_to_group(
        &self,
        group: &str,
        except: &[ConnectionId],
        push: &Push<'_>,
    ) -> Result<(), SendError> {
        if group.is_empty() {
            return Err(SendError::EmptyGroupName);
        }
        Self::push_to_members(&self.groups, group, except, push)
    }

    fn push_to_all(&self, except: &[ConnectionId], push: &Push<'_>) -> Result<(), SendError> {
        for connection in &self.connections {
            if !except.contains(&connection.id) {
                connection.deliver(push)?;
            }
        }
        Ok(())
    }

    fn leave(&self, connection: &ConnectionCore, group: &str) {
        self.groups.remove_if_mut(group, |_, members| {
            members.remove(connection.id.as_str());
            members.is_empty()
        });
    }
}

impl Delivery for MemoryDelivery {
    fn connected(&self, connection: &Arc<ConnectionCore>) {
        self.connections
            .insert(connection.id.clone(), connection.clone());
        if let Some(user) = &connection.user {
            self.users
                .entry(user.clone())
                .or_default()
                .insert(connection.id.clone(), connection.clone());
        }
    }

    fn disconnected(&self, connection: &Arc<ConnectionCore>) {
        self.connections.remove(&connection.id);
        if let Some(user) = &connection.user {
            self.users.remove_if_mut(user, |_, members| {
                members.remove(&connection.id);
                members.is_empty()
            });
        }
        // Taken, not emptied: an addition that comes later finds `None` and does nothing.
        let groups: HashSet<Arc<str>> = connection.groups.lock().take().unwrap_or_default();
        for group in groups {
            self.leave(connection, &group);
        }
    }

    fn push(&self, target: &Target, push: &Push<'_>) -> Delivered<Result<(), SendError>> {
        Delivered::now(match target {
            Target::Local(connection) => connection.deliver(push),
            Target::All => self.push_to_all(&[], push),
            Target::AllExcept(except) => self.push_to_all(except, push),
            Target::Connections(ids) => ids
                .iter()
                .filter_map(|id| self.local(id.as_str()))
                .try_for_each(|connection| connection.deliver(push)),
            Target::Group(group) => self.push_to_group(group, &[], push),
            Target::GroupExcept(group, except) => self.push_to_group(group, except, push),
            Target::Groups(groups) => groups
                .iter()
                .try_for_each(|group| self.push_to_group(group, &[], push)),
            Target::Users(users) => users
                .iter()
                .try_for_each(|user| Self::push_to_members(&self.users, user, &[], push)),
        })
    }

    fn add_to_group(
        &self,
        connection: &ConnectionId,
        group: &str,
    ) -> Delivered<Result<(), SendError>> {
        if group.is_empty() {
            return Delivered::now(Err(SendError::EmptyGroupName));
        }
        if let Some(connection) = self.local(connection.as_str()) {
            let mut groups = connection.groups.lock();
            if let Some(groups) = groups.as_mut() {
                let group: Arc<str> = group.into();
                if groups.insert(group.clone()) {
                    self.groups
                        .entry(group)
                        .or_default()
                        .insert(connection.id.clone(), connection.clone());
                }
            }
        }
        Delivered::now(Ok(()))
    }

    fn remove_from_group(
        &self,
        connection: &ConnectionId,
        group: &str,
    ) -> Delivered<Result<(), SendError>> {
        if let Some(connection) = self.local(connection.as_str()) {
            let mut groups = connection.groups.lock();
            if groups.as_mut().is_some_and(|groups| groups.remove(group)) {
                self.leave(&connection, group);
            }
        }
        Delivered::now(Ok(()))
    }

    fn local(&self, connection: &str) -> Option<Arc<ConnectionCore>> {
        self.connections
            .get(connection)
            .map(|entry| entry.value().clone())
    }

    fn all_local(&self) -> Vec<Arc<ConnectionCore>> {
        self.connections
            .iter()
            .map(|entry| entry.value().clone())
            .collect()
    }

    fn user_local(&self, user: &UserId) -> Vec<Arc<ConnectionCore>> {
        self.users
            .get(user)
            .map(|members| members.values().cloned().collect())
            .unwrap_or_default()
    }
}
