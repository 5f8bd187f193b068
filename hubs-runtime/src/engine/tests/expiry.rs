//! An identity that ends takes its connection with it.

use std::time::Duration;

use tokio::time::Instant;

use super::bench::{Bench, Wire, result};
use crate::{connection::InputEnd, wire};

/// As ASP.NET Core has it: no error, and the client may come back.
const CLOSE: &str = r#"{"type":7,"allowReconnect":true}"#;
const HANDSHAKE: &str = r#"{"protocol":"json","version":1}"#;
const EXPIRED: &str = "disconnected: the client's authentication expired";

fn in_seconds(seconds: u64) -> Option<Instant> {
    Some(Instant::now() + Duration::from_secs(seconds))
}

/// A connection that may outlive its socket and expires in a minute.
async fn resumable(bench: &Bench) -> Wire {
    let mut wire = bench.raw("");
    wire.engine.allow_numbering();
    wire.authenticate(in_seconds(60));
    let handshake = r#"{"protocol":"json","version":2}"#;
    assert_eq!(wire.exchange(handshake).await, ["{}"]);
    wire
}

/// Without pings, which are not what is looked at here.
fn but_pings(received: Vec<String>) -> Vec<String> {
    let ping = r#"{"type":6}"#;
    received.into_iter().filter(|it| it != ping).collect()
}

#[tokio::test(start_paused = true)]
async fn a_connection_ends_when_its_identity_does() {
    let bench = Bench::new();
    let mut wire = bench.raw("");
    wire.authenticate(in_seconds(20));
    assert_eq!(wire.exchange(HANDSHAKE).await, ["{}"]);
    tokio::time::advance(Duration::from_secs(19)).await;
    assert_eq!(but_pings(wire.call("add", "[1,2]").await), result("3"));
    let before = Instant::now();
    assert_eq!(but_pings(wire.finish().await), [CLOSE]);
    assert_eq!(before.elapsed().as_secs(), 1);
    assert_eq!(bench.log.lines().pop().unwrap(), EXPIRED);
}

#[tokio::test(start_paused = true)]
async fn calls_in_flight_are_drained_when_an_identity_ends() {
    let bench = Bench::new();
    let mut wire = bench.stock().await;
    wire.call("wait", "[]").await;
    wire.authenticate(in_seconds(1));
    tokio::time::advance(Duration::from_secs(2)).await;
    assert!(!wire.turn().await, "the call still runs");
    assert_eq!(wire.received(), [CLOSE]);
    bench.gate.add_permits(1);
    wire.finish().await;
    let lines = bench.log.lines();
    assert_eq!(
        lines[lines.len() - 2..],
        ["wait ended, cancelled: true", EXPIRED]
    );
}

#[tokio::test(start_paused = true)]
async fn what_expired_before_the_handshake_ends_right_after_it() {
    let bench = Bench::new();
    let mut wire = bench.raw("");
    wire.authenticate(in_seconds(0));
    let add = r#"{"type":1,"invocationId":"1","target":"add","arguments":[1,2]}"#;
    let together = format!("{HANDSHAKE}\u{1e}{add}");
    assert_eq!(wire.exchange(&together).await, ["{}", CLOSE]);
    assert!(wire.turn().await, "it is over");
    // The time passes while a generated client's hello is awaited.
    let mut wire = bench.raw(&format!("{}={}", wire::QUERY, wire::QUERY_VERSION));
    wire.authenticate(in_seconds(5));
    assert_eq!(wire.exchange(HANDSHAKE).await, ["{}"]);
    tokio::time::advance(Duration::from_secs(6)).await;
    let hello = wire.call(wire::HELLO, r#"[{"contract":{},"reconnect":false}]"#);
    assert_eq!(hello.await.pop().as_deref(), Some(CLOSE));
    assert!(wire.turn().await, "it is over");
    assert_eq!(
        bench.log.lines(),
        Vec::<String>::new(),
        "the hub never knew"
    );
}

#[tokio::test(start_paused = true)]
async fn the_request_that_resumes_a_connection_says_until_when() {
    let bench = Bench::new();
    let mut wire = resumable(&bench).await;
    tokio::time::advance(Duration::from_secs(50)).await;
    for again in [Some(60), None, Some(30)] {
        wire.engine.input_ended(InputEnd::Lost);
        wire.authenticate(again.and_then(in_seconds));
        wire.engine.resumed();
        wire.turn().await;
        wire.received();
        tokio::time::advance(Duration::from_secs(20)).await;
        assert!(!wire.turn().await, "{again:?}");
        assert_eq!(but_pings(wire.received()), Vec::<String>::new());
    }
    tokio::time::advance(Duration::from_secs(11)).await;
    assert!(wire.turn().await);
    assert_eq!(but_pings(wire.received()), [CLOSE]);
    assert_eq!(bench.log.lines().pop().unwrap(), EXPIRED);
}

#[tokio::test(start_paused = true)]
async fn who_expires_without_a_socket_may_come_back_with_another_identity() {
    let long = |options: &mut crate::options::HubOptions| {
        options.disconnect_timeout = Duration::from_secs(300);
    };
    let bench = Bench::with(long, false);
    for (again, stays) in [(200, true), (0, false)] {
        let mut wire = resumable(&bench).await;
        wire.engine.input_ended(InputEnd::Lost);
        wire.turn().await;
        tokio::time::advance(Duration::from_secs(100)).await;
        assert!(!wire.turn().await, "nobody is there to be told");
        wire.authenticate(in_seconds(again));
        wire.engine.resumed();
        assert_eq!(wire.turn().await, !stays);
        assert_eq!(wire.received().contains(&CLOSE.to_owned()), !stays);
    }
}
