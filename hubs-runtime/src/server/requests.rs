//! The requests of the three transports: which connection each is for, and what it is answered.
//!
//! Status codes and texts are SignalR's.

use std::sync::Arc;

use axum::{
    body::{Body, HttpBody},
    extract::Request,
};
use bytes::Bytes;
use futures_util::StreamExt;
use http::{
    Extensions, HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, Uri, header,
    request::Parts,
};
use http_body_util::BodyExt;

use super::{
    early::{self, EarlyFault, EarlyPosts, Posted},
    mounts::{AttachedConnection, Link},
    respond,
    routes::{Routes, refused_busy},
    table::{
        AttachFault, Attachment, Busy, Found, KeepFault, LaterRequests, Negotiated, TokenFault,
    },
};
use crate::{
    connection::{ConnectionId, InputEnd, RequestInfo, UserId, query_value},
    protocol::{Transport, texts},
    transport::{
        self,
        http::{
            HttpConnection, MAX_PIECE_BYTES, Piece,
            long_polling::{self, Polled},
            sse::EventStream,
        },
    },
    websocket::{self, MessageKind},
};

const BROKE_OFF: &str = "the request's body broke off";

impl Routes {
    /// The connection with what drives it, where a shutdown finds it.
    async fn link(
        &self,
        mut connection: AttachedConnection,
        attachment: &Attachment,
        transport: Transport,
    ) -> Link {
        let posted = std::mem::take(&mut connection.posted);
        let mut link = self.mount.link(&self.shared.hubs, connection, transport);
        attachment.enter(link.core());
        link.receive(posted).await;
        link
    }

