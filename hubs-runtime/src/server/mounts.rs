//! What is mounted at the paths of a server: hubs, and handlers of raw connections.

use std::{any::TypeId, sync::Arc};

use super::{
    early::{EarlyPosts, Posted},
    paths::Address,
};
use crate::{
    connection::{Authentication, Connection, ConnectionId, Fragment, Place, RequestInfo, UserId},
    engine::{Engine, port::AnySession},
    hub::{mounted::AnyHub, others::Hubs, policy::PolicyRow},
    options::HubOptions,
    protocol::Transport,
    raw::{AnyHandler, RawEndpoint},
    transport::Served,
};

/// Which mount of its server: its place among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct MountId(pub(super) usize);

/// One of them.
pub(super) struct Mount {
    pub(super) id: MountId,
    /// Where its connections are counted: the first mount of the same hub.
    pub(super) counted_at: MountId,
    /// Whether a mount of the same hub limits the connections of one user.
    pub(super) counts_users: bool,
    /// Its path, and what its connections have in common.
    pub(super) place: Arc<Place>,
    /// The hub's name, or the type of the handler: for policies and the log.
    pub(super) name: &'static str,
    pub(super) type_name: &'static str,
    pub(super) options: Arc<HubOptions>,
    /// Who may connect.
    pub(super) policies: Arc<[PolicyRow]>,
    pub(super) serves: Serves,
}

/// What stands behind a connection.
pub(super) enum Serves {
    Hub {
        #[cfg_attr(not(feature = "testing"), allow(dead_code))]
        type_id: TypeId,
        hub: Arc<dyn AnyHub>,
    },
    Raw(Arc<dyn AnyHandler>),
}

/// What a transport serves.
pub(super) struct AttachedConnection {
    pub(super) id: ConnectionId,
    pub(super) user: Option<UserId>,
    pub(super) request: Arc<RequestInfo>,
    /// Whether it may outlive its socket.
    pub(super) stateful: bool,
    /// What its client has posted already.
    pub(super) posted: EarlyPosts,
}

/// A connection with what drives it.
// Moved once, to where it is served: a box would cost every connection of a hub more.
#[allow(clippy::large_enum_variant)]
pub(super) enum Link {
    Hub(Served<Engine>),
    Raw(Served<RawEndpoint>),
}

impl Link {
    pub(super) fn core(&self) -> &Arc<Connection> {
        match self {
            Self::Hub(link) => &link.core,
            Self::Raw(link) => &link.core,
        }
    }

    /// Takes what was posted before there was a transport.
    pub(super) async fn receive(&mut self, posted: EarlyPosts) {
        for Posted { kind, bytes } in posted {
            let bytes = &bytes[..];
            let message = Fragment {
                kind,
                bytes,
                last: true,
            };
            match self {
                Self::Hub(link) => link.receive(message).await,
                Self::Raw(link) => link.receive(message).await,
            }
        }
    }
}

impl Mount {
    /// Where it is.
    pub(super) fn address(&self) -> Address<'_> {
        Address {
            path: &self.place.path,
            refreshes: self.options.enable_authentication_refresh,
        }
    }

    /// What it is, for those who are refused.
    pub(super) fn kind(&self) -> &'static str {
        match self.serves {
            Serves::Hub { .. } => "hub",
            Serves::Raw(_) => "connection",
        }
    }

    /// Whether a connection may outlive its socket.
    pub(super) fn may_resume(&self) -> bool {
        matches!(self.serves, Serves::Hub { .. }) && self.options.allow_stateful_reconnects
    }

    /// What a request says of the caller, as far as it matters here.
    pub(super) fn authentication(&self, request: Arc<RequestInfo>) -> Authentication {
        let closes = self.options.close_on_authentication_expiration;
        let expires = closes.then(|| request.expires()).flatten();
        Authentication { request, expires }
    }

    /// The connection with what drives it, for a transport to serve; a hub sees the other `hubs` of its server.
    pub(super) fn link(
        &self,
        hubs: &Hubs,
        connection: AttachedConnection,
        transport: Transport,
    ) -> Link {
        match &self.serves {
            Serves::Hub { hub, .. } => Link::Hub(self.link_hub(hub, hubs, connection, transport).0),
            Serves::Raw(handler) => Link::Raw(self.link_raw(handler, connection, transport)),
        }
    }

    pub(super) fn link_hub(
        &self,
        hub: &Arc<dyn AnyHub>,
        hubs: &Hubs,
        connection: AttachedConnection,
        transport: Transport,
    ) -> (Served<Engine>, Arc<dyn AnySession>) {
        let AttachedConnection {
            id,
            user,
            request,
            stateful,
            posted: _,
        } = connection;
        let options = self.options.clone();
        let core = Connection::new(
            id,
            user,
            transport,
            self.authentication(request),
            options.outbox(),
            self.place.clone(),
        );
        let core = Arc::new(core);
        let close_timeout = options.web_socket_close_timeout;
        let session = hub.clone().open(core.clone(), hubs.clone());
        let mut engine = Engine::new(core.clone(), session.clone(), options);
        if stateful {
            engine.allow_numbering();
        }
        let link = Served {
            core,
            endpoint: engine,
            close_timeout,
        };
        (link, session)
    }

    fn link_raw(
        &self,
        handler: &Arc<dyn AnyHandler>,
        connection: AttachedConnection,
        transport: Transport,
    ) -> Served<RawEndpoint> {
        let AttachedConnection {
            id, user, request, ..
        } = connection;
        let options = self.options.clone();
        let core = Connection::new(
            id,
            user,
            transport,
            self.authentication(request),
            options.raw_outbox(),
            self.place.clone(),
        );
        let core = Arc::new(core);
        let close_timeout = options.web_socket_close_timeout;
        let handler = handler.clone();
        let endpoint = RawEndpoint::new(core.clone(), handler, self.name, options);
        Served {
            core,
            endpoint,
            close_timeout,
        }
    }
}
