//! The routes of one hub and the checks that every request passes.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::{Router, body::Body, extract::Request, routing::any};
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};

use super::{
    MountedHub, negotiate,
    origin::{OriginPolicy, OriginVerdict, refusal_text},
    respond,
    table::{Attachment, ConnectionTable, Negotiated, TokenFault},
};
use crate::{
    connection::{
        ConnectionCore, ConnectionId, RequestInfo, Transport, UserId,
        engine::{Engine, first_refusal},
    },
    context::Caller,
    transport::{self, Link},
    websocket,
};

/// What all hubs of one server share.
pub(crate) struct ServerShared {
    origins: OriginPolicy,
    table: Arc<ConnectionTable>,
    shutting_down: AtomicBool,
}

impl ServerShared {
    pub(crate) fn new(origins: OriginPolicy) -> Self {
        Self {
            origins,
            table: Arc::default(),
            shutting_down: AtomicBool::new(false),
        }
    }

    pub(crate) fn begin_shutdown(&self) {
        self.shutting_down.store(true, Ordering::Release);
    }

    pub(crate) async fn all_gone(&self) {
        self.table.wait_until_empty().await;
    }

    pub(crate) fn connection_count(&self) -> usize {
        self.table.attached()
    }
}

/// One hub's routes, with what they need.
#[derive(Clone)]
struct Routes {
    hub: Arc<dyn MountedHub>,
    shared: Arc<ServerShared>,
}

/// Adds the routes of `hub` at `path`.
pub(crate) fn mount(
    router: Router,
    path: &str,
    hub: Arc<dyn MountedHub>,
    shared: Arc<ServerShared>,
) -> Router {
    let routes = Routes { hub, shared };
    let negotiate_path = format!("{}/negotiate", path.trim_end_matches('/'));
    let negotiate = {
        let routes = routes.clone();
        any(move |request: Request| async move { routes.answer(request, Step::Negotiate).await })
    };
    let transport =
        any(move |request: Request| async move { routes.answer(request, Step::Transport).await });
    router
        .route(path, transport)
        .route(&negotiate_path, negotiate)
}

#[derive(Clone, Copy)]
enum Step {
    Negotiate,
    Transport,
}

impl Routes {
    /// Judges the origin, then answers; pages of other origins may read what they are told.
    async fn answer(self, request: Request, step: Step) -> Response<Body> {
        match self.shared.origins.judge(request.headers()) {
            OriginVerdict::SameOrigin => self.step(request, step).await,
            OriginVerdict::Allowed(origin) => {
                let mut response = if request.method() == Method::OPTIONS {
                    preflight(request.headers())
                } else {
                    self.step(request, step).await
                };
                share_with(&mut response, origin);
                response
            }
            OriginVerdict::Refused(origin) => {
                let text = refusal_text(&origin);
                tracing::warn!(
                    hub = self.hub.info().name,
                    ?origin,
                    "request of another origin refused"
                );
                let mut response = respond::text(StatusCode::FORBIDDEN, text);
                share_with(&mut response, origin);
                response
            }
        }
    }

    async fn step(self, request: Request, step: Step) -> Response<Body> {
        match (step, request.method()) {
            (Step::Negotiate, &Method::POST) => self.negotiate(request).await,
            (Step::Transport, &Method::GET) => self.connect(request).await,
            (Step::Transport, &Method::POST | &Method::DELETE) => self.client_half(&request),
            _ => respond::empty(StatusCode::METHOD_NOT_ALLOWED),
        }
    }

