//! Stateful reconnect: a lost socket is followed by another one for the same connection.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use futures_util::{SinkExt, StreamExt};
use hubs_runtime::{
    Transport,
    client::{ConnectionEvent, HubConnection, HubConnectionBuilder, ReconnectPolicy},
    protocol::Protocol,
};
use tokio_tungstenite::tungstenite::Message;

use crate::{
    scripted::{Proxy, Socket, listen, negotiation, scripted},
    support::{COMBINATIONS, Server, State, eventually},
};

#[tokio::test]
async fn nothing_is_lost_or_doubled_when_sockets_are_cut() {
    let server = Server::start();
    for protocol in [Protocol::Json, Protocol::MessagePack] {
        for keeps_state in [false, true] {
            let proxy = Proxy::start(server.address).await;
            let builder = HubConnection::builder(proxy.url()).protocol(protocol);
            let builder = match keeps_state {
                false => builder,
                true => builder.state(&State::default()),
            };
            talk_while_cut(&proxy, builder).await;
        }
    }
}

async fn talk_while_cut(proxy: &Proxy, builder: HubConnectionBuilder) {
    let told = Arc::new(Mutex::new(Vec::new()));
    let heard = told.clone();
    let hub = builder
        .stateful_reconnect()
        .reconnect(ReconnectPolicy::never())
        .on("told", move |(number, _): (u32, String)| {
            heard.lock().unwrap().push(number);
            async {}
        })
        .connect()
        .await
        .expect("it connects");
    let mut events = hub.events();
    let id = hub.id();
    let stream = hub
        .stream::<u32>("count", (3_000,))
        .await
        .expect("a stream");
    let counted = tokio::spawn(
        stream
            .map(|item| item.expect("an item"))
            .collect::<Vec<_>>(),
    );
    hub.send("tell", (300,)).await.expect("it is queued");
    for round in 0..200_u32 {
        if round % 20 == 7 {
            proxy.cut();
        }
        let text = format!("{round} {}", "x".repeat(round as usize));
        let call = hub.invoke("echo", (&text,));
        let back: String = tokio::time::timeout(Duration::from_secs(20), call)
            .await
            .expect("an answer in time")
            .expect("an answer");
        assert_eq!(back, text);
    }
    assert_eq!(
        counted.await.expect("no panic"),
        (1..=3_000).collect::<Vec<_>>()
    );
    eventually("all is told", || told.lock().unwrap().len() >= 300).await;
    assert_eq!(*told.lock().unwrap(), (1..=300).collect::<Vec<_>>());
    assert_eq!(hub.id(), id, "it is the same connection");
    let event = events.next().await.expect("an event");
    assert!(
        matches!(event, ConnectionEvent::Reconnected { resumed: true, .. }),
        "{event:?}"
    );
    hub.close().await;
}

#[tokio::test]
async fn transports_without_it_do_not_wait_for_acknowledgements() {
    let server = Server::start();
    for way in COMBINATIONS {
        if way.0 == Transport::WebSockets {
            continue;
        }
        let hub = server.by(way).stateful_reconnect().connect().await;
        let hub = hub.expect("it connects");
        let text = "x".repeat(30_000);
        for round in 0..10 {
            let call = hub.invoke::<String>("echo", (&text,));
            let back = tokio::time::timeout(Duration::from_secs(10), call).await;
            let back = back.unwrap_or_else(|_| panic!("{way:?}: round {round} is not answered"));
            assert_eq!(back.expect("an answer"), text);
        }
    }
}

/// A client of a server that grants stateful reconnect and drops the first socket; `resumed` serves the further ones, unless
/// none of them `answers`. With how many sockets were asked for.
async fn cut_off<F, R>(
    answers: bool,
    handshake_timeout: Duration,
    resumed: F,
) -> (HubConnection, Arc<AtomicU32>)
where
    F: Fn(Socket) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = ()> + Send + 'static,
{
    let (sockets, opened) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
    let asked = sockets.clone();
    let address = scripted(
        move |head| {
            if head.starts_with("POST") {
                return Some(negotiation(&["WebSockets"], true));
            }
            let is_first = asked.fetch_add(1, Ordering::SeqCst) == 0;
            (!is_first && !answers).then(String::new)
        },
        move |mut socket: Socket| {
            let number = opened.fetch_add(1, Ordering::SeqCst);
            let resumed = resumed.clone();
            async move {
                if number > 0 {
                    return resumed(socket).await;
                }
                let _ = socket.next().await;
                let _ = socket.send(Message::text("{}\x1e")).await;
            }
        },
    )
    .await;
    let hub = HubConnection::builder(format!("http://{address}/hub"))
        .stateful_reconnect()
        .reconnect(ReconnectPolicy::never())
        .handshake_timeout(handshake_timeout)
        .close_timeout(Duration::from_millis(300))
        .connect()
        .await
        .expect("it connects");
    (hub, sockets)
}

#[tokio::test]
async fn a_server_that_does_not_say_where_it_goes_on_is_given_up() {
    let (hub, _) = cut_off(true, Duration::from_millis(300), |mut socket| async move {
        while socket.send(Message::text("{\"type\":6}\x1e")).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
    let ended = tokio::time::timeout(Duration::from_secs(5), hub.closed()).await;
    let reason = ended.expect("it is not waited for for ever").to_string();
    assert_eq!(
        reason,
        "it was lost: the server did not answer with the message it goes on with within 300ms"
    );
}

#[tokio::test]
async fn sockets_that_are_lost_at_once_are_not_followed_by_ever_more() {
    let (hub, sockets) = cut_off(true, Duration::from_millis(300), |mut socket| async move {
        let _ = socket
            .send(Message::text("{\"type\":9,\"sequenceId\":1}\x1e"))
            .await;
    })
    .await;
    let ended = tokio::time::timeout(Duration::from_secs(20), hub.closed()).await;
    let reason = ended.expect("it ends");
    assert!(reason.to_string().contains("dropped"), "{reason}");
    let sockets = sockets.load(Ordering::SeqCst);
    assert!((2..10).contains(&sockets), "{sockets} sockets");
}

#[tokio::test]
async fn closing_does_not_wait_for_a_resume() {
    for answers in [false, true] {
        let (hub, sockets) = cut_off(answers, Duration::from_secs(5), listen).await;
        eventually("it resumes", || sockets.load(Ordering::SeqCst) > 1).await;
        let begun = Instant::now();
        hub.close().await;
        let took = begun.elapsed();
        assert!(took < Duration::from_millis(800), "{took:?}");
    }
}
