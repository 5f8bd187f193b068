//! The end of a connection is final, whatever its client does, and its reason arrives.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures_util::future::join_all;
use hubs_runtime::{
    CloseMessage, ConnectionId, HubOptions, HubServer, Transport,
    prelude::*,
    protocol::{Close, Protocol},
};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::{COMBINATIONS, Client, Event, Server, Stalled, eventually, negotiate};

#[client_contract]
pub trait EndingClient {
    async fn told(&self, text: String);
}

#[derive(Clone, Default)]
#[hub(client = EndingClient)]
pub struct EndingHub {
    flooded: Arc<AtomicUsize>,
    disconnected: Arc<AtomicUsize>,
}

#[hub]
impl EndingHub {
    pub async fn slow(&self, millis: u64) -> u64 {
        tokio::time::sleep(Duration::from_millis(millis)).await;
        millis
    }

    pub async fn push(&self, cx: &HubContext<Self>, size: usize) -> Result<(), HubError> {
        cx.clients().caller().told("x".repeat(size)).await?;
        Ok(())
    }

    /// Pushes more than the sockets of a client that reads nothing hold.
    pub async fn flood(&self, cx: &HubContext<Self>) -> Result<(), HubError> {
        cx.clients().caller().told("x".repeat(3_000_000)).await?;
        self.flooded.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }

    pub fn end(&self, cx: &HubContext<Self>) {
        cx.abort();
    }

    pub fn end_with(
        &self,
        cx: &HubContext<Self>,
        #[hub(nullable)] error: Option<String>,
        allow_reconnect: bool,
    ) {
        cx.abort_with(CloseMessage {
            error,
            allow_reconnect,
        });
    }

    pub fn forever(&self) -> impl Stream<Item = u8> {
        futures_util::stream::pending()
    }

    #[on_disconnected]
    async fn left(&self, _cx: &DisconnectedContext<Self>, _reason: DisconnectReason) {
        self.disconnected.fetch_add(1, Ordering::SeqCst);
    }
}

/// Hooks that hang as long as their query says so.
#[hub]
pub struct HangingHub;

#[hub]
impl HangingHub {
    #[on_connected]
    async fn arrived(&self, cx: &HubContext<Self>) {
        if cx.request().query_value("hang").as_deref() == Some("connected") {
            std::future::pending::<()>().await;
        }
    }

    #[on_disconnected]
    async fn left(&self, cx: &DisconnectedContext<Self>, _reason: DisconnectReason) {
        if cx.request().query_value("hang").as_deref() == Some("disconnected") {
            std::future::pending::<()>().await;
        }
    }
}

fn start(change: impl FnOnce(&mut HubOptions)) -> (Server, EndingHub) {
    let hub = EndingHub::default();
    let hubs = HubServer::builder()
        .hub("/ending", hub.clone())
        .hub("/hanging", HangingHub)
        .configure(|options| {
            options.web_socket_close_timeout = Duration::from_millis(500);
            options.disconnect_timeout = Duration::from_millis(1500);
            options.hook_timeout = Duration::from_millis(500);
            change(options);
        });
    (Server::start(hubs.build().expect("it builds")), hub)
}

/// Nothing of any connection is left but the task that accepts, and at most `responses` that wait for their sockets.
async fn all_gone(server: &Server, responses: usize) {
    eventually("no task is left", || server.tasks() <= 1 + responses).await;
    assert_eq!(server.hubs.handle::<EndingHub>().connection_count(), 0);
    assert_eq!(
        server.shut_down(Duration::ZERO).await,
        0,
        "the table is empty"
    );
}

