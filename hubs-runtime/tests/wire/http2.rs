//! HTTP/2, which `axum::serve` speaks in plain TCP once the application has switched axum's feature `http2` on.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    extract::Request,
    http::{Version, header},
    middleware::{Next, from_fn},
};
use futures_util::{SinkExt, StreamExt};
use http_body_util::BodyExt;
use hubs_runtime::{HubServer, Transport, prelude::*, protocol::Protocol};
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use crate::support::{COMBINATIONS, Client, Event, Server, eventually, http2, negotiate_over};

#[hub]
pub struct FramedHub;

#[hub]
impl FramedHub {
    pub fn echo(&self, text: String) -> String {
        text
    }

    pub fn numbers(&self, count: u32) -> impl Stream<Item = u32> + use<> {
        futures_util::stream::iter(0..count)
    }

    pub fn end(&self, cx: &HubContext<Self>) {
        cx.abort();
    }
}

/// What the server saw and answered that HTTP/2 has not: requests of other versions, and headers of one hop.
type Foreign = Arc<Mutex<Vec<String>>>;

/// Looks at the answers before hyper does, which leaves such headers out.
fn watched(router: Router, foreign: Foreign) -> Router {
    router.layer(from_fn(move |request: Request, next: Next| {
        let foreign = foreign.clone();
        async move {
            let (asked, version) = (request.uri().clone(), request.version());
            let answer = next.run(request).await;
            if version != Version::HTTP_2 {
                foreign
                    .lock()
                    .unwrap()
                    .push(format!("{asked}: {version:?}"));
            }
            let hop = [
                header::CONNECTION,
                header::TRANSFER_ENCODING,
                header::UPGRADE,
            ];
            for name in hop {
                if answer.headers().contains_key(&name) {
                    foreign.lock().unwrap().push(format!("{asked}: {name}"));
                }
            }
            answer
        }
    }))
}

fn start() -> (Server, Foreign) {
    let hubs = HubServer::builder()
        .hub("/framed", FramedHub)
        .configure(|options| options.disconnect_timeout = Duration::from_secs(1))
        .build()
        .expect("it builds");
    let foreign = Foreign::default();
    let router = watched(hubs.router(), foreign.clone());
    (Server::start_router(hubs, router), foreign)
}

async fn connect(server: &Server, (transport, protocol): (Transport, Protocol)) -> Client {
    let token = negotiate_over(Version::HTTP_2, server, "/framed").await;
    let path = format!("/framed?id={token}");
    let mut client = Client::attach_over(Version::HTTP_2, server, &path, transport, protocol).await;
    client.shake_hands().await;
    client
}

#[tokio::test]
async fn every_transport_works_and_ends_over_http2() {
    let (server, foreign) = start();
    let connections = server.hubs.handle::<FramedHub>();
    for way in COMBINATIONS {
        let mut client = connect(&server, way).await;
        // More than the window that HTTP/2 gives a stream at first.
        let text = "x".repeat(20_000);
        for _ in 0..8 {
            let answer = client.ask("echo", &json!([text])).await;
            assert!(matches!(&answer, Event::Result { result, .. } if *result == text));
        }
        let id = client.stream("numbers", &json!([3])).await;
        for number in 0..3 {
            let (id, item) = (id.clone(), json!(number));
            assert_eq!(client.next().await, Some(Event::Item { id, item }));
        }
        assert_eq!(client.next().await, Some(Event::Done { id }));

        client.invoke("end", &json!([])).await;
        let close = client.next().await;
        assert!(matches!(close, Some(Event::Close { .. })), "{way:?}");
        assert_eq!(client.next().await, None, "{way:?}");

        let gone = connect(&server, way).await;
        drop(gone);
        eventually("nobody is left", || connections.connection_count() == 0).await;
    }
    assert_eq!(*foreign.lock().unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn sockets_and_requests_share_one_connection() {
    let (server, _) = start();
    let mut requests = http2::connection(&server).await;
    let mut sockets = Vec::new();
    for _ in 0..3 {
        let asked = http2::extended_connect(&server, "/framed", Some("13"));
        let answer = requests.send_request(asked).await.expect("it answers");
        sockets.push(http2::opened(answer).await);
    }
    let connections = server.hubs.handle::<FramedHub>();
    for (number, socket) in sockets.iter_mut().enumerate() {
        let hello = "{\"protocol\":\"json\",\"version\":1}\x1e";
        socket
            .send(Message::text(hello))
            .await
            .expect("it takes it");
        let answer = socket.next().await.expect("an answer").expect("a message");
        assert_eq!(answer.into_data(), "{}\x1e", "{number}");
    }
    eventually("all are there", || connections.connection_count() == 3).await;
    // One stream goes without a word, the others stay.
    drop(sockets.pop());
    eventually("one is gone", || connections.connection_count() == 2).await;
    let call = "{\"type\":1,\"invocationId\":\"1\",\"target\":\"echo\",\"arguments\":[\"x\"]}\x1e";
    sockets[0]
        .send(Message::text(call))
        .await
        .expect("it takes it");
    let answer = sockets[0].next().await.expect("an answer").expect("one");
    assert!(answer.to_text().expect("text").contains("\"result\":\"x\""));
    // A Close is answered, and the stream ends.
    sockets[0].close(None).await.expect("it takes it");
    while let Some(Ok(_)) = sockets[0].next().await {}
    eventually("one is left", || connections.connection_count() == 1).await;
}

#[tokio::test]
async fn what_is_no_websocket_of_http2_is_refused_in_words() {
    let (server, foreign) = start();
    let mut requests = http2::connection(&server).await;
    let mut told = async |request: Request| {
        let answer = requests.send_request(request).await.expect("it answers");
        let (parts, body) = answer.into_parts();
        let body = body.collect().await.expect("a body").to_bytes();
        let text = String::from_utf8(body.to_vec()).expect("text");
        (parts.status.as_u16(), text)
    };
    for version in [None, Some("8")] {
        let (status, text) = told(http2::extended_connect(&server, "/framed", version)).await;
        assert_eq!(status, 400);
        assert!(
            text.contains("`Sec-WebSocket-Version` must be `13`"),
            "{text}"
        );
    }
    let mut get = http2::extended_connect(&server, "/framed", Some("13"));
    *get.method_mut() = axum::http::Method::GET;
    get.extensions_mut().clear();
    let (status, text) = told(get).await;
    assert_eq!(status, 400);
    assert!(text.contains("extended `CONNECT` (RFC 8441)"), "{text}");
    let elsewhere = http2::extended_connect(&server, "/framed/negotiate", Some("13"));
    assert_eq!(told(elsewhere).await.0, 405);
    assert_eq!(*foreign.lock().unwrap(), Vec::<String>::new());
}
