//! A hub's policies are asked on every way in, not only at negotiation; what they see there.

use std::sync::{
    Mutex,
    atomic::{AtomicBool, AtomicU32, Ordering},
};

use hubs_runtime::{HubServer, Transport, prelude::*};
use tokio_tungstenite::tungstenite;

use crate::support::{COMBINATIONS, Client, Event, Server, negotiate};

/// Whether everyone may come in. One test uses it.
static OPEN: AtomicBool = AtomicBool::new(true);

pub struct WhileOpen;

impl Policy for WhileOpen {
    async fn allows(_caller: &Caller) -> bool {
        OPEN.load(Ordering::SeqCst)
    }
}

#[hub]
#[authorize(WhileOpen)]
pub struct ClosingHub;

#[hub]
impl ClosingHub {
    pub fn echo(&self, text: String) -> String {
        text
    }
}

/// The status of a WebSocket's upgrade that is refused.
async fn refused_socket(url: String) -> u16 {
    match tokio_tungstenite::connect_async(url).await {
        Err(tungstenite::Error::Http(response)) => response.status().as_u16(),
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn policies_are_asked_on_every_way_in() {
    let hubs = HubServer::builder()
        .hub("/closing", ClosingHub)
        .configure(|options| options.allow_stateful_reconnects = true);
    let server = Server::start(hubs.build().expect("it builds"));
    let http = reqwest::Client::new();
    let post = |path: &str| http.post(server.url("http", path)).send();

    // What was negotiated while the hub was open, and one connection that may be resumed.
    let mut tokens = Vec::new();
    for _ in COMBINATIONS {
        tokens.push(negotiate(&server, "/closing").await);
    }
    let asked = "/closing/negotiate?negotiateVersion=1&useStatefulReconnect=true";
    let answer = post(asked)
        .await
        .expect("it answers")
        .text()
        .await
        .expect("a body");
    let answer: serde_json::Value = serde_json::from_str(&answer).expect("JSON");
    let token = answer["connectionToken"].as_str().expect("a token");
    let resumable = format!("/closing?id={token}");
    let (transport, protocol) = COMBINATIONS[0];
    let mut client = Client::attach(&server, &resumable, transport, protocol).await;
    client
        .send(b"{\"protocol\":\"json\",\"version\":2}\x1e".to_vec())
        .await;
    client.next().await.expect("the handshake is answered");

    OPEN.store(false, Ordering::SeqCst);
    let refused = post("/closing/negotiate?negotiateVersion=1").await;
    assert_eq!(refused.expect("it answers").status(), 401);
    assert_eq!(refused_socket(server.url("ws", "/closing")).await, 401);
    assert_eq!(refused_socket(server.url("ws", &resumable)).await, 401);
    for ((transport, _), token) in COMBINATIONS.iter().zip(tokens) {
        let path = format!("/closing?id={token}");
        let status = match transport {
            Transport::WebSockets => refused_socket(server.url("ws", &path)).await,
            Transport::ServerSentEvents => {
                let request = http.get(server.url("http", &path));
                let events = request.header("accept", "text/event-stream").send().await;
                events.expect("it answers").status().as_u16()
            }
            _ => {
                let poll = http.get(server.url("http", &path)).send().await;
                poll.expect("it answers").status().as_u16()
            }
        };
        assert_eq!(status, 401, "{transport:?}");
    }
    let handle = server.hubs.handle::<ClosingHub>();
    assert_eq!(handle.connection_count(), 1, "the one from before");
}

/// What [`Noted`] saw, in order. One test uses it.
static SEEN: Mutex<Vec<(String, Option<String>)>> = Mutex::new(Vec::new());

/// How often [`Noted`] saw a connection.
#[derive(Default)]
struct Visits(AtomicU32);

pub struct Noted;

impl Policy for Noted {
    async fn allows(caller: &Caller) -> bool {
        let connection = caller.connection().map(|connection| {
            connection
                .item(Visits::default)
                .0
                .fetch_add(1, Ordering::SeqCst);
            let (id, transport) = (connection.connection_id(), connection.transport());
            format!("{id} by {transport:?}")
        });
        let path = caller.request().path.clone();
        SEEN.lock().unwrap().push((path, connection));
        true
    }
}

#[hub]
#[authorize(Noted)]
pub struct NotedHub;

#[hub]
impl NotedHub {
    /// Says who calls, and how often the policy has seen the connection.
    #[authorize(Noted)]
    pub fn whoami(&self, cx: &HubContext<Self>) -> (String, u32) {
        let visits = cx.item(Visits::default).0.load(Ordering::SeqCst);
        let (id, transport) = (cx.connection_id(), cx.transport());
        (format!("{id} by {transport:?}"), visits)
    }
}

#[tokio::test]
async fn a_policy_sees_the_request_that_asks_and_the_connection_that_calls() {
    let hubs = HubServer::builder().hub("/noted", NotedHub);
    let server = Server::start(hubs.build().expect("it builds"));
    for (transport, protocol) in COMBINATIONS {
        let mut client = Client::connect(&server, "/noted", transport, protocol).await;
        let nothing: [u8; 0] = [];
        let Event::Result { result, .. } = client.ask("whoami", &nothing).await else {
            panic!("{transport:?}: no result");
        };
        let (me, visits): (String, u32) = serde_json::from_value(result).expect("a pair");
        assert!(me.ends_with(&format!(" by {transport:?}")), "{me}");
        assert_eq!(visits, 1, "the policy's item is the connection's");
        let seen = std::mem::take(&mut *SEEN.lock().unwrap());
        let asked = ["/noted/negotiate", "/noted"].map(|path| (path.to_owned(), None));
        let called = ("/noted".to_owned(), Some(me));
        assert_eq!(seen, [&asked[..], &[called]].concat(), "{transport:?}");
    }
}

/// Fails for requests that say so.
pub struct Fragile;

impl Policy for Fragile {
    async fn allows(caller: &Caller) -> bool {
        assert!(caller.request().header("x-break").is_none());
        true
    }
}

#[hub]
#[authorize(Fragile)]
pub struct FragileHub;

#[hub]
impl FragileHub {}

#[tokio::test]
async fn a_policy_that_panics_is_told_in_words_on_every_way_in() {
    let hubs = HubServer::builder()
        .hub("/fragile", FragileHub)
        .configure(|options| options.enable_authentication_refresh = true);
    let server = Server::start(hubs.build().expect("it builds"));
    let http = reqwest::Client::new();
    let polling = (
        Transport::LongPolling,
        hubs_runtime::protocol::Protocol::Json,
    );
    let (waiting, open) = (
        negotiate(&server, "/fragile").await,
        negotiate(&server, "/fragile").await,
    );
    let path = format!("/fragile?id={open}");
    let mut client = Client::attach(&server, &path, polling.0, polling.1).await;
    client.shake_hands().await;
    for request in [
        http.post(server.url("http", "/fragile/negotiate?negotiateVersion=1")),
        http.get(server.url("http", &format!("/fragile?id={waiting}"))),
        http.post(server.url("http", &format!("/fragile/refresh?id={open}"))),
    ] {
        let answer = request.header("x-break", "1").send().await;
        let answer = answer.expect("it answers");
        let url = answer.url().clone();
        assert_eq!(answer.status(), 500, "{url}");
        let text = answer.text().await.expect("a body");
        let words = "the server failed to decide whether this hub takes this caller; its log has the cause (error id ";
        assert!(text.contains(words), "{url}: {text}");
        assert!(!text.contains("Fragile"), "{url}: {text}");
    }
}
