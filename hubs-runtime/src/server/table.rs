//! Connections by their secret token: negotiated ones that wait for a transport, and those that have one.

use std::{
    collections::HashMap,
    sync::{Arc, Weak},
    time::Duration,
};

use parking_lot::Mutex;
use tokio::{sync::Notify, time::Instant};

use crate::{
    connection::{ConnectionId, RequestInfo, Transport, UserId},
    transport::{http::HttpConnection, websocket::Resume},
};

/// A connection that no transport has attached to yet.
#[derive(Clone, Debug)]
pub(crate) struct Negotiated {
    pub(crate) id: ConnectionId,
    pub(crate) user: Option<UserId>,
    pub(crate) request: Arc<RequestInfo>,
    /// Name of the hub that it was negotiated for.
    pub(crate) hub: &'static str,
    /// Whether client and server agreed that it may outlive its socket.
    pub(crate) stateful: bool,
    expires: Instant,
}

enum Entry {
    Waiting(Negotiated),
    Attached {
        hub: &'static str,
        transport: Transport,
        user: Option<UserId>,
        /// What further requests of the connection need; WebSockets have none unless they can be resumed.
        further: Further,
    },
}

/// What further requests of an attached connection need.
#[derive(Clone)]
pub(crate) enum Further {
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
    Attached(Transport, Further),
}

/// Why a token cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenFault {
    /// The request names none.
    Missing,
    /// No such connection, or one of another hub.
    Unknown,
    /// A transport of the same kind is there.
    Taken,
    /// A transport of another kind is there.
    OtherTransport,
    /// The request comes from another user than the negotiation.
    OtherUser,
}

/// See the module's head.
#[derive(Default)]
pub(crate) struct ConnectionTable {
    entries: Mutex<Entries>,
    emptied: Notify,
}

#[derive(Default)]
struct Entries {
    by_token: HashMap<Box<str>, Entry>,
    waiting: usize,
    attached: usize,
    swept: bool,
}

impl ConnectionTable {
    /// Adds a negotiated connection; `false` if too many wait already.
    pub(crate) fn negotiate(
        self: &Arc<Self>,
        hub: &'static str,
        (id, token): (ConnectionId, &str),
        stateful: bool,
        request: Arc<RequestInfo>,
        lifetime: Duration,
        max_waiting: usize,
    ) -> bool {
        let mut entries = self.entries.lock();
        if entries.waiting >= max_waiting {
            return false;
        }
        entries.waiting += 1;
        let negotiated = Negotiated {
            id,
            user: request.user_id(),
            request,
            hub,
            stateful,
            expires: Instant::now() + lifetime,
        };
        entries
            .by_token
            .insert(token.into(), Entry::Waiting(negotiated));
        if !entries.swept {
            entries.swept = true;
            tokio::spawn(Self::sweep(Arc::downgrade(self)));
        }
        true
    }

    /// Binds a negotiated connection to its first transport.
    pub(crate) fn attach(
        self: &Arc<Self>,
        token: &str,
        hub: &'static str,
        user: Option<&UserId>,
        transport: Transport,
    ) -> Result<(Negotiated, Attachment), TokenFault> {
        let mut entries = self.entries.lock();
        let entry = entries.by_token.get_mut(token).ok_or(TokenFault::Unknown)?;
        let negotiated = match entry {
            Entry::Waiting(negotiated) if negotiated.hub == hub => {
                if negotiated.user.as_ref() != user {
                    return Err(TokenFault::OtherUser);
                }
                negotiated.clone()
            }
            Entry::Attached {
                hub: attached,
                transport: present,
                ..
            } if *attached == hub => {
                return Err(if *present == transport {
                    TokenFault::Taken
                } else {
                    TokenFault::OtherTransport
                });
            }
            Entry::Waiting(_) | Entry::Attached { .. } => return Err(TokenFault::Unknown),
        };
        *entry = Entry::Attached {
            hub,
            transport,
            user: negotiated.user.clone(),
            further: Further::None,
        };
        entries.waiting -= 1;
        entries.attached += 1;
        let attachment = Attachment {
            table: self.clone(),
            token: Some(token.into()),
        };
        Ok((negotiated, attachment))
    }

    /// Counts a connection that skipped negotiation.
    pub(crate) fn attach_without_token(self: &Arc<Self>) -> Attachment {
        self.entries.lock().attached += 1;
        Attachment {
            table: self.clone(),
            token: None,
        }
    }

    /// What further requests of the same connection find.
    pub(crate) fn share(&self, attachment: &Attachment, share: Further) {
        let Some(token) = &attachment.token else {
            return;
        };
        if let Some(Entry::Attached { further, .. }) = self.entries.lock().by_token.get_mut(token) {
            *further = share;
        }
    }

