//! Long polling with requests that official clients never make.

use std::time::Duration;

use hubs_runtime::{HubOptions, HubServer, Transport, prelude::*, protocol::Protocol};
use serde_json::json;

use crate::support::{COMBINATIONS, Client, Event, Server, eventually, negotiate};

#[hub]
pub struct PollingHub;

#[hub]
impl PollingHub {
    pub fn echo(&self, text: String) -> String {
        text
    }
}

fn start(change: impl FnOnce(&mut HubOptions)) -> Server {
    let hubs = HubServer::builder().hub("/polling", PollingHub);
    Server::start(hubs.configure(change).build().expect("it builds"))
}

/// Posts bytes to a connection.
async fn post(url: &str, bytes: &'static str) {
    let answer = reqwest::Client::new().post(url).body(bytes).send().await;
    assert_eq!(answer.expect("it answers").status(), 200);
}

#[tokio::test]
async fn the_newest_poll_is_woken_however_many_were_replaced() {
    // Nothing but data may end the newest poll.
    let server = start(|options| options.poll_timeout = Duration::from_secs(60));
    let token = negotiate(&server, "/polling").await;
    let url = server.url("http", &format!("/polling?id={token}"));
    let http = reqwest::Client::new();
    let first = http.get(&url).send().await.expect("it answers");
    assert_eq!(first.status(), 200);
    post(&url, "{\"protocol\":\"json\",\"version\":1}\x1e").await;
    http.get(&url)
        .send()
        .await
        .expect("the handshake is answered");
    for _ in 0..3 {
        let mut polls = Vec::new();
        for _ in 0..5 {
            polls.push(tokio::spawn(http.get(&url).send()));
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let newest = polls.pop().expect("the last");
        for replaced in polls {
            let replaced = replaced.await.expect("no panic").expect("it answers");
            assert_eq!(replaced.status(), 204);
        }
        post(
            &url,
            "{\"type\":1,\"invocationId\":\"1\",\"target\":\"echo\",\"arguments\":[\"x\"]}\x1e",
        )
        .await;
        let newest = tokio::time::timeout(Duration::from_secs(20), newest).await;
        let newest = newest.expect("it is woken").expect("no panic");
        let body = newest.expect("it answers").text().await.expect("a body");
        assert!(body.contains("\"result\":\"x\""), "{body}");
    }
}

#[tokio::test]
async fn a_client_that_pinged_and_then_only_polls_is_timed_out() {
    let server = start(|options| {
        options.keep_alive_interval = Duration::from_millis(200);
        options.client_timeout_interval = Duration::from_millis(500);
    });
    let polling = Transport::LongPolling;
    let mut silent = Client::connect(&server, "/polling", polling, Protocol::Json).await;
    silent.ask("echo", &json!(["x"])).await;
    let mut pinged = Client::connect(&server, "/polling", polling, Protocol::Json).await;
    pinged.send(b"{\"type\":6}\x1e".to_vec()).await;
    while pinged.next().await.is_some() {}
    let handle = server.hubs.handle::<PollingHub>();
    eventually("one is left", || handle.connection_count() == 1).await;
    silent.ask("echo", &json!(["still here"])).await;
}

async fn negotiation(server: &Server, query: &str) -> serde_json::Value {
    let url = server.url("http", &format!("/polling/negotiate?{query}"));
    let answer = reqwest::Client::new().post(url).send().await;
    let text = answer.expect("it answers").text().await;
    serde_json::from_str(&text.expect("a body")).expect("JSON")
}

/// A client that asked for stateful reconnect, or did not, after its handshake.
async fn of_version(
    server: &Server,
    stateful: bool,
    version: u8,
    (transport, protocol): (Transport, Protocol),
) -> Client {
    let asked = format!("negotiateVersion=1&useStatefulReconnect={stateful}");
    let answer = negotiation(server, &asked).await;
    let token = answer["connectionToken"].as_str().expect("a token");
    let path = format!("/polling?id={token}");
    let mut client = Client::attach(server, &path, transport, protocol).await;
    let name = protocol.name();
    let hello = format!("{{\"protocol\":\"{name}\",\"version\":{version}}}\x1e");
    client.send(hello.into_bytes()).await;
    assert_eq!(client.next().await, Some(Event::Handshake(None)));
    client
}

#[tokio::test]
async fn stateful_reconnect_is_agreed_in_both_versions_of_the_negotiation() {
    for allowed in [true, false] {
        let server = start(|options| options.allow_stateful_reconnects = allowed);
        for version in ["", "negotiateVersion=0&", "negotiateVersion=1&"] {
            let asked = format!("{version}useStatefulReconnect=true");
            let answer = negotiation(&server, &asked).await;
            let told = answer.get("useStatefulReconnect");
            let expected = allowed.then_some(serde_json::Value::Bool(true));
            assert_eq!(told, expected.as_ref(), "{version:?}");
            let answer = negotiation(&server, version).await;
            assert_eq!(answer.get("useStatefulReconnect"), None, "{version:?}");
        }
    }
}

#[tokio::test]
async fn calls_are_acknowledged_on_every_transport_where_that_was_negotiated() {
    let server = start(|options| {
        options.allow_stateful_reconnects = true;
        options.stateful_reconnect_buffer_size = 1_000;
    });
    for way in COMBINATIONS {
        let mut client = of_version(&server, true, 2, way).await;
        for _ in 0..3 {
            client.ask("echo", &json!(["x"])).await;
        }
        let told = client.next().await;
        assert_eq!(told, Some(Event::Ack(3)), "{way:?}");
    }
    for (stateful, version) in [(false, 2), (true, 1)] {
        let polling = (Transport::LongPolling, Protocol::Json);
        let mut client = of_version(&server, stateful, version, polling).await;
        client.ask("echo", &json!(["x"])).await;
        let more = tokio::time::timeout(Duration::from_millis(1_500), client.next()).await;
        assert!(more.is_err(), "{stateful} {version}: {more:?}");
    }
}

#[tokio::test]
async fn only_a_transport_that_can_be_resumed_waits_for_the_clients_acknowledgements() {
    let server = start(|options| {
        options.allow_stateful_reconnects = true;
        options.stateful_reconnect_buffer_size = 1_000;
    });
    let text = "x".repeat(800);
    for way in COMBINATIONS {
        let mut client = of_version(&server, true, 2, way).await;
        client.ask("echo", &json!([text])).await;
        client.invoke("echo", &json!([text])).await;
        client.invoke("echo", &json!([text])).await;
        let answers = async {
            let mut answers = 0;
            while answers < 2 {
                answers += usize::from(matches!(client.next().await, Some(Event::Result { .. })));
            }
        };
        let waits = tokio::time::timeout(Duration::from_secs(2), answers).await;
        assert_eq!(waits.is_err(), way.0 == Transport::WebSockets, "{way:?}");
    }
}
