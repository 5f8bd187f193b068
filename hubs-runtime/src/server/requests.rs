//! The requests of the three transports: which connection each is for, and what it is answered.
//!
//! Status codes and texts are SignalR's.

use std::sync::Arc;

use axum::{body::Body, extract::Request};
use bytes::Bytes;
use futures_util::StreamExt;
use http::{
    Extensions, HeaderMap, HeaderName, HeaderValue, Response, StatusCode, Uri, header,
    request::Parts,
};
use tokio::time::Instant;

use super::{
    respond,
    routes::{Routes, refused_busy},
    table::{AttachFault, Attachment, Busy, Found, LaterRequests, Negotiated, TokenFault},
};
use crate::engine::port::AnySession;
use crate::{
    connection::{Connection, ConnectionId, RequestInfo, UserId, query_value},
    engine::{Engine, InputEnd},
    protocol::{Transport, texts},
    transport::{
        self, Served,
        http::{
            HttpConnection, MAX_PIECE_BYTES,
            long_polling::{self, Polled},
            sse::EventStream,
        },
    },
    websocket,
};

/// What a transport serves.
pub(super) struct AttachedConnection {
    id: ConnectionId,
    user: Option<UserId>,
    request: Arc<RequestInfo>,
    /// Whether it may outlive its socket.
    stateful: bool,
}

impl Routes {
    /// The connection with its engine, for a transport to serve.
    fn link(
        &self,
        connection: AttachedConnection,
        attachment: &Attachment,
        transport: Transport,
    ) -> Served {
        self.link_with_session(connection, attachment, transport).0
    }

    pub(super) fn link_with_session(
        &self,
        connection: AttachedConnection,
        attachment: &Attachment,
        transport: Transport,
    ) -> (Served, Arc<dyn AnySession>) {
        let AttachedConnection {
            id,
            user,
            request,
            stateful,
        } = connection;
        let options = self.hub.options().clone();
        let expires = self.expires(&request);
        let core = Connection::new(id, user, transport, request, options.outbox());
        let core = Arc::new(core);
        let close_timeout = options.web_socket_close_timeout;
        let session = self.hub.clone().open(core.clone());
        let mut engine = Engine::new(core.clone(), session.clone(), options);
        engine.set_expiry(expires);
        if stateful && transport == Transport::WebSockets {
            engine.allow_resume();
        }
        let link = Served {
            core,
            engine,
            close_timeout,
        };
        attachment.enter(&link.core);
        (link, session)
    }

    /// When a connection of this request ends because its identity does.
    fn expires(&self, request: &RequestInfo) -> Option<Instant> {
        let closes = self.hub.options().close_on_authentication_expiration;
        closes.then(|| request.expires()).flatten()
    }

    /// `GET`: the server's half of a connection.
    pub(super) async fn connect(self, request: Request) -> Response<Body> {
        let transport = wanted_transport(request.headers());
        if !self.hub.options().transports.contains(&transport) {
            return respond::text(
                StatusCode::NOT_FOUND,
                format!(
                    "{} transport not supported by this end point type",
                    transport.name()
                ),
            );
        }
        match transport {
            Transport::ServerSentEvents => self.server_sent_events(request).await,
            Transport::LongPolling => long_polling_headers(self.poll(request).await),
            Transport::WebSockets | Transport::InMemory => self.web_socket(request).await,
        }
    }

