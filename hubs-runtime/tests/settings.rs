//! Settings of negotiation, through the routes of a server: each with values that the defaults are not.
#![allow(missing_docs)] // hubs are `pub`, and nobody reads docs of tests

use std::time::Duration;

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use http_body_util::BodyExt;
use hubs_runtime::{HubOptions, prelude::*};
use serde_json::Value;
use tower::ServiceExt;

#[hub]
pub struct DeskHub;

#[hub]
impl DeskHub {}

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

/// Opens the transport of a negotiated connection: whether that is there still.
async fn opens(server: &HubServer, token: &str) -> bool {
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
        assert_eq!(opens(&server, token).await, waits);
    }
}

#[tokio::test(start_paused = true)]
async fn a_negotiation_waits_for_its_transport_as_long_as_the_setting_says() {
    for seconds in [3, 50] {
        let server = serve(|options| options.disconnect_timeout = Duration::from_secs(seconds));
        let (in_time, late) = (token(&server).await, token(&server).await);
        tokio::time::sleep(Duration::from_secs(seconds - 1)).await;
        assert!(opens(&server, &in_time).await, "{seconds}");
        // What is over is looked for every second.
        tokio::time::sleep(Duration::from_secs(3)).await;
        assert!(!opens(&server, &late).await, "{seconds}");
    }
}
