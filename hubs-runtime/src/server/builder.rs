//! From hubs and handlers of raw connections to a router.

use std::{
    any::TypeId,
    convert::Infallible,
    fmt,
    future::{Ready, ready},
    sync::{Arc, OnceLock},
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    serve::{IncomingStream, Listener},
};
use tower::Service;

use super::{
    contract_file::MemberNames,
    mountable::{MountPath, Mountable},
    mounts::Mount,
    origin::OriginSettings,
    paths::AnyCase,
    redirect::{Redirect, Redirects},
    routes::{self, ServerShared},
};
#[cfg(feature = "testing")]
use crate::{
    connection::RequestInfo, hub::session::Session, server::memory::RefusedInMemory,
    server::mounts::Serves, transport::memory::MemoryEnd,
};
use crate::{
    delivery::Delivery,
    hub::{
        Hub,
        caller::Caller,
        drift::Members,
        filter::{DynFilter, Filters, HubFilter},
        handle::HubHandle,
        mounted::{AnyHub, MethodMeters, Mounted},
        nacks::{Nack, NackListener, NackListeners},
        names::MethodNames,
        others::AnyMounted,
        policy::PolicyRow,
        state::CallerState,
    },
    options::HubOptions,
    raw::{AnyHandler, ConnectionHandler},
};

/// Hubs that are ready to serve.
///
/// Cheap to clone; clones are the same server.
#[derive(Clone)]
pub struct HubServer {
    pub(super) mounts: Arc<Vec<Arc<Mount>>>,
    pub(super) shared: Arc<ServerShared>,
    /// The text of its contract, if it was given.
    pub(super) contract: Option<Bytes>,
    /// The routes of a server of hubs and nothing else, one for all its connections.
    pub(super) served: Arc<OnceLock<Router>>,
}

impl fmt::Debug for HubServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map()
            .entries(
                self.mounts
                    .iter()
                    .map(|mount| (&mount.place.path, mount.type_name)),
            )
            .finish()
    }
}

/// For `axum::serve(listener, hubs)`: a server of hubs and nothing else.
impl<L: Listener> Service<IncomingStream<'_, L>> for HubServer {
    type Response = Router;
    type Error = Infallible;
    type Future = Ready<Result<Router, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: IncomingStream<'_, L>) -> Self::Future {
        let router = self.served.get_or_init(|| self.router());
        ready(Ok(router.clone()))
    }
}

/// [`HubServer::router`], where a router is asked for: `axum::Router::new().merge(hubs)`.
impl<S: Clone + Send + Sync + 'static> From<HubServer> for Router<S> {
    fn from(hubs: HubServer) -> Self {
        hubs.router().with_state(())
    }
}

impl HubServer {
    /// Starts to describe a server.
    pub fn builder() -> HubServerBuilder {
        HubServerBuilder::default()
    }

    /// Routes for every hub and every handler of raw connections: its path, and `negotiate` below it, each also with a slash at the end. Merge it into the
    /// application's router, or the server itself: `merge(hubs)`. Paths are matched to the letter; see
    /// [`match_any_case`](Self::match_any_case).
    pub fn router(&self) -> Router {
        self.mounts.iter().fold(Router::new(), |router, mount| {
            routes::add(router, mount, self.shared.clone())
        })
    }

    /// Puts around a whole application that its hubs are found whatever the letter case of the path, and percent-encoded,
    /// as ASP.NET Core finds them: `/Chat/negotiate` for a hub at `/chat`. Other paths stay what they are.
    ///
    /// For servers whose clients were written against .NET: axum matches paths to the letter, and routes within a router
    /// cannot change that. The application has to have the hubs at the paths of the builder, so not within
    /// [`Router::nest`](axum::Router::nest).
    ///
    /// ```
    /// # use hubs_runtime::prelude::*;
    /// # #[hub]
    /// # pub struct Chat;
    /// # #[hub]
    /// # impl Chat {}
    /// let hubs = HubServer::builder().hub("/chat", Chat).build()?;
    /// let app = axum::Router::new().merge(hubs.router());
    /// let app = hubs.match_any_case(app);
    /// # Ok::<(), hubs_runtime::BuildError>(())
    /// ```
    pub fn match_any_case(&self, app: Router) -> Router {
        let addresses = self.mounts.iter().map(|mount| mount.address());
        Router::new().fallback_service(AnyCase::new(addresses, app))
    }

