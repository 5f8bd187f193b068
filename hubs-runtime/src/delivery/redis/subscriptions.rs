//! Which channels this process wants from Redis, and which it has.
//!
//! Who wants a channel holds it ([`Subscriptions::hold`]); Redis is asked once for the first and told once after the last.
//! What is wanted is kept as a state and not as a queue of commands, so that it is bounded by what connections are in, and so
//! that a new connection to Redis brings all of it back: a group that was joined while Redis was away, too.

use std::{collections::HashMap, mem, sync::Arc};

use parking_lot::Mutex;
use tokio::sync::{Notify, oneshot};

/// Table of channels; `R` says what to do with their messages.
pub(super) struct Subscriptions<R> {
    table: Mutex<Table<R>>,
    /// Something in the table waits for Redis.
    pub(super) changed: Notify,
}

struct Table<R> {
    channels: HashMap<Arc<str>, Channel<R>>,
    /// Channels whose holders may have changed since Redis was told.
    dirty: Vec<Arc<str>>,
}

struct Channel<R> {
    holders: usize,
    at_redis: AtRedis,
    dirty: bool,
    route: Arc<R>,
    /// Told when Redis has confirmed.
    waiting: Vec<oneshot::Sender<()>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum AtRedis {
    Unknown,
    /// A command is on its way.
    Changing,
    Confirmed,
}

/// What Redis is to be told.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Changes {
    pub(super) subscribe: Vec<Arc<str>>,
    pub(super) unsubscribe: Vec<Arc<str>>,
}

impl<R> Default for Subscriptions<R> {
    fn default() -> Self {
        Self {
            table: Mutex::new(Table {
                channels: HashMap::new(),
                dirty: Vec::new(),
            }),
            changed: Notify::new(),
        }
    }
}

impl<R> Table<R> {
    fn mark(&mut self, name: &Arc<str>) {
        if let Some(channel) = self.channels.get_mut(name)
            && !mem::replace(&mut channel.dirty, true)
        {
            self.dirty.push(name.clone());
        }
    }
}

impl<R> Subscriptions<R> {
    /// Wants a channel until [`Self::release`]; what this gives ends when Redis has confirmed it, `None` says that it has.
    pub(super) fn hold(
        &self,
        name: &str,
        route: impl FnOnce() -> R,
    ) -> Option<oneshot::Receiver<()>> {
        let mut table = self.table.lock();
        if let Some(channel) = table.channels.get_mut(name) {
            channel.holders += 1;
            if channel.at_redis == AtRedis::Confirmed {
                return None;
            }
        } else {
            let channel = Channel {
                holders: 1,
                at_redis: AtRedis::Unknown,
                dirty: false,
                route: Arc::new(route()),
                waiting: Vec::new(),
            };
            table.channels.insert(name.into(), channel);
        }
        let (name, channel) = table.channels.get_key_value(name).expect("just seen");
        debug_assert!(channel.holders > 0);
        let name = name.clone();
        let (confirm, confirmed) = oneshot::channel();
        if let Some(channel) = table.channels.get_mut(&name) {
            channel.waiting.push(confirm);
        }
        table.mark(&name);
        drop(table);
        self.changed.notify_one();
        Some(confirmed)
    }

    /// Ends one [`Self::hold`].
    pub(super) fn release(&self, name: &str) {
        let mut table = self.table.lock();
        let Some((name, _)) = table.channels.get_key_value(name) else {
            return;
        };
        let name = name.clone();
        let last = table.channels.get_mut(&name).is_some_and(|channel| {
            channel.holders = channel.holders.saturating_sub(1);
            channel.holders == 0
        });
        if last {
            table.mark(&name);
            drop(table);
            self.changed.notify_one();
        }
    }

    /// What to do with messages of a channel.
    pub(super) fn route(&self, name: &str) -> Option<Arc<R>> {
        let table = self.table.lock();
        table
            .channels
            .get(name)
            .map(|channel| channel.route.clone())
    }

    /// Whether messages of a channel surely come.
    pub(super) fn is_confirmed(&self, name: &str) -> bool {
        let table = self.table.lock();
        let channel = table.channels.get(name);
        channel.is_some_and(|channel| channel.at_redis == AtRedis::Confirmed)
    }

    /// How many channels are wanted.
    pub(super) fn len(&self) -> usize {
        self.table.lock().channels.len()
    }

    /// What Redis does not know yet, at most `limit` channels of it.
    pub(super) fn take_changes(&self, limit: usize) -> Changes {
        let mut table = self.table.lock();
        let mut changes = Changes::default();
        let count = table.dirty.len().min(limit);
        let dirty: Vec<Arc<str>> = table.dirty.drain(..count).collect();
        for name in dirty {
            let Some(channel) = table.channels.get_mut(&name) else {
                continue;
            };
            channel.dirty = false;
            match (channel.holders, channel.at_redis) {
                (0, AtRedis::Unknown) => {
                    table.channels.remove(&name);
                }
                (0, AtRedis::Confirmed) => {
                    channel.at_redis = AtRedis::Changing;
                    changes.unsubscribe.push(name);
                }
                (_, AtRedis::Unknown) => {
                    channel.at_redis = AtRedis::Changing;
                    changes.subscribe.push(name);
                }
                // Right already, or decided when the command on its way is answered.
                (_, AtRedis::Confirmed | AtRedis::Changing) => {}
            }
        }
        changes
    }