    /// Looks a token up for a request of `user`.
    pub(crate) fn find(
        &self,
        token: &str,
        hub: &'static str,
        user: Option<&UserId>,
    ) -> Result<Found, TokenFault> {
        let entries = self.entries.lock();
        let (owner, found) = match entries.by_token.get(token).ok_or(TokenFault::Unknown)? {
            Entry::Waiting(negotiated) if negotiated.hub == hub => {
                (negotiated.user.as_ref(), Found::Waiting)
            }
            Entry::Attached {
                hub: attached,
                transport,
                user,
                further,
            } if *attached == hub => (user.as_ref(), Found::Attached(*transport, further.clone())),
            Entry::Waiting(_) | Entry::Attached { .. } => return Err(TokenFault::Unknown),
        };
        if owner != user {
            return Err(TokenFault::OtherUser);
        }
        Ok(found)
    }

    /// Connections with a transport.
    pub(crate) fn attached(&self) -> usize {
        self.entries.lock().attached
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

    /// Removes negotiated connections whose transport never came; ends when none is left.
    async fn sweep(table: Weak<Self>) {
        let mut tick = tokio::time::interval(Duration::from_secs(1));
        loop {
            tick.tick().await;
            let Some(table) = table.upgrade() else { return };
            let mut entries = table.entries.lock();
            let now = Instant::now();
            entries.by_token.retain(|_, entry| match entry {
                Entry::Waiting(negotiated) => negotiated.expires > now,
                Entry::Attached { .. } => true,
            });
            entries.waiting = entries
                .by_token
                .values()
                .filter(|entry| matches!(entry, Entry::Waiting(_)))
                .count();
            if entries.waiting == 0 {
                entries.swept = false;
                entries.by_token.shrink_to_fit();
                return;
            }
        }
    }
}

/// An attached connection's place in the table; given up when dropped.
pub(crate) struct Attachment {
    table: Arc<ConnectionTable>,
    token: Option<Box<str>>,
}

impl Drop for Attachment {
    fn drop(&mut self) {
        let mut entries = self.table.entries.lock();
        if let Some(token) = &self.token {
            entries.by_token.remove(token);
        }
        entries.attached -= 1;
        let emptied = entries.attached == 0;
        drop(entries);
        if emptied {
            self.table.emptied.notify_waiters();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIFETIME: Duration = Duration::from_secs(15);

    fn negotiate(table: &Arc<ConnectionTable>, max_waiting: usize) -> Option<String> {
        let request = Arc::new(RequestInfo::default());
        let token = ConnectionId::random().to_string();
        let ids = (ConnectionId::random(), token.as_str());
        table
            .negotiate("chat", ids, false, request, LIFETIME, max_waiting)
            .then_some(token)
    }

    fn attach(
        table: &Arc<ConnectionTable>,
        token: &str,
        transport: Transport,
    ) -> Result<Attachment, TokenFault> {
        table
            .attach(token, "chat", None, transport)
            .map(|(_, attachment)| attachment)
    }

    #[tokio::test]
    async fn a_token_serves_one_transport() {
        let table = Arc::<ConnectionTable>::default();
        let token = negotiate(&table, 10).expect("there is room");
        let attachment = attach(&table, &token, Transport::WebSockets).expect("it waits");
        let fault = |transport| attach(&table, &token, transport).err();
        assert_eq!(fault(Transport::WebSockets), Some(TokenFault::Taken));
        assert_eq!(
            fault(Transport::LongPolling),
            Some(TokenFault::OtherTransport)
        );
        drop(attachment);
        assert_eq!(fault(Transport::WebSockets), Some(TokenFault::Unknown));
        assert_eq!(table.attached(), 0);
    }

    #[tokio::test]
    async fn a_token_belongs_to_its_hub_and_user() {
        let table = Arc::<ConnectionTable>::default();
        let token = negotiate(&table, 10).expect("there is room");
        let other = table.attach(&token, "other", None, Transport::WebSockets);
        assert_eq!(other.err(), Some(TokenFault::Unknown));
        let ann = UserId::from("ann");
        let other = table.attach(&token, "chat", Some(&ann), Transport::WebSockets);
        assert_eq!(other.err(), Some(TokenFault::OtherUser));
    }

    #[tokio::test]
    async fn only_so_many_wait() {
        let table = Arc::<ConnectionTable>::default();
        assert!(negotiate(&table, 1).is_some());
        assert!(negotiate(&table, 1).is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn negotiated_connections_do_not_wait_forever() {
        let table = Arc::<ConnectionTable>::default();
        let token = negotiate(&table, 1).expect("there is room");
        tokio::time::sleep(LIFETIME + Duration::from_secs(2)).await;
        let fault = attach(&table, &token, Transport::WebSockets).err();
        assert_eq!(fault, Some(TokenFault::Unknown));
        assert!(negotiate(&table, 1).is_some());
    }
}