    /// Typed access to a hub from outside its calls.
    ///
    /// # Panics
    /// If hub `H` is not mounted on this server.
    #[track_caller]
    pub fn handle<H: Hub>(&self) -> HubHandle<H> {
        self.shared.hubs.get()
    }

    /// Typed access to a hub, or `None` if it is not mounted on this server.
    pub fn try_handle<H: Hub>(&self) -> Option<HubHandle<H>> {
        self.shared.hubs.find()
    }

    /// The paths of hub `H`, the first one first.
    #[cfg(feature = "testing")]
    pub(crate) fn paths_of<H: Hub>(&self) -> Vec<&str> {
        let mounts = self.mounts_of::<H>();
        mounts.map(|(mount, _)| mount.place.path.as_str()).collect()
    }

    #[cfg(feature = "testing")]
    fn mounts_of<H: Hub>(&self) -> impl Iterator<Item = (&Arc<Mount>, &Arc<dyn AnyHub>)> {
        self.mounts.iter().filter_map(|mount| match &mount.serves {
            Serves::Hub { type_id, hub } if *type_id == TypeId::of::<H>() => Some((mount, hub)),
            _ => None,
        })
    }

    /// Opens a raw connection at `path` without a network; `None` if no handler is there.
    #[cfg(feature = "testing")]
    pub(crate) async fn open_raw_in_memory(
        &self,
        path: &str,
        request: RequestInfo,
    ) -> Option<Result<MemoryEnd, RefusedInMemory>> {
        let is_there = |mount: &&Arc<Mount>| {
            matches!(mount.serves, Serves::Raw(_)) && mount.place.path == path
        };
        let routes = routes::Routes {
            mount: self.mounts.iter().find(is_there)?.clone(),
            shared: self.shared.clone(),
        };
        Some(routes.open_raw_in_memory(request).await)
    }

    /// Opens a connection to hub `H` at `path`, else at its first, without a network; `None` if the hub is not mounted there.
    #[cfg(feature = "testing")]
    pub(crate) async fn open_in_memory<H: Hub>(
        &self,
        path: Option<&str>,
        request: RequestInfo,
    ) -> Option<Result<(MemoryEnd, Arc<Session<H>>), RefusedInMemory>> {
        let mut mounts = self.mounts_of::<H>();
        let (mount, hub) =
            mounts.find(|(mount, _)| path.is_none_or(|path| mount.place.path == path))?;
        let routes = routes::Routes {
            mount: mount.clone(),
            shared: self.shared.clone(),
        };
        let opened = routes.open_in_memory(hub, request).await;
        Some(opened.map(|(end, session)| {
            let session = session.into_any().downcast();
            let session =
                session.expect("hubs are kept under their own type; this is a bug in hubs-runtime");
            (end, session)
        }))
    }

    /// Stops taking connections, ends the present ones with a Close message that lets clients reconnect elsewhere,
    /// and waits until their hubs have been told, but no longer than `timeout`. Handlers of raw connections get no more
    /// messages, and end the connection themselves or lose it after `drain_timeout`.
    ///
    /// Returns how many connections were still there at the end: zero if all went in order.
    pub async fn shutdown(&self, timeout: Duration) -> usize {
        self.shared.begin_shutdown();
        let _ = tokio::time::timeout(timeout, self.shared.all_gone()).await;
        self.shared.connection_count()
    }
}

