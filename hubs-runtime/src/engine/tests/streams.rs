//! Streams in both directions, and cancellation.

use std::sync::Arc;

use super::bench::{Bench, error, result};
use crate::HubOptions;

#[tokio::test]
async fn streams_flow_and_are_cancelled() {
    let bench = Bench::new();
    let mut wire = bench.stock().await;
    let call = r#"{"type":4,"invocationId":"1","target":"count","arguments":[5]}"#;
    assert_eq!(
        wire.exchange(call).await,
        [
            r#"{"type":2,"invocationId":"1","item":0}"#,
            r#"{"type":2,"invocationId":"1","item":1}"#
        ]
    );
    assert_eq!(
        wire.exchange(call).await,
        error("Invocation ID '1' is already in use.")
    );
    assert_eq!(
        wire.exchange(r#"{"type":5,"invocationId":"1"}"#).await,
        [r#"{"type":3,"invocationId":"1"}"#]
    );
    bench.gate.add_permits(1);
    assert_eq!(wire.exchange(call).await.len(), 6);
}

#[tokio::test]
async fn uploads_reach_the_method() {
    let bench = Bench::new();
    let mut wire = bench.stock().await;
    let call = r#"{"type":1,"invocationId":"1","target":"sum","arguments":[],"streamIds":["u"]}"#;
    wire.exchange(call).await;
    for number in 1..=30 {
        let item = format!(r#"{{"type":2,"invocationId":"u","item":{number}}}"#);
        assert_eq!(wire.exchange(&item).await, Vec::<String>::new());
    }
    assert_eq!(
        wire.exchange(r#"{"type":3,"invocationId":"u"}"#).await,
        result("465")
    );
    wire.exchange(call).await;
    assert_eq!(
        wire.exchange(r#"{"type":2,"invocationId":"u","item":"x"}"#)
            .await
            .concat(),
        error("An unexpected error occurred invoking 'sum' on the server. HubException: Failed to bind Stream message. invalid type: string \"x\", expected u32").concat()
    );
}

#[tokio::test]
async fn a_cancelled_plain_call_ends_only_if_it_is_marked() {
    let bench = Bench::new();
    let mut wire = bench.stock().await;
    wire.call("wait", "[]").await;
    let cancel = r#"{"type":5,"invocationId":"1"}"#;
    assert_eq!(wire.exchange(cancel).await, Vec::<String>::new());
    bench.gate.add_permits(1);
    wire.turn().await;
    assert_eq!(wire.received(), result("\"done\""));
    assert!(
        bench
            .log
            .lines()
            .contains(&"wait ended, cancelled: true".to_owned())
    );
    wire.call("waitOrCancel", "[]").await;
    assert_eq!(
        wire.exchange(cancel).await,
        error(
            "An unexpected error occurred invoking 'waitOrCancel' on the server. HubException: The invocation was canceled."
        )
    );
}

struct PassOn;

impl crate::HubFilter for PassOn {}

#[tokio::test]
async fn cancelled_calls_are_answered_with_filters_around_them_too() {
    let bench = Bench::filtered(|_| {}, false, Arc::new([Arc::new(PassOn)]));
    let mut wire = bench.stock().await;
    let call = r#"{"type":4,"invocationId":"1","target":"count","arguments":[5]}"#;
    assert_eq!(wire.exchange(call).await.len(), 2);
    let cancel = r#"{"type":5,"invocationId":"1"}"#;
    assert_eq!(
        wire.exchange(cancel).await,
        [r#"{"type":3,"invocationId":"1"}"#]
    );
    wire.call("waitOrCancel", "[]").await;
    assert_eq!(
        wire.exchange(cancel).await,
        error(
            "An unexpected error occurred invoking 'waitOrCancel' on the server. HubException: The invocation was canceled."
        )
    );
}

#[tokio::test]
async fn one_id_is_one_stream() {
    let bench = Bench::new();
    let mut wire = bench.stock().await;
    let call =
        r#"{"type":1,"invocationId":"1","target":"sum","arguments":[],"streamIds":["u","u"]}"#;
    let answer = wire.exchange(call).await;
    assert_eq!(answer, error("Stream ID 'u' is already in use."));
}

#[tokio::test]
async fn the_id_of_a_plain_call_may_be_used_again_and_that_of_a_stream_may_not() {
    let parallel = |options: &mut HubOptions| options.maximum_parallel_invocations_per_client = 2;
    let bench = Bench::with(parallel, false);
    let mut wire = bench.stock().await;
    wire.call("wait", "[]").await;
    assert_eq!(wire.call("add", "[1, 2]").await, result("3"));
    let stream = r#"{"type":4,"invocationId":"1","target":"count","arguments":[2]}"#;
    assert_eq!(wire.exchange(stream).await.len(), 2);
    bench.gate.add_permits(2);
    wire.turn().await;
    let mut ends = wire.received();
    ends.sort();
    let [void] = [r#"{"type":3,"invocationId":"1"}"#.to_owned()];
    let mut expected = [vec![void], result("\"done\"")].concat();
    expected.sort();
    assert_eq!(ends, expected, "each is answered once");

    let in_use = error("Invocation ID '1' is already in use.");
    let upload = r#"{"type":1,"invocationId":"1","target":"sum","arguments":[],"streamIds":["u"]}"#;
    wire.exchange(upload).await;
    for call in [stream, upload] {
        assert_eq!(wire.exchange(call).await, in_use);
    }
    assert_eq!(wire.call("add", "[1, 2]").await, result("3"));
}

#[tokio::test]
async fn as_many_streams_are_open_as_the_setting_allows() {
    let bench = Bench::with(|options| options.max_streams_per_connection = 3, false);
    let mut wire = bench.stock().await;
    let stream = |id: &str| {
        format!(r#"{{"type":4,"invocationId":"{id}","target":"count","arguments":[5]}}"#)
    };
    let upload = |id: &str| {
        format!(
            r#"{{"type":1,"invocationId":"{id}","target":"sum","arguments":[],"streamIds":["{id}"]}}"#
        )
    };
    let refused = |target: &str| {
        error(&format!(
            "Failed to invoke '{target}' due to an error on the server. HubException: at most 3 streams may be open on \
             one connection (`HubOptions::max_streams_per_connection`)"
        ))
    };
    for id in ["a", "b"] {
        assert_eq!(wire.exchange(&stream(id)).await.len(), 2);
    }
    assert_eq!(wire.exchange(&upload("c")).await, Vec::<String>::new());
    for (target, call) in [("count", stream("1")), ("sum", upload("1"))] {
        assert_eq!(wire.exchange(&call).await, refused(target));
    }
    // One that ends makes room for another.
    wire.exchange(r#"{"type":5,"invocationId":"a"}"#).await;
    assert_eq!(wire.exchange(&stream("1")).await.len(), 2);
    assert_eq!(wire.exchange(&stream("2")).await.len(), 1);
    assert_eq!(wire.call("add", "[1, 2]").await, result("3"));
}

#[tokio::test]
async fn as_many_items_wait_for_their_method_as_the_setting_allows_and_then_their_client_waits() {
    for capacity in [2, 12] {
        let bench = Bench::with(
            |options| {
                options.stream_buffer_capacity = capacity;
                options.maximum_parallel_invocations_per_client = 2;
            },
            false,
        );
        let mut wire = bench.stock().await;
        let call =
            r#"{"type":1,"invocationId":"u","target":"sumLater","arguments":[],"streamIds":["u"]}"#;
        wire.exchange(call).await;
        let item = r#"{"type":2,"invocationId":"u","item":1}"#;
        for _ in 0..capacity {
            wire.exchange(item).await;
        }
        assert_eq!(wire.call("add", "[1, 2]").await, result("3"), "{capacity}");
        wire.exchange(item).await;
        let behind = wire.call("add", "[1, 2]").await;
        assert_eq!(behind, Vec::<String>::new(), "{capacity}");
        bench.gate.add_permits(1);
        wire.turn().await;
        assert_eq!(wire.received(), result("3"), "{capacity}");
        let sum = wire.exchange(r#"{"type":3,"invocationId":"u"}"#).await;
        let told = format!(
            r#"{{"type":3,"invocationId":"u","result":{}}}"#,
            capacity + 1
        );
        assert_eq!(sum, [told]);
    }
}
