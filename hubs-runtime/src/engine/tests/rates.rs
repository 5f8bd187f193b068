//! Limits of how often a connection may call.

use std::time::Duration;

use tokio::time::advance;

use super::{
    bench::{Bench, error, result},
    book::Book,
};
use crate::RateLimit;

fn limited(calls: u32) -> Bench {
    let limit = RateLimit::per_second(calls);
    Bench::with(|options| options.call_rate_limit = Some(limit), false)
}

fn beyond(target: &str, detail: &str) -> Vec<String> {
    error(&format!(
        "Failed to invoke '{target}' due to an error on the server. HubException: {detail}"
    ))
}

const OF_CONNECTION: &str =
    "at most 2 calls in 1s are taken from one connection (`HubOptions::call_rate_limit`)";
const HELLO: &str = r#"{"type":1,"invocationId":"h","target":"$hubs.hello","arguments":[{}]}"#;

#[tokio::test(start_paused = true)]
async fn calls_beyond_the_limit_are_refused_undecoded_and_counted() {
    let book = Book::default();
    let _guard = metrics::set_default_local_recorder(&book);
    let bench = limited(2);
    let mut wire = bench.stock().await;
    for sum in ["3", "3"] {
        assert_eq!(wire.call("add", "[1,2]").await, result(sum));
    }
    // Neither the arguments nor the policy nor the name are looked at.
    for (target, arguments) in [("add", r#"["x"]"#), ("secret", "[]"), ("nope", "[]")] {
        let refused = wire.call(target, arguments).await;
        assert_eq!(refused, beyond(target, OF_CONNECTION));
    }
    let send = r#"{"type":1,"target":"rare","arguments":[]}"#;
    assert_eq!(wire.exchange(send).await, Vec::<String>::new());
    assert!(!bench.log.lines().contains(&"rare".to_owned()));
    let label = "hubs.server.rate_limited_calls{hub=TestHub,limit=HubOptions::call_rate_limit}";
    assert_eq!(book.sum(label), 4.0);
    // Half a second brings one call back, and other connections have their own.
    advance(Duration::from_millis(500)).await;
    assert_eq!(wire.call("add", "[1,2]").await, result("3"));
    assert_eq!(
        wire.call("add", "[1,2]").await,
        beyond("add", OF_CONNECTION)
    );
    let mut other = bench.stock().await;
    assert_eq!(other.call("add", "[1,2]").await, result("3"));
}

#[tokio::test(start_paused = true)]
async fn a_method_has_a_limit_of_its_own() {
    let book = Book::default();
    let _guard = metrics::set_default_local_recorder(&book);
    let bench = Bench::new();
    let mut wire = bench.stock().await;
    for _ in 0..2 {
        assert_eq!(wire.call("rare", "[]").await, result("1"));
    }
    let detail =
        "at most 2 calls in 1s of this method are taken from one connection (`#[hub(rate_limit)]`)";
    assert_eq!(wire.call("RARE", "[]").await, beyond("RARE", detail));
    assert_eq!(wire.call("add", "[1,2]").await, result("3"));
    let label = "hubs.server.rate_limited_calls{hub=TestHub,limit=#[hub(rate_limit)]}";
    assert_eq!(book.sum(label), 1.0);
    advance(Duration::from_secs(1)).await;
    assert_eq!(wire.call("rare", "[]").await, result("1"));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_waits_for_a_slot_counts_once() {
    let bench = limited(2);
    let mut wire = bench.stock().await;
    wire.call("wait", "[]").await;
    assert_eq!(wire.call("add", "[1,2]").await, Vec::<String>::new());
    for _ in 0..30 {
        wire.turn().await;
    }
    bench.gate.add_permits(1);
    wire.turn().await;
    let answers = wire.received();
    assert_eq!(answers[1..], result("3"), "{answers:?}");
}

#[tokio::test(start_paused = true)]
async fn items_of_uploads_do_not_count() {
    let bench = limited(2);
    let mut wire = bench.stock().await;
    let call = r#"{"type":1,"invocationId":"1","target":"sum","arguments":[],"streamIds":["s"]}"#;
    wire.exchange(call).await;
    for _ in 0..100 {
        wire.exchange(r#"{"type":2,"invocationId":"s","item":1}"#)
            .await;
    }
    let end = r#"{"type":3,"invocationId":"s"}"#;
    assert_eq!(wire.exchange(end).await, result("100"));
}

#[tokio::test(start_paused = true)]
async fn generated_clients_read_the_kind_and_keep_their_state() {
    let bench = limited(1);
    let mut wire = bench.connect("hubs=1").await;
    wire.exchange(HELLO).await;
    assert_eq!(wire.call("add", "[1,2]").await, result("3"));
    let state = r#""headers":{"hubs-state":"{\"name\":\"ann\"}"}"#;
    let call = format!(r#"{{"type":1,{state},"invocationId":"1","target":"add","arguments":[1]}}"#);
    let refused = wire.exchange(&call).await.concat();
    assert!(
        refused.contains(r#""hubs-error-kind":"refused""#),
        "{refused}"
    );
    advance(Duration::from_secs(1)).await;
    let name = wire.call("grow", "[]").await.concat();
    assert!(name.contains(r#""result":"ann""#), "{name}");
}

#[tokio::test(start_paused = true)]
async fn who_floods_is_ended() {
    let bench = limited(2);
    for own in [false, true] {
        let mut wire = bench.connect("hubs=1").await;
        wire.exchange(HELLO).await;
        let call = match own {
            true => r#"{"type":1,"target":"$hubs.state","arguments":["{}"]}"#,
            false => r#"{"type":1,"target":"add","arguments":[1,2]}"#,
        };
        for _ in 0..20 {
            assert_eq!(wire.exchange(call).await, Vec::<String>::new());
        }
        let closed = wire.exchange(call).await;
        assert_eq!(
            closed,
            [
                r#"{"type":7,"error":"Connection closed with an error. HubException: the client makes 10 times as many calls as are taken from one connection, 2 calls in 1s (`HubOptions::call_rate_limit`)"}"#
            ]
        );
        wire.finish().await;
    }
    let lines = bench.log.lines();
    let told = "disconnected: the client made far too many calls";
    assert_eq!(
        lines.iter().filter(|line| *line == told).count(),
        2,
        "{lines:?}"
    );
}