#[tokio::test]
async fn who_reads_nothing_is_gone_after_the_close_timeout() {
    for (transport, protocol) in &COMBINATIONS[..3] {
        let (server, hub) = start(|_| {});
        let mut client = Stalled::connect(&server, "/ending", *transport, *protocol).await;
        let handle = server.hubs.handle::<EndingHub>();
        eventually("it is connected", || handle.connection_count() == 1).await;
        // Neither what waits nor a Close can be sent from now on.
        client.call("flood").await;
        eventually("it has much to read", || {
            hub.flooded.load(Ordering::SeqCst) == 1
        })
        .await;
        server.shut_down(Duration::ZERO).await;
        eventually("the hub was told", || {
            hub.disconnected.load(Ordering::SeqCst) == 1
        })
        .await;
        // The response of an event stream stays with hyper as long as its socket does.
        let responses = usize::from(*transport == Transport::ServerSentEvents);
        all_gone(&server, responses * 2).await;
        drop(client);
    }
}

#[tokio::test]
async fn a_post_that_never_ends_ends_with_its_connection() {
    let (server, _) = start(|_| {});
    let token = negotiate(&server, "/ending").await;
    let path = format!("/ending?id={token}");
    let client = Client::attach(&server, &path, Transport::LongPolling, Protocol::Json).await;
    let mut post = TcpStream::connect(server.address())
        .await
        .expect("it connects");
    let head = format!("POST {path} HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n\r\n{{");
    post.write_all(head.as_bytes()).await.expect("it is sent");
    drop(client);
    let mut answer = vec![0; 12];
    post.read_exact(&mut answer).await.expect("it is answered");
    assert_eq!(answer, b"HTTP/1.1 200");
    drop(post);
    all_gone(&server, 0).await;
}

#[tokio::test]
async fn hooks_that_hang_hold_nothing_for_ever() {
    for hang in ["connected", "disconnected"] {
        let each = async |(transport, protocol)| {
            let (server, _) = start(|_| {});
            let token = negotiate(&server, "/hanging").await;
            let path = format!("/hanging?id={token}&hang={hang}");
            let mut client = Client::attach(&server, &path, transport, protocol).await;
            client.shake_hands().await;
            drop(client);
            all_gone(&server, 0).await;
        };
        join_all(COMBINATIONS.map(each)).await;
    }
}

#[tokio::test]
async fn the_reason_arrives_on_every_transport() {
    let each = async |(transport, protocol)| {
        let (server, _) = start(|options| options.enable_detailed_errors = true);
        let mut client = Client::connect(&server, "/ending", transport, protocol).await;
        let status = client.try_send(client_sends_too_much(protocol)).await;
        assert_eq!(status, 200, "the POST that ends the connection is taken");
        let Some(Event::Close {
            error: Some(error), ..
        }) = client.next().await
        else {
            panic!("it says why");
        };
        assert!(
            error.contains("The maximum message size of 32768B was exceeded"),
            "{error}"
        );
        assert_eq!(client.next().await, None);
        drop(client);

        let mut client = Client::connect(&server, "/ending", transport, protocol).await;
        client
            .write(|protocol, buffer| {
                Close::new(None, false).encode(protocol, buffer);
                Ok(())
            })
            .await;
        let close = Event::Close {
            error: None,
            allow_reconnect: false,
        };
        assert_eq!(client.next().await, Some(close));
        assert_eq!(client.next().await, None);
        drop(client);
        all_gone(&server, 0).await;
    };
    join_all(COMBINATIONS.map(each)).await;
}

fn client_sends_too_much(protocol: Protocol) -> Vec<u8> {
    match protocol {
        Protocol::Json => vec![b' '; 40_000],
        Protocol::MessagePack => [&[0xc0, 0xb8, 0x02][..], &vec![0; 40_000]].concat(),
    }
}

#[tokio::test]
async fn the_client_may_end_what_the_server_has_ended() {
    let (server, _) = start(|_| {});
    let token = negotiate(&server, "/ending").await;
    let path = format!("/ending?id={token}");
    let mut client = Client::attach(&server, &path, Transport::LongPolling, Protocol::Json).await;
    client.shake_hands().await;
    client.invoke("end", &json!([])).await;
    while client.next().await.is_some() {}
    let url = server.url("http", &path);
    let ended = reqwest::Client::new().delete(url).send().await;
    assert_eq!(ended.expect("it answers").status(), 202);
}

