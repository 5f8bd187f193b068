//! What is posted to a negotiated connection before it has a transport: some clients send the handshake before their
//! first poll.

use std::time::Duration;

use axum::{extract::Request, middleware::Next, response::Response};
use hubs_runtime::{
    HubOptions, HubServer, RawConnection, Transport, UserId,
    prelude::*,
    protocol::{Invocation, Protocol},
};
use reqwest::{Body, StatusCode};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::{COMBINATIONS, Client, Event, Server, negotiate};

/// The default of `maximum_receive_message_size`.
const LIMIT: usize = 32_768;

#[hub]
pub struct EarlyHub;

#[hub]
impl EarlyHub {
    pub fn echo(&self, text: String) -> String {
        text
    }
}

/// Says what comes, and whether it is text.
async fn tell(mut connection: RawConnection) {
    while let Some(message) = connection.recv().await {
        let told = format!("{} {}", message.as_bytes().len(), message.is_text());
        if connection.send(told).await.is_err() {
            return;
        }
    }
}

/// Requests with a `user` come from one.
async fn sign_in(mut request: Request, next: Next) -> Response {
    let user = request.headers().get("user");
    if let Some(user) = user.and_then(|user| user.to_str().ok()) {
        let user = UserId::from(user);
        request.extensions_mut().insert(user);
    }
    next.run(request).await
}

fn start(change: impl FnOnce(&mut HubOptions)) -> Server {
    let hubs = HubServer::builder()
        .hub("/early", EarlyHub)
        .connection("/raw", tell)
        .configure(change);
    let hubs = hubs.build().expect("it builds");
    let router = hubs.router().layer(axum::middleware::from_fn(sign_in));
    Server::start_router(hubs, router)
}

fn handshake(protocol: Protocol) -> Vec<u8> {
    let name = protocol.name();
    format!("{{\"protocol\":\"{name}\",\"version\":1}}\x1e").into_bytes()
}

fn call(protocol: Protocol, id: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    Invocation::call(id, "echo", json!([id]))
        .encode(protocol, &mut bytes)
        .expect("it has a form on the wire");
    bytes
}

/// Posts and returns status and text of the answer.
async fn post(server: &Server, path: &str, body: impl Into<Body>) -> (StatusCode, String) {
    let request = reqwest::Client::new().post(server.url("http", path));
    let answer = request.body(body).send().await.expect("it answers");
    (answer.status(), answer.text().await.expect("a body"))
}

async fn assert_posted(server: &Server, path: &str, body: impl Into<Body>) {
    assert_eq!(
        post(server, path, body).await,
        (StatusCode::OK, String::new())
    );
}

#[tokio::test]
async fn it_is_kept_for_the_transport() {
    let server = start(|_| ());
    for (transport, protocol) in COMBINATIONS {
        let token = negotiate(&server, "/early").await;
        let path = format!("/early?id={token}");
        assert_posted(&server, &path, handshake(protocol)).await;
        assert_posted(&server, &path, call(protocol, "1")).await;
        let mut client = Client::attach(&server, &path, transport, protocol).await;
        assert_eq!(client.next().await, Some(Event::Handshake(None)));
        for id in ["1", "2"] {
            let answer = Event::Result {
                id: id.to_owned(),
                result: json!(id),
            };
            assert_eq!(client.answer(id).await, answer, "{transport:?}");
            client.send(call(protocol, "2")).await;
        }
    }
}

#[tokio::test]
async fn messages_of_raw_connections_stay_apart() {
    let server = start(|_| ());
    let token = negotiate(&server, "/raw").await;
    let url = server.url("http", &format!("/raw?id={token}"));
    let http = reqwest::Client::new();
    for (kind, body) in [("text/plain", "abc"), ("application/octet-stream", "de")] {
        let sent = http
            .post(&url)
            .header("content-type", kind)
            .body(body)
            .send();
        assert_eq!(sent.await.expect("it answers").status(), 200);
    }
    let mut told = String::new();
    while told.len() < "3 true2 false".len() {
        let polled = http.get(&url).send().await.expect("it answers");
        assert_eq!(polled.status(), 200);
        told += &polled.text().await.expect("a body");
    }
    assert_eq!(told, "3 true2 false");
}

#[tokio::test]
async fn it_is_bounded_by_the_longest_message() {
    let server = start(|_| ());
    let token = negotiate(&server, "/early").await;
    let path = format!("/early?id={token}");
    let refused = async |body: Body| {
        let (status, text) = post(&server, &path, body).await;
        assert_eq!(status, 413);
        assert!(text.contains("`maximum_receive_message_size`"), "{text}");
    };
    refused(vec![b' '; LIMIT + 1].into()).await;
    // One that does not say how long it is.
    let pieces = (0..33).map(|_| Ok::<_, std::io::Error>(vec![b' '; 1_000]));
    refused(Body::wrap_stream(futures_util::stream::iter(pieces))).await;
    assert_posted(&server, &path, handshake(Protocol::Json)).await;
    refused(vec![b' '; LIMIT].into()).await;
    assert_posted(&server, &path, call(Protocol::Json, "1")).await;
    let polling = Transport::LongPolling;
    let mut client = Client::attach(&server, &path, polling, Protocol::Json).await;
    assert_eq!(client.next().await, Some(Event::Handshake(None)));
    client.answer("1").await;
}

