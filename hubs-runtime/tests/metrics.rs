//! docs/metrics.md names every metric of the source, and no other; those of a server's ways in count what they say.
#![allow(missing_docs)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use axum::{body::Body, http::Request};
use http_body_util::BodyExt;
use hubs_runtime::{HubServerBuilder, Redirect, prelude::*, testing::TestClient};
use tower::ServiceExt;

use book::Book;

#[path = "support/book.rs"]
mod book;

/// The text of every source file, without those of tests.
fn sources(folder: &Path, texts: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            if !path.ends_with("tests") {
                sources(&path, texts);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            texts.push(fs::read_to_string(&path).expect("a text"));
        }
    }
}

/// The texts between quotes that have the form of a metric's name.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split('"').filter(|part| {
        let name = |letter: char| letter.is_ascii_lowercase() || "._".contains(letter);
        (part.starts_with("hubs.server.") || part.starts_with("signalr.server."))
            && part.chars().all(name)
    })
}

/// What stands first in the parentheses of a macro: the name itself, or the constant that has it.
fn first_argument<'a>(text: &'a str, rest: &'a str) -> &'a str {
    let rest = rest.trim_start();
    if let Some(name) = rest.strip_prefix('"') {
        return name.split('"').next().expect("a name");
    }
    let constant = rest.split([',', ')']).next().expect("a constant").trim();
    let defined = text.split_once(&format!("const {constant}: &str = \""));
    let (_, value) = defined.unwrap_or_else(|| panic!("{constant} is no constant of its file"));
    value.split('"').next().expect("a name")
}

#[test]
fn the_page_has_every_metric_with_its_kind() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = Vec::new();
    sources(&root.join("src"), &mut texts);
    let page = fs::read_to_string(root.join("../docs/metrics.md")).expect("the page");
    let rows: Vec<Vec<&str>> = page
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| {
            line.split('|')
                .map(|cell| cell.trim().trim_matches('`'))
                .collect()
        })
        .collect();
    let kinds: BTreeMap<&str, &str> = rows.iter().map(|row| (row[1], row[2])).collect();
    assert_eq!(kinds.len(), rows.len(), "each has one row");

    let named: BTreeSet<&str> = texts.iter().flat_map(|text| names(text)).collect();
    assert_eq!(kinds.keys().copied().collect::<BTreeSet<_>>(), named);

    let mut counted = 0;
    for text in &texts {
        for kind in ["counter", "gauge", "histogram"] {
            for rest in text.split(&format!("metrics::{kind}!(")).skip(1) {
                let name = first_argument(text, rest);
                assert_eq!(kinds.get(name), Some(&kind), "{name}");
                counted += 1;
            }
        }
    }
    assert!(
        counted > 15,
        "{counted}: are metrics counted in another way now?"
    );
}

#[hub]
pub struct DeskHub;

#[hub]
impl DeskHub {}

/// The status of the answer, and its JSON if it is JSON.
async fn send(server: &HubServer, request: http::request::Builder) -> (u16, serde_json::Value) {
    let request = request.body(Body::empty()).expect("a request");
    let answer = server.router().oneshot(request).await.expect("an answer");
    let status = answer.status().as_u16();
    let body = answer.into_body().collect().await.expect("a body");
    let body = serde_json::from_slice(&body.to_bytes());
    (status, body.unwrap_or_default())
}

async fn negotiate(server: &HubServer, query: &str) -> (u16, String) {
    let path = format!("/desk/negotiate?negotiateVersion=1{query}");
    let (status, answer) = send(server, Request::post(path)).await;
    let token = answer["connectionToken"].as_str();
    (status, token.unwrap_or_default().to_owned())
}

fn desk() -> HubServerBuilder {
    HubServer::builder().hub("/desk", DeskHub)
}

#[tokio::test(start_paused = true)]
async fn refusals_for_want_of_room_are_counted_by_their_setting() {
    let book = Book::default();
    let _guard = metrics::set_default_local_recorder(&book);
    let of_hub = desk().configure(|options| options.max_connections = 1);
    let of_user = desk().configure(|options| options.max_connections_per_user = Some(1));
    for (builder, setting) in [
        (of_hub, "HubOptions::max_connections"),
        (of_user, "HubOptions::max_connections_per_user"),
        (
            desk().max_connections(1),
            "HubServerBuilder::max_connections",
        ),
    ] {
        let server = builder.build().expect("it builds");
        let connect = || TestClient::<DeskHub>::connect_as(&server, "ann");
        let _first = connect().await.expect("there is room");
        for refused in [1.0, 2.0] {
            connect().await.expect_err("there is none");
            let name = format!("hubs.server.busy_refusals{{limit={setting}}}");
            assert_eq!(book.sum(&name), refused);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_becomes_of_negotiations_is_counted() {
    let book = Book::default();
    let _guard = metrics::set_default_local_recorder(&book);
    let server = desk()
        .configure(|options| options.max_pending_negotiations = 2)
        .redirect(|caller| {
            let elsewhere = caller.request().query_value("elsewhere");
            elsewhere.map(|_| Redirect::to("https://b/desk"))
        });
    let server = server.build().expect("it builds");
    for _ in 0..5 {
        assert_eq!(negotiate(&server, "").await.0, 200);
    }
    assert_eq!(book.sum("hubs.server.dropped_negotiations{}"), 3.0);
    for _ in 0..2 {
        assert_eq!(negotiate(&server, "&elsewhere=1").await.0, 200);
    }
    let redirected = book.sum("hubs.server.redirected_negotiations{hub=DeskHub}");
    assert_eq!(redirected, 2.0);
    assert_eq!(book.sum("hubs.server.dropped_negotiations{}"), 3.0);
}

#[tokio::test(start_paused = true)]
async fn refreshed_authentications_are_counted() {
    let book = Book::default();
    let _guard = metrics::set_default_local_recorder(&book);
    let server = desk().configure(|options| options.enable_authentication_refresh = true);
    let server = server.build().expect("it builds");
    let (_, token) = negotiate(&server, "").await;
    let path = format!("/desk?id={token}");
    assert_eq!(send(&server, Request::get(path)).await.0, 200);
    for count in [1.0, 2.0] {
        let path = format!("/desk/refresh?id={token}");
        assert_eq!(send(&server, Request::post(path)).await.0, 200);
        let name = "hubs.server.refreshed_authentications{hub=DeskHub}";
        assert_eq!(book.sum(name), count);
    }
}