/// Describes a server: hubs, settings, origins.
#[derive(Default)]
pub struct HubServerBuilder {
    pub(super) options: HubOptions,
    pub(super) origins: OriginSettings,
    pub(super) pending: Vec<PendingHub>,
    pub(super) handlers: Vec<PendingHandler>,
    pub(super) filters: Vec<Arc<dyn DynFilter>>,
    pub(super) hub_filters: Vec<HubFilterRow>,
    pub(super) max_connections: Option<usize>,
    pub(super) contract: Option<String>,
    pub(super) redirect: Option<Redirects>,
    pub(super) nack_listeners: Vec<NackListener>,
    #[cfg(feature = "redis")]
    pub(super) backplane: Option<crate::RedisBackplane>,
}

/// A filter for one hub.
pub(super) struct HubFilterRow {
    pub(super) hub: TypeId,
    pub(super) type_name: &'static str,
    pub(super) filter: Arc<dyn DynFilter>,
}

pub(super) struct PendingHub {
    pub(super) path: String,
    pub(super) name: &'static str,
    pub(super) type_name: &'static str,
    pub(super) type_id: TypeId,
    pub(super) policies: &'static [PolicyRow],
    /// A method that needs streams, if there is one.
    pub(super) streaming: Option<&'static str>,
    pub(super) options: Option<HubOptions>,
    pub(super) members: MemberNames,
    pub(super) make: MakeMounted,
}

pub(super) struct PendingHandler {
    pub(super) path: String,
    pub(super) type_name: &'static str,
    pub(super) policies: Vec<PolicyRow>,
    pub(super) options: Option<HubOptions>,
    pub(super) handler: Arc<dyn AnyHandler>,
}

pub(super) type MakeMounted = Box<dyn FnOnce(MountedParts) -> (Arc<dyn AnyHub>, AnyMounted) + Send>;

/// What a mounted hub gets from the server.
pub(super) struct MountedParts {
    pub(super) options: Arc<HubOptions>,
    pub(super) delivery: Arc<dyn Delivery>,
    pub(super) filters: Filters,
    pub(super) nack_listeners: NackListeners,
    pub(super) members: Option<Arc<Members>>,
}

impl fmt::Debug for HubServerBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HubServerBuilder")
            .field("options", &self.options)
            .field("origins", &self.origins)
            .finish_non_exhaustive()
    }
}

impl HubServerBuilder {
    /// Mounts `hub` at `path`, as `/chat`.
    ///
    /// A hub may be mounted at several paths, with settings of its own at each ([`hub_with_options`](Self::hub_with_options)), as with
    /// `MapHub` of ASP.NET Core. It is one hub: connections, groups, users, filters and its [`HubHandle`] are those of all its paths. Methods run on
    /// the value that was given for the path of their connection; what the values are to share, they hold in an [`Arc`].
    ///
    /// ```
    /// # use hubs_runtime::{HubOptions, prelude::*};
    /// # #[hub]
    /// # pub struct ChatHub;
    /// # #[hub]
    /// # impl ChatHub {}
    /// let for_bots = HubOptions {
    ///     maximum_receive_message_size: 1024 * 1024,
    ///     ..HubOptions::default()
    /// };
    /// let hubs = HubServer::builder()
    ///     .hub("/chat", ChatHub)
    ///     .hub_with_options("/bots", ChatHub, for_bots)
    ///     .build()?;
    /// # Ok::<(), hubs_runtime::BuildError>(())
    /// ```
    #[must_use]
    pub fn hub<H: Mountable>(self, path: impl MountPath, hub: H) -> Self {
        self.mount(path.into_path(), hub, None)
    }

    /// Mounts `hub` at `path` with settings of its own.
    #[must_use]
    pub fn hub_with_options<H: Mountable>(
        self,
        path: impl MountPath,
        hub: H,
        options: HubOptions,
    ) -> Self {
        self.mount(path.into_path(), hub, Some(options))
    }

