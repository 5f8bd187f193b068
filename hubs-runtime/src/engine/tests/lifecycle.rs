//! Hooks, pings, timeouts, and the end of a connection.

use std::time::Duration;

use serde_json::json;
use tokio::time::Instant;

use super::bench::Bench;
use crate::{
    connection::{CloseRequest, DisconnectReason, InputEnd},
    hub::handle::HubHandle,
};

#[tokio::test(start_paused = true)]
async fn pings_are_sent_and_silent_clients_are_closed() {
    let bench = Bench::new();
    let mut wire = bench.stock().await;
    // Clients that never ping are never timed out.
    for _ in 0..4 {
        tokio::time::advance(Duration::from_secs(15)).await;
        wire.turn().await;
        assert_eq!(wire.received(), [r#"{"type":6}"#]);
    }
    assert_eq!(wire.exchange(r#"{"type":6}"#).await, Vec::<String>::new());
    let all = wire.finish().await.concat();
    assert_eq!(
        all,
        r#"{"type":6}{"type":7,"error":"Connection closed with an error.","allowReconnect":true}"#
    );
    assert_eq!(
        bench.log.lines().pop().unwrap(),
        "disconnected: nothing came for 30s"
    );
}

#[tokio::test]
async fn a_refusing_hook_closes_without_a_disconnected_hook() {
    let bench = Bench::with(|_| {}, true);
    let mut wire = bench.raw("");
    let all = wire.exchange(r#"{"protocol":"json","version":1}"#).await;
    assert_eq!(
        all,
        [
            "{}",
            r#"{"type":7,"error":"Connection closed with an error. HubException: not today"}"#
        ]
    );
    wire.finish().await;
    assert_eq!(bench.log.lines().len(), 1);
}

#[tokio::test]
async fn calls_in_flight_end_before_the_disconnected_hook() {
    let bench = Bench::new();
    let mut wire = bench.stock().await;
    wire.call("wait", "[]").await;
    wire.engine.input_ended(InputEnd::Lost);
    assert!(!wire.turn().await);
    bench.gate.add_permits(1);
    wire.finish().await;
    assert_eq!(
        bench.log.lines()[1..],
        [
            "wait began",
            "wait ended, cancelled: true",
            "disconnected: the transport broke"
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_call_that_never_ends_holds_the_hook_up_only_so_long() {
    let bench = Bench::new();
    let mut wire = bench.stock().await;
    wire.call("wait", "[]").await;
    // As .NET does, the server says Close, too.
    let closed = wire.exchange(r#"{"type":7}"#).await;
    assert_eq!(closed, [r#"{"type":7}"#]);
    wire.finish().await;
    assert_eq!(
        bench.log.lines().pop().unwrap(),
        "disconnected: the client stopped"
    );
    // The call itself goes on.
    bench.gate.add_permits(1);
    tokio::time::sleep(Duration::from_millis(1)).await;
    assert_eq!(
        bench.log.lines().pop().unwrap(),
        "wait ended, cancelled: true"
    );
}

#[tokio::test]
async fn a_task_that_ends_before_its_connection_leaves_nothing_behind() {
    let bench = Bench::new();
    let mut wire = bench.stock().await;
    wire.call("wait", "[]").await;
    assert_eq!(bench.mounted.delivery.here().all_local().len(), 1);
    drop(wire);
    tokio::task::yield_now().await;
    let last = bench.log.lines().pop();
    assert_eq!(last.as_deref(), Some("disconnected: the server failed"));
    assert!(bench.mounted.delivery.here().all_local().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_waits_for_no_client_that_reads_nothing() {
    let bench = Bench::new();
    let mut wire = bench.stock().await;
    wire.call("wait", "[]").await;
    let handle = HubHandle::new(bench.mounted.clone());
    handle.clients().all().told(json!(1)).await.unwrap();
    wire.turn().await;
    // Almost as long as a client may leave unread what waits for it.
    tokio::time::advance(Duration::from_secs(26)).await;
    wire.turn().await;
    wire.core.close(CloseRequest {
        reason: DisconnectReason::ServerShutdown,
        error: None,
        allow_reconnect: true,
    });
    let began = Instant::now();
    tokio::time::timeout(Duration::from_secs(20), wire.finish())
        .await
        .expect("the drain timeout holds");
    assert!(
        began.elapsed() <= Duration::from_secs(11),
        "{:?}",
        began.elapsed()
    );
}
