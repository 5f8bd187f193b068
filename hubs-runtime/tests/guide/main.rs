//! The Rust of docs/guide.md: each of its blocks is one of the files here, so all of it compiles and its test runs. The
//! test in README.md is one more, since a doc test drops tests, and so is the program of docs/auth.md.
#![allow(missing_docs, unreachable_pub, dead_code)]

extern crate self as notes;

mod auth;
mod dotnet;
mod hub;
#[path = "../support/log.rs"]
mod log;
mod raw;
mod readme;
mod server;
mod signed_in;
mod tested;
#[path = "../support/ways.rs"]
mod ways;
mod wide;

use futures_util::{SinkExt, StreamExt};
use hubs_runtime::{HubOptions, HubServer, testing::TestClient};
use tokio_tungstenite::tungstenite::Message;

pub use hub::*;

const FILES: [&str; 6] = [
    include_str!("hub.rs"),
    include_str!("server.rs"),
    include_str!("tested.rs"),
    include_str!("wide.rs"),
    include_str!("raw.rs"),
    include_str!("dotnet.rs"),
];

#[test]
fn the_guide_shows_these_files_in_this_order() {
    assert_eq!(blocks(include_str!("../../../docs/guide.md")), FILES);
}

#[test]
fn the_page_on_sign_in_shows_the_program_that_is_tested() {
    let program = include_str!("auth.rs");
    assert_eq!(blocks(include_str!("../../../docs/auth.md")), [program]);
}

/// The Rust of a page.
fn blocks(page: &str) -> Vec<&str> {
    let rest = page.split("```rust\n").skip(1);
    rest.map(|rest| rest.split_once("```").expect("the end of a block").0)
        .collect()
}

#[test]
fn the_readme_shows_a_test_that_runs() {
    let readme = include_str!("../../../README.md");
    assert!(readme.contains(include_str!("readme.rs")));
}

#[test]
fn the_page_on_security_lists_every_setting() {
    let page = include_str!("../../../docs/security.md");
    let settings = format!("{:#?}", HubOptions::default());
    // Fields are indented by one step, what is in them by more.
    let fields = settings
        .lines()
        .filter_map(|line| line.strip_prefix("    ")?.split_once(": "));
    let names: Vec<&str> = fields
        .map(|(name, _)| name)
        .filter(|name| !name.starts_with(' '))
        .collect();
    assert!(names.len() > 20, "{settings}");
    for name in names {
        assert!(page.contains(&format!("`{name}")), "{name} is missing");
    }
}

#[tokio::test(start_paused = true)]
async fn names_are_those_that_dotnet_would_have() -> Result<(), Box<dyn std::error::Error>> {
    let hubs = HubServer::builder().hub("/chat", dotnet::ChatHub).build()?;
    let client = TestClient::<dotnet::ChatHub>::connect(&hubs).await?;
    for spelling in ["SendMessage", "sendMessage", "sendmessage"] {
        let () = client.invoke(spelling, ("Ann", "Hello")).await?;
        let (user, text): (String, String) = client.next("ReceiveMessage").await?;
        assert_eq!((user.as_str(), text.as_str()), ("Ann", "Hello"));
    }
    client.send("Stop", ()).await?;
    client.closed().await?;
    Ok(())
}

#[tokio::test]
async fn a_relay_passes_messages_on() -> Result<(), Box<dyn std::error::Error>> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("ws://{}/relay", listener.local_addr()?);
    let app = raw::relay()?.router();
    tokio::spawn(async move { axum::serve(listener, app).await });
    let (mut ann, _) = tokio_tungstenite::connect_async(&url).await?;
    ann.send(Message::text("alone")).await?;
    assert_eq!(ann.next().await.expect("it comes")?, Message::text("alone"));
    let (mut ben, _) = tokio_tungstenite::connect_async(&url).await?;
    ben.send(Message::binary(vec![255])).await?;
    for member in [&mut ann, &mut ben] {
        let told = member.next().await.expect("it comes")?;
        assert_eq!(told, Message::binary(vec![255]));
    }
    Ok(())
}

#[test]
fn a_wide_integer_can_be_text() {
    let order = wide::Order {
        id: u64::MAX.into(),
    };
    let json = serde_json::to_string(&order).expect("JSON");
    assert_eq!(json, r#"{"id":"18446744073709551615"}"#);
    let order: wide::Order = serde_json::from_str(&json).expect("an order");
    assert_eq!(*order.id, u64::MAX);
}