#[tokio::test]
async fn a_call_that_ends_its_connection_is_the_last_and_has_no_answer() {
    for (transport, protocol) in COMBINATIONS {
        let (server, _) = start(|_| {});
        let mut client = Client::connect(&server, "/ending", transport, protocol).await;
        let (_, mut bytes) = client.call_bytes("end", &json!([]));
        bytes.extend(client.call_bytes("slow", &json!([0])).1);
        client.send(bytes).await;
        let close = Event::Close {
            error: None,
            allow_reconnect: false,
        };
        assert_eq!(client.next().await, Some(close), "{transport:?}");
        assert_eq!(client.next().await, None, "{transport:?}");
    }
}

#[tokio::test]
async fn who_ends_a_connection_says_why_and_whether_it_may_come_back() {
    let messages = [
        (None, false),
        (Some("The game is over."), false),
        (None, true),
        (Some("The game goes on elsewhere."), true),
    ];
    for (transport, protocol) in COMBINATIONS {
        let (server, _) = start(|_| {});
        let handle = server.hubs.handle::<EndingHub>();
        for (error, allow_reconnect) in messages {
            let error = error.map(str::to_owned);
            let close = Event::Close {
                error: error.clone(),
                allow_reconnect,
            };

            let mut client = Client::connect(&server, "/ending", transport, protocol).await;
            eventually("it is connected", || handle.connection_count() == 1).await;
            let id: ConnectionId = handle.connections().remove(0);
            let message = CloseMessage {
                error: error.clone(),
                allow_reconnect,
            };
            assert!(handle.close_with(&id, message));
            assert_eq!(client.next().await.as_ref(), Some(&close), "{transport:?}");
            assert_eq!(client.next().await, None, "{transport:?}");
            eventually("it is gone", || handle.connection_count() == 0).await;
            assert!(!handle.close_with(&id, CloseMessage::default()));

            let mut client = Client::connect(&server, "/ending", transport, protocol).await;
            client
                .invoke("endWith", &json!([error, allow_reconnect]))
                .await;
            assert_eq!(client.next().await, Some(close), "{transport:?}");
            assert_eq!(client.next().await, None, "{transport:?}");
            eventually("it is gone", || handle.connection_count() == 0).await;
        }
    }
}

#[tokio::test]
async fn a_shutdown_lets_calls_answer_and_nobody_in() {
    for (transport, protocol) in COMBINATIONS {
        let (server, _) = start(|options| {
            options.disconnect_timeout = Duration::from_secs(5);
            options.web_socket_close_timeout = Duration::from_secs(5);
        });
        let mut client = Client::connect(&server, "/ending", transport, protocol).await;
        client.stream("forever", &json!([])).await;
        let call = client.invoke("slow", &json!([1500])).await;
        // The call begins before the shutdown does.
        tokio::time::sleep(Duration::from_millis(100)).await;
        let early = Client::open(&server, "/ending", transport, protocol).await;
        let token = negotiate(&server, "/ending").await;
        let server = Arc::new(server);
        let ending = server.clone();
        let shutdown = tokio::spawn(async move { ending.shut_down(Duration::from_secs(10)).await });
        tokio::time::sleep(Duration::from_millis(100)).await;
        let late = client.invoke("slow", &json!([1])).await;
        let (mut refused, mut answered) = (false, false);
        loop {
            match client.next().await {
                Some(Event::Failed { id, error }) if id == late => {
                    assert!(error.ends_with("the server is shutting down"), "{error}");
                    refused = true;
                }
                Some(Event::Result { id, .. }) if id == call => answered = true,
                Some(Event::Close {
                    allow_reconnect, ..
                }) => {
                    assert!(allow_reconnect);
                    break;
                }
                other => panic!("{other:?}"),
            }
        }
        assert!(refused && answered, "{transport:?} {protocol:?}");
        drop((client, early));
        let url = server.url("http", &format!("/ending?id={token}"));
        let attach = reqwest::Client::new()
            .get(url)
            .send()
            .await
            .expect("it answers");
        assert_eq!(attach.status(), 503);
        assert_eq!(shutdown.await.expect("it does not panic"), 0);
    }
}
