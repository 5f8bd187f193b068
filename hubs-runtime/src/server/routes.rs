//! The routes of one mount, and the checks that every request passes before a transport sees it.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    extract::Request,
    handler::Handler,
    routing::{MethodFilter, MethodRouter, on},
};
use http::{Method, Response, StatusCode, request::Parts};
use tracing::field::display;

use super::{
    cors,
    mounts::Mount,
    negotiate,
    origin::{OriginPolicy, OriginRefusal, OriginVerdict},
    paths::Step,
    redirect::Redirects,
    refresh::Lifetime,
    respond,
    table::{Busy, ConnectionTable, MountLimits},
};
use crate::{
    connection::{ConnectionId, RequestInfo, quoted::Quoted, spans},
    engine::port::{Refusal, Why},
    hub::{caller::Caller, others::Hubs, policy::first_refusal},
    panics::{self, Contained},
    protocol::texts,
};

const SHUTTING_DOWN: &str = "the server is shutting down";

/// What all mounts of one server share.
pub(crate) struct ServerShared {
    origins: OriginPolicy,
    pub(super) table: Arc<ConnectionTable>,
    redirects: Option<Redirects>,
    pub(super) hubs: Hubs,
    #[cfg(feature = "redis")]
    backplane: Option<crate::RedisBackplane>,
}

impl ServerShared {
    pub(super) fn new(
        origins: OriginPolicy,
        max_connections: usize,
        redirects: Option<Redirects>,
        hubs: Hubs,
    ) -> Self {
        Self {
            origins,
            redirects,
            hubs,
            table: Arc::new(ConnectionTable::new(max_connections)),
            #[cfg(feature = "redis")]
            backplane: None,
        }
    }

    /// With what joins it to other servers.
    #[cfg(feature = "redis")]
    pub(crate) fn with_backplane(self, backplane: Option<crate::RedisBackplane>) -> Self {
        Self { backplane, ..self }
    }

    /// Why no client should come just now, if there is a reason.
    pub(super) fn unready(&self) -> Option<&'static str> {
        if self.table.is_shutting_down() {
            return Some(SHUTTING_DOWN);
        }
        #[cfg(feature = "redis")]
        if self
            .backplane
            .as_ref()
            .is_some_and(|plane| !plane.is_ready())
        {
            return Some("the backplane has no connection to Redis");
        }
        None
    }

    pub(crate) fn begin_shutdown(&self) {
        self.table.shut_down();
    }

    pub(crate) async fn all_gone(&self) {
        self.table.wait_until_empty().await;
    }

    pub(crate) fn connection_count(&self) -> usize {
        self.table.attached()
    }
}

/// The routes of one mount, with what they need.
#[derive(Clone)]
pub(crate) struct Routes {
    pub(super) mount: Arc<Mount>,
    pub(super) shared: Arc<ServerShared>,
}

/// Adds the routes of `mount`, with and without a slash at their ends.
pub(super) fn add(router: Router, mount: &Arc<Mount>, shared: Arc<ServerShared>) -> Router {
    let routes = Routes {
        mount: mount.clone(),
        shared,
    };
    mount
        .address()
        .routes()
        .fold(router, |router, (route, step)| {
            let routes = routes.clone();
            let answer = move |request: Request| async move { routes.answer(request, step).await };
            router.route(&route, every_method(answer))
        })
}

/// Names the methods: beside `any`, a route of the application at the same path would take its method away in silence,
/// whereas axum refuses two handlers for one method when the routers are merged.
fn every_method<H, T>(handler: H) -> MethodRouter
where
    H: Handler<T, ()>,
    T: 'static,
{
    let common = MethodFilter::GET
        .or(MethodFilter::POST)
        .or(MethodFilter::DELETE)
        .or(MethodFilter::OPTIONS)
        .or(MethodFilter::CONNECT);
    let refused = MethodFilter::PUT
        .or(MethodFilter::PATCH)
        .or(MethodFilter::HEAD)
        .or(MethodFilter::TRACE);
    on(common.or(refused), handler)
}

impl Routes {
    /// Judges the origin, then answers; pages of other origins may read what they are told.
    async fn answer(self, request: Request, step: Step) -> Response<Body> {
        let (uri, headers) = (request.uri(), request.headers());
        match self.shared.origins.judge(uri, headers) {
            OriginVerdict::SameOrigin => self.step(request, step).await,
            OriginVerdict::Allowed(origin) => {
                let mut response = if request.method() == Method::OPTIONS {
                    cors::preflight(request.headers())
                } else {
                    self.step(request, step).await
                };
                cors::share_with(&mut response, origin);
                response
            }
            OriginVerdict::Refused(refusal) => self.refuse(&request, refusal),
        }
    }