    /// Redis has confirmed these; returns whether that leaves something to tell it.
    pub(super) fn confirm(&self, changes: &Changes) {
        let mut table = self.table.lock();
        for name in &changes.subscribe {
            let Some(channel) = table.channels.get_mut(name) else {
                continue;
            };
            channel.at_redis = AtRedis::Confirmed;
            for waiting in channel.waiting.drain(..) {
                // Who no longer waits is not told.
                let _ = waiting.send(());
            }
            if channel.holders == 0 {
                table.mark(name);
            }
        }
        for name in &changes.unsubscribe {
            let Some(channel) = table.channels.get_mut(name) else {
                continue;
            };
            channel.at_redis = AtRedis::Unknown;
            if channel.holders > 0 {
                table.mark(name);
            } else {
                table.channels.remove(name);
            }
        }
        let more = !table.dirty.is_empty();
        drop(table);
        if more {
            self.changed.notify_one();
        }
    }

    /// The connection to Redis is gone, and with it every subscription.
    pub(super) fn forget(&self) {
        let mut table = self.table.lock();
        table.channels.retain(|_, channel| channel.holders > 0);
        table.dirty = table.channels.keys().cloned().collect();
        for channel in table.channels.values_mut() {
            channel.at_redis = AtRedis::Unknown;
            channel.dirty = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(subscribe: &[&str], unsubscribe: &[&str]) -> Changes {
        let names = |list: &[&str]| list.iter().map(|name| Arc::from(*name)).collect();
        Changes {
            subscribe: names(subscribe),
            unsubscribe: names(unsubscribe),
        }
    }

    #[test]
    fn redis_is_asked_once_and_told_once() {
        let table = Subscriptions::default();
        let mut first = table.hold("a", || 1).expect("not confirmed");
        let mut second = table.hold("a", || 2).expect("not confirmed");
        let told = table.take_changes(10);
        assert_eq!(told, changes(&["a"], &[]));
        assert_eq!(table.take_changes(10), Changes::default());
        assert!(first.try_recv().is_err());
        table.confirm(&told);
        assert!(first.try_recv().is_ok());
        assert!(second.try_recv().is_ok());
        assert!(table.hold("a", || 3).is_none());
        assert_eq!(table.route("a").as_deref(), Some(&1));
        for _ in 0..3 {
            assert_eq!(table.take_changes(10), Changes::default());
            table.release("a");
        }
        let told = table.take_changes(10);
        assert_eq!(told, changes(&[], &["a"]));
        table.confirm(&told);
        assert_eq!(table.len(), 0);
        table.release("a");
    }

    #[test]
    fn who_comes_while_the_last_leaves_waits_for_a_new_subscription() {
        let table = Subscriptions::default();
        let _confirmed = table.hold("a", || ());
        table.confirm(&table.take_changes(10));
        table.release("a");
        let leaving = table.take_changes(10);
        assert_eq!(leaving, changes(&[], &["a"]));
        let mut again = table.hold("a", || ()).expect("is being left");
        assert_eq!(table.take_changes(10), Changes::default());
        table.confirm(&leaving);
        assert!(again.try_recv().is_err());
        let joining = table.take_changes(10);
        assert_eq!(joining, changes(&["a"], &[]));
        table.release("a");
        table.confirm(&joining);
        assert!(again.try_recv().is_ok());
        assert_eq!(table.take_changes(10), changes(&[], &["a"]));
    }

    #[test]
    fn a_new_connection_gets_all_that_is_still_wanted() {
        let table = Subscriptions::default();
        let _a = table.hold("a", || ());
        let _b = table.hold("b", || ());
        table.confirm(&table.take_changes(10));
        table.release("b");
        let mut c = table.hold("c", || ()).expect("not confirmed");
        table.forget();
        let mut told = table.take_changes(10);
        told.subscribe.sort();
        assert_eq!(told, changes(&["a", "c"], &[]));
        table.confirm(&told);
        assert!(c.try_recv().is_ok());
        assert_eq!(table.len(), 2);
    }

    #[test]
    fn changes_come_in_pieces() {
        let table = Subscriptions::default();
        for name in ["a", "b", "c"] {
            let _confirmed = table.hold(name, || ());
        }
        assert_eq!(table.take_changes(2), changes(&["a", "b"], &[]));
        assert_eq!(table.take_changes(2), changes(&["c"], &[]));
    }
}
