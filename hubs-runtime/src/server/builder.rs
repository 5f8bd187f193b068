//! From hubs and handlers of raw connections to a router.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    fmt,
    sync::Arc,
    time::Duration,
};

use axum::Router;
use hubs_contract::names;

use super::{
    contract_file::{ContractFile, MemberNames},
    mounts::{Mount, MountId, Serves},
    origin::OriginSettings,
    paths::{self, AnyCase},
    redirect::{Redirect, Redirects},
    routes::{self, ServerShared},
};
#[cfg(feature = "testing")]
use crate::{
    connection::RequestInfo, hub::session::Session, server::memory::RefusedInMemory,
    transport::memory::MemoryEnd,
};
use crate::{
    delivery::{Delivery, Limits, memory::MemoryDelivery},
    hub::{
        Hub,
        caller::Caller,
        drift::Members,
        filter::{DynFilter, Filters, HubFilter},
        handle::HubHandle,
        mounted::{AnyHub, Mounted},
        names::MethodNames,
        policy::PolicyRow,
        state::CallerState,
    },
    options::{HubOptions, OptionFault},
    raw::{AnyHandler, ConnectionHandler},
};

/// Hubs that are ready to serve.
///
/// Cheap to clone; clones are the same server.
#[derive(Clone)]
pub struct HubServer {
    mounts: Arc<Vec<Arc<Mount>>>,
    hubs: Arc<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
    pub(super) shared: Arc<ServerShared>,
}

impl fmt::Debug for HubServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map()
            .entries(
                self.mounts
                    .iter()
                    .map(|mount| (&mount.path, mount.type_name)),
            )
            .finish()
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
        let paths = self.mounts.iter().map(|mount| mount.path.as_str());
        Router::new().fallback_service(AnyCase::new(paths, app))
    }

    /// Typed access to a hub from outside its calls.
    ///
    /// # Panics
    /// If hub `H` is not mounted on this server.
    #[track_caller]
    pub fn handle<H: Hub>(&self) -> HubHandle<H> {
        match self.try_handle() {
            Some(handle) => handle,
            None => panic!(
                "hub `{name}` is not mounted on this server\nhelp: add `.hub(\"/path\", {name} {{ … }})` to the \
                 builder",
                name = H::INFO.name
            ),
        }
    }

    /// Typed access to a hub, or `None` if it is not mounted on this server.
    pub fn try_handle<H: Hub>(&self) -> Option<HubHandle<H>> {
        let mounted = self.hubs.get(&TypeId::of::<H>())?.clone();
        let mounted = mounted
            .downcast::<Mounted<H>>()
            .expect("hubs are kept under their own id; this is a bug in hubs-runtime");
        Some(HubHandle::new(mounted))
    }

    /// Opens a connection to hub `H` without a network; `None` if the hub is not mounted here.
    #[cfg(feature = "testing")]
    pub(crate) async fn open_in_memory<H: Hub>(
        &self,
        request: RequestInfo,
    ) -> Option<Result<(MemoryEnd, Arc<Session<H>>), RefusedInMemory>> {
        let (mount, hub) = self.mounts.iter().find_map(|mount| match &mount.serves {
            Serves::Hub { type_id, hub } if *type_id == TypeId::of::<H>() => Some((mount, hub)),
            _ => None,
        })?;
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
    options: HubOptions,
    origins: OriginSettings,
    pending: Vec<PendingHub>,
    handlers: Vec<PendingHandler>,
    filters: Vec<Arc<dyn DynFilter>>,
    hub_filters: Vec<HubFilterRow>,
    max_connections: Option<usize>,
    contract: Option<String>,
    redirect: Option<Redirects>,
    #[cfg(feature = "redis")]
    backplane: Option<crate::RedisBackplane>,
}

/// A filter for one hub.
struct HubFilterRow {
    hub: TypeId,
    type_name: &'static str,
    filter: Arc<dyn DynFilter>,
}

struct PendingHub {
    path: String,
    name: &'static str,
    type_name: &'static str,
    type_id: TypeId,
    policies: &'static [PolicyRow],
    /// A method that needs streams, if there is one.
    streaming: Option<&'static str>,
    options: Option<HubOptions>,
    members: MemberNames,
    make: MakeMounted,
}

struct PendingHandler {
    path: String,
    type_name: &'static str,
    policies: Vec<PolicyRow>,
    options: Option<HubOptions>,
    handler: Arc<dyn AnyHandler>,
}

type MakeMounted =
    Box<dyn FnOnce(MountedParts) -> (Arc<dyn AnyHub>, Arc<dyn Any + Send + Sync>) + Send>;

/// What a mounted hub gets from the server.
struct MountedParts {
    options: Arc<HubOptions>,
    delivery: Arc<dyn Delivery>,
    filters: Filters,
    members: Option<Members>,
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
    #[must_use]
    pub fn hub<H: Hub>(self, path: impl Into<String>, hub: H) -> Self {
        self.mount(path.into(), hub, None)
    }