    async fn negotiate(self, request: Request) -> Response<Body> {
        let (parts, _) = request.into_parts();
        let info = RequestInfo::new(&parts.uri, parts.headers, parts.extensions);
        let asked = match negotiate::Asked::from_query(info.query_value("negotiateVersion")) {
            Ok(asked) => asked,
            Err(text) => return respond::json(negotiate::refusal(&text)),
        };
        let info = Arc::new(info);
        if let Err(refusal) = self.admit(&info).await {
            return refusal;
        }
        let token = ConnectionId::random();
        let id = if asked.version == 0 {
            token.clone()
        } else {
            ConnectionId::random()
        };
        let options = self.hub.options();
        let admitted = self.shared.table.negotiate(
            self.hub.info().name,
            (id.clone(), token.as_str()),
            info,
            options.disconnect_timeout,
            options.max_pending_negotiations,
        );
        if !admitted {
            return busy(
                "negotiations",
                options.max_pending_negotiations,
                "max_pending_negotiations",
            );
        }
        respond::json(negotiate::answer(asked, id.as_str(), token.as_str()))
    }

    /// Limits, shutdown and the hub's own policies.
    async fn admit(&self, request: &Arc<RequestInfo>) -> Result<(), Response<Body>> {
        if self.shared.shutting_down.load(Ordering::Acquire) {
            return Err(respond::text(
                StatusCode::SERVICE_UNAVAILABLE,
                "the server is shutting down",
            ));
        }
        let options = self.hub.options();
        if self.shared.table.attached() >= options.max_connections {
            return Err(busy(
                "connections",
                options.max_connections,
                "max_connections",
            ));
        }
        if self.hub.policies().is_empty() {
            return Ok(());
        }
        let core = self.core(ConnectionId::from(""), request.user_id(), request.clone());
        let caller = Caller::new(Arc::new(core));
        match first_refusal(self.hub.policies(), &caller).await {
            None => Ok(()),
            Some(policy) => {
                tracing::info!(
                    hub = self.hub.info().name,
                    policy,
                    "connection not authorized"
                );
                let status = if caller.user_id().is_some() {
                    StatusCode::FORBIDDEN
                } else {
                    StatusCode::UNAUTHORIZED
                };
                // Empty: clients then show the status line's own words.
                Err(respond::empty(status))
            }
        }
    }

    fn core(
        &self,
        id: ConnectionId,
        user: Option<UserId>,
        request: Arc<RequestInfo>,
    ) -> ConnectionCore {
        ConnectionCore::new(
            id,
            user,
            Transport::WebSockets,
            request,
            self.hub.options().max_outgoing_bytes,
        )
    }

    /// `GET`: a WebSocket.
    async fn connect(self, request: Request) -> Response<Body> {
        let (mut parts, _) = request.into_parts();
        let accepted = match websocket::accept(&parts.method, parts.version, &parts.headers) {
            Ok(accepted) => accepted,
            Err(refusal) => return refused_upgrade(&refusal),
        };
        let Some(upgrade) = parts.extensions.remove::<hyper::upgrade::OnUpgrade>() else {
            return respond::text(
                StatusCode::UPGRADE_REQUIRED,
                "this server's connection cannot be upgraded to a WebSocket",
            );
        };
        let token = query_value(parts.uri.query(), "id").filter(|token| !token.is_empty());
        let info = Arc::new(RequestInfo::new(
            &parts.uri,
            parts.headers,
            parts.extensions,
        ));
        let (negotiated, attachment) = match self.attach(token.as_deref(), &info).await {
            Ok(attached) => attached,
            Err(refusal) => return refusal,
        };
        let core = Arc::new(self.core(negotiated.id, negotiated.user, negotiated.request));
        let options = self.hub.options().clone();
        let session = self.hub.open(core.clone());
        let engine = Engine::new(core.clone(), session, options.clone());
        let link = Link {
            core,
            engine,
            close_timeout: options.web_socket_close_timeout,
        };
        tokio::spawn(async move {
            transport::websocket::serve(upgrade, link).await;
            drop(attachment);
        });
        switching_protocols(&accepted)
    }

    /// Finds the negotiated connection, or makes one if negotiation was skipped.
    async fn attach(
        &self,
        token: Option<&str>,
        info: &Arc<RequestInfo>,
    ) -> Result<(AttachedConnection, Attachment), Response<Body>> {
        let Some(token) = token else {
            self.admit(info).await?;
            let connection = AttachedConnection {
                id: ConnectionId::random(),
                user: info.user_id(),
                request: info.clone(),
            };
            return Ok((connection, self.shared.table.attach_without_token()));
        };
        let user = info.user_id();
        let attached = self.shared.table.attach(
            token,
            self.hub.info().name,
            user.as_ref(),
            Transport::WebSockets,
        );
        attached
            .map(|(negotiated, attachment)| (negotiated.into(), attachment))
            .map_err(refused_token)
    }

