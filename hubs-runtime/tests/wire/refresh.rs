//! Clients that say anew who they are while they stay connected.

use std::time::{Duration, SystemTime};

use axum::{extract::Request, middleware, response::Response};
use futures_util::future::join_all;
use hubs_runtime::{Caller, ExpiresAt, HubServer, HubServerBuilder, Policy, UserId, prelude::*};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{COMBINATIONS, Client, Event, Server};

/// What middleware found in the caller's token.
#[derive(Clone)]
struct Role(String);

struct NotBanned;

impl Policy for NotBanned {
    async fn allows(caller: &Caller) -> bool {
        let role = caller.request().extensions.get::<Role>();
        if role.is_some_and(|role| role.0 == "slow") {
            tokio::time::sleep(Duration::from_secs(2)).await;
        }
        role.is_none_or(|role| role.0 != "banned") || caller.refuse("you are banned")
    }
}

struct Moderator;

/// No arguments.
const NONE: [(); 0] = [];

impl Policy for Moderator {
    async fn allows(caller: &Caller) -> bool {
        let role = caller.request().extensions.get::<Role>();
        role.is_some_and(|role| role.0 == "moderator")
    }
}

#[hub]
#[authorize(NotBanned)]
pub struct GuestHub;

#[hub]
impl GuestHub {
    /// Role, path and query as the hub sees them.
    pub fn seen(&self, cx: &HubContext<Self>) -> Vec<String> {
        let request = cx.request();
        let role = request.extensions.get::<Role>();
        let role = role.map_or_else(String::new, |role| role.0.clone());
        vec![role, request.path.clone(), request.query.clone()]
    }

    #[authorize(Moderator)]
    pub fn moderate(&self) -> bool {
        true
    }
}

fn builder() -> HubServerBuilder {
    HubServer::builder()
        .hub("/guests", GuestHub)
        .configure(|options| {
            options.close_on_authentication_expiration = true;
            options.enable_authentication_refresh = true;
        })
}

/// Middleware of a sign-in that the client says itself: `?user=`, `?role=`, and `?seconds=` from now.
async fn sign_in(mut request: Request, next: middleware::Next) -> Response {
    let query = request.uri().query().unwrap_or_default().to_owned();
    let said = |name: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let found = pairs.find(|(key, _)| *key == name);
        found.map(|(_, value)| value.to_owned())
    };
    let extensions = request.extensions_mut();
    if let Some(seconds) = said("seconds").and_then(|text| text.parse().ok()) {
        let at = SystemTime::now() + Duration::from_secs(seconds);
        extensions.insert(ExpiresAt::from(at));
    }
    if let Some(user) = said("user") {
        extensions.insert(UserId::from(user));
    }
    if let Some(role) = said("role") {
        extensions.insert(Role(role));
    }
    next.run(request).await
}

fn serve(hubs: HubServer) -> Server {
    let router = hubs.router().layer(middleware::from_fn(sign_in));
    Server::start_router(hubs, router)
}

