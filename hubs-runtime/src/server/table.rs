//! Connections by their secret token: negotiated ones that wait for a transport, and those that have one.
//!
//! Every limit is checked, and every change of membership made, under the one lock of the table: a connection is in it
//! from its first transport to its end, and none comes in once the server is shutting down.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{Arc, Weak},
    time::Duration,
};

use parking_lot::Mutex;
use tokio::{sync::Notify, task::JoinHandle, time::Instant};

use super::{
    early::{EarlyBytes, EarlyFault, EarlyPosts, Posted},
    mounts::MountId,
    waiting::{Waiting, WaitingLimits},
};
use crate::{
    connection::{CloseRequest, Connection, ConnectionId, DisconnectReason, UserId},
    protocol::Transport,
    transport::{http::HttpConnection, websocket::Resume},
};

/// How long a connection that has ended is known, so that its client may end it, too.
const AFTERLIFE: Duration = Duration::from_secs(5);

/// A connection that no transport has attached to yet.
#[derive(Clone, Debug)]
pub(crate) struct Negotiated {
    pub(crate) id: ConnectionId,
    pub(crate) user: Option<UserId>,
    /// What it was negotiated for.
    pub(crate) mount: MountId,
    /// Whether client and server agreed that it may outlive its socket.
    pub(crate) stateful: bool,
}

impl Negotiated {
    /// Whether a request of `user` to `mount` may be for it.
    fn check(&self, mount: MountId, user: Option<&UserId>) -> Result<(), TokenFault> {
        check_owner((self.mount, self.user.as_ref()), (mount, user))
    }
}

/// Whether what is `known` by its token may be used by a request of who is `asking`.
fn check_owner(
    known: (MountId, Option<&UserId>),
    asking: (MountId, Option<&UserId>),
) -> Result<(), TokenFault> {
    if known.0 != asking.0 {
        return Err(TokenFault::Unknown);
    }
    if known.1 != asking.1 {
        return Err(TokenFault::OtherUser);
    }
    Ok(())
}

enum TableEntry {
    Waiting {
        negotiated: Negotiated,
        /// Its place among those that wait at the same path.
        number: u64,
        expires: Instant,
        /// What its client has posted already.
        posted: EarlyPosts,
    },
    Attached {
        id: ConnectionId,
        mount: MountId,
        transport: Transport,
        user: Option<UserId>,
        /// What further requests of the connection need; WebSockets have none unless they can be resumed.
        further: LaterRequests,
    },
    /// A connection made of requests that has ended: only the request that ends it is still answered.
    Ended {
        mount: MountId,
        user: Option<UserId>,
        forgotten: Instant,
    },
}

/// What further requests of an attached connection need.
#[derive(Clone)]
pub(crate) enum LaterRequests {
    /// There are none.
    None,
    /// They carry either half of it.
    Http(Arc<HttpConnection>),
    /// Another socket may take the place of a dead one.
    Resume(Resume),
}

/// What a request finds under its token.
pub(crate) enum Found {
    /// A negotiated connection without a transport.
    Waiting,
    /// A connection with a transport.
    Attached(Transport, LaterRequests),
    /// It was there until lately.
    Ended,
}

/// Why a token cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenFault {
    /// The request names none.
    Missing,
    /// No such connection, or one of another path.
    Unknown,
    /// A transport of the same kind is there.
    Taken,
    /// A transport of another kind is there.
    OtherTransport,
    /// The request comes from another user than the negotiation.
    OtherUser,
    /// It is the connection's id as well, which others may know, and the request needs more than that.
    NoSecret,
}

/// Why a body that came before the transport is not kept.
pub(crate) enum KeepFault {
    Token(TokenFault),
    Early(EarlyFault),
    /// The transport came, or the end: the body is for the connection itself.
    NotWaiting(Posted),
}

/// Why no further connection is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Busy {
    /// The server is about to end.
    ShuttingDown,
    /// The hub has as many as it may.
    Hub { limit: usize },
    /// The user has as many on the hub as one may.
    User { limit: usize },
    /// The hubs together have as many as the server may.
    Server { limit: usize },
}

/// Why a request gets no connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AttachFault {
    Token(TokenFault),
    Busy(Busy),
}

impl From<TokenFault> for AttachFault {
    fn from(fault: TokenFault) -> Self {
        Self::Token(fault)
    }
}

impl From<Busy> for AttachFault {
    fn from(busy: Busy) -> Self {
        Self::Busy(busy)
    }
}

/// A hub, or a handler of raw connections, at one path as the table sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MountLimits {
    pub(crate) mount: MountId,
    /// The mount at which the connections of all paths of the hub are counted.
    pub(crate) counted_at: MountId,
    /// Whether any path of the hub limits the connections of one user.
    pub(crate) counts_users: bool,
    pub(crate) max_connections: usize,
    pub(crate) max_of_user: Option<usize>,
    pub(crate) max_waiting: usize,
}