    async fn web_socket(self, request: Request) -> Response<Body> {
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
        let token = token_of(&parts.uri);
        let info = match self.request_info(parts) {
            Ok(info) => info,
            Err(refusal) => return *refusal,
        };
        let admitted = match &token {
            None => self.admit_unnegotiated(&info).await,
            Some(token) => {
                self.admit_negotiated(token, &info, Transport::WebSockets)
                    .await
            }
        };
        let (connection, attachment) = match (admitted, token) {
            (Ok(admitted), _) => admitted,
            (Err(Refused::Token(TokenFault::Taken)), Some(token)) => {
                return self.resume(&token, &info, upgrade, &accepted).await;
            }
            (Err(refused), _) => return refused.into_response(),
        };
        let resumes = connection.stateful;
        let link = self.link(connection, &attachment, Transport::WebSockets);
        let mut sockets = None;
        if resumes {
            let (resume, newer) = transport::websocket::Resume::new(&link.core);
            self.shared
                .table
                .share(&attachment, LaterRequests::Resume(resume));
            sockets = Some(newer);
        }
        tokio::spawn(async move {
            transport::websocket::serve(upgrade, link, sockets).await;
            drop(attachment);
        });
        switching_protocols(&accepted)
    }

    /// Another socket for a connection that has, or had, one.
    async fn resume(
        &self,
        token: &str,
        info: &Arc<RequestInfo>,
        upgrade: hyper::upgrade::OnUpgrade,
        accepted: &websocket::Accepted,
    ) -> Response<Body> {
        if let Err(refusal) = self.check_policies(info).await {
            return refusal;
        }
        let (hub, user) = (self.hub.info().name, info.user_id());
        match self.shared.table.find(token, hub, user) {
            Ok(Found::Attached(_, LaterRequests::Resume(resume))) if resume.is_possible() => {
                tokio::spawn(resume.with(upgrade, self.expires(info)));
                switching_protocols(accepted)
            }
            // It was agreed at negotiation and given up since.
            Ok(Found::Attached(_, LaterRequests::Resume(_))) => {
                respond::empty(StatusCode::NO_CONTENT)
            }
            Ok(_) => refused_token(TokenFault::Taken),
            Err(fault) => refused_token(fault),
        }
    }

    /// A connection that skips negotiation.
    pub(super) async fn admit_unnegotiated(
        &self,
        info: &Arc<RequestInfo>,
    ) -> Result<(AttachedConnection, Attachment), Refused> {
        self.check_policies(info).await.map_err(Refused::Response)?;
        let connection = AttachedConnection {
            id: ConnectionId::random(),
            user: info.user_id().cloned(),
            request: info.clone(),
            stateful: false,
        };
        let id = connection.id.clone();
        let attachment = self.shared.table.attach_without_token(self.limits(), id);
        Ok((connection, attachment.map_err(Refused::Busy)?))
    }

    /// Binds a negotiated connection to its transport, whose request is the one that the hub sees.
    async fn admit_negotiated(
        &self,
        token: &str,
        info: &Arc<RequestInfo>,
        transport: Transport,
    ) -> Result<(AttachedConnection, Attachment), Refused> {
        let table = &self.shared.table;
        let (hub, user) = (self.hub.info().name, info.user_id());
        if let Found::Waiting = table.find(token, hub, user)? {
            self.check_policies(info).await.map_err(Refused::Response)?;
        }
        let attached = table.attach(self.limits(), token, user, transport);
        let (
            Negotiated {
                id, user, stateful, ..
            },
            attachment,
        ) = attached?;
        let connection = AttachedConnection {
            id,
            user,
            request: info.clone(),
            stateful,
        };
        Ok((connection, attachment))
    }

    /// Binds a negotiated connection to a transport made of HTTP requests.
    async fn attach_http(
        &self,
        token: &str,
        parts: Parts,
        transport: Transport,
    ) -> Result<Arc<HttpConnection>, Refused> {
        let info = self
            .request_info(parts)
            .map_err(|refusal| Refused::Response(*refusal))?;
        let (connection, attachment) = self.admit_negotiated(token, &info, transport).await?;
        let link = self.link(connection, &attachment, transport);
        let patience = self.hub.options().disconnect_timeout;
        let table = self.shared.table.clone();
        Ok(HttpConnection::start(link, patience, |connection| {
            table.share(&attachment, LaterRequests::Http(connection.clone()));
            attachment
        }))
    }