/// Sends a request without a body; the status and the JSON of the answer, if it is JSON.
async fn send(server: &Server, method: Method, path: &str) -> (u16, Value) {
    let url = server.url("http", path);
    let answer = reqwest::Client::new().request(method, url).send().await;
    let answer = answer.expect("it answers");
    let status = answer.status().as_u16();
    let body = answer.bytes().await.expect("a body");
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

async fn refresh(server: &Server, query: &str) -> (u16, Value) {
    send(server, Method::POST, &format!("/guests/refresh?{query}")).await
}

async fn negotiated(server: &Server, query: &str) -> Value {
    let path = format!("/guests/negotiate?negotiateVersion=1&{query}");
    send(server, Method::POST, &path).await.1
}

async fn token(server: &Server, query: &str) -> String {
    let answer = negotiated(server, query).await;
    let token = answer["connectionToken"].as_str();
    token.expect("a token").to_owned()
}

/// Whole seconds that are at most `most`, and at least one less.
fn about(seconds: &Value, most: u64) -> bool {
    let seconds = seconds.as_u64();
    seconds.is_some_and(|seconds| (most - 1..=most).contains(&seconds))
}

#[tokio::test]
async fn a_refresh_keeps_a_connection_that_would_have_ended() {
    let server = serve(builder().build().expect("it builds"));
    let stayed = COMBINATIONS.map(|(transport, protocol)| {
        let server = &server;
        async move {
            let token = token(server, "user=ann&seconds=9").await;
            // Polls have the old token all the time.
            let path = format!("/guests?id={token}&user=ann&room=1&role=guest&seconds=3");
            let mut client = Client::attach(server, &path, transport, protocol).await;
            client.shake_hands().await;
            let address = ["/guests", "user=ann&room=1&role=guest&seconds=3"];
            assert_eq!(
                seen(&mut client).await,
                json!(["guest", address[0], address[1]])
            );
            let refused = client.ask("moderate", &NONE).await;
            assert!(matches!(refused, Event::Failed { .. }), "{refused:?}");
            let query = format!("id={token}&user=ann&role=moderator&seconds=600");
            let (status, told) = refresh(server, &query).await;
            assert_eq!(status, 200, "{transport:?}: {told}");
            assert!(about(&told["tokenLifetimeSeconds"], 600), "{told}");
            tokio::time::sleep(Duration::from_secs(4)).await;
            assert_eq!(
                seen(&mut client).await,
                json!(["moderator", address[0], address[1]])
            );
            let moderated = client.ask("moderate", &NONE).await;
            assert!(matches!(moderated, Event::Result { .. }), "{moderated:?}");
        }
    });
    join_all(stayed).await;
}

async fn seen(client: &mut Client) -> Value {
    match client.ask("seen", &NONE).await {
        Event::Result { result, .. } => result,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn negotiation_tells_how_long_a_token_holds() {
    let server = serve(builder().build().expect("it builds"));
    let lifetime = async |query: &str| {
        let answer = negotiated(&server, query).await;
        assert!(answer["connectionId"].is_string(), "{answer}");
        answer["tokenLifetimeSeconds"].clone()
    };
    assert!(about(&lifetime("seconds=90").await, 90));
    assert_eq!(lifetime("").await, Value::Null, "it has no end");
    assert_eq!(lifetime("seconds=0").await, Value::Null, "it has ended");
    let without_token = send(&server, Method::POST, "/guests/negotiate?seconds=90")
        .await
        .1;
    assert_eq!(without_token["tokenLifetimeSeconds"], Value::Null);
    let off = builder().configure(|options| options.enable_authentication_refresh = false);
    let server = serve(off.build().expect("it builds"));
    let answer = negotiated(&server, "seconds=90").await;
    assert_eq!(answer["tokenLifetimeSeconds"], Value::Null);
    assert_eq!(refresh(&server, "id=x").await.0, 404);
}

/// The status of a poll.
async fn poll_of_ann(server: &Server, token: &str, query: &str) -> u16 {
    let path = format!("/guests?id={token}&user=ann&{query}");
    send(server, Method::GET, &path).await.0
}

async fn post_handshake_of_ann(server: &Server, token: &str) {
    let path = server.url("http", &format!("/guests?id={token}&user=ann"));
    let handshake = "{\"protocol\":\"json\",\"version\":1}\x1e";
    let sent = reqwest::Client::new().post(path).body(handshake).send();
    assert_eq!(sent.await.expect("it answers").status(), 200);
}

#[tokio::test]
async fn a_poll_with_a_newer_token_refreshes_too() {
    let server = serve(builder().build().expect("it builds"));
    let token = token(&server, "user=ann&seconds=9").await;
    let poll = async |query: &str| poll_of_ann(&server, &token, query).await;
    assert_eq!(poll("seconds=3&role=guest").await, 200);
    post_handshake_of_ann(&server, &token).await;
    assert_eq!(
        poll("seconds=2&role=older").await,
        200,
        "the handshake's answer"
    );
    let ((), status) = tokio::join!(tokio::time::sleep(Duration::from_secs(4)), async {
        // It waits until the server pings nobody, and this test ends it.
        let path = format!("/guests?id={token}&user=ann&seconds=600&role=newer");
        let polled = send(&server, Method::GET, &path);
        tokio::time::timeout(Duration::from_secs(4), polled).await
    });
    assert!(status.is_err(), "the connection ended: {status:?}");
    let refused = poll("seconds=900&role=banned").await;
    assert_eq!(refused, 403, "a newer token is judged as the first was");
}

#[tokio::test]
async fn a_poll_with_a_newer_token_refreshes_nothing_where_that_is_off() {
    let off = builder().configure(|options| options.enable_authentication_refresh = false);
    let server = serve(off.build().expect("it builds"));
    let token = token(&server, "user=ann&seconds=9").await;
    let poll = async |query: &str| poll_of_ann(&server, &token, query).await;
    assert_eq!(poll("seconds=3").await, 200);
    post_handshake_of_ann(&server, &token).await;
    let answer = poll("seconds=600").await;
    assert_eq!(answer, 200, "the handshake's answer");
    // Without news it would last until a ping, after fifteen seconds.
    let close = tokio::time::timeout(Duration::from_secs(10), poll("seconds=600")).await;
    assert_eq!(close.expect("the connection ends"), 200);
    assert_eq!(poll("seconds=600").await, 204, "it is over");
}

#[tokio::test]
async fn who_may_not_refresh_reads_why() {
    let server = serve(builder().build().expect("it builds"));
    let open = token(&server, "user=ann").await;
    let path = format!("/guests?id={open}&user=ann&seconds=60");
    let (transport, protocol) = COMBINATIONS[0];
    let mut client = Client::attach(&server, &path, transport, protocol).await;
    client.shake_hands().await;
    let waiting = token(&server, "user=ann").await;
    let cases = [
        (String::new(), 400, "Connection ID required"),
        (
            "id=unknown&user=ann".to_owned(),
            404,
            "No Connection with that ID",
        ),
        (
            format!("id={waiting}&user=ann"),
            409,
            "the connection has no transport; whoever opens one says who is calling",
        ),
        (
            format!("id={open}&user=bob"),
            403,
            "the user changed since this connection was negotiated; connect anew",
        ),
        (
            format!("id={open}"),
            403,
            "the user changed since this connection was negotiated; connect anew",
        ),
        (
            format!("id={open}&user=ann&role=banned"),
            403,
            "this hub does not take this caller: you are banned",
        ),
    ];
    for (query, status, error) in cases {
        let answer = refresh(&server, &query).await;
        assert_eq!(answer, (status, json!({ "error": error })), "{query}");
    }
    for method in [Method::GET, Method::DELETE, Method::PUT] {
        let path = format!("/guests/refresh?id={open}&user=ann");
        assert_eq!(send(&server, method, &path).await.0, 405);
    }
    assert_eq!(seen(&mut client).await[0], "", "nothing has changed");
    let (status, told) = refresh(&server, &format!("id={open}&user=ann&role=guest")).await;
    assert_eq!((status, told), (200, json!({})), "without an end");
    assert_eq!(seen(&mut client).await[0], "guest");
}

#[tokio::test]
async fn what_has_ended_refreshes_nothing() {
    let server = serve(builder().build().expect("it builds"));
    let open = token(&server, "user=ann").await;
    let path = format!("/guests?id={open}&user=ann&seconds=60");
    let (transport, protocol) = COMBINATIONS[0];
    let mut client = Client::attach(&server, &path, transport, protocol).await;
    client.shake_hands().await;
    let expired = refresh(&server, &format!("id={open}&user=ann&role=older&seconds=0")).await;
    let error =
        "the authentication of this request has expired already; refresh with a newer token";
    assert_eq!(expired, (401, json!({ "error": error })));
    assert_eq!(seen(&mut client).await[0], "", "nothing has changed");
    // A connection made of requests is known for some time after its end.
    let polled = token(&server, "user=ann").await;
    let path = format!("/guests?id={polled}&user=ann");
    assert_eq!(send(&server, Method::GET, &path).await.0, 200);
    assert_eq!(send(&server, Method::DELETE, &path).await.0, 202);
    tokio::time::sleep(Duration::from_millis(500)).await;
    let over = refresh(&server, &format!("id={polled}&user=ann")).await;
    let error = "No Connection with that ID";
    assert_eq!(over, (404, json!({ "error": error })));
}

#[tokio::test]
async fn a_connection_whose_id_is_no_secret_is_not_refreshed() {
    let server = serve(builder().build().expect("it builds"));
    let answer = send(&server, Method::POST, "/guests/negotiate").await.1;
    // Whoever the hub tells this id could refresh with it, if he is as anonymous as the connection.
    let id = answer["connectionId"].as_str().expect("an id");
    let (transport, protocol) = COMBINATIONS[0];
    let path = format!("/guests?id={id}&role=guest");
    let mut client = Client::attach(&server, &path, transport, protocol).await;
    client.shake_hands().await;
    let answer = refresh(&server, &format!("id={id}&role=moderator&seconds=1")).await;
    let error = "this connection was negotiated by version 0, in which its id is no secret, so that anybody could refresh \
                 it; negotiate with `negotiateVersion=1`";
    assert_eq!(answer, (400, json!({ "error": error })));
    assert_eq!(seen(&mut client).await[0], "guest");
}

#[tokio::test]
async fn a_poll_that_is_judged_for_long_undoes_no_refresh() {
    let server = serve(builder().build().expect("it builds"));
    let token = token(&server, "user=ann").await;
    let poll = async |query: &str| poll_of_ann(&server, &token, query).await;
    assert_eq!(poll("seconds=3").await, 200);
    post_handshake_of_ann(&server, &token).await;
    let (status, refreshed) = tokio::join!(poll("seconds=4&role=slow"), async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let query = format!("id={token}&user=ann&role=newest&seconds=600");
        refresh(&server, &query).await.0
    });
    assert_eq!((status, refreshed), (200, 200));
    let ends = tokio::time::timeout(Duration::from_secs(4), poll("")).await;
    assert!(ends.is_err(), "the connection ended: {ends:?}");
}

#[tokio::test]
async fn after_a_resume_hub_and_policies_see_the_request_of_the_newest_socket() {
    let builder = builder().configure(|options| options.allow_stateful_reconnects = true);
    let server = serve(builder.build().expect("it builds"));
    let (transport, protocol) = COMBINATIONS[0];
    let token = token(&server, "user=ann&useStatefulReconnect=true").await;
    let path = format!("/guests?id={token}&user=ann&role=guest&socket=1");
    let mut first = Client::attach(&server, &path, transport, protocol).await;
    let handshake = b"{\"protocol\":\"json\",\"version\":2}\x1e";
    first.send(handshake.to_vec()).await;
    assert_eq!(first.next().await, Some(Event::Handshake(None)));
    drop(first);
    let path = format!("/guests?id={token}&user=ann&role=moderator&socket=2");
    let mut second = Client::attach(&server, &path, transport, protocol).await;
    second.resumes();
    let sequence = b"{\"type\":9,\"sequenceId\":1}\x1e";
    second.send(sequence.to_vec()).await;
    let Event::Result { result, .. } = second.ask("seen", &NONE).await else {
        panic!("no result");
    };
    let newest = ["moderator", "/guests", "user=ann&role=moderator&socket=2"];
    assert_eq!(result, json!(newest));
    let Event::Result { result, .. } = second.ask("moderate", &NONE).await else {
        panic!("no result");
    };
    assert_eq!(result, true);
}
