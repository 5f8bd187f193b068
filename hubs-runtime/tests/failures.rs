//! Rows of `docs/failures.md` that no other test shows: how a hub refuses, and what can be told apart afterwards.
#![allow(missing_docs)]

use std::time::Duration;

use axum::{
    body::Body,
    http::{Request, Response, StatusCode, header},
};
use http_body_util::BodyExt;
use hubs_runtime::{
    FailureKind, HubServerBuilder, Redirect,
    prelude::*,
    testing::{ConnectError, TestClient, TestError},
};
use tower::ServiceExt;
use tracing_subscriber::fmt::format::FmtSpan;

use log::{LogText, listen};

#[path = "support/log.rs"]
mod log;

#[client_contract]
pub trait OfficeClient {
    async fn letter(&self, text: String);
}

#[hub(client = OfficeClient)]
pub struct OfficeHub;

#[hub]
impl OfficeHub {
    pub fn burn(&self) -> Result<(), HubError> {
        Err(HubError::internal("the archive is on fire"))
    }

    pub fn faint(&self) {
        panic!("on purpose");
    }

    pub async fn write_to(&self, cx: &HubContext<Self>, user: String) -> Result<(), HubError> {
        cx.clients().user(user).letter("dear".to_owned()).await?;
        Ok(())
    }
}

/// For nobody.
#[hub]
#[authorize(Nobody)]
pub struct VaultHub;

#[hub]
impl VaultHub {}

pub struct Nobody;

impl Policy for Nobody {
    async fn allows(_caller: &Caller) -> bool {
        false
    }
}

fn office() -> HubServerBuilder {
    listen();
    HubServer::builder()
        .hub("/office", OfficeHub)
        .hub("/vault", VaultHub)
}

type Office = TestClient<OfficeHub>;

/// The one line with this in it.
fn line(log: &LogText, part: &str) -> String {
    let text = log.text();
    let mut lines = text.lines().filter(|line| line.contains(part));
    match (lines.next(), lines.next()) {
        (Some(line), None) => line.to_owned(),
        _ => panic!("not one line with {part:?}:\n{text}"),
    }
}

async fn answer(server: &HubServer, request: Request<Body>) -> Response<Body> {
    let answer = server.router().oneshot(request).await;
    answer.expect("an answer")
}

async fn negotiate(server: &HubServer, path: &str) -> Response<Body> {
    let path = format!("{path}/negotiate?negotiateVersion=1");
    let request = Request::post(path).body(Body::empty()).expect("a request");
    answer(server, request).await
}

async fn text(answer: Response<Body>) -> String {
    let body = answer.into_body().collect().await.expect("a body");
    String::from_utf8(body.to_bytes().to_vec()).expect("a text")
}

#[tokio::test(start_paused = true)]
async fn a_full_server_refuses_with_the_name_of_its_limit() {
    let server = office().configure(|options| options.max_connections = 1);
    let server = server.build().unwrap();
    let ann = Office::connect(&server).await.unwrap();
    let Err(ConnectError::Refused { status, text }) = Office::connect(&server).await else {
        panic!("not refused");
    };
    assert_eq!(status, 503);
    assert!(text.contains("(`HubOptions::max_connections`)"), "{text}");
    ann.close().await.unwrap();
    Office::connect(&server).await.expect("there is room again");
}