/// See the module's head.
pub(crate) struct ConnectionTable {
    entries: Mutex<Entries>,
    emptied: Notify,
    early: EarlyBytes,
    /// Connections of all hubs.
    max_connections: usize,
}

#[derive(Default)]
struct Entries {
    by_token: HashMap<Box<str>, TableEntry>,
    mounts: HashMap<MountId, MountEntries>,
    /// Every connection with a transport.
    live: HashMap<ConnectionId, Arc<Connection>>,
    attached: usize,
    last_number: u64,
    shutting_down: bool,
    swept: bool,
    sweeper: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct MountEntries {
    /// Of all mounts whose connections are counted here.
    attached: usize,
    /// How many of them each user has, if that is limited; nobody in it has none.
    of_users: HashMap<UserId, usize>,
    waiting: Waiting,
}

impl Entries {
    /// The entry of a token, for a request of `user` to `mount`.
    fn find(
        &self,
        token: &str,
        mount: MountId,
        user: Option<&UserId>,
    ) -> Result<&TableEntry, TokenFault> {
        let entry = self.by_token.get(token).ok_or(TokenFault::Unknown)?;
        let (of, owner) = match entry {
            TableEntry::Waiting { negotiated, .. } => (negotiated.mount, &negotiated.user),
            TableEntry::Attached { mount, user, .. } | TableEntry::Ended { mount, user, .. } => {
                (*mount, user)
            }
        };
        check_owner((of, owner.as_ref()), (mount, user))?;
        Ok(entry)
    }

    fn check(
        &self,
        mount: MountLimits,
        user: Option<&UserId>,
        max_connections: usize,
    ) -> Result<(), Busy> {
        let present = self.mounts.get(&mount.counted_at);
        let attached = present.map_or(0, |mount| mount.attached);
        let of_user = user.and_then(|user| present?.of_users.get(user));
        let of_user = of_user.copied().unwrap_or_default();
        if self.shutting_down {
            Err(Busy::ShuttingDown)
        } else if attached >= mount.max_connections {
            Err(Busy::Hub {
                limit: mount.max_connections,
            })
        } else if self.attached >= max_connections {
            Err(Busy::Server {
                limit: max_connections,
            })
        } else {
            match mount.max_of_user {
                Some(limit) if of_user >= limit => Err(Busy::User { limit }),
                _ => Ok(()),
            }
        }
    }

    /// Counts a connection; its user too if that is limited, who is given back.
    fn count(&mut self, limits: MountLimits, user: Option<&UserId>) -> Option<UserId> {
        self.attached += 1;
        let mount = self.mounts.entry(limits.counted_at).or_default();
        mount.attached += 1;
        let user = user.filter(|_| limits.counts_users)?;
        *mount.of_users.entry(user.clone()).or_default() += 1;
        Some(user.clone())
    }

    /// Undoes [`Self::count`].
    fn discount(&mut self, counted_at: MountId, counted: Option<UserId>) {
        self.attached -= 1;
        let Some(mount) = self.mounts.get_mut(&counted_at) else {
            return;
        };
        mount.attached -= 1;
        if let Some(user) = counted
            && let Entry::Occupied(mut of_user) = mount.of_users.entry(user)
        {
            *of_user.get_mut() -= 1;
            if *of_user.get() == 0 {
                of_user.remove();
            }
        }
    }
}

impl ConnectionTable {
    pub(crate) fn new(max_connections: usize) -> Self {
        Self {
            entries: Mutex::default(),
            emptied: Notify::new(),
            early: EarlyBytes::default(),
            max_connections,
        }
    }

    /// Whether a further connection of `user` would be taken just now.
    pub(crate) fn check(&self, mount: MountLimits, user: Option<&UserId>) -> Result<(), Busy> {
        let entries = self.entries.lock();
        entries.check(mount, user, self.max_connections)
    }

    /// Adds a negotiated connection. If too many of its path wait already the oldest gives way, of a user who has too many
    /// the own: who floods the path with negotiations loses his own before long, and who means it has attached by then.
    pub(crate) fn negotiate(
        self: &Arc<Self>,
        mount: MountLimits,
        (id, token): (ConnectionId, &str),
        user: Option<UserId>,
        stateful: bool,
        lifetime: Duration,
    ) -> Result<(), Busy> {
        let mut entries = self.entries.lock();
        entries.check(mount, user.as_ref(), self.max_connections)?;
        entries.last_number += 1;
        let number = entries.last_number;
        let waiting = &mut entries.mounts.entry(mount.mount).or_default().waiting;
        let limits = WaitingLimits {
            all: mount.max_waiting,
            of_user: mount.max_of_user,
        };
        if let Some(oldest) = waiting.add(number, token, user.as_ref(), limits) {
            entries.by_token.remove(&oldest);
            metrics::counter!("hubs.server.dropped_negotiations").increment(1);
        }
        let entry = TableEntry::Waiting {
            negotiated: Negotiated {
                id,
                user,
                mount: mount.mount,
                stateful,
            },
            number,
            expires: Instant::now() + lifetime,
            posted: EarlyPosts::default(),
        };
        entries.by_token.insert(token.into(), entry);
        self.keep_swept(&mut entries);
        Ok(())
    }