    /// Mounts `hub` at `path` with settings of its own.
    #[must_use]
    pub fn hub_with_options<H: Hub>(
        self,
        path: impl Into<String>,
        hub: H,
        options: HubOptions,
    ) -> Self {
        self.mount(path.into(), hub, Some(options))
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
                    options: parts.options,
                    delivery: parts.delivery,
                    filters: parts.filters,
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
    /// It decides at once, by what the caller's request and [`Caller::hub`] say. A client that reconnects asks here
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

    /// Web pages of these origins may connect too, as `https://app.example.com`; pages of the server's own host and
    /// port always may, if the scheme does not contradict what is known of the server's own: of
    /// [`hosts`](Self::hosts), of a [`trusted_proxy`](Self::trusted_proxy), of a request that names it. Preflight
    /// requests are answered accordingly. `null` is the origin of files and sandboxed frames, of anyone's page.
    #[must_use]
    pub fn origins<O: Into<String>>(mut self, origins: impl IntoIterator<Item = O>) -> Self {
        self.origins.allow(origins.into_iter().map(Into::into));
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
    pub fn hosts<S: Into<String>>(mut self, hosts: impl IntoIterator<Item = S>) -> Self {
        self.origins.own(hosts.into_iter().map(Into::into));
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

    /// Checks everything and makes the server.
    ///
    /// # Errors
    /// [`BuildError`] names what is wrong: nothing to serve, two hubs of one name or path (ignoring case), a path that is
    /// none, a setting that makes no sense, an origin or a host that is none, a filter for a hub that is not there, a
    /// contract that is none or of other hubs.
    pub fn build(self) -> Result<HubServer, BuildError> {
        let origins = self.origins.policy().map_err(BuildError)?;
        self.check_duplicates()?;
        self.check_paths()?;
        self.check_filters()?;
        self.check_server()?;
        let contract = self.contract.as_deref().map(ContractFile::read);
        let contract = contract.transpose().map_err(BuildError)?;
        let shared_options = Arc::new(self.options);
        check_options(&shared_options, OF_ALL)?;
        let mut mounts = Vec::with_capacity(self.pending.len() + self.handlers.len());
        let mut hubs = HashMap::with_capacity(self.pending.len());
        for pending in self.pending {
            let (options, owner) =
                own_or_shared(pending.options, pending.type_name, &shared_options)?;
            options
                .check_streams(pending.type_name, pending.streaming)
                .map_err(|fault| faulty_options(owner, &fault))?;
            let own = self
                .hub_filters
                .iter()
                .filter(|row| row.hub == pending.type_id);
            let filters: Filters = self
                .filters
                .iter()
                .chain(own.map(|row| &row.filter))
                .cloned()
                .collect();
            let members = contract.as_ref().map(|file| file.digests(&pending.members));
            let members = members.transpose().map_err(BuildError)?.map(Members::new);
            let memory = || Arc::new(MemoryDelivery::new(options.max_groups_per_connection));
            #[cfg(feature = "redis")]
            let delivery = match &self.backplane {
                Some(plane) => {
                    let limits = Limits {
                        conventions: options.conventions,
                        max_groups: options.max_groups_per_connection,
                        max_questions: options.max_client_calls,
                    };
                    plane.delivery(pending.type_id, pending.name, limits)
                }
                None => memory(),
            };
            #[cfg(not(feature = "redis"))]
            let delivery = memory();
            let (hub, mounted) = (pending.make)(MountedParts {
                options: options.clone(),
                delivery,
                filters,
                members,
            });
            hubs.insert(pending.type_id, mounted);
            mounts.push(Arc::new(Mount {
                id: MountId(mounts.len()),
                path: pending.path,
                name: pending.name,
                type_name: pending.type_name,
                options,
                policies: pending.policies.into(),
                serves: Serves::Hub {
                    type_id: pending.type_id,
                    hub,
                },
            }));
        }
        for pending in self.handlers {
            let (options, _) = own_or_shared(pending.options, pending.type_name, &shared_options)?;
            mounts.push(Arc::new(Mount {
                id: MountId(mounts.len()),
                path: pending.path,
                name: pending.type_name,
                type_name: pending.type_name,
                options,
                policies: pending.policies.into(),
                serves: Serves::Raw(pending.handler),
            }));
        }
        let limit = self.max_connections.unwrap_or(usize::MAX);
        let shared = ServerShared::new(origins, limit, self.redirect);
        #[cfg(feature = "redis")]
        let shared = shared.with_backplane(self.backplane);
        Ok(HubServer {
            mounts: Arc::new(mounts),
            hubs: Arc::new(hubs),
            shared: Arc::new(shared),
        })
    }

    fn check_server(&self) -> Result<(), BuildError> {
        if self.pending.is_empty() && self.handlers.is_empty() {
            return Err(BuildError(
                "the server has no hub\nhelp: add one with `.hub(\"/chat\", ChatHub)`, or a handler of raw connections with \
                 `.connection(\"/echo\", echo)`"
                    .to_owned(),
            ));
        }
        if self.max_connections == Some(0) {
            return Err(BuildError(
                "`max_connections` of the server must not be zero\nhelp: nobody could connect; leave it out if only \
                 each hub's own limit is to count"
                    .to_owned(),
            ));
        }
        Ok(())
    }

    /// Every path with what is mounted there.
    fn paths(&self) -> Vec<MountedAt<'_>> {
        let hubs = self.pending.iter().map(|hub| MountedAt {
            path: &hub.path,
            kind: "hub",
            type_name: hub.type_name,
        });
        let handlers = self.handlers.iter().map(|handler| MountedAt {
            path: &handler.path,
            kind: "handler",
            type_name: handler.type_name,
        });
        hubs.chain(handlers).collect()
    }

    fn check_paths(&self) -> Result<(), BuildError> {
        let all = self.paths();
        for &MountedAt {
            path,
            kind,
            type_name,
        } in &all
        {
            let well_formed = path.starts_with('/')
                && path
                    .chars()
                    .all(|letter| letter.is_ascii_graphic() && !"{}?#*".contains(letter))
                && (path == "/" || !path.ends_with('/'));
            if !well_formed {
                return Err(BuildError(format!(
                    "path `{path}` of {kind} `{type_name}` is not a path\nhelp: write it as `/chat`: a leading slash, no \
                     slash at the end, no parameters"
                )));
            }
        }
        for (index, later) in all.iter().enumerate() {
            all[..index]
                .iter()
                .try_for_each(|earlier| check_two_paths(earlier, later))?;
        }
        Ok(())
    }

    fn check_filters(&self) -> Result<(), BuildError> {
        for row in &self.hub_filters {
            if !self.pending.iter().any(|hub| hub.type_id == row.hub) {
                return Err(BuildError(format!(
                    "a filter is for hub `{}`, which is not mounted\nhelp: add `.hub(\"/path\", …)` for it, or drop the \
                     filter",
                    row.type_name
                )));
            }
        }
        Ok(())
    }

    fn check_duplicates(&self) -> Result<(), BuildError> {
        for (index, later) in self.pending.iter().enumerate() {
            for earlier in &self.pending[..index] {
                if earlier.type_id == later.type_id {
                    return Err(BuildError(format!(
                        "hub `{}` is mounted twice, at `{}` and at `{}`\nhelp: mount it once; its handle could not \
                         tell the two apart",
                        later.type_name, earlier.path, later.path
                    )));
                }
                if names::fold(earlier.name) == names::fold(later.name) {
                    return Err(BuildError(format!(
                        "hub name `{}` is registered twice, by `{}` and by `{}`\nhelp: names are compared ignoring \
                         case; set `#[hub(name = \"…\")]` on one of them",
                        later.name, earlier.type_name, later.type_name
                    )));
                }
            }
        }
        Ok(())
    }
}

/// What is mounted at a path.
struct MountedAt<'b> {
    path: &'b str,
    kind: &'static str,
    type_name: &'static str,
}

fn check_two_paths(earlier: &MountedAt<'_>, later: &MountedAt<'_>) -> Result<(), BuildError> {
    if names::fold(earlier.path) == names::fold(later.path) {
        return Err(BuildError(format!(
            "path `{}` is used twice, by `{}` and by `{}`\nhelp: paths are compared ignoring case; mount each {} at its own",
            later.path, earlier.type_name, later.type_name, later.kind
        )));
    }
    if let Some(path) = paths::common(earlier.path, later.path) {
        return Err(BuildError(format!(
            "{}s `{}` at `{}` and `{}` at `{}` would both answer `{path}`\nhelp: clients of each ask there to negotiate; \
             mount one of the two elsewhere",
            earlier.kind, earlier.type_name, earlier.path, later.type_name, later.path
        )));
    }
    Ok(())
}

/// Whose the settings are that a mount has if it has none of its own.
const OF_ALL: &str = "the server";

/// The settings of one mount and whose they are; `shared` were checked already.
fn own_or_shared(
    own: Option<HubOptions>,
    type_name: &'static str,
    shared: &Arc<HubOptions>,
) -> Result<(Arc<HubOptions>, &'static str), BuildError> {
    let Some(own) = own else {
        return Ok((shared.clone(), OF_ALL));
    };
    check_options(&own, type_name)?;
    Ok((Arc::new(own), type_name))
}

fn check_options(options: &HubOptions, owner: &str) -> Result<(), BuildError> {
    options
        .check()
        .map_err(|fault| faulty_options(owner, &fault))
}

fn faulty_options(owner: &str, fault: &OptionFault) -> BuildError {
    BuildError(format!("options of {owner}: {fault}"))
}

/// Why a server cannot be built.
#[derive(Clone, PartialEq, Eq)]
pub struct BuildError(String);

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

// `main` returning this error prints the debug form; the text is what helps.
impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BuildError {}
