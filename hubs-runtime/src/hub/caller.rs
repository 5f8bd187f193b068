//! Who asks: what policies and filters see, without the hub's types.

use std::sync::Arc;

use parking_lot::Mutex;

use crate::connection::{CloseMessage, Connection, Place, RequestInfo, SeenRequest, UserId};

/// What every context says of its connection, which it has at `self.$connection`.
macro_rules! about_connection {
    ($($connection:ident).+) => {
        /// Public id of the connection.
        pub fn connection_id(&self) -> &$crate::ConnectionId {
            &self.$($connection).+.id
        }

        /// The path at which what it connected to is mounted, as `/chat`.
        pub fn path(&self) -> &str {
            &self.$($connection).+.place.path
        }

        /// Who it is, if middleware put a [`UserId`](crate::UserId) into the request's extensions.
        pub fn user_id(&self) -> Option<&$crate::UserId> {
            self.$($connection).+.user.as_ref()
        }

        /// How the connection's bytes travel.
        pub fn transport(&self) -> $crate::Transport {
            self.$($connection).+.transport
        }

        /// The value of type `T` kept with the connection, made by `init` on first use: one for policies, filters,
        /// methods and hooks. The client never sees it.
        pub fn item<T: Send + Sync + 'static>(&self, init: impl FnOnce() -> T) -> ::std::sync::Arc<T> {
            self.$($connection).+.item(init)
        }
    };
}

pub(crate) use about_connection;

/// Who asks to be let in, or calls: what policies see.
///
/// A hub's own policies are asked for a request: at negotiation, when a transport opens, and when a dropped connection
/// resumes. Nothing is connected through that request yet, so there is no id, no transport and nothing to abort:
/// [`connection`](Self::connection) is `None`. Policies of methods are asked for a call, which a connection makes.
///
/// ```
/// use hubs_runtime::{Caller, Policy, Transport};
///
/// pub struct NoPolling;
///
/// impl Policy for NoPolling {
///     async fn allows(caller: &Caller) -> bool {
///         match caller.connection() {
///             Some(connection) => connection.transport() != Transport::LongPolling,
///             // The request alone does not say; the method's policy will see.
///             None => true,
///         }
///     }
/// }
/// ```
///
/// Nothing is kept with a caller who is not connected: what one policy found out for another stands in the request's
/// extensions, where middleware puts it, or in an item of the connection.
#[derive(Clone, Debug)]
pub struct Caller {
    by: AskedBy,
    hub: &'static str,
    method: Option<&'static str>,
    /// Why a policy refuses; a clone's is the same.
    reason: Arc<Mutex<Option<String>>>,
}

#[derive(Clone, Debug)]
enum AskedBy {
    Request {
        request: Arc<RequestInfo>,
        place: Arc<Place>,
    },
    Connection(ConnectedCaller),
}

impl Caller {
    /// Through a request, before it has a connection: to be let into `hub`.
    pub(crate) fn asking(request: Arc<RequestInfo>, place: Arc<Place>, hub: &'static str) -> Self {
        Self {
            by: AskedBy::Request { request, place },
            hub,
            method: None,
            reason: Arc::default(),
        }
    }

    /// Over a connection: to call `method` of `hub`.
    pub(crate) fn connected(
        core: Arc<Connection>,
        hub: &'static str,
        method: &'static str,
    ) -> Self {
        Self {
            by: AskedBy::Connection(ConnectedCaller::new(core)),
            hub,
            method: Some(method),
            reason: Arc::default(),
        }
    }

    /// Tells the caller why, and is `false`, which is what a policy then answers.
    ///
    /// The reason stands behind SignalR's sentence in the error of a call, in the body of a request that is refused, and
    /// in the log. Of several the last one counts; it is dropped if the policy allows all the same.
    ///
    /// ```
    /// use hubs_runtime::{Caller, Policy};
    ///
    /// pub struct OfAge;
    ///
    /// impl Policy for OfAge {
    ///     async fn allows(caller: &Caller) -> bool {
    ///         caller.request().header("x-age").is_some_and(|age| age.len() > 1)
    ///             || caller.refuse("come back when you are ten")
    ///     }
    /// }
    /// ```
    pub fn refuse(&self, reason: impl Into<String>) -> bool {
        *self.reason.lock() = Some(reason.into());
        false
    }

    pub(super) fn take_reason(&self) -> Option<String> {
        self.reason.lock().take()
    }

    /// The hub that is asked for, by the name of its type.
    pub fn hub(&self) -> &'static str {
        self.hub
    }

    /// The path at which it is mounted, as `/chat`: one hub may have several. That of the request is longer: it ends with
    /// `/negotiate` then.
    pub fn path(&self) -> &str {
        match &self.by {
            AskedBy::Request { place, .. } => &place.path,
            AskedBy::Connection(connection) => connection.path(),
        }
    }

    /// The method that is called, by its name on the wire; `None` for one who asks to be let in.
    pub fn method(&self) -> Option<&'static str> {
        self.method
    }

    /// Who it is, if middleware put a [`UserId`] into the request's extensions.
    pub fn user_id(&self) -> Option<&UserId> {
        match &self.by {
            AskedBy::Request { request, .. } => request.user_id(),
            AskedBy::Connection(connection) => connection.user_id(),
        }
    }

    /// The request that asks to be let in: of negotiation, of a transport; of a caller who is connected, the one that
    /// the connection goes by.
    pub fn request(&self) -> &RequestInfo {
        match &self.by {
            AskedBy::Request { request, .. } => request,
            AskedBy::Connection(connection) => connection.request(),
        }
    }

    /// The caller's connection; `None` for one who asks to be let in.
    pub fn connection(&self) -> Option<&ConnectedCaller> {
        match &self.by {
            AskedBy::Request { .. } => None,
            AskedBy::Connection(connection) => Some(connection),
        }
    }
}

/// A caller who is connected: what filters see, and policies of methods.
#[derive(Clone, Debug)]
pub struct ConnectedCaller {
    core: Arc<Connection>,
    request: SeenRequest,
}

impl ConnectedCaller {
    pub(crate) fn new(core: Arc<Connection>) -> Self {
        Self {
            core,
            request: SeenRequest::default(),
        }
    }

    about_connection!(core);

    /// The request that the connection goes by; see [`HubContext::request`](crate::HubContext::request).
    pub fn request(&self) -> &RequestInfo {
        self.request.of(&self.core)
    }

    /// Ends the connection without an error, as [`HubContext::abort`](crate::HubContext::abort).
    pub fn abort(&self) {
        self.abort_with(CloseMessage::default());
    }

    /// Ends the connection and tells the client why, as [`HubContext::abort_with`](crate::HubContext::abort_with).
    pub fn abort_with(&self, message: CloseMessage) {
        self.core.kick(message);
    }
}