#[tokio::test(start_paused = true)]
async fn a_user_with_too_many_connections_is_refused_and_nobody_else() {
    let server = office().configure(|options| options.max_connections_per_user = Some(2));
    let server = server.build().unwrap();
    let ann = Office::connect_as(&server, "ann").await.unwrap();
    let _second = Office::connect_as(&server, "ann").await.unwrap();
    let Err(ConnectError::Refused { status, text }) = Office::connect_as(&server, "ann").await
    else {
        panic!("not refused");
    };
    let told = "busy: the user already has 2 connections (`HubOptions::max_connections_per_user`)";
    assert_eq!((status, text.as_str()), (429, told));
    let negotiation = |user: &'static str| {
        let mut request = Request::post("/office/negotiate?negotiateVersion=1");
        let extensions = request.extensions_mut().expect("a sound request");
        extensions.insert(UserId::from(user));
        request.body(Body::empty()).expect("a request")
    };
    let refused = answer(&server, negotiation("ann")).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(self::text(refused).await, told);
    // Who has negotiated in time is refused by its transport, if others came first.
    let negotiated = answer(&server, negotiation("bob")).await;
    assert_eq!(negotiated.status(), StatusCode::OK);
    let negotiated: serde_json::Value =
        serde_json::from_str(&self::text(negotiated).await).expect("JSON");
    let token = negotiated["connectionToken"].as_str().expect("a token");
    let _bob = Office::connect_as(&server, "bob").await.unwrap();
    let _bob_again = Office::connect_as(&server, "bob").await.unwrap();
    let mut poll = Request::get(format!("/office?id={token}"));
    let extensions = poll.extensions_mut().expect("a sound request");
    extensions.insert(UserId::from("bob"));
    let poll = poll.body(Body::empty()).expect("a request");
    let refused = answer(&server, poll).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    Office::connect(&server).await.expect("nobody known");
    ann.close().await.unwrap();
    Office::connect_as(&server, "ann")
        .await
        .expect("there is room again");
}

#[tokio::test(start_paused = true)]
async fn a_client_is_sent_elsewhere_once_it_may_come_in_also_when_there_is_no_room() {
    let (log, _guard) = LogText::start(FmtSpan::NONE);
    let server = office().configure(|options| options.max_connections = 1);
    let server = server.redirect(|caller| {
        let to = caller.request().query_value("to")?;
        assert_ne!(to, "nowhere");
        Some(Redirect::to(to).with_access_token(caller.hub()))
    });
    let server = server.build().unwrap();
    let ask = async |path: &str| {
        let request = Request::post(path).body(Body::empty()).expect("a request");
        let answer = answer(&server, request).await;
        (answer.status().as_u16(), text(answer).await)
    };
    let _ann = Office::connect(&server).await.unwrap();
    let (status, body) = ask("/office/negotiate?negotiateVersion=1&to=http://b/office").await;
    let told = r#"{"url":"http://b/office","accessToken":"OfficeHub"}"#;
    assert_eq!((status, body.as_str()), (200, told));
    let (status, _) = ask("/vault/negotiate?negotiateVersion=1&to=http://b/vault").await;
    assert_eq!(status, 401, "the hub's policy comes first");
    let (status, body) = ask("/office/negotiate?negotiateVersion=1").await;
    assert_eq!(status, 503, "{body}");
    for (to, cause) in [
        ("/b", "must be absolute"),
        ("nowhere", "redirect` panicked"),
    ] {
        let (status, body) = ask(&format!("/office/negotiate?to={to}")).await;
        assert_eq!((status, body.as_str()), (500, ""));
        line(&log, cause);
    }
}

