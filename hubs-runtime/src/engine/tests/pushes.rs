//! Pushes to every kind of target.

use serde_json::json;

use super::bench::{Bench, result};
use crate::{CloseMessage, ConnectionId, UserId, hub::handle::HubHandle};

#[tokio::test]
async fn pushes_reach_their_targets() {
    let bench = Bench::new();
    let (ann, bob) = (bench.stock().await, bench.connect("user=ann").await);
    let handle = HubHandle::new(bench.mounted.clone());
    handle.clients().all().told(json!(1)).await.unwrap();
    handle.add_to_group(&bob.core.id, "g").await.unwrap();
    handle.clients().group("g").told(json!(2)).await.unwrap();
    handle
        .clients()
        .user("ann")
        .told(json!("three"))
        .await
        .unwrap();
    handle
        .clients()
        .all_except([&bob.core.id])
        .told(json!(4))
        .await
        .unwrap();
    handle.remove_from_group(&bob.core.id, "g").await.unwrap();
    handle.clients().group("g").told(json!(5)).await.unwrap();
    let told = |argument: &str| format!(r#"{{"type":1,"target":"told","arguments":[{argument}]}}"#);
    assert_eq!(ann.received(), [told("1"), told("4")]);
    assert_eq!(bob.received(), [told("1"), told("2"), told("\"three\"")]);
    let error = handle.clients().group("").told(json!(6)).await;
    assert_eq!(
        error.unwrap_err().to_string(),
        "Cannot send to an empty group name."
    );
}

#[tokio::test]
async fn a_handle_ends_connections() {
    let bench = Bench::new();
    let mut wire = bench.stock().await;
    let handle = HubHandle::new(bench.mounted.clone());
    assert!(handle.close(&wire.core.id));
    assert_eq!(wire.finish().await, [r#"{"type":7}"#]);
    assert_eq!(
        bench.log.lines().pop().unwrap(),
        "disconnected: the server ended the connection"
    );
    assert_eq!(handle.connection_count(), 0);
}

#[tokio::test]
async fn a_handle_finds_and_ends_the_connections_of_one_user() {
    let bench = Bench::new();
    let handle = HubHandle::new(bench.mounted.clone());
    let ann = UserId::from("ann");
    let mut wires = [
        bench.connect("user=ann").await,
        bench.connect("user=ann").await,
    ];
    let mut other = bench.stock().await;
    let sorted = |mut ids: Vec<ConnectionId>| {
        ids.sort_by(|a, b| a.as_str().cmp(b.as_str()));
        ids
    };
    let of_ann = wires.iter().map(|wire| wire.core.id.clone()).collect();
    assert_eq!(sorted(handle.connections_of(&ann)), sorted(of_ann));
    assert_eq!(handle.connections_of(&UserId::from("bob")), []);

    assert_eq!(handle.close_user(&UserId::from("bob")), 0);
    assert_eq!(handle.close_user(&ann), 2);
    for wire in &mut wires {
        assert_eq!(wire.finish().await, [r#"{"type":7}"#]);
    }
    assert_eq!(handle.connections_of(&ann), []);
    assert_eq!(handle.connections(), [other.core.id.clone()]);

    let mut again = bench.connect("user=ann").await;
    let message = CloseMessage {
        error: Some("You signed out.".to_owned()),
        allow_reconnect: true,
    };
    assert_eq!(handle.close_user_with(&ann, &message), 1);
    assert_eq!(
        again.finish().await,
        [r#"{"type":7,"error":"You signed out.","allowReconnect":true}"#]
    );
    assert_eq!(other.call("add", "[1, 2]").await, result("3"));
}

#[tokio::test(start_paused = true)]
async fn a_slow_client_is_disconnected_and_its_pushes_are_dropped() {
    let bench = Bench::with(|options| options.max_outgoing_bytes = 200, false);
    let mut slow = bench.stock().await;
    let handle = HubHandle::new(bench.mounted.clone());
    for _ in 0..10 {
        handle.clients().all().told(json!("text")).await.unwrap();
    }
    slow.finish().await;
    assert_eq!(
        bench.log.lines().pop().unwrap(),
        "disconnected: the client read too slowly"
    );
}

#[tokio::test]
async fn a_connection_is_in_so_many_groups_and_no_more() {
    let bench = Bench::with(|options| options.max_groups_per_connection = 2, false);
    let wire = bench.stock().await;
    let handle = HubHandle::new(bench.mounted.clone());
    let id = &wire.core.id;
    for group in ["a", "b", "a"] {
        handle.add_to_group(id, group).await.unwrap();
    }
    let refused = handle.add_to_group(id, "c").await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "a connection may be in 2 groups at most (`HubOptions::max_groups_per_connection`)"
    );
    handle.remove_from_group(id, "a").await.unwrap();
    handle.add_to_group(id, "c").await.unwrap();
}