    /// Keeps a body for the transport that a negotiated connection will have: `limit` bytes of it at most.
    pub(crate) fn keep(
        &self,
        token: &str,
        mount: MountId,
        user: Option<&UserId>,
        body: Posted,
        limit: usize,
    ) -> Result<(), KeepFault> {
        let mut entries = self.entries.lock();
        let entry = entries.by_token.get_mut(token);
        match entry.ok_or(KeepFault::Token(TokenFault::Unknown))? {
            TableEntry::Waiting {
                negotiated, posted, ..
            } => {
                negotiated.check(mount, user).map_err(KeepFault::Token)?;
                let kept = posted.keep(body, limit, &self.early);
                kept.map_err(KeepFault::Early)
            }
            TableEntry::Attached { .. } | TableEntry::Ended { .. } => {
                Err(KeepFault::NotWaiting(body))
            }
        }
    }

    /// Binds a negotiated connection to its first transport, which is given what was posted before it.
    pub(crate) fn attach(
        self: &Arc<Self>,
        mount: MountLimits,
        token: &str,
        user: Option<&UserId>,
        transport: Transport,
    ) -> Result<(Negotiated, EarlyPosts, Attachment), AttachFault> {
        let mut entries = self.entries.lock();
        let entry = entries.by_token.get(token).ok_or(TokenFault::Unknown)?;
        let (negotiated, number) = match entry {
            TableEntry::Waiting {
                negotiated, number, ..
            } => {
                negotiated.check(mount.mount, user)?;
                (negotiated.clone(), *number)
            }
            TableEntry::Attached {
                mount: attached,
                transport: present,
                ..
            } if *attached == mount.mount => {
                let same = *present == transport;
                return Err(if same {
                    TokenFault::Taken.into()
                } else {
                    TokenFault::OtherTransport.into()
                });
            }
            _ => return Err(TokenFault::Unknown.into()),
        };
        entries.check(mount, user, self.max_connections)?;
        if let Some(mount) = entries.mounts.get_mut(&mount.mount) {
            mount.waiting.remove(number);
        }
        let attached = TableEntry::Attached {
            id: negotiated.id.clone(),
            mount: mount.mount,
            transport,
            user: negotiated.user.clone(),
            further: LaterRequests::None,
        };
        let posted = match entries.by_token.insert(token.into(), attached) {
            Some(TableEntry::Waiting { posted, .. }) => posted,
            _ => EarlyPosts::default(),
        };
        let attachment = Attachment {
            table: self.clone(),
            counted_at: mount.counted_at,
            counted_user: entries.count(mount, user),
            id: negotiated.id.clone(),
            token: Some(token.into()),
        };
        Ok((negotiated, posted, attachment))
    }

    /// Takes a connection that skipped negotiation.
    pub(crate) fn attach_without_token(
        self: &Arc<Self>,
        mount: MountLimits,
        id: ConnectionId,
        user: Option<&UserId>,
    ) -> Result<Attachment, Busy> {
        let mut entries = self.entries.lock();
        entries.check(mount, user, self.max_connections)?;
        Ok(Attachment {
            table: self.clone(),
            counted_at: mount.counted_at,
            counted_user: entries.count(mount, user),
            id,
            token: None,
        })
    }

    /// What further requests of the same connection find.
    pub(crate) fn share(&self, attachment: &Attachment, share: LaterRequests) {
        let Some(token) = &attachment.token else {
            return;
        };
        if let Some(TableEntry::Attached { further, .. }) =
            self.entries.lock().by_token.get_mut(token)
        {
            *further = share;
        }
    }

    /// Looks a token up for a request of `user`.
    pub(crate) fn find(
        &self,
        token: &str,
        mount: MountId,
        user: Option<&UserId>,
    ) -> Result<Found, TokenFault> {
        let entries = self.entries.lock();
        Ok(match entries.find(token, mount, user)? {
            TableEntry::Waiting { .. } => Found::Waiting,
            TableEntry::Attached {
                transport, further, ..
            } => Found::Attached(*transport, further.clone()),
            TableEntry::Ended { .. } => Found::Ended,
        })
    }