    fn refuse(&self, request: &Request, refusal: OriginRefusal) -> Response<Body> {
        if let Some(reader) = refusal.reader.as_ref()
            && refusal.status == StatusCode::FORBIDDEN
            && request.method() == Method::OPTIONS
        {
            // Clients send headers that browsers ask about first. If that were refused, nobody would read why: what it is about
            // is sent now, and is refused in words.
            let mut response = cors::preflight(request.headers());
            cors::share_with(&mut response, reader.clone());
            return response;
        }
        tracing::warn!(
            hub = self.mount.name,
            status = refusal.status.as_u16(),
            "request refused: {}",
            Quoted(refusal.text.lines().next().unwrap_or_default())
        );
        let mut response = respond::text(refusal.status, refusal.text);
        if let Some(reader) = refusal.reader {
            cors::share_with(&mut response, reader);
        }
        response
    }

    async fn step(self, request: Request, step: Step) -> Response<Body> {
        match (step, request.method()) {
            (Step::Negotiate, &Method::POST) => self.negotiate(request).await,
            (Step::Refresh, &Method::POST) => self.refresh(request).await,
            (Step::Transport, &Method::GET | &Method::CONNECT) => self.connect(request).await,
            (Step::Transport, &Method::POST) => self.receive(request).await,
            (Step::Transport, &Method::DELETE) => self.terminate(&request),
            _ => respond::empty(StatusCode::METHOD_NOT_ALLOWED),
        }
    }

    async fn negotiate(self, request: Request) -> Response<Body> {
        let (parts, _) = request.into_parts();
        let info = match self.request_info(parts) {
            Ok(info) => info,
            Err(refusal) => return *refusal,
        };
        let options = &self.mount.options;
        let asked = negotiate::Asked::from_query(
            info.query_value("negotiateVersion").as_deref(),
            options.minimum_protocol_version,
        );
        let asked = match asked {
            Ok(asked) => asked,
            Err(text) => return respond::json(negotiate::refusal(&text)),
        };
        // Who may be sent elsewhere needs no room here.
        if self.shared.redirects.is_none()
            && let Err(busy) = self.shared.table.check(self.limits(), info.user_id())
        {
            return refused_busy(busy);
        }
        if let Err(refusal) = self.check_policies(&info).await {
            return refusal;
        }
        if let Some(answer) = self.redirected(&info) {
            return answer;
        }
        let token = ConnectionId::random();
        let id = if asked.version == 0 {
            token.clone()
        } else {
            ConnectionId::random()
        };
        let stateful = self.mount.may_resume()
            && info
                .query_value("useStatefulReconnect")
                .is_some_and(|value| value.eq_ignore_ascii_case("true"));
        let refreshes = asked.version > 0 && options.enable_authentication_refresh;
        let admitted = self.shared.table.negotiate(
            self.limits(),
            (id.clone(), token.as_str()),
            info.user_id().cloned(),
            stateful,
            options.disconnect_timeout,
        );
        if let Err(busy) = admitted {
            return refused_busy(busy);
        }
        respond::json(negotiate::answer(
            asked,
            id.as_str(),
            token.as_str(),
            stateful,
            &options.transports,
            refreshes.then(|| Lifetime::of(&info)),
        ))
    }

    /// The answer to a client that is sent elsewhere; `None` if it stays.
    fn redirected(&self, info: &Arc<RequestInfo>) -> Option<Response<Body>> {
        let redirects = self.shared.redirects.as_ref()?;
        let hub = self.mount.name;
        let caller = Caller::asking(info.clone(), self.mount.place.clone(), hub);
        let Some(redirect) = panics::contain(|| redirects(&caller)) else {
            tracing::error!(hub, "`HubServerBuilder::redirect` panicked");
            return Some(respond::empty(StatusCode::INTERNAL_SERVER_ERROR));
        };
        let redirect = redirect?;
        let Some(url) = redirect.url_for(info) else {
            tracing::error!(
                hub,
                ?redirect,
                "no client could be sent there: the URL must be absolute, with `http` or `https`"
            );
            return Some(respond::empty(StatusCode::INTERNAL_SERVER_ERROR));
        };
        metrics::counter!("hubs.server.redirected_negotiations", "hub" => hub).increment(1);
        let answer = negotiate::elsewhere(&url, redirect.access_token());
        Some(respond::json(answer))
    }

