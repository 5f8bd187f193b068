//! Requests and WebSockets of HTTP/2 in plain TCP, of which the server was not told before (RFC 9113, section 3.3).

use std::time::Duration;

use axum::{
    body::Body,
    http::{Method, Request, Response, Version},
};
use hyper::{
    body::Incoming,
    client::conn::http2::{Builder, SendRequest},
    ext::Protocol,
    upgrade::Upgraded,
};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpStream;
use tokio_tungstenite::{WebSocketStream, tungstenite::protocol::Role};

use super::Server;

/// What sends requests of this version.
pub fn requests(version: Version) -> reqwest::Client {
    let builder = reqwest::Client::builder();
    let builder = match version {
        Version::HTTP_2 => builder.http2_prior_knowledge(),
        _ => builder.http1_only(),
    };
    builder.build().expect("a client")
}

/// A WebSocket over a connection of its own.
pub async fn open_socket(
    server: &Server,
    path_and_query: &str,
) -> WebSocketStream<TokioIo<Upgraded>> {
    let mut requests = connection(server).await;
    let request = extended_connect(server, path_and_query, Some("13"));
    let answer = requests.send_request(request).await.expect("it answers");
    opened(answer).await
}

/// A connection whose server has said that it takes extended `CONNECT`s.
pub async fn connection(server: &Server) -> SendRequest<Body> {
    let tcp = TcpStream::connect(server.address()).await.expect("TCP");
    let (requests, mut connection) = Builder::new(TokioExecutor::new())
        .handshake(TokioIo::new(tcp))
        .await
        .expect("HTTP/2");
    while !connection.is_extended_connect_protocol_enabled() {
        let turn = tokio::time::timeout(Duration::from_millis(10), &mut connection);
        assert!(turn.await.is_err(), "the server has closed the connection");
    }
    tokio::spawn(connection);
    requests
}

/// What asks for a WebSocket of this version.
pub fn extended_connect(
    server: &Server,
    path_and_query: &str,
    version: Option<&str>,
) -> Request<Body> {
    let mut request = Request::builder()
        .method(Method::CONNECT)
        .uri(server.url("http", path_and_query))
        .extension(Protocol::from_static("websocket"));
    if let Some(version) = version {
        request = request.header("sec-websocket-version", version);
    }
    request.body(Body::empty()).expect("a request")
}

/// The WebSocket that was asked for.
pub async fn opened(answer: Response<Incoming>) -> WebSocketStream<TokioIo<Upgraded>> {
    assert_eq!(answer.status(), 200);
    let upgraded = hyper::upgrade::on(answer).await.expect("a stream");
    WebSocketStream::from_raw_socket(TokioIo::new(upgraded), Role::Client, None).await
}
