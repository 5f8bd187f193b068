//! Handlers of raw connections under test without a socket: `hubs_runtime::testing::TestConnection`.
#![allow(missing_docs)]

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use hubs_runtime::{
    Caller, ConnectionHandler, DisconnectReason, HubServer, Policy, RawConnection, RawMessage,
    prelude::*,
    testing::{ConnectError, TestConnection, TestError},
};

/// Sends everything back; ends, panics or floods if it is told to.
async fn echo(mut connection: RawConnection) {
    while let Some(message) = connection.recv().await {
        match message.as_text() {
            Some("end") => return,
            Some("panic") => panic!("as it was told to"),
            Some("three") => {
                for text in ["one", "two", "three"] {
                    connection.send(text).await.expect("it is open");
                }
            }
            _ => connection.send(message).await.expect("it is open"),
        }
    }
}

struct SignedIn;

impl Policy for SignedIn {
    async fn allows(caller: &Caller) -> bool {
        caller.user_id().is_some() || caller.refuse("sign in first")
    }
}

async fn greet(connection: RawConnection) {
    let user = connection.user_id().expect("a user").to_string();
    let request = connection.request();
    let (room, tenant) = (request.query_value("room"), request.header("x-tenant"));
    let said = format!("{user} {room:?} {tenant:?} {}", connection.path());
    connection.send(said).await.expect("it is open");
}

#[hub]
pub struct OtherHub;

#[hub]
impl OtherHub {}

fn server() -> HubServer {
    HubServer::builder()
        .connection("/echo", echo)
        .connection("/greet", greet.authorize::<SignedIn>())
        .hub("/other", OtherHub)
        .configure(|options| options.maximum_receive_message_size = 8000)
        .build()
        .expect("it builds")
}

async fn connect() -> TestConnection {
    let connected = TestConnection::connect(&server(), "/echo").await;
    connected.expect("it connects")
}

async fn closed(client: &TestConnection) -> (u16, String) {
    let closed = client.closed().await.expect("it is closed");
    (closed.code, closed.reason)
}

#[tokio::test]
async fn messages_keep_their_kind_and_stay_apart() {
    let mut client = connect().await;
    for message in [
        RawMessage::from("text"),
        RawMessage::from(vec![0, 255]),
        RawMessage::from(""),
    ] {
        client.send(message.clone()).await;
        let back = client.next().await.expect("in time");
        assert_eq!(back, Some(message));
    }
    client.send("three").await;
    for text in ["one", "two", "three"] {
        let message = client.next().await.expect("in time").expect("a message");
        assert_eq!(message.as_text(), Some(text));
    }
    client.close().await.expect("the handler ends");
}

#[tokio::test]
async fn a_test_is_told_how_a_connection_ended() {
    let mut client = connect().await;
    client.send("end").await;
    assert_eq!(client.next().await.expect("in time"), None);
    assert_eq!(closed(&client).await, (1000, String::new()));
    let client = connect().await;
    client.send("panic").await;
    assert_eq!(closed(&client).await.0, 1011);
    let client = connect().await;
    client.send("x".repeat(8001)).await;
    let (code, reason) = closed(&client).await;
    assert_eq!(code, 1009);
    assert!(
        reason.contains("`maximum_receive_message_size`"),
        "{reason}"
    );
    let hubs = server();
    let client = TestConnection::connect(&hubs, "/echo").await;
    let client = client.expect("it connects");
    hubs.shutdown(Duration::from_secs(1)).await;
    assert_eq!(closed(&client).await.0, 1001);
}

#[tokio::test]
async fn a_handler_sees_how_its_client_left() {
    type Reasons = Arc<Mutex<Vec<DisconnectReason>>>;
    let reasons = Reasons::default();
    let seen = reasons.clone();
    let watch = move |mut connection: RawConnection| {
        let seen = seen.clone();
        async move {
            while connection.recv().await.is_some() {}
            let reason = connection.disconnect_reason().expect("it is over").clone();
            seen.lock().unwrap().push(reason);
        }
    };
    let server = HubServer::builder().connection("/watch", watch).build();
    let server = server.expect("it builds");
    let connect = async || {
        TestConnection::connect(&server, "/watch")
            .await
            .expect("it connects")
    };
    connect().await.close().await.expect("the handler ends");
    connect().await.lose().await.expect("the handler ends");
    drop(connect().await);
    connect().await.close().await.expect("the handler ends");
    let lost = DisconnectReason::TransportLost {
        after: Duration::ZERO,
    };
    let reasons = reasons.lock().unwrap().clone();
    assert_eq!(
        reasons[..2],
        [DisconnectReason::ClientStopped, lost.clone()]
    );
    assert!(reasons.contains(&lost) && reasons.len() >= 3, "{reasons:?}");
}

#[tokio::test]
async fn policies_and_requests_are_those_of_any_client() {
    let server = server();
    let refused = TestConnection::connect(&server, "/greet")
        .await
        .unwrap_err();
    let ConnectError::Refused { status, text } = refused else {
        panic!("{refused}");
    };
    assert_eq!(status, 401);
    assert!(text.ends_with(": sign in first"), "{text}");
    let client = TestConnection::builder(&server, "/greet")
        .user("ann")
        .query("room", "lobby")
        .header("x-tenant", "blue");
    let mut client = client.connect().await.expect("it connects");
    let said = client.next().await.expect("in time").expect("a message");
    let expected = r#"ann Some("lobby") Some("blue") /greet"#;
    assert_eq!(said.as_text(), Some(expected));
    for nowhere in ["/other", "/nothing"] {
        let error = TestConnection::connect(&server, nowhere).await.unwrap_err();
        let expected = format!(
            "nothing is mounted at `{nowhere}` on this server for raw connections: `HubServerBuilder::connection`"
        );
        assert_eq!(error.to_string(), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_in_vain_fails_at_once() {
    let mut client = connect().await;
    let error = client.next().await.unwrap_err();
    assert!(matches!(error, TestError::TimedOut { .. }), "{error}");
    assert_eq!(
        error.to_string(),
        "no message came within 60s; the connection is open"
    );
}
