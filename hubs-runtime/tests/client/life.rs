//! How connections begin, are lost, come back and end.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use futures_util::StreamExt;
use hubs_runtime::{
    Transport,
    client::{
        CallError, CloseReason, ConnectError, ConnectionEvent, ConnectionStatus, Disconnected,
        HubConnection, ReconnectPolicy,
    },
    protocol::Protocol,
};
use tokio::net::TcpListener;

use crate::support::{COMBINATIONS, Server, State, eventually};

fn soon() -> ReconnectPolicy {
    ReconnectPolicy::custom(|_, _| Some(Duration::from_millis(20)))
}

#[tokio::test]
async fn a_server_that_comes_back_is_found_with_the_state() {
    for way in COMBINATIONS {
        let server = Server::start();
        let first = State {
            name: "Ann".to_owned(),
            visits: 1,
        };
        let builder = server.by(way).state(&first).reconnect(soon());
        let hub = builder.connect().await.expect("it connects");
        hub.update_state(|state: &mut State| state.visits = 5)
            .expect("it is small");
        let mut events = hub.events();
        let waiting = hub.clone();
        let waiting = tokio::spawn(async move { waiting.invoke::<()>("slow", ()).await });
        let running = server.seen.running.clone();
        eventually("it runs", || running.load(Ordering::SeqCst) == 1).await;
        let address = server.kill();
        let lost = waiting.await.expect("no panic").unwrap_err();
        let is_lost = matches!(
            lost,
            CallError::Disconnected {
                reason: Disconnected::Reconnecting(_),
                ..
            }
        );
        assert!(is_lost, "{way:?}: {lost}");
        let event = events.next().await.expect("an event");
        assert!(
            matches!(event, ConnectionEvent::Reconnecting { attempt: 0, .. }),
            "{event:?}"
        );
        assert_eq!(hub.status(), ConnectionStatus::Reconnecting);
        let server = Server::at(address);
        loop {
            match events.next().await.expect("an event") {
                ConnectionEvent::Reconnecting { .. } => {}
                ConnectionEvent::Reconnected { resumed, .. } => {
                    assert!(!resumed);
                    break;
                }
                other => panic!("{other:?}"),
            }
        }
        // The hub saw in its hook that this is a reconnect, and with which state.
        let state: String = hub.invoke("state", ()).await.expect("an answer");
        assert_eq!(state, "Ann 105", "{way:?}");
        assert_eq!(hub.state::<State>().visits, 105);
        hub.close().await;
        let mut rest: Vec<_> = events.collect().await;
        let end = rest.pop().expect("an end");
        assert!(
            matches!(end, ConnectionEvent::Closed(CloseReason::Client)),
            "{end:?}"
        );
        drop(server);
    }
}

#[tokio::test]
async fn calls_wait_for_the_connection_if_they_shall() {
    let server = Server::start();
    let builder = HubConnection::builder(server.url()).reconnect(soon());
    let hub = builder
        .wait_while_reconnecting()
        .connect()
        .await
        .expect("it connects");
    let mut events = hub.events();
    let address = server.kill();
    events.next().await.expect("it is lost");
    let waiting = hub.clone();
    let waiting = tokio::spawn(async move { waiting.invoke::<String>("echo", ("x",)).await });
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(!waiting.is_finished());
    let _server = Server::at(address);
    assert_eq!(waiting.await.expect("no panic").expect("an answer"), "x");
}

#[tokio::test]
async fn a_policy_may_give_up() {
    let server = Server::start();
    let builder = HubConnection::builder(server.url());
    let hub = builder
        .reconnect(ReconnectPolicy::delays([Duration::ZERO]))
        .connect()
        .await
        .expect("it connects");
    let stream = hub.stream::<u32>("forEver", ()).await.expect("a stream");
    server.kill();
    let reason = hub.closed().await;
    assert!(matches!(reason, CloseReason::Lost(_)), "{reason}");
    let items: Vec<_> = stream.collect().await;
    let last = items.last().expect("an end");
    assert!(
        matches!(last, Err(CallError::Disconnected { .. })),
        "{last:?}"
    );
    let late = hub.invoke::<()>("nothing", ()).await.unwrap_err();
    assert!(
        late.to_string()
            .contains("the connection is closed: it was lost"),
        "{late}"
    );
    let end: Vec<_> = hub.events().collect().await;
    assert!(
        matches!(end[..], [ConnectionEvent::Closed(CloseReason::Lost(_))]),
        "{end:?}"
    );
}