    /// What the table must know of this mount.
    pub(super) fn limits(&self) -> MountLimits {
        let options = &self.mount.options;
        MountLimits {
            mount: self.mount.id,
            counted_at: self.mount.counted_at,
            counts_users: self.mount.counts_users,
            max_connections: options.max_connections,
            max_of_user: options.max_connections_per_user,
            max_waiting: options.max_pending_negotiations,
        }
    }

    /// What is kept of a request for as long as its connection lives.
    pub(super) fn request_info(
        &self,
        parts: Parts,
    ) -> Result<Arc<RequestInfo>, Box<Response<Body>>> {
        self.kept_of(parts).map(Arc::new)
    }

    pub(super) fn kept_of(&self, parts: Parts) -> Result<RequestInfo, Box<Response<Body>>> {
        let limit = self.mount.options.max_request_header_bytes;
        let bytes: usize = parts
            .headers
            .iter()
            .map(|(name, value)| name.as_str().len() + value.len())
            .sum();
        let bytes = bytes + parts.uri.query().map_or(0, str::len);
        if bytes > limit {
            tracing::info!(bytes, limit, "request refused: its headers are too large");
            return Err(Box::new(respond::text(
                StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
                format!(
                    "the request has {bytes} bytes of headers and query; at most {limit} are allowed \
                     (`max_request_header_bytes`)"
                ),
            )));
        }
        Ok(RequestInfo::new(
            &parts.uri,
            &parts.headers,
            parts.extensions,
        ))
    }

    /// The policies of the hub or the handler, which judge the request: what it asks for is not there yet.
    pub(super) async fn check_policies(
        &self,
        request: &Arc<RequestInfo>,
    ) -> Result<(), Response<Body>> {
        if self.mount.policies.is_empty() {
            return Ok(());
        }
        let caller = Caller::asking(request.clone(), self.mount.place.clone(), self.mount.name);
        let policies = self.mount.policies.clone();
        let decided = async move { first_refusal(&policies, &caller).await };
        match Contained::new(Box::pin(decided)).await {
            Some(None) => Ok(()),
            None => Err(self.undecided(None)),
            Some(Some(Refusal {
                policy,
                why: Why::Panicked,
            })) => Err(self.undecided(Some(policy))),
            Some(Some(Refusal {
                policy,
                why: Why::Denied(reason),
            })) => {
                let logged = reason.as_deref().map(Quoted).map(display);
                tracing::info!(
                    hub = self.mount.name,
                    policy,
                    reason = logged,
                    "connection not authorized"
                );
                Err(unauthorized(request, self.mount.kind(), reason.as_deref()))
            }
        }
    }

    /// The answer to a request about which a policy panicked: how to find the cause, which is nobody's business.
    fn undecided(&self, policy: Option<&'static str>) -> Response<Body> {
        let error_id = spans::error_id();
        tracing::error!(error_id, hub = self.mount.name, policy, "a policy panicked");
        let text = format!(
            "the server failed to decide whether this {} takes this caller; its log has the cause (error id {error_id})",
            self.mount.kind()
        );
        respond::text(StatusCode::INTERNAL_SERVER_ERROR, text)
    }
}

/// Which policy it was is the server's business; the reason is told if it gave one.
fn unauthorized(request: &RequestInfo, kind: &str, reason: Option<&str>) -> Response<Body> {
    let (status, sentence) = match request.user_id() {
        Some(_) => (
            StatusCode::FORBIDDEN,
            format!("this {kind} does not take this caller"),
        ),
        None => (
            StatusCode::UNAUTHORIZED,
            format!(
                "this {kind} takes signed-in callers; the request came from nobody that the server knows"
            ),
        ),
    };
    respond::text(status, texts::with_reason(&sentence, reason))
}

/// The answer to a request for which there is no room.
pub(super) fn refused_busy(busy: Busy) -> Response<Body> {
    let unavailable = StatusCode::SERVICE_UNAVAILABLE;
    let (status, whose, limit, setting) = match busy {
        Busy::ShuttingDown => return respond::text(unavailable, SHUTTING_DOWN),
        Busy::Hub { limit } => (unavailable, "hub", limit, "HubOptions::max_connections"),
        Busy::User { limit } => (
            StatusCode::TOO_MANY_REQUESTS,
            "user",
            limit,
            "HubOptions::max_connections_per_user",
        ),
        Busy::Server { limit } => (
            unavailable,
            "server",
            limit,
            "HubServerBuilder::max_connections",
        ),
    };
    metrics::counter!("hubs.server.busy_refusals", "limit" => setting).increment(1);
    tracing::warn!(limit, setting, "refused: no more connections");
    respond::text(
        status,
        format!("busy: the {whose} already has {limit} connections (`{setting}`)"),
    )
}