#[tokio::test]
async fn as_many_bytes_as_a_message_may_have_are_kept() {
    let server = start(|options| options.maximum_receive_message_size = 1_000_000);
    let token = negotiate(&server, "/raw").await;
    let path = format!("/raw?id={token}");
    let (status, text) = post(&server, &path, vec![0; 65_537]).await;
    assert_eq!(status, 413, "{text}");
    assert_posted(&server, &path, vec![0; 65_536]).await;
    let url = server.url("http", &path);
    let first = reqwest::get(&url).await.expect("it answers");
    assert_eq!(first.status(), 200);
    let told = reqwest::get(&url).await.expect("it answers");
    assert_eq!(told.text().await.expect("a body"), "65536 false");
}

#[tokio::test]
async fn posts_of_nothing_are_counted_too() {
    let server = start(|_| ());
    let token = negotiate(&server, "/raw").await;
    let path = format!("/raw?id={token}");
    let mut kept = 0;
    while post(&server, &path, "").await.0 == 200 {
        kept += 1;
        assert!(kept <= 16, "they are bounded");
    }
    assert_eq!(kept, 16);
}

#[tokio::test]
async fn the_length_that_is_told_is_checked_before_anything_is_read() {
    let server = start(|_| ());
    let token = negotiate(&server, "/early").await;
    let (mut post, _) = unfinished(&server, &token, LIMIT + 1).await;
    let mut answer = vec![0; 12];
    post.read_exact(&mut answer).await.expect("it is answered");
    assert_eq!(answer, b"HTTP/1.1 413");
}

/// Sends the head of a post and the first half of a handshake; gives back the second.
async fn unfinished(server: &Server, token: &str, length: usize) -> (TcpStream, Vec<u8>) {
    let mut post = TcpStream::connect(server.address())
        .await
        .expect("it connects");
    let mut first = handshake(Protocol::Json);
    let second = first.split_off(10);
    let mut sent =
        format!("POST /early?id={token} HTTP/1.1\r\nhost: a\r\ncontent-length: {length}\r\n\r\n")
            .into_bytes();
    sent.append(&mut first);
    post.write_all(&sent).await.expect("it is sent");
    (post, second)
}

#[tokio::test]
async fn a_post_under_way_reaches_the_transport_that_came_meanwhile() {
    let server = start(|_| ());
    let token = negotiate(&server, "/early").await;
    let length = handshake(Protocol::Json).len();
    let (mut post, rest) = unfinished(&server, &token, length).await;
    // Nobody can tell from outside that the server has begun to read it.
    tokio::time::sleep(Duration::from_millis(100)).await;
    let path = format!("/early?id={token}");
    let polling = Transport::LongPolling;
    let mut client = Client::attach(&server, &path, polling, Protocol::Json).await;
    post.write_all(&rest).await.expect("it is sent");
    assert_eq!(client.next().await, Some(Event::Handshake(None)));
    let mut answer = vec![0; 12];
    post.read_exact(&mut answer).await.expect("it is answered");
    assert_eq!(answer, b"HTTP/1.1 200");
}

#[tokio::test]
async fn a_post_that_never_ends_is_waited_for_as_long_as_the_transport() {
    let server = start(|options| options.disconnect_timeout = Duration::from_millis(300));
    let token = negotiate(&server, "/early").await;
    let (mut post, _) = unfinished(&server, &token, 1_000).await;
    let mut answer = vec![0; 12];
    let read = tokio::time::timeout(Duration::from_secs(20), post.read_exact(&mut answer)).await;
    read.expect("it is not waited for forever")
        .expect("it is answered");
    assert_eq!(answer, b"HTTP/1.1 408");
}

#[tokio::test]
async fn it_comes_from_the_user_who_negotiated_and_ends_nothing() {
    let server = start(|_| ());
    let token = negotiate(&server, "/early").await;
    let url = server.url("http", &format!("/early?id={token}"));
    let http = reqwest::Client::new();
    let stranger = http.post(&url).header("user", "eve").body("x").send();
    assert_eq!(stranger.await.expect("it answers").status(), 403);
    let elsewhere = post(&server, &format!("/raw?id={token}"), "x").await;
    assert_eq!(elsewhere.0, 404);
    let ended = http.delete(&url).send().await.expect("it answers");
    assert_eq!(ended.status(), 400);
    let path = format!("/early?id={token}");
    let polling = Transport::LongPolling;
    // Nothing of the stranger's stands before the handshake.
    let mut client = Client::attach(&server, &path, polling, Protocol::Json).await;
    client.shake_hands().await;
}