    fn mount<H: Hub>(mut self, path: String, hub: H, options: Option<HubOptions>) -> Self {
        self.pending.push(PendingHub {
            path,
            name: H::INFO.name,
            type_name: std::any::type_name::<H>(),
            type_id: TypeId::of::<H>(),
            policies: H::POLICIES,
            streaming: H::METHODS
                .iter()
                .map(|method| &method.info)
                .find(|method| method.streams || method.upload_count() > 0)
                .map(|method| method.name),
            options,
            members: MemberNames {
                hub: H::INFO.name,
                methods: H::METHODS.iter().map(|method| method.info.name).collect(),
                fields: H::State::INFO
                    .fields
                    .iter()
                    .map(|field| field.name)
                    .collect(),
            },
            make: Box::new(move |parts| {
                let mounted = Arc::new(Mounted {
                    hub: Arc::new(hub),
                    names: MethodNames::of::<H>(),
                    meters: MethodMeters::of::<H>(),
                    options: parts.options,
                    delivery: parts.delivery,
                    filters: parts.filters,
                    nack_listeners: parts.nack_listeners,
                    members: parts.members,
                });
                (mounted.clone(), mounted)
            }),
        });
        self
    }

    /// Serves raw connections at `path`, as `/echo`: an application's own messages over the transports of hubs. See
    /// [`ConnectionHandler`].
    #[must_use]
    pub fn connection(self, path: impl Into<String>, handler: impl ConnectionHandler) -> Self {
        self.handle_connections(path.into(), handler, None)
    }

    /// Serves raw connections at `path` with settings of their own.
    #[must_use]
    pub fn connection_with_options(
        self,
        path: impl Into<String>,
        handler: impl ConnectionHandler,
        options: HubOptions,
    ) -> Self {
        self.handle_connections(path.into(), handler, Some(options))
    }

    fn handle_connections<H: ConnectionHandler>(
        mut self,
        path: String,
        handler: H,
        options: Option<HubOptions>,
    ) -> Self {
        self.handlers.push(PendingHandler {
            path,
            type_name: std::any::type_name::<H>(),
            policies: H::policies(),
            options,
            handler: Arc::new(handler),
        });
        self
    }

    /// Puts a filter around the invocations and hooks of every hub, inside those added before.
    #[must_use]
    pub fn filter(mut self, filter: impl HubFilter) -> Self {
        self.filters.push(Arc::new(filter));
        self
    }

    /// Puts a filter around the invocations and hooks of hub `H`, inside those of every hub.
    #[must_use]
    pub fn hub_filter<H: Hub>(mut self, filter: impl HubFilter) -> Self {
        self.hub_filters.push(HubFilterRow {
            hub: TypeId::of::<H>(),
            type_name: std::any::type_name::<H>(),
            filter: Arc::new(filter),
        });
        self
    }

    /// Tells the server its contract: the text of the `hubs.contract.json` that `hubs-codegen contract` wrote for these
    /// hubs, as `include_str!("../hubs.contract.json")`.
    ///
    /// Generated clients say when they connect for which version of their hub they were made. With the contract the
    /// server sees which members have changed or are gone since, and does what
    /// [`HubOptions::contract_drift`](crate::HubOptions::contract_drift) says. Any change of a member counts, a compatible one
    /// too; members that are new do not.
    #[must_use]
    pub fn contract(mut self, contract: impl Into<String>) -> Self {
        self.contract = Some(contract.into());
        self
    }

    /// Joins the hubs with those of other servers that have the same backplane.
    #[cfg(feature = "redis")]
    #[must_use]
    pub fn backplane(mut self, backplane: crate::RedisBackplane) -> Self {
        self.backplane = Some(backplane);
        self
    }

    /// Settings of every hub that has none of its own.
    #[must_use]
    pub fn options(mut self, options: HubOptions) -> Self {
        self.options = options;
        self
    }

    /// Changes settings of every hub that has none of its own.
    #[must_use]
    pub fn configure(mut self, change: impl FnOnce(&mut HubOptions)) -> Self {
        change(&mut self.options);
        self
    }