    /// `GET`: the server's half of a connection.
    pub(super) async fn connect(self, request: Request) -> Response<Body> {
        let transport = wanted_transport(request.method(), request.headers());
        if !self.mount.options.transports.contains(&transport) {
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
        let link = self
            .link(connection, &attachment, Transport::WebSockets)
            .await;
        let mut sockets = None;
        if resumes {
            let (resume, newer) = transport::websocket::Resume::new(link.core());
            self.shared
                .table
                .share(&attachment, LaterRequests::Resume(resume));
            sockets = Some(newer);
        }
        match link {
            Link::Hub(link) => tokio::spawn(transport::websocket::serve(
                upgrade, link, sockets, attachment,
            )),
            Link::Raw(link) => {
                tokio::spawn(transport::websocket::serve(upgrade, link, None, attachment))
            }
        };
        opened(&accepted)
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
        let (mount, user) = (self.mount.id, info.user_id());
        match self.shared.table.find(token, mount, user) {
            Ok(Found::Attached(_, LaterRequests::Resume(resume))) if resume.is_possible() => {
                tokio::spawn(resume.with(upgrade, self.mount.authentication(info.clone())));
                opened(accepted)
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
            posted: EarlyPosts::default(),
        };
        let id = connection.id.clone();
        let table = &self.shared.table;
        let attachment = table.attach_without_token(self.limits(), id, info.user_id());
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
        let (mount, user) = (self.mount.id, info.user_id());
        if let Found::Waiting = table.find(token, mount, user)? {
            self.check_policies(info).await.map_err(Refused::Response)?;
        }
        let attached = table.attach(self.limits(), token, user, transport);
        let (
            Negotiated {
                id, user, stateful, ..
            },
            posted,
            attachment,
        ) = attached?;
        let connection = AttachedConnection {
            id,
            user,
            request: info.clone(),
            stateful,
            posted,
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
        let link = self.link(connection, &attachment, transport).await;
        let patience = self.mount.options.disconnect_timeout;
        let table = self.shared.table.clone();
        let keep = |connection: &Arc<HttpConnection>| {
            table.share(&attachment, LaterRequests::Http(connection.clone()));
            attachment
        };
        Ok(match link {
            Link::Hub(link) => HttpConnection::start(link, patience, keep),
            Link::Raw(link) => HttpConnection::start(link, patience, keep),
        })
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
        let (mount, user) = (self.mount.id, parts.extensions.get::<UserId>());
        match self.shared.table.find(&token, mount, user) {
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
                if let Err(refused) = self.refresh_by_poll(&connection.core, parts).await {
                    return refused.into_response();
                }
                let timeout = self.mount.options.poll_timeout;
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
        let (parts, mut body) = request.into_parts();
        if let Ok(Found::Waiting) = self.find(&parts.uri, &parts.extensions) {
            match self.keep(&parts, body).await {
                Kept::Answered(response) => return response,
                Kept::ForConnection(bytes) => body = bytes.into(),
            }
        }
        let connection = match self.find_ready(&parts).await {
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
            broken = pass_on(&connection, kind_of(&parts.headers), body) => match broken {
                Ok(()) => respond::empty(StatusCode::OK),
                Err(_) => respond::text(StatusCode::BAD_REQUEST, BROKE_OFF),
            },
            () = connection.over() => respond::empty(StatusCode::OK),
        }
    }

    /// A `POST` before the transport, which is kept for it.
    async fn keep(&self, parts: &Parts, body: Body) -> Kept {
        let options = &self.mount.options;
        let limit = early::limit(options.maximum_receive_message_size);
        // As long as a negotiated connection waits itself.
        let read = tokio::time::timeout(options.disconnect_timeout, early::read(body, limit)).await;
        let Ok(read) = read else {
            return Kept::Answered(respond::text(
                StatusCode::REQUEST_TIMEOUT,
                "the request's body took longer than a connection may be without a transport (`disconnect_timeout`)",
            ));
        };
        let kept = read.map_err(KeepFault::Early).and_then(|bytes| {
            let kind = kind_of(&parts.headers);
            let token = token_of(&parts.uri).ok_or(KeepFault::Token(TokenFault::Missing))?;
            let (mount, user) = (self.mount.id, parts.extensions.get::<UserId>());
            let posted = Posted { kind, bytes };
            self.shared.table.keep(&token, mount, user, posted, limit)
        });
        Kept::Answered(match kept {
            Ok(()) => respond::empty(StatusCode::OK),
            Err(KeepFault::NotWaiting(posted)) => return Kept::ForConnection(posted.bytes),
            Err(KeepFault::Token(fault)) => refused_token(fault),
            Err(KeepFault::Early(EarlyFault::BrokeOff)) => {
                respond::text(StatusCode::BAD_REQUEST, BROKE_OFF)
            }
            Err(KeepFault::Early(EarlyFault::Full)) => {
                respond::text(StatusCode::SERVICE_UNAVAILABLE, early::FULL)
            }
            Err(KeepFault::Early(EarlyFault::TooMuch { limit })) => {
                respond::text(StatusCode::PAYLOAD_TOO_LARGE, early::too_much(limit))
            }
        })
    }

    /// What a request finds, once the transport that attaches at this moment is there.
    async fn find_ready(&self, parts: &Parts) -> Result<Found, TokenFault> {
        loop {
            let found = self.find(&parts.uri, &parts.extensions)?;
            let opens = matches!(
                found,
                Found::Attached(
                    Transport::ServerSentEvents | Transport::LongPolling,
                    LaterRequests::None
                )
            );
            if !opens {
                return Ok(found);
            }
            // Another thread is about to share it, and waits for nothing.
            tokio::task::yield_now().await;
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
            Ok(Found::Waiting | Found::Attached(..)) => {
                respond::text(StatusCode::BAD_REQUEST, texts::NO_DELETE)
            }
            Err(fault) => refused_token(fault),
        }
    }

    fn find(&self, uri: &Uri, extensions: &Extensions) -> Result<Found, TokenFault> {
        let token = token_of(uri).ok_or(TokenFault::Missing)?;
        let (mount, user) = (self.mount.id, extensions.get::<UserId>());
        self.shared.table.find(&token, mount, user)
    }
}

/// What became of a body that came before the transport.
enum Kept {
    Answered(Response<Body>),
    /// It was read while the transport came.
    ForConnection(Bytes),
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

/// What a body is: official clients say `text/plain` of text, and of bytes something else or nothing.
fn kind_of(headers: &HeaderMap) -> MessageKind {
    let content_type = headers.get(header::CONTENT_TYPE);
    let content_type = content_type.map_or(&[][..], HeaderValue::as_bytes);
    match content_type.get(..5) {
        Some(start) if start.eq_ignore_ascii_case(b"text/") => MessageKind::Text,
        _ => MessageKind::Binary,
    }
}

/// Hands a body on piece by piece, and waits until all of it was taken or the connection is over.
async fn pass_on(
    connection: &HttpConnection,
    kind: MessageKind,
    mut body: Body,
) -> Result<(), axum::Error> {
    let input = connection.input().await;
    let mut ended = false;
    while let Some(frame) = body.frame().await {
        let Ok(mut bytes) = frame?.into_data() else {
            continue;
        };
        while !bytes.is_empty() {
            let part = bytes.split_to(bytes.len().min(MAX_PIECE_BYTES));
            // Where the length was not said, only the next frame tells.
            ended = bytes.is_empty() && body.is_end_stream();
            let piece = Piece {
                kind,
                bytes: part,
                last: ended,
            };
            if !input.send(piece).await {
                return Ok(());
            }
        }
    }
    if !ended {
        let end = Piece {
            kind,
            bytes: Bytes::new(),
            last: true,
        };
        input.send(end).await;
    }
    input.taken().await;
    Ok(())
}

/// Which transport a request is for: `CONNECT` is a WebSocket's of HTTP/2; of a `GET`, Server-Sent Events say so, a WebSocket
/// shows, anything else is a poll.
fn wanted_transport(method: &Method, headers: &HeaderMap) -> Transport {
    if method == Method::CONNECT {
        return Transport::WebSockets;
    }
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
        TokenFault::NoSecret => respond::text(
            StatusCode::BAD_REQUEST,
            "this connection was negotiated by version 0, in which its id is no secret, so that anybody could refresh it; \
             negotiate with `negotiateVersion=1`",
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

fn opened(accepted: &websocket::Accepted) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = accepted.status();
    response.headers_mut().extend(accepted.headers());
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

pub(super) fn token_of(uri: &Uri) -> Option<String> {
    let token = query_value(uri.query()?, "id")?;
    (!token.is_empty()).then(|| token.into_owned())
}