    async fn server_sent_events(self, request: Request) -> Response<Body> {
        let (parts, _) = request.into_parts();
        let Some(token) = token_of(&parts.uri) else {
            return refused_token(TokenFault::Missing);
        };
        match self
            .attach_http(&token, parts, Transport::ServerSentEvents)
            .await
        {
            Ok(connection) => event_stream(EventStream::new(connection)),
            Err(refused) => refused.into_response(),
        }
    }

    async fn poll(self, request: Request) -> Response<Body> {
        let (parts, _) = request.into_parts();
        let Some(token) = token_of(&parts.uri) else {
            return refused_token(TokenFault::Missing);
        };
        let (hub, user) = (self.hub.info().name, parts.extensions.get::<UserId>());
        match self.shared.table.find(&token, hub, user) {
            Ok(Found::Waiting) => {
                // The first poll only says that the connection can be used.
                match self
                    .attach_http(&token, parts, Transport::LongPolling)
                    .await
                {
                    Ok(_) => octets(Bytes::new()),
                    Err(refused) => refused.into_response(),
                }
            }
            Ok(Found::Ended) => refused_token(TokenFault::Unknown),
            Ok(Found::Attached(Transport::LongPolling, LaterRequests::Http(connection))) => {
                let timeout = self.hub.options().poll_timeout;
                match long_polling::poll(&connection, timeout).await {
                    Polled::Data(data) => octets(data),
                    Polled::Nothing => respond::empty(StatusCode::OK),
                    Polled::Over => respond::empty(StatusCode::NO_CONTENT),
                }
            }
            Ok(Found::Attached(..)) => refused_token(TokenFault::OtherTransport),
            Err(fault) => refused_token(fault),
        }
    }

    /// `POST`: the client's half of a connection whose transport needs requests for it.
    pub(super) async fn receive(self, request: Request) -> Response<Body> {
        let (parts, body) = request.into_parts();
        let connection = match self.find(&parts.uri, &parts.extensions) {
            Ok(Found::Attached(_, LaterRequests::Http(connection))) => connection,
            Ok(Found::Waiting | Found::Ended) => return refused_token(TokenFault::Unknown),
            Ok(Found::Attached(..)) => {
                return respond::text(
                    StatusCode::METHOD_NOT_ALLOWED,
                    "POST requests are not allowed for WebSocket connections.",
                );
            }
            Err(fault) => return refused_token(fault),
        };
        // Whatever becomes of the connection, its client sent this in good faith: why it ended is told by the other half.
        tokio::select! {
            biased;
            broken = pass_on(&connection, body) => match broken {
                Ok(()) => respond::empty(StatusCode::OK),
                Err(_) => {
                    respond::text(StatusCode::BAD_REQUEST, "the request's body broke off")
                }
            },
            () = connection.over() => respond::empty(StatusCode::OK),
        }
    }

    /// `DELETE`: the end of a long-polling connection.
    pub(super) fn terminate(&self, request: &Request) -> Response<Body> {
        match self.find(request.uri(), request.extensions()) {
            Ok(Found::Attached(Transport::LongPolling, LaterRequests::Http(connection))) => {
                connection.end(InputEnd::Graceful);
                respond::empty(StatusCode::ACCEPTED)
            }
            // The client ends what the server has just ended.
            Ok(Found::Ended) => respond::empty(StatusCode::ACCEPTED),
            Ok(Found::Waiting) => refused_token(TokenFault::Unknown),
            Ok(Found::Attached(..)) => respond::text(StatusCode::BAD_REQUEST, texts::NO_DELETE),
            Err(fault) => refused_token(fault),
        }
    }

    fn find(&self, uri: &Uri, extensions: &Extensions) -> Result<Found, TokenFault> {
        let token = token_of(uri).ok_or(TokenFault::Missing)?;
        let (hub, user) = (self.hub.info().name, extensions.get::<UserId>());
        self.shared.table.find(&token, hub, user)
    }
}

/// Why a request gets no connection.
pub(super) enum Refused {
    Token(TokenFault),
    Busy(Busy),
    Response(Response<Body>),
}

