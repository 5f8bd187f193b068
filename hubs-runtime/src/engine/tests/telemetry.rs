//! Spans and metrics, under SignalR's names.

use std::time::Duration;

use tracing_subscriber::fmt::format::FmtSpan;

use super::{bench::Bench, book::Book, log::LogText};
use crate::connection::InputEnd;

#[tokio::test]
async fn log_lines_stand_in_spans_of_connection_and_invocation() {
    let (log, _guard) = LogText::start(FmtSpan::CLOSE);
    let bench = Bench::new();
    let mut wire = bench.stock().await;
    let call = r#"{"type":1,"headers":{"traceparent":"00-1-2-03"},"invocationId":"7","target":"break","arguments":[]}"#;
    wire.exchange(call).await;
    wire.call("wait", "[]").await;
    bench.gate.add_permits(1);
    wire.turn().await;
    wire.engine.input_ended(InputEnd::Graceful);
    wire.finish().await;
    drop(wire);
    let text = log.text();
    let line = |part: &str| {
        text.lines()
            .find(|line| line.contains(part))
            .unwrap_or_else(|| panic!("no line has {part:?}:\n{text}"))
    };
    let connection = format!("hub_connection{{connection_id={}", bench_id(&text));
    let failed = line("hub method failed");
    for part in [
        connection.as_str(),
        r#"hub="TestHub" transport="WebSockets""#,
        r#"otel.name=TestHub/break otel.kind="server" rpc.system="signalr" rpc.service="TestHub" rpc.method="break""#,
        r#"invocation_id="7" traceparent="00-1-2-03""#,
    ] {
        assert!(failed.contains(part), "{part}\n{failed}");
    }
    let closed = text
        .lines()
        .find(|line| line.contains(r#"rpc.method="break""#) && line.contains(": close "));
    let closed = closed.unwrap_or_else(|| panic!("the span was not closed:\n{text}"));
    assert!(closed.contains(r#"error.type="InternalError""#), "{closed}");
    for name in ["wait", "OnConnected", "OnDisconnected"] {
        line(&format!("rpc.method=\"{name}\""));
    }
}

#[tokio::test]
async fn a_method_that_nobody_waits_for_is_in_the_log_when_it_panics() {
    let (log, _guard) = LogText::start(FmtSpan::NONE);
    let bench = Bench::new();
    let mut wire = bench.stock().await;
    wire.exchange(r#"{"type":1,"target":"panic","arguments":[]}"#)
        .await;
    let text = log.text();
    let failed: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("hub method failed"))
        .collect();
    let [failed] = failed.as_slice() else {
        panic!("not one line:\n{text}");
    };
    assert!(failed.contains("hub method `panic` panicked"), "{failed}");
    assert!(failed.contains("error_id="), "{failed}");
}

fn bench_id(text: &str) -> &str {
    let start =
        text.find("connection_id=").expect("a span of a connection") + "connection_id=".len();
    text[start..].split(' ').next().unwrap_or_default()
}

#[tokio::test(start_paused = true)]
async fn connections_are_counted_under_the_names_of_signalr() {
    let book = Book::default();
    let _guard = metrics::set_default_local_recorder(&book);
    let active = "signalr.server.active_connections{signalr.transport=web_sockets}";
    let duration = |status: &str| {
        format!(
            "signalr.server.connection.duration{{signalr.transport=web_sockets,signalr.connection.status={status}}}"
        )
    };
    let bench = Bench::new();
    let (mut stops, mut silent) = (bench.stock().await, bench.stock().await);
    assert_eq!(book.sum(active), 2.0);
    tokio::time::advance(Duration::from_secs(2)).await;
    stops.exchange(r#"{"type":7}"#).await;
    drop(stops);
    assert_eq!(book.sum(active), 1.0);
    assert_eq!(book.sum(&duration("normal_closure")), 2.0);
    silent.exchange(r#"{"type":6}"#).await;
    silent.finish().await;
    drop(silent);
    assert_eq!(book.sum(active), 0.0);
    assert!(book.sum(&duration("timeout")) >= 30.0);
}

#[tokio::test]
async fn nacks_and_dropped_messages_are_counted() {
    let book = Book::default();
    let _guard = metrics::set_default_local_recorder(&book);
    let bench = Bench::new();
    let mut wire = bench.connect("hubs=1").await;
    let hello = r#"{"type":1,"invocationId":"h","target":"$hubs.hello","arguments":[{}]}"#;
    wire.exchange(hello).await;
    wire.exchange(r#"{"type":1,"target":"$hubs.nack","arguments":["told","no handler"]}"#)
        .await;
    assert_eq!(book.sum("hubs.server.client_nacks{hub=TestHub}"), 1.0);
    wire.exchange(r#"{"type":7}"#).await;
    let told = crate::hub::handle::HubHandle::new(bench.mounted.clone());
    let target = crate::delivery::Target::Local(wire.core.clone());
    let encode = |protocol, buffer: &mut Vec<u8>| {
        crate::protocol::Invocation::push("told", (1,)).encode(protocol, buffer)
    };
    let message = crate::delivery::Push::new("told", &encode);
    let delivery = bench.mounted.delivery.clone();
    delivery.push(&target, &message).await.unwrap();
    assert_eq!(told.connection_count(), 0);
    assert_eq!(book.sum("hubs.server.dropped_messages{cause=closed}"), 1.0);
}

#[tokio::test(start_paused = true)]
async fn calls_of_known_methods_are_counted_timed_and_their_failures_too() {
    let bench = Bench::new();
    let mut wire = bench.stock().await;
    // Nobody listens yet.
    wire.call("add", "[1, 2]").await;
    let book = Book::default();
    let _guard = metrics::set_default_local_recorder(&book);
    let of = |name: &str, labels: &str| book.sum(&format!("{name}{{hub=TestHub,method={labels}}}"));
    let calls = |method: &str| of("hubs.server.calls", method);
    let duration = |method: &str| of("hubs.server.call.duration", method);
    let failed =
        |method: &str, kind: &str| of("hubs.server.failed_calls", &format!("{method},kind={kind}"));

    for _ in 0..3 {
        wire.call("ADD", "[1, 2]").await;
    }
    assert_eq!((calls("add"), duration("add")), (3.0, 0.0));

    wire.call("wait", "[]").await;
    assert_eq!(calls("wait"), 1.0, "as soon as it begins");
    tokio::time::advance(Duration::from_secs(2)).await;
    bench.gate.add_permits(1);
    wire.turn().await;
    assert_eq!(duration("wait"), 2.0);

    let stream = r#"{"type":4,"invocationId":"1","target":"count","arguments":[5]}"#;
    wire.exchange(stream).await;
    tokio::time::advance(Duration::from_secs(3)).await;
    wire.exchange(r#"{"type":5,"invocationId":"1"}"#).await;
    assert_eq!((calls("count"), duration("count")), (1.0, 3.0));

    for (target, arguments) in [
        ("fail", "[]"),
        ("break", "[]"),
        ("panic", "[]"),
        ("secret", "[]"),
        ("add", "[true]"),
        ("count", "[1]"),
        ("rare", "[]"),
        ("rare", "[]"),
        ("rare", "[]"),
        ("made up", "[]"),
    ] {
        wire.call(target, arguments).await;
    }
    // A send has no answer, and fails all the same.
    for target in ["fail", "panic"] {
        let send = format!(r#"{{"type":1,"target":"{target}","arguments":[]}}"#);
        wire.exchange(&send).await;
    }
    for (method, kind, count) in [
        ("fail", "hub", 2.0),
        ("break", "internal", 1.0),
        ("panic", "internal", 2.0),
        ("secret", "unauthorized", 1.0),
        ("add", "arguments", 1.0),
        ("count", "unknownMethod", 1.0),
        ("rare", "refused", 1.0),
    ] {
        assert_eq!(failed(method, kind), count, "{method}");
    }
    assert_eq!(calls("rare"), 3.0);
    let known = format!("{book:?}");
    assert!(!known.contains("made up"), "{known}");
    assert!(!known.contains("ADD"), "{known}");
}
