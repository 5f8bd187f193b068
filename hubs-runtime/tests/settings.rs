//! Settings of a server's ways in, through its routes: each with values that the defaults are not.
#![allow(missing_docs)] // hubs are `pub`, and nobody reads docs of tests

use std::time::Duration;

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use http_body_util::BodyExt;
use hubs_runtime::{HubOptions, Transport, prelude::*, testing::TestClient};
use serde_json::Value;
use tokio::time::{Instant, sleep};
use tower::ServiceExt;

#[caller_state]
pub struct DeskState {
    pub name: String,
}

#[hub(state = DeskState)]
pub struct DeskHub;

#[hub]
impl DeskHub {
    /// Never ends by itself.
    #[on_disconnected]
    async fn left(&self, _cx: &DisconnectedContext<Self>) {
        std::future::pending().await
    }
}

fn serve(change: impl FnOnce(&mut HubOptions)) -> HubServer {
    let server = HubServer::builder().hub("/desk", DeskHub).configure(change);
    server.build().expect("it builds")
}

async fn answer(server: &HubServer, request: Request<Body>) -> (StatusCode, Vec<u8>) {
    let answer = server.router().oneshot(request).await.expect("an answer");
    let status = answer.status();
    let body = answer.into_body().collect().await.expect("a body");
    (status, body.to_bytes().to_vec())
}

/// The negotiation's answer, in JSON.
async fn negotiate(server: &HubServer, query: &str) -> Value {
    let request = Request::post(format!("/desk/negotiate?{query}"));
    let request = request.body(Body::empty()).expect("a request");
    let (status, body) = answer(server, request).await;
    assert_eq!(status, StatusCode::OK);
    serde_json::from_slice(&body).expect("JSON")
}

async fn token(server: &HubServer) -> String {
    let answer = negotiate(server, "negotiateVersion=1").await;
    let token = answer["connectionToken"].as_str();
    token.expect("a token").to_owned()
}

/// Polls a connection, negotiated or open: whether it is there still.
async fn polls(server: &HubServer, token: &str) -> bool {
    let poll = Request::get(format!("/desk?id={token}"));
    let poll = poll.body(Body::empty()).expect("a request");
    match answer(server, poll).await.0 {
        StatusCode::OK => true,
        StatusCode::NOT_FOUND => false,
        other => panic!("{other}"),
    }
}

#[tokio::test(start_paused = true)]
async fn the_oldest_version_of_negotiation_is_refused_where_it_is_too_old() {
    let server = serve(|options| options.minimum_protocol_version = 1);
    for query in ["", "negotiateVersion=0"] {
        let refused = negotiate(&server, query).await;
        let told =
            "The client requested version '0', but the server does not support this version.";
        assert_eq!(refused, serde_json::json!({ "error": told }));
    }
    token(&server).await;
    let lenient = serve(|_| {});
    let answer = negotiate(&lenient, "negotiateVersion=0").await;
    assert_eq!(answer["error"], Value::Null);
    assert!(answer["connectionId"].is_string());
}

#[tokio::test(start_paused = true)]
async fn as_many_negotiations_wait_as_the_setting_allows_and_the_oldest_gives_way() {
    let server = serve(|options| options.max_pending_negotiations = 2);
    let mut tokens = Vec::new();
    for _ in 0..3 {
        tokens.push(token(&server).await);
    }
    for (token, waits) in tokens.iter().zip([false, true, true]) {
        assert_eq!(polls(&server, token).await, waits);
    }
}

#[tokio::test(start_paused = true)]
async fn a_negotiation_waits_for_its_transport_as_long_as_the_setting_says() {
    for seconds in [3, 50] {
        let server = serve(|options| options.disconnect_timeout = Duration::from_secs(seconds));
        let (in_time, late) = (token(&server).await, token(&server).await);
        sleep(Duration::from_secs(seconds - 1)).await;
        assert!(polls(&server, &in_time).await, "{seconds}");
        // What is over is looked for every second.
        sleep(Duration::from_secs(3)).await;
        assert!(!polls(&server, &late).await, "{seconds}");
    }
}

#[tokio::test(start_paused = true)]
async fn transports_are_offered_in_the_order_of_the_setting_and_no_others_taken() {
    let ours = vec![Transport::LongPolling, Transport::WebSockets];
    let server = serve(|options| options.transports = ours);
    let negotiated = negotiate(&server, "negotiateVersion=1").await;
    let offers = negotiated["availableTransports"].as_array();
    let offers = offers.expect("a list").iter();
    let offers: Vec<&str> = offers
        .map(|offer| offer["transport"].as_str().expect("a name"))
        .collect();
    assert_eq!(offers, ["LongPolling", "WebSockets"]);
    let token = negotiated["connectionToken"].as_str().expect("a token");
    let events = Request::get(format!("/desk?id={token}")).header("accept", "text/event-stream");
    let (status, told) = answer(&server, events.body(Body::empty()).expect("a request")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let told = String::from_utf8(told).expect("a text");
    assert_eq!(
        told,
        "ServerSentEvents transport not supported by this end point type"
    );
    assert!(polls(&server, token).await);
}

/// Waits for nothing but what a test is about.
fn patient(change: impl FnOnce(&mut HubOptions)) -> HubServer {
    serve(|options| {
        options.handshake_timeout = Duration::from_secs(5_000);
        change(options);
    })
}

#[tokio::test(start_paused = true)]
async fn a_poll_without_news_lasts_as_long_as_the_setting_says() {
    for seconds in [3, 300] {
        let server = patient(|options| options.poll_timeout = Duration::from_secs(seconds));
        let token = token(&server).await;
        // The first is answered at once.
        assert!(polls(&server, &token).await);
        let began = Instant::now();
        assert!(polls(&server, &token).await);
        assert_eq!(began.elapsed().as_secs(), seconds);
    }
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_is_not_polled_lasts_as_long_as_the_setting_says() {
    for seconds in [3, 50] {
        let server = patient(|options| {
            options.disconnect_timeout = Duration::from_secs(seconds);
            options.poll_timeout = Duration::from_secs(1);
        });
        let (polled, left) = (token(&server).await, token(&server).await);
        for token in [&polled, &left] {
            assert!(polls(&server, token).await);
        }
        sleep(Duration::from_secs(seconds - 1)).await;
        assert!(polls(&server, &polled).await, "{seconds}");
        sleep(Duration::from_secs(1)).await;
        assert!(!polls(&server, &left).await, "{seconds}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_hook_that_hangs_has_as_long_as_the_setting_says() {
    for seconds in [3, 50] {
        let server = serve(|options| options.hook_timeout = Duration::from_secs(seconds));
        let client = TestClient::<DeskHub>::connect(&server).await;
        let began = Instant::now();
        client.expect("it connects").close().await.expect("it ends");
        assert_eq!(began.elapsed().as_secs(), seconds);
    }
}

#[tokio::test(start_paused = true)]
async fn caller_state_is_as_long_as_the_setting_allows() {
    for (most, length, fits) in [
        (100, 80, true),
        (100, 120, false),
        (10_000, 9_000, true),
        (10_000, 11_000, false),
    ] {
        let server = serve(|options| options.max_state_bytes = most);
        let name = "x".repeat(length);
        let client = TestClient::<DeskHub>::builder(&server).state(&DeskState { name });
        assert_eq!(client.connect().await.is_ok(), fits, "{most} {length}");
    }
}