impl From<TokenFault> for Refused {
    fn from(fault: TokenFault) -> Self {
        Self::Token(fault)
    }
}

impl From<AttachFault> for Refused {
    fn from(fault: AttachFault) -> Self {
        match fault {
            AttachFault::Token(fault) => Self::Token(fault),
            AttachFault::Busy(busy) => Self::Busy(busy),
        }
    }
}

impl Refused {
    pub(super) fn into_response(self) -> Response<Body> {
        match self {
            Self::Token(fault) => refused_token(fault),
            Self::Busy(busy) => refused_busy(busy),
            Self::Response(response) => response,
        }
    }
}

/// Hands a body to the engine piece by piece, and waits until it has taken all of it or is done with the connection.
async fn pass_on(connection: &HttpConnection, body: Body) -> Result<(), axum::Error> {
    let input = connection.input().await;
    let mut body = body.into_data_stream();
    while let Some(piece) = body.next().await {
        let mut piece = piece?;
        while !piece.is_empty() {
            let part = piece.split_to(piece.len().min(MAX_PIECE_BYTES));
            if !input.send(part).await {
                return Ok(());
            }
        }
    }
    input.taken().await;
    Ok(())
}

/// Which transport a `GET` is for: Server-Sent Events say so, a WebSocket request shows, anything else is a poll.
fn wanted_transport(headers: &HeaderMap) -> Transport {
    let accepts_events = headers.get_all(header::ACCEPT).iter().any(|accept| {
        accept
            .to_str()
            .is_ok_and(|accept| accept.contains("text/event-stream"))
    });
    if accepts_events {
        Transport::ServerSentEvents
    } else if websocket::asks_for_upgrade(headers) {
        Transport::WebSockets
    } else {
        Transport::LongPolling
    }
}

fn refused_token(fault: TokenFault) -> Response<Body> {
    match fault {
        TokenFault::Missing => respond::text(StatusCode::BAD_REQUEST, texts::NO_CONNECTION_ID),
        TokenFault::Unknown => respond::text(StatusCode::NOT_FOUND, texts::UNKNOWN_CONNECTION_ID),
        TokenFault::Taken => respond::empty(StatusCode::CONFLICT),
        TokenFault::OtherTransport => {
            respond::text(StatusCode::BAD_REQUEST, texts::OTHER_TRANSPORT)
        }
        TokenFault::OtherUser => respond::text(
            StatusCode::FORBIDDEN,
            "the user changed since this connection was negotiated; connect anew",
        ),
    }
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

fn octets(data: Bytes) -> Response<Body> {
    let mut response = Response::new(Body::from(data));
    set_headers(
        &mut response,
        &[(header::CONTENT_TYPE, "application/octet-stream")],
    );
    response
}

fn event_stream(events: EventStream) -> Response<Body> {
    let body = Body::from_stream(events.map(Ok::<_, std::convert::Infallible>));
    let mut response = Response::new(body);
    set_headers(
        &mut response,
        &[
            (header::CONTENT_TYPE, "text/event-stream"),
            (header::CACHE_CONTROL, "no-cache,no-store"),
            (header::PRAGMA, "no-cache"),
            (header::CONTENT_ENCODING, "identity"),
            // nginx would wait until its buffer is full.
            (HeaderName::from_static("x-accel-buffering"), "no"),
        ],
    );
    response
}

fn long_polling_headers(mut response: Response<Body>) -> Response<Body> {
    set_headers(
        &mut response,
        &[
            (header::CACHE_CONTROL, "no-cache, no-store"),
            (header::PRAGMA, "no-cache"),
            (header::EXPIRES, "Thu, 01 Jan 1970 00:00:00 GMT"),
        ],
    );
    response
}

fn set_headers(response: &mut Response<Body>, pairs: &[(HeaderName, &'static str)]) {
    for (name, value) in pairs {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
}

fn token_of(uri: &Uri) -> Option<String> {
    let token = query_value(uri.query()?, "id")?;
    (!token.is_empty()).then(|| token.into_owned())
}
