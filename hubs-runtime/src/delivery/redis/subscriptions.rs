//! Which channels this process wants from Redis, and which it has.
//!
//! Who wants a channel holds it ([`Subscriptions::hold`]); Redis is asked once for the first and told once after the last.
//! What is wanted is kept as a state and not as a queue of commands, so that it is bounded by what connections are in, and so
//! that a new connection to Redis brings all of it back: a group that was joined while Redis was away, too.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

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
    /// Channels whose holders may have changed since Redis was told, in the order in which they have.
    dirty: BTreeMap<u64, Arc<str>>,
    last_change: u64,
}

struct Channel<R> {
    /// Who wants it: two servers of one process may have a hub of the same name.
    holders: Vec<Holder<R>>,
    /// The holders' routes, to be taken with one count.
    routes: Arc<[Arc<R>]>,
    at_redis: AtRedis,
    /// Its place among those that Redis is to be told of.
    dirty: Option<u64>,
    /// Told when Redis has confirmed.
    waiting: Vec<oneshot::Sender<()>>,
}

struct Holder<R> {
    owner: Owner,
    count: usize,
    route: Arc<R>,
}

/// Tells holders apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Owner(pub(super) u64);

impl<R> Channel<R> {
    fn new() -> Self {
        Self {
            holders: Vec::new(),
            routes: Arc::new([]),
            at_redis: AtRedis::Unknown,
            dirty: None,
            waiting: Vec::new(),
        }
    }

    fn add(&mut self, owner: Owner, route: impl FnOnce() -> R) {
        match self.holders.iter_mut().find(|holder| holder.owner == owner) {
            Some(holder) => holder.count += 1,
            None => {
                self.holders.push(Holder {
                    owner,
                    count: 1,
                    route: Arc::new(route()),
                });
                self.note_routes();
            }
        }
    }

    fn remove(&mut self, owner: Owner) {
        let at = self.holders.iter().position(|holder| holder.owner == owner);
        let Some(at) = at else { return };
        self.holders[at].count -= 1;
        if self.holders[at].count == 0 {
            self.holders.swap_remove(at);
            self.note_routes();
        }
    }

    fn note_routes(&mut self) {
        let routes = self.holders.iter().map(|holder| holder.route.clone());
        self.routes = routes.collect();
    }

    fn wait(&mut self, confirm: oneshot::Sender<()>) {
        // Who has given up while Redis is away leaves nothing behind; looked at now and then, so that it costs nothing.
        if self.waiting.len().is_power_of_two() {
            self.waiting.retain(|waiting| !waiting.is_closed());
        }
        self.waiting.push(confirm);
    }