    /// Connections that all hubs together may have, at least one; more are answered 503. Without it each hub has its own limit only.
    #[must_use]
    pub fn max_connections(mut self, limit: usize) -> Self {
        self.max_connections = Some(limit);
        self
    }

    /// Sends clients elsewhere: `redirect` is asked at each negotiation, after the policies of the hub or handler, and says
    /// where the client is to negotiate instead, or `None` if here. Nothing is kept of a client that goes.
    ///
    /// It decides at once, by what the caller's request, [`Caller::hub`] and [`Caller::path`] say. A client that reconnects asks here
    /// again. A WebSocket without negotiation cannot be sent elsewhere, and connects here. Clients give up after a hundred
    /// redirects, so the server that they are sent to must keep them.
    ///
    /// ```
    /// # use hubs_runtime::{HubServer, Redirect};
    /// let builder = HubServer::builder().redirect(|caller| {
    ///     let region = caller.request().query_value("region")?;
    ///     (region == "eu").then(|| Redirect::to("https://eu.example.com/chat").with_access_token("…"))
    /// });
    /// # drop(builder);
    /// ```
    #[must_use]
    pub fn redirect(
        mut self,
        redirect: impl Fn(&Caller) -> Option<Redirect> + Send + Sync + 'static,
    ) -> Self {
        self.redirect = Some(Arc::new(redirect));
        self
    }

    /// Tells `listener` of each call that a client could not handle, as generated clients report them: for alerts, and in tests for
    /// [`Nacks`](crate::testing::Nacks). May be called again, for more listeners.
    ///
    /// It runs between the messages of that client, so it must not wait. Each is logged and counted without it too.
    #[must_use]
    pub fn on_nack(mut self, listener: impl Fn(&Nack) + Send + Sync + 'static) -> Self {
        self.nack_listeners.push(Arc::new(listener));
        self
    }

    /// Web pages of these origins may connect too, as `https://app.example.com`; pages of the server's own host and
    /// port always may, if the scheme does not contradict what is known of the server's own: of
    /// [`hosts`](Self::hosts), of a [`trusted_proxy`](Self::trusted_proxy), of a request that names it. Preflight
    /// requests are answered accordingly. `null` is the origin of files and sandboxed frames, of anyone's page.
    #[must_use]
    pub fn origins(mut self, origins: impl TextList) -> Self {
        self.origins.allow(origins.texts());
        self
    }

    /// The server's own hosts, as `chat.example.com`; requests for others are answered 421.
    ///
    /// Without it any host is the server's own, and a page whose name leads to this server's address (DNS rebinding)
    /// counts as one of its own: name them wherever the address alone protects a server, as on a developer's machine
    /// or in an internal network. An entry may begin with `http://` or `https://`; pages of the other scheme are then of
    /// another origin. It may end with a port; without one any port will do. There are no wildcards. Whoever asks a hub
    /// by another name, as monitors do by IP address, needs an entry too.
    #[must_use]
    pub fn hosts(mut self, hosts: impl TextList) -> Self {
        self.origins.own(hosts.texts());
        self
    }

    /// Takes host and scheme that a page was loaded from out of `X-Forwarded-Host` and `X-Forwarded-Proto`.
    ///
    /// Only for servers behind a reverse proxy that sets these headers itself: a client could send anything.
    #[must_use]
    pub fn trusted_proxy(mut self) -> Self {
        self.origins.trust_proxy();
        self
    }
}

/// Several texts: an array, a list or anything else that iterates over what a `String` is made of.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no list of texts",
    label = "expected a list",
    note = "write one also for a single text: `[\"https://app.example.com\"]`"
)]
pub trait TextList {
    /// One after the other.
    fn texts(self) -> impl Iterator<Item = String>;
}

#[diagnostic::do_not_recommend]
impl<L: IntoIterator<Item: Into<String>>> TextList for L {
    fn texts(self) -> impl Iterator<Item = String> {
        self.into_iter().map(Into::into)
    }
}
