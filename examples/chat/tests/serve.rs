//! The serve loop of `src/serve.rs`, which docs/security.md shows: what it ends, and what it leaves alone.
#![allow(missing_docs, unreachable_pub)]

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use chat::{Patience, serve};
use futures_util::{SinkExt, StreamExt};
use hubs_runtime::prelude::*;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
    time::timeout,
};
use tokio_tungstenite::tungstenite::Message;

#[client_contract]
pub trait PlainClient {
    async fn text(&self, text: String);
}

#[hub(client = PlainClient)]
pub struct PlainHub;

#[hub]
impl PlainHub {
    pub fn twice(&self, number: u32) -> u32 {
        number * 2
    }
}

const LONG: Duration = Duration::from_secs(20);

struct Bench {
    hubs: HubServer,
    address: SocketAddr,
    end: oneshot::Sender<()>,
    served: JoinHandle<()>,
}

impl Bench {
    async fn new(patience: Patience) -> Self {
        let hubs = HubServer::builder().hub("/plain", PlainHub);
        let hubs = hubs
            .configure(|options| options.slow_client_timeout = Duration::from_millis(300))
            .build()
            .expect("it builds");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (end, ended) = oneshot::channel();
        let ended = async move {
            let _ = ended.await;
        };
        let served = tokio::spawn(serve(listener, hubs.router(), patience, ended));
        Self {
            hubs,
            address,
            end,
            served,
        }
    }

    async fn socket(&self) -> TcpStream {
        TcpStream::connect(self.address).await.expect("a socket")
    }

    /// The whole answer to a request.
    async fn ask(&self, method: &str, target: &str, body: &str) -> String {
        let mut socket = self.socket().await;
        let request = format!(
            "{method} {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        socket.write_all(request.as_bytes()).await.expect("sent");
        let mut answer = String::new();
        let read = timeout(LONG, socket.read_to_string(&mut answer)).await;
        read.expect("in time").expect("an answer");
        answer
    }

    async fn end(self) {
        self.hubs.shutdown(Duration::ZERO).await;
        self.end.send(()).expect("it runs");
        let served = timeout(LONG, self.served).await;
        served.expect("no socket is left").expect("no panic");
    }
}

#[test]
fn the_page_on_security_shows_this_loop() {
    let page = include_str!("../../../docs/security.md");
    assert!(page.contains(include_str!("../src/serve.rs")));
}

#[tokio::test]
async fn a_head_that_does_not_end_ends_the_socket() {
    let patience = Patience {
        head: Duration::from_millis(500),
        ..Patience::default()
    };
    let bench = Bench::new(patience).await;
    let whole =
        "POST /plain/negotiate?negotiateVersion=1 HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n";
    for sent in ["", "GET /plain HTTP/1.1\r\nHost: a\r\nX-Slow: ", whole] {
        let mut socket = bench.socket().await;
        let start = Instant::now();
        socket.write_all(sent.as_bytes()).await.expect("sent");
        let mut answer = Vec::new();
        let read = timeout(LONG, socket.read_to_end(&mut answer)).await;
        assert!(read.is_ok(), "closed after {sent:?}");
        assert!(start.elapsed() >= patience.head, "not at once: {sent:?}");
        let answered = answer.starts_with(b"HTTP/1.1 200");
        assert_eq!(answered, sent == whole, "{sent:?}");
    }
    bench.end().await;
}

#[tokio::test]
async fn a_websocket_outlives_the_limits_of_heads() {
    let patience = Patience {
        head: Duration::from_millis(300),
        ..Patience::default()
    };
    let bench = Bench::new(patience).await;
    let url = format!("ws://{}/plain", bench.address);
    let (mut socket, _) = tokio_tungstenite::connect_async(url).await.expect("open");
    let mut exchange = async |text: &str| {
        let text = Message::text(format!("{text}\x1e"));
        socket.send(text).await.expect("sent");
        let answer = timeout(LONG, socket.next()).await.expect("in time");
        let answer = answer.expect("it lives").expect("a message");
        String::from_utf8(answer.into_data().to_vec()).expect("text")
    };
    let shaken = exchange(r#"{"protocol":"json","version":1}"#).await;
    assert_eq!(shaken, "{}\x1e");
    for number in 1..4 {
        tokio::time::sleep(patience.head).await;
        let call = format!(
            r#"{{"type":1,"invocationId":"{number}","target":"twice","arguments":[{number}]}}"#
        );
        let answer = exchange(&call).await;
        let result = format!(r#""result":{}"#, number * 2);
        assert!(answer.contains(&result), "{answer}");
    }
    bench.end().await;
}

/// The kernel's part, so only where it has it.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_response_that_nobody_reads_ends_with_its_socket() {
    let patience = Patience {
        unread: Duration::from_secs(1),
        ..Patience::default()
    };
    let bench = Bench::new(patience).await;
    let negotiated = bench.ask("POST", "/plain/negotiate?negotiateVersion=1", "");
    let negotiated = negotiated.await;
    let token = negotiated.split(r#""connectionToken":""#).nth(1);
    let token = token.expect("a token").split('"').next().expect("its end");
    let target = format!("/plain?id={token}");
    let mut unread = bench.socket().await;
    let events = format!("GET {target} HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n");
    unread.write_all(events.as_bytes()).await.expect("sent");
    let mut begun = [0; 16];
    unread.read_exact(&mut begun).await.expect("it begins");
    let shake = "{\"protocol\":\"json\",\"version\":1}\x1e";
    let shaken = bench.ask("POST", &target, shake).await;
    assert!(shaken.starts_with("HTTP/1.1 200"), "{shaken}");
    let handle = bench.hubs.handle::<PlainHub>();
    for _ in 0..32 {
        let _ = handle.clients().all().text("x".repeat(1 << 20)).await;
    }
    bench.end().await;
    drop(unread);
}