    /// `POST` and `DELETE`: the sending half of transports that need one. WebSockets do not.
    fn client_half(&self, request: &Request) -> Response<Body> {
        let Some(token) = query_value(request.uri().query(), "id").filter(|id| !id.is_empty())
        else {
            return respond::text(StatusCode::BAD_REQUEST, "Connection ID required");
        };
        match self.shared.table.transport(&token, self.hub.info().name) {
            Some(Some(_)) if request.method() == Method::DELETE => respond::text(
                StatusCode::BAD_REQUEST,
                "Cannot terminate this connection using the DELETE endpoint.",
            ),
            Some(Some(_)) => respond::text(
                StatusCode::METHOD_NOT_ALLOWED,
                "POST requests are not allowed for WebSocket connections.",
            ),
            Some(None) | None => refused_token(TokenFault::Unknown),
        }
    }
}

/// What a transport serves.
struct AttachedConnection {
    id: ConnectionId,
    user: Option<UserId>,
    request: Arc<RequestInfo>,
}

impl From<Negotiated> for AttachedConnection {
    fn from(negotiated: Negotiated) -> Self {
        Self {
            id: negotiated.id,
            user: negotiated.user,
            request: negotiated.request,
        }
    }
}

fn refused_token(fault: TokenFault) -> Response<Body> {
    match fault {
        TokenFault::Unknown => respond::text(StatusCode::NOT_FOUND, "No Connection with that ID"),
        TokenFault::Taken => respond::empty(StatusCode::CONFLICT),
        TokenFault::OtherTransport => respond::text(
            StatusCode::BAD_REQUEST,
            "Cannot change transports mid-connection",
        ),
        TokenFault::OtherUser => respond::text(
            StatusCode::FORBIDDEN,
            "the user changed since this connection was negotiated; connect anew",
        ),
    }
}

fn busy(what: &str, limit: usize, setting: &str) -> Response<Body> {
    metrics::counter!("hubs.server.busy_refusals", "limit" => setting.to_owned()).increment(1);
    tracing::warn!(limit, setting, "refused: the server is full");
    respond::text(
        StatusCode::SERVICE_UNAVAILABLE,
        format!("busy: the server already has {limit} {what} (`{setting}`)"),
    )
}

fn refused_upgrade(refusal: &websocket::UpgradeRefusal) -> Response<Body> {
    let mut response = respond::text(refusal.status(), refusal.to_string());
    for (name, value) in refusal.headers() {
        response.headers_mut().insert(name, value);
    }
    response
}

fn switching_protocols(accept: &websocket::Accepted) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    response.headers_mut().extend(accept.headers());
    response
}

/// The first query value with this name, ignoring case, percent-decoded.
fn query_value(query: Option<&str>, name: &str) -> Option<String> {
    query?.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        if !key.eq_ignore_ascii_case(name) {
            return None;
        }
        Some(value.to_owned())
    })
}

/// The answer to a browser that asks before it sends (Fetch standard, "CORS-preflight request").
fn preflight(headers: &HeaderMap) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let answer = response.headers_mut();
    answer.insert(
        header::ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("GET, POST, DELETE"),
    );
    if let Some(asked) = headers.get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
        answer.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, asked.clone());
    }
    answer.insert(
        header::ACCESS_CONTROL_MAX_AGE,
        HeaderValue::from_static("600"),
    );
    response
}

/// Lets pages of `origin` read the answer; clients send credentials, so it cannot be a wildcard.
fn share_with(response: &mut Response<Body>, origin: HeaderValue) {
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_CREDENTIALS,
        HeaderValue::from_static("true"),
    );
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
}