    /// The open connection behind a secret token, for a request of `user`; `None` if it has no transport yet.
    pub(crate) fn connection(
        &self,
        token: &str,
        mount: MountId,
        user: Option<&UserId>,
    ) -> Result<Option<Arc<Connection>>, TokenFault> {
        let entries = self.entries.lock();
        match entries.find(token, mount, user)? {
            TableEntry::Attached { id, .. } if id.as_str() == token => Err(TokenFault::NoSecret),
            TableEntry::Attached { id, .. } => Ok(entries.live.get(id).cloned()),
            TableEntry::Waiting { .. } => Ok(None),
            TableEntry::Ended { .. } => Err(TokenFault::Unknown),
        }
    }

    /// Whether no connection is taken any more.
    pub(crate) fn is_shutting_down(&self) -> bool {
        self.entries.lock().shutting_down
    }

    /// Connections with a transport.
    pub(crate) fn attached(&self) -> usize {
        self.entries.lock().attached
    }

    /// Takes no connection from now on, and ends those that are there, the ones included that have not shaken hands.
    pub(crate) fn shut_down(&self) {
        let mut entries = self.entries.lock();
        entries.shutting_down = true;
        let live: Vec<Arc<Connection>> = entries.live.values().cloned().collect();
        drop(entries);
        live.iter().for_each(|core| end_for_shutdown(core));
    }

    /// Ends when no connection has a transport.
    pub(crate) async fn wait_until_empty(&self) {
        loop {
            let emptied = self.emptied.notified();
            tokio::pin!(emptied);
            emptied.as_mut().enable();
            if self.attached() == 0 {
                return;
            }
            emptied.await;
        }
    }

    /// Sees to it that entries whose time is over are removed.
    fn keep_swept(self: &Arc<Self>, entries: &mut Entries) {
        // It may also have ended with its runtime.
        let ended = entries.sweeper.as_ref().is_none_or(JoinHandle::is_finished);
        if (!entries.swept || ended)
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            entries.swept = true;
            entries.sweeper = Some(runtime.spawn(Self::sweep(Arc::downgrade(self))));
        }
    }

    /// Removes negotiated connections whose transport never came, and connections that ended; itself ends when there
    /// are none.
    async fn sweep(table: Weak<Self>) {
        let mut tick = tokio::time::interval(Duration::from_secs(1));
        loop {
            tick.tick().await;
            let Some(table) = table.upgrade() else { return };
            let mut entries = table.entries.lock();
            let Entries {
                by_token, mounts, ..
            } = &mut *entries;
            let now = Instant::now();
            let mut left = 0;
            by_token.retain(|_, entry| {
                let stays = match entry {
                    TableEntry::Waiting { expires, .. } => *expires > now,
                    TableEntry::Ended { forgotten, .. } => *forgotten > now,
                    TableEntry::Attached { .. } => return true,
                };
                if let TableEntry::Waiting {
                    negotiated, number, ..
                } = entry
                    && !stays
                    && let Some(mount) = mounts.get_mut(&negotiated.mount)
                {
                    mount.waiting.remove(*number);
                }
                left += usize::from(stays);
                stays
            });
            if left == 0 {
                entries.swept = false;
                entries.by_token.shrink_to_fit();
                return;
            }
        }
    }
}

fn end_for_shutdown(core: &Connection) {
    core.close(CloseRequest {
        reason: DisconnectReason::ServerShutdown,
        error: None,
        allow_reconnect: true,
    });
}

/// An attached connection's place in the table; given up when dropped.
pub(crate) struct Attachment {
    table: Arc<ConnectionTable>,
    counted_at: MountId,
    counted_user: Option<UserId>,
    id: ConnectionId,
    token: Option<Box<str>>,
}

impl Attachment {
    /// Puts the connection where a shutdown finds it.
    pub(crate) fn enter(&self, core: &Arc<Connection>) {
        let mut entries = self.table.entries.lock();
        entries.live.insert(self.id.clone(), core.clone());
        if entries.shutting_down {
            drop(entries);
            end_for_shutdown(core);
        }
    }
}

impl Drop for Attachment {
    fn drop(&mut self) {
        let mut entries = self.table.entries.lock();
        entries.live.remove(&self.id);
        entries.discount(self.counted_at, self.counted_user.take());
        if let Some(token) = &self.token
            && let Some(TableEntry::Attached {
                mount,
                user,
                further,
                ..
            }) = entries.by_token.remove(token)
            && matches!(further, LaterRequests::Http(_))
        {
            let ended = TableEntry::Ended {
                mount,
                user,
                forgotten: Instant::now() + AFTERLIFE,
            };
            entries.by_token.insert(token.clone(), ended);
            self.table.keep_swept(&mut entries);
        }
        let emptied = entries.attached == 0;
        drop(entries);
        if emptied {
            self.table.emptied.notify_waiters();
        }
    }
}

#[cfg(test)]
mod tests;
