//! Identities that expire, as middleware says.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

use axum::{extract::Request, middleware, response::Response};
use futures_util::future::join_all;
use hubs_runtime::{
    ExpiresAt, HubServer, HubServerBuilder, UserId, prelude::*, protocol::Protocol,
    testing::TestClient,
};

use crate::support::{COMBINATIONS, Client, Event, Server, eventually};

#[derive(Clone, Default)]
#[hub]
pub struct GuestHub {
    ends: Arc<Mutex<Vec<DisconnectReason>>>,
}

#[hub]
impl GuestHub {
    pub fn echo(&self, text: String) -> String {
        text
    }

    #[on_disconnected]
    async fn left(&self, _cx: &DisconnectedContext<Self>, reason: DisconnectReason) {
        self.ends.lock().unwrap().push(reason);
    }
}

const CLOSE: Event = Event::Close {
    error: None,
    allow_reconnect: true,
};

fn builder(hub: GuestHub) -> HubServerBuilder {
    HubServer::builder()
        .hub("/guests", hub)
        .configure(|options| {
            options.allow_stateful_reconnects = true;
            options.close_on_authentication_expiration = true;
        })
}

/// Middleware of a sign-in that the client says itself: `?seconds=` from now.
async fn sign_in(mut request: Request, next: middleware::Next) -> Response {
    let query = request.uri().query().unwrap_or_default().to_owned();
    let seconds = query.split('&').find_map(|it| it.strip_prefix("seconds="));
    if let Some(seconds) = seconds.and_then(|text| text.parse().ok()) {
        let at = SystemTime::now() + Duration::from_secs(seconds);
        request.extensions_mut().insert(UserId::from("guest"));
        request.extensions_mut().insert(ExpiresAt::from(at));
    }
    next.run(request).await
}

fn serve(hubs: HubServer) -> Server {
    let router = hubs.router().layer(middleware::from_fn(sign_in));
    Server::start_router(hubs, router)
}

#[tokio::test]
async fn every_transport_is_closed_when_its_identity_expires() {
    let hub = GuestHub::default();
    let server = serve(builder(hub.clone()).build().expect("it builds"));
    let ended = COMBINATIONS.map(|(transport, protocol)| {
        let server = &server;
        async move {
            let token = negotiated(server, "seconds=9").await;
            let path = format!("/guests?id={token}&seconds=3");
            let mut client = Client::attach(server, &path, transport, protocol).await;
            client.shake_hands().await;
            assert_eq!(client.next().await, Some(CLOSE), "{transport:?}");
            assert_eq!(client.next().await, None, "{transport:?}");
        }
    });
    join_all(ended).await;
    let reasons = || hub.ends.lock().unwrap().clone();
    eventually("the hub is told", || reasons().len() == COMBINATIONS.len()).await;
    let expired = [const { DisconnectReason::AuthenticationExpired }; COMBINATIONS.len()];
    assert_eq!(reasons(), expired);
}

#[tokio::test]
async fn a_resume_with_a_newer_token_extends_the_connection() {
    let hub = GuestHub::default();
    let server = serve(builder(hub.clone()).build().expect("it builds"));
    let token = negotiated(&server, "useStatefulReconnect=true&seconds=9").await;
    let attach = async |seconds: u32| {
        let path = format!("/guests?id={token}&seconds={seconds}");
        let (transport, protocol) = COMBINATIONS[0];
        Client::attach(&server, &path, transport, protocol).await
    };
    let mut first = attach(3).await;
    let handshake = format!(
        "{{\"protocol\":\"{}\",\"version\":2}}\x1e",
        Protocol::Json.name()
    );
    first.send(handshake.into_bytes()).await;
    assert_eq!(first.next().await, Some(Event::Handshake(None)));
    drop(first);
    let mut second = attach(600).await;
    second.resumes();
    second
        .send(b"{\"type\":9,\"sequenceId\":1}\x1e".to_vec())
        .await;
    tokio::time::sleep(Duration::from_secs(4)).await;
    let Event::Result { result, .. } = second.ask("echo", &["still here"]).await else {
        panic!("no result");
    };
    assert_eq!(result, "still here");
    // A third, which is expired already.
    let mut third = attach(0).await;
    third.resumes();
    while third.next().await.expect("a Close") != CLOSE {}
    let reasons = || hub.ends.lock().unwrap().clone();
    eventually("the hub is told", || !reasons().is_empty()).await;
    assert_eq!(reasons(), [DisconnectReason::AuthenticationExpired]);
}

#[tokio::test(start_paused = true)]
async fn nothing_expires_unless_the_hub_says_so() {
    for closes in [true, false] {
        let server = builder(GuestHub::default());
        let server = server.configure(|it| it.close_on_authentication_expiration = closes);
        let server = server.build().expect("it builds");
        let soon = ExpiresAt::from(SystemTime::now() + Duration::from_secs(60));
        let client = TestClient::<GuestHub>::builder(&server).extension(soon);
        let client = client.connect().await.expect("it connects");
        tokio::time::sleep(Duration::from_secs(58)).await;
        let echo: String = client.invoke("echo", ("a",)).await.expect("an echo");
        assert_eq!(echo, "a");
        tokio::time::sleep(Duration::from_secs(10)).await;
        let echo = client.invoke::<String>("echo", ("a",)).await;
        assert_eq!(echo.is_err(), closes);
        if closes {
            let closed = client.closed().await.expect("it is closed");
            assert_eq!((closed.error, closed.allow_reconnect), (None, true));
        }
    }
}

/// The token of a connection that was negotiated with this query.
async fn negotiated(server: &Server, query: &str) -> String {
    let path = format!("/guests/negotiate?negotiateVersion=1&{query}");
    let answer = reqwest::Client::new().post(server.url("http", &path));
    let answer = answer.send().await.expect("it answers");
    let answer = answer.bytes().await.expect("a body");
    let answer: serde_json::Value = serde_json::from_slice(&answer).expect("JSON");
    let token = answer["connectionToken"].as_str();
    token.expect("a token").to_owned()
}