#[tokio::test]
async fn the_first_connection_is_tried_again_if_it_shall() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let url = format!("http://{address}/every");
    let error = HubConnection::connect(&url).await.unwrap_err();
    assert!(matches!(error, ConnectError::Unreachable { .. }), "{error}");
    assert!(error.to_string().contains("Connection refused"), "{error}");
    let builder = HubConnection::builder(&url)
        .reconnect(soon())
        .retry_first_connect();
    let connecting = tokio::spawn(builder.connect());
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(!connecting.is_finished());
    let _server = Server::at(address);
    let hub = connecting.await.expect("no panic").expect("it connects");
    let _: () = hub.invoke("nothing", ()).await.expect("an answer");
}

#[tokio::test]
async fn tokens_and_headers_are_sent_on_every_way() {
    let server = Server::start();
    for way in COMBINATIONS {
        let asked = Arc::new(AtomicU32::new(0));
        let counted = asked.clone();
        let hub = server
            .by(way)
            .header("x-tenant", "blue")
            .access_token(move || {
                let number = counted.fetch_add(1, Ordering::SeqCst);
                async move { Ok::<_, std::io::Error>(format!("token-{number}")) }
            })
            .connect()
            .await
            .expect("it connects");
        let header = hub.invoke::<Option<String>>("header", ("authorization",));
        assert_eq!(
            header.await.expect("an answer").as_deref(),
            Some("Bearer token-0"),
            "{way:?}"
        );
        let header = hub.invoke::<Option<String>>("header", ("x-tenant",));
        assert_eq!(header.await.expect("an answer").as_deref(), Some("blue"));
        assert_eq!(asked.load(Ordering::SeqCst), 1);
    }
    let failing = HubConnection::builder(server.url())
        .access_token(|| async { Err::<String, _>("the keys are gone") })
        .connect();
    let error = failing.await.unwrap_err();
    assert_eq!(error.to_string(), "no access token: the keys are gone");
}

#[tokio::test]
async fn a_socket_alone_needs_no_negotiation() {
    let server = Server::start();
    let hub = HubConnection::builder(server.url())
        .transports([Transport::WebSockets])
        .skip_negotiation()
        .connect()
        .await
        .expect("it connects");
    assert_eq!(hub.id(), None);
    let text: String = hub.invoke("echo", ("x",)).await.expect("an answer");
    assert_eq!(text, "x");
}

#[tokio::test]
async fn what_is_no_hub_is_told_so() {
    let server = Server::start();
    let url = format!("http://{}/nothing", server.address);
    let error = HubConnection::connect(&url).await.unwrap_err();
    assert!(
        matches!(error, ConnectError::NotAHub { status: 404, .. }),
        "{error}"
    );
    assert!(error.is_permanent());
    let error = HubConnection::builder(server.url())
        .transports([Transport::ServerSentEvents])
        .protocol(Protocol::MessagePack)
        .connect()
        .await
        .unwrap_err();
    let expected = "no transport works: ServerSentEvents: it carries text alone";
    assert_eq!(error.to_string(), expected);
    let twice = HubConnection::builder(server.url())
        .on("told", |(): ()| async {})
        .on("told", |(): ()| async {})
        .connect();
    let error = twice.await.unwrap_err();
    assert_eq!(error.to_string(), "there are two handlers for `told`");
}

#[tokio::test]
async fn a_thousand_connections_live_in_one_process() {
    let server = Server::start();
    let mut hubs = Vec::new();
    for _ in 0..20 {
        // However busy the machine is: what is tested is that there is room for all of them.
        let patient =
            || HubConnection::builder(server.url()).handshake_timeout(Duration::from_secs(120));
        let connecting = (0..50).map(|_| patient().connect());
        for hub in futures_util::future::join_all(connecting).await {
            hubs.push(hub.expect("it connects"));
        }
    }
    let calls = hubs.iter().enumerate().map(|(number, hub)| async move {
        let text = number.to_string();
        let back: String = hub.invoke("echo", (&text,)).await.expect("an answer");
        assert_eq!(back, text);
    });
    futures_util::future::join_all(calls).await;
    drop(hubs);
    let disconnects = server.seen.disconnects.clone();
    eventually("all are gone", || {
        disconnects.load(Ordering::SeqCst) == 1_000
    })
    .await;
}