    fn is_wanted(&self) -> bool {
        !self.holders.is_empty()
    }
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

impl Changes {
    fn len(&self) -> usize {
        self.subscribe.len() + self.unsubscribe.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<R> Default for Subscriptions<R> {
    fn default() -> Self {
        Self {
            table: Mutex::new(Table {
                channels: HashMap::new(),
                dirty: BTreeMap::new(),
                last_change: 0,
            }),
            changed: Notify::new(),
        }
    }
}

impl<R> Table<R> {
    fn mark(&mut self, name: &Arc<str>) {
        let Some(channel) = self.channels.get_mut(name) else {
            return;
        };
        if channel.dirty.is_none() {
            self.last_change += 1;
            channel.dirty = Some(self.last_change);
            self.dirty.insert(self.last_change, name.clone());
        }
    }

    fn remove(&mut self, name: &str) {
        let channel = self.channels.remove(name);
        if let Some(place) = channel.and_then(|channel| channel.dirty) {
            self.dirty.remove(&place);
        }
    }
}

impl<R> Subscriptions<R> {
    /// Wants a channel until [`Self::release`]; what this gives ends when Redis has confirmed it, `None` says that it has.
    pub(super) fn hold(
        &self,
        name: &str,
        owner: Owner,
        route: impl FnOnce() -> R,
    ) -> Option<oneshot::Receiver<()>> {
        let mut table = self.table.lock();
        let known = table.channels.get_key_value(name);
        let name = known.map_or_else(|| Arc::from(name), |(name, _)| name.clone());
        let channel = table
            .channels
            .entry(name.clone())
            .or_insert_with(Channel::new);
        channel.add(owner, route);
        if channel.at_redis == AtRedis::Confirmed {
            return None;
        }
        let (confirm, confirmed) = oneshot::channel();
        channel.wait(confirm);
        table.mark(&name);
        drop(table);
        self.changed.notify_one();
        Some(confirmed)
    }

    /// Ends one [`Self::hold`].
    pub(super) fn release(&self, name: &str, owner: Owner) {
        let mut table = self.table.lock();
        let Some((name, _)) = table.channels.get_key_value(name) else {
            return;
        };
        let name = name.clone();
        let Some(channel) = table.channels.get_mut(&name) else {
            return;
        };
        channel.remove(owner);
        match (channel.is_wanted(), channel.at_redis) {
            (true, _) => return,
            // Redis never heard of it: however many come and go while it is away, nothing of them stays.
            (false, AtRedis::Unknown) => return table.remove(&name),
            (false, _) => table.mark(&name),
        }
        drop(table);
        self.changed.notify_one();
    }

    /// What to do with messages of a channel: nothing if nobody wants it.
    pub(super) fn routes(&self, name: &str) -> Arc<[Arc<R>]> {
        let table = self.table.lock();
        match table.channels.get(name) {
            Some(channel) => channel.routes.clone(),
            None => Arc::new([]),
        }
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

    /// Up to where [`Self::take_changes`] goes for all that has changed until now.
    pub(super) fn last_change(&self) -> u64 {
        self.table.lock().last_change
    }

    /// What Redis does not know yet of what had changed until `last`, at most `limit` channels of it; nothing means that there
    /// is no more.
    pub(super) fn take_changes(&self, last: u64, limit: usize) -> Changes {
        let mut table = self.table.lock();
        let mut changes = Changes::default();
        while changes.len() < limit {
            let Some(first) = table
                .dirty
                .first_entry()
                .filter(|first| *first.key() <= last)
            else {
                break;
            };
            let name = first.remove();
            let Some(channel) = table.channels.get_mut(&name) else {
                continue;
            };
            channel.dirty = None;
            match (channel.is_wanted(), channel.at_redis) {
                (false, AtRedis::Unknown) => table.remove(&name),
                (false, AtRedis::Confirmed) => {
                    channel.at_redis = AtRedis::Changing;
                    changes.unsubscribe.push(name);
                }
                (true, AtRedis::Unknown) => {
                    channel.at_redis = AtRedis::Changing;
                    changes.subscribe.push(name);
                }
                // Right already, or decided when the command on its way is answered.
                (_, AtRedis::Confirmed | AtRedis::Changing) => {}
            }
        }
        changes
    }

    /// Redis has confirmed these.
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
            if !channel.is_wanted() {
                table.mark(name);
            }
        }
        for name in &changes.unsubscribe {
            let Some(channel) = table.channels.get_mut(name) else {
                continue;
            };
            channel.at_redis = AtRedis::Unknown;
            if channel.is_wanted() {
                table.mark(name);
            } else {
                table.remove(name);
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
        table.dirty.clear();
        table.channels.retain(|_, channel| channel.is_wanted());
        for channel in table.channels.values_mut() {
            channel.at_redis = AtRedis::Unknown;
            channel.dirty = None;
        }
        let names: Vec<Arc<str>> = table.channels.keys().cloned().collect();
        names.iter().for_each(|name| table.mark(name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ME: Owner = Owner(1);

    fn take<R>(table: &Subscriptions<R>, limit: usize) -> Changes {
        table.take_changes(table.last_change(), limit)
    }

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
        let mut first = table.hold("a", ME, || 1).expect("not confirmed");
        let mut second = table.hold("a", ME, || 2).expect("not confirmed");
        let told = take(&table, 10);
        assert_eq!(told, changes(&["a"], &[]));
        assert_eq!(take(&table, 10), Changes::default());
        assert!(first.try_recv().is_err());
        table.confirm(&told);
        assert!(first.try_recv().is_ok());
        assert!(second.try_recv().is_ok());
        assert!(table.hold("a", ME, || 3).is_none());
        assert_eq!(*table.routes("a"), [Arc::new(1)]);
        for _ in 0..3 {
            assert_eq!(take(&table, 10), Changes::default());
            table.release("a", ME);
        }
        let told = take(&table, 10);
        assert_eq!(told, changes(&[], &["a"]));
        table.confirm(&told);
        assert_eq!(table.len(), 0);
        table.release("a", ME);
    }

    #[test]
    fn who_comes_while_the_last_leaves_waits_for_a_new_subscription() {
        let table = Subscriptions::default();
        let _confirmed = table.hold("a", ME, || ());
        table.confirm(&take(&table, 10));
        table.release("a", ME);
        let leaving = take(&table, 10);
        assert_eq!(leaving, changes(&[], &["a"]));
        let mut again = table.hold("a", ME, || ()).expect("is being left");
        assert_eq!(take(&table, 10), Changes::default());
        table.confirm(&leaving);
        assert!(again.try_recv().is_err());
        let joining = take(&table, 10);
        assert_eq!(joining, changes(&["a"], &[]));
        table.release("a", ME);
        table.confirm(&joining);
        assert!(again.try_recv().is_ok());
        assert_eq!(take(&table, 10), changes(&[], &["a"]));
    }

    #[test]
    fn a_new_connection_gets_all_that_is_still_wanted() {
        let table = Subscriptions::default();
        let _a = table.hold("a", ME, || ());
        let _b = table.hold("b", ME, || ());
        table.confirm(&take(&table, 10));
        table.release("b", ME);
        let mut c = table.hold("c", ME, || ()).expect("not confirmed");
        table.forget();
        let mut told = take(&table, 10);
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
            let _confirmed = table.hold(name, ME, || ());
        }
        assert_eq!(take(&table, 2), changes(&["a", "b"], &[]));
        assert_eq!(take(&table, 2), changes(&["c"], &[]));
    }

    #[test]
    fn two_owners_of_one_channel_both_get_its_messages() {
        let table = Subscriptions::default();
        let other = Owner(2);
        let _mine = table.hold("a", ME, || 1);
        let _again = table.hold("a", ME, || 1);
        let _others = table.hold("a", other, || 2);
        assert_eq!(*table.routes("a"), [Arc::new(1), Arc::new(2)]);
        table.confirm(&take(&table, 10));
        table.release("a", ME);
        table.release("a", other);
        assert_eq!(*table.routes("a"), [Arc::new(1)]);
        assert_eq!(take(&table, 10), Changes::default());
        table.release("a", other);
        table.release("a", ME);
        assert_eq!(take(&table, 10), changes(&[], &["a"]));
    }

    #[test]
    fn who_comes_and_goes_while_redis_is_away_leaves_nothing_behind() {
        let table = Subscriptions::default();
        let _stays = table.hold("stays", ME, || ());
        for number in 0..1_000 {
            let name = format!("connection {number}");
            let _confirmed = table.hold(&name, ME, || ());
            drop(table.hold("stays", ME, || ()));
            table.release(&name, ME);
            table.release("stays", ME);
        }
        assert_eq!(table.len(), 1);
        let inner = table.table.lock();
        assert_eq!(inner.dirty.len(), 1);
        assert!(inner.channels["stays"].waiting.len() < 10);
        drop(inner);
        assert_eq!(take(&table, 10), changes(&["stays"], &[]));
    }

    #[test]
    fn what_needs_nothing_hides_nothing() {
        let table = Subscriptions::default();
        for number in 0..300 {
            let name = number.to_string();
            let _confirmed = table.hold(&name, ME, || ());
        }
        table.confirm(&take(&table, 300));
        // Left and wanted again before Redis was told.
        for number in 0..300 {
            table.release(&number.to_string(), ME);
            assert!(table.hold(&number.to_string(), ME, || ()).is_none());
        }
        let _new = table.hold("new", ME, || ());
        assert_eq!(take(&table, 256), changes(&["new"], &[]));
        // What changes later is for later.
        let last = table.last_change();
        let _later = table.hold("later", ME, || ());
        assert_eq!(table.take_changes(last, 10), Changes::default());
        assert_eq!(take(&table, 10), changes(&["later"], &[]));
    }
}