#[tokio::test(start_paused = true)]
async fn headers_beyond_their_limit_are_refused_with_its_name() {
    let server = office().configure(|options| options.max_request_header_bytes = 10);
    let server = server.build().unwrap();
    let refused = negotiate(&server, "/office").await;
    assert_eq!(
        refused.status(),
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE
    );
    let text = text(refused).await;
    assert!(text.contains("(`max_request_header_bytes`)"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn a_policy_refuses_by_status_and_its_name_is_in_the_log_alone() {
    let (log, _guard) = LogText::start(FmtSpan::NONE);
    let server = office().build().unwrap();
    let refusal = TestClient::<VaultHub>::connect_as(&server, "ann").await;
    let Err(ConnectError::Refused { status, text }) = refusal else {
        panic!("not refused");
    };
    assert_eq!(
        (status, text.as_str()),
        (403, "this hub does not take this caller")
    );
    let line = line(&log, "connection not authorized");
    assert!(
        line.contains("VaultHub") && line.contains("Nobody"),
        "{line}"
    );
}

#[tokio::test(start_paused = true)]
async fn the_id_of_a_masked_error_is_the_one_in_the_log() {
    let (log, _guard) = LogText::start(FmtSpan::NONE);
    let server = office().build().unwrap();
    let ann = Office::builder(&server).state(&Default::default());
    let ann = ann.connect().await.unwrap();
    for (method, cause) in [
        ("burn", "the archive is on fire"),
        ("faint", "hub method `faint` panicked"),
    ] {
        let error = ann.invoke::<()>(method, ()).await.unwrap_err();
        let TestError::Failed {
            text,
            kind,
            error_id: Some(id),
            ..
        } = &error
        else {
            panic!("{error:?}");
        };
        assert_eq!(
            *text,
            format!("An unexpected error occurred invoking '{method}' on the server.")
        );
        assert_eq!(*kind, Some(FailureKind::Internal));
        assert_eq!(id.len(), 8);
        let line = line(&log, &format!("error_id=\"{id}\""));
        assert!(line.contains(cause), "{line}");
        assert!(line.contains(ann.connection_id().as_str()), "{line}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_flood_of_mistakes_fills_no_log() {
    let (log, _guard) = LogText::start(FmtSpan::NONE);
    let server = office().build().unwrap();
    let ann = Office::connect(&server).await.unwrap();
    let forged = format!("x\n2026-01-01 ERROR forged {}", "y".repeat(5_000));
    for _ in 0..100 {
        ann.invoke::<()>(&forged, ()).await.unwrap_err();
    }
    let text = log.text();
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("forged"))
        .collect();
    assert_eq!(lines.len(), 20, "the first ones only");
    for line in lines {
        assert!(
            line.contains("unknown hub method") && line.len() < 600,
            "{line}"
        );
        assert!(line.contains("(5026 bytes)"), "{line}");
    }
}

#[tokio::test(start_paused = true)]
async fn connections_of_one_user_have_ids_of_their_own() {
    let server = office().build().unwrap();
    let first = Office::connect_as(&server, "ann").await.unwrap();
    let second = Office::connect_as(&server, "ann").await.unwrap();
    let gone = first.connection_id().clone();
    assert_ne!(&gone, second.connection_id());
    second.invoke::<()>("writeTo", ("ann",)).await.unwrap();
    for page in [&first, &second] {
        assert_eq!(page.next::<(String,)>("letter").await.unwrap().0, "dear");
    }
    // The next page is another connection of the same user.
    first.close().await.unwrap();
    let third = Office::connect_as(&server, "ann").await.unwrap();
    assert_ne!(&gone, third.connection_id());
    second.invoke::<()>("writeTo", ("ann",)).await.unwrap();
    assert_eq!(third.next::<(String,)>("letter").await.unwrap().0, "dear");
}

#[tokio::test(start_paused = true)]
async fn events_are_not_held_up_on_their_way() {
    let server = office().build().unwrap();
    let negotiated = text(negotiate(&server, "/office").await).await;
    let negotiated: serde_json::Value = serde_json::from_str(&negotiated).expect("JSON");
    let token = negotiated["connectionToken"].as_str().expect("a token");
    let request = Request::get(format!("/office?id={token}"))
        .header(header::ACCEPT, "text/event-stream")
        .body(Body::empty())
        .expect("a request");
    let mut events = answer(&server, request).await;
    assert_eq!(events.status(), StatusCode::OK);
    for (name, value) in [
        ("content-type", "text/event-stream"),
        ("cache-control", "no-cache,no-store"),
        ("content-encoding", "identity"),
        ("x-accel-buffering", "no"),
    ] {
        assert_eq!(events.headers()[name], value, "{name}");
    }
    // Before the client has said anything.
    let first = tokio::time::timeout(Duration::from_secs(1), events.body_mut().frame());
    let first = first.await.expect("it comes at once");
    let first = first.expect("the body goes on").expect("it is sound");
    assert_eq!(first.into_data().expect("data"), ":\r\n");
}

#[tokio::test]
async fn there_is_no_script_to_be_asked_for() {
    let server = office().build().unwrap();
    for path in ["/office/hubs", "/office/js", "/signalr/hubs"] {
        let request = Request::get(path).body(Body::empty()).expect("a request");
        let answer = answer(&server, request).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
    }
}
