//! Stateful reconnect: connections that outlive their sockets.

use std::time::Duration;

use serde_json::json;

use super::{
    bench::{Bench, Wire, result},
    book::Book,
};
use crate::{
    connection::InputEnd,
    hub::handle::HubHandle,
    protocol::{Frame, Framing},
};

const HELLO: &str = r#"{"protocol":"json","version":2}"#;
const ACK_1: &str = r#"{"type":8,"sequenceId":1}"#;

/// A connection that negotiated stateful reconnect and shook hands.
async fn stateful(bench: &Bench) -> Wire {
    let mut wire = bench.raw("");
    wire.engine.allow_numbering();
    assert_eq!(wire.exchange(HELLO).await, ["{}"]);
    wire
}

/// The socket dies and another takes its place.
async fn cut(wire: &mut Wire) {
    wire.engine.input_ended(InputEnd::Lost);
    assert!(wire.engine.is_away());
    wire.turn().await;
    wire.engine.resumed();
    wire.turn().await;
}

fn sequence(number: u64) -> String {
    format!(r#"{{"type":9,"sequenceId":{number}}}"#)
}

fn told(number: u32) -> String {
    format!(r#"{{"type":1,"target":"told","arguments":[{number}]}}"#)
}

#[tokio::test(start_paused = true)]
async fn what_was_not_acknowledged_is_sent_again_on_the_next_socket() {
    let bench = Bench::new();
    let mut wire = stateful(&bench).await;
    let id = wire.core.id.clone();
    let handle = HubHandle::new(bench.mounted.clone());
    handle.add_to_group(&id, "g").await.unwrap();
    assert_eq!(wire.call("add", "[1,2]").await, result("3"));
    handle.clients().group("g").told(json!(1)).await.unwrap();
    assert_eq!(wire.received(), [told(1)]);
    assert_eq!(wire.exchange(ACK_1).await, Vec::<String>::new());
    wire.engine.input_ended(InputEnd::Lost);
    wire.turn().await;
    // Nobody is there, yet the connection is: it stays in its group.
    handle.clients().group("g").told(json!(2)).await.unwrap();
    assert_eq!(handle.connection_count(), 1);
    wire.engine.resumed();
    assert_eq!(wire.received(), [sequence(2), told(1), told(2)]);
    assert_eq!(wire.exchange(&sequence(2)).await, Vec::<String>::new());
    assert_eq!(wire.call("add", "[2,2]").await, result("4"));
    assert_eq!(bench.log.lines().len(), 1, "the hub noticed nothing");
}

#[tokio::test(start_paused = true)]
async fn what_came_twice_is_handled_once() {
    let bench = Bench::new();
    let mut wire = stateful(&bench).await;
    let wait = r#"{"type":1,"target":"wait","arguments":[]}"#;
    let add = r#"{"type":1,"invocationId":"2","target":"add","arguments":[1,2]}"#;
    bench.gate.add_permits(8);
    wire.exchange(wait).await;
    cut(&mut wire).await;
    wire.received();
    wire.exchange(&sequence(1)).await;
    wire.exchange(wait).await;
    assert_eq!(wire.exchange(add).await.len(), 1);
    let began = |bench: &Bench| {
        let lines = bench.log.lines();
        lines.iter().filter(|line| *line == "wait began").count()
    };
    assert_eq!(began(&bench), 1);
    cut(&mut wire).await;
    wire.received();
    wire.exchange(&sequence(3)).await;
    wire.exchange(wait).await;
    assert_eq!(began(&bench), 2);
}

#[tokio::test(start_paused = true)]
async fn messages_that_wait_and_messages_cut_in_two_survive() {
    let bench = Bench::new();
    let mut wire = stateful(&bench).await;
    wire.call("wait", "[]").await;
    let add = |id: u32| {
        format!(
            "{{\"type\":1,\"invocationId\":\"{id}\",\"target\":\"add\",\"arguments\":[1,{id}]}}\u{1e}"
        )
    };
    // The second waits for its slot, of the third only a part comes.
    wire.feed(add(2).as_bytes()).await;
    wire.feed(&add(3).as_bytes()[..20]).await;
    cut(&mut wire).await;
    // The client has no acknowledgement yet, so it says everything again.
    let again = [
        sequence(1),
        r#"{"type":1,"invocationId":"1","target":"wait","arguments":[]}"#.to_owned(),
        add(2).trim_end_matches('\u{1e}').to_owned(),
        add(3).trim_end_matches('\u{1e}').to_owned(),
    ];
    for message in &again {
        wire.exchange(message).await;
    }
    bench.gate.add_permits(1);
    wire.turn().await;
    wire.turn().await;
    assert_eq!(
        wire.received(),
        [
            result("\"done\"").remove(0),
            r#"{"type":3,"invocationId":"2","result":3}"#.to_owned(),
            r#"{"type":3,"invocationId":"3","result":4}"#.to_owned(),
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn messages_are_acknowledged_at_most_once_a_second() {
    let bench = Bench::new();
    let mut wire = stateful(&bench).await;
    for _ in 0..3 {
        wire.call("add", "[1,2]").await;
    }
    wire.exchange(r#"{"type":6}"#).await;
    tokio::time::advance(Duration::from_millis(999)).await;
    wire.turn().await;
    assert_eq!(wire.received(), Vec::<String>::new());
    tokio::time::advance(Duration::from_millis(2)).await;
    wire.turn().await;
    assert_eq!(wire.received(), [r#"{"type":8,"sequenceId":3}"#]);
    tokio::time::advance(Duration::from_secs(5)).await;
    wire.turn().await;
    assert_eq!(wire.received(), Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn nobody_is_waited_for_forever() {
    let bench = Bench::new();
    let mut wire = stateful(&bench).await;
    wire.engine.input_ended(InputEnd::Lost);
    tokio::time::advance(Duration::from_secs(14)).await;
    assert!(!wire.turn().await);
    wire.finish().await;
    assert_eq!(bench.log.lines()[1], "disconnected: nothing came for 15s");
    assert_eq!(HubHandle::new(bench.mounted.clone()).connection_count(), 0);
}

#[tokio::test(start_paused = true)]
async fn orderly_ends_are_final() {
    for how in [InputEnd::Graceful, InputEnd::Broken] {
        let bench = Bench::new();
        let mut wire = stateful(&bench).await;
        wire.engine.input_ended(how);
        assert!(!wire.engine.is_away());
        wire.finish().await;
    }
    let bench = Bench::new();
    let mut wire = stateful(&bench).await;
    wire.exchange(r#"{"type":7}"#).await;
    wire.engine.input_ended(InputEnd::Lost);
    assert!(!wire.engine.is_away());
    let mut wire = stateful(&bench).await;
    wire.engine.input_ended(InputEnd::Lost);
    let handle = HubHandle::new(bench.mounted.clone());
    assert!(handle.close(&wire.core.id));
    wire.finish().await;
    let reason = "disconnected: the server ended the connection";
    assert_eq!(bench.log.lines().pop().unwrap(), reason);
}

#[tokio::test(start_paused = true)]
async fn version_1_and_clients_that_did_not_negotiate_it_have_no_second_socket() {
    let bench = Bench::new();
    let mut old = bench.raw("");
    old.engine.allow_numbering();
    old.exchange(r#"{"protocol":"json","version":1}"#).await;
    let mut unasked = bench.raw("");
    unasked.exchange(HELLO).await;
    for wire in [&mut old, &mut unasked] {
        wire.call("add", "[1,2]").await;
        tokio::time::advance(Duration::from_secs(2)).await;
        wire.turn().await;
        assert_eq!(
            wire.received(),
            Vec::<String>::new(),
            "nothing is acknowledged"
        );
        wire.engine.input_ended(InputEnd::Lost);
        assert!(!wire.engine.is_away());
    }
}

#[tokio::test(start_paused = true)]
async fn a_sequence_from_the_future_ends_the_connection() {
    let bench = Bench::new();
    let mut wire = stateful(&bench).await;
    wire.call("add", "[1,2]").await;
    cut(&mut wire).await;
    wire.received();
    assert_eq!(
        wire.exchange(&sequence(3)).await,
        [
            r#"{"type":7,"error":"Connection closed with an error. InvalidOperationException: Sequence ID greater than amount of messages we've received.","allowReconnect":true}"#
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_kept_for_replay_is_bounded() {
    let bench = Bench::with(
        |options| options.stateful_reconnect_buffer_size = 200,
        false,
    );
    let mut wire = stateful(&bench).await;
    let handle = HubHandle::new(bench.mounted.clone());
    for number in 1..=9 {
        handle.clients().all().told(json!(number)).await.unwrap();
    }
    // 42 bytes each.
    assert_eq!(wire.received(), [told(1), told(2), told(3), told(4)]);
    tokio::time::advance(Duration::from_secs(15)).await;
    wire.turn().await;
    assert_eq!(wire.received(), [r#"{"type":6}"#], "pings pass");
    let acknowledged = wire.exchange(r#"{"type":8,"sequenceId":3}"#).await;
    assert_eq!(acknowledged, [told(5), told(6), told(7)]);
    assert!(handle.close(&wire.core.id));
    let rest = [told(8), told(9), r#"{"type":7}"#.to_owned()];
    assert_eq!(wire.finish().await, rest, "at the end everything is sent");
}

#[tokio::test(start_paused = true)]
async fn acknowledgements_are_heeded_behind_calls_that_wait() {
    let bench = Bench::with(|options| options.stateful_reconnect_buffer_size = 50, false);
    let mut wire = stateful(&bench).await;
    let handle = HubHandle::new(bench.mounted.clone());
    wire.call("wait", "[]").await;
    wire.call("add", "[1,2]").await;
    for number in 1..=2 {
        handle.clients().all().told(json!(number)).await.unwrap();
    }
    assert_eq!(wire.received(), [told(1)]);
    wire.feed(b"{\"type\":8,\"seq").await;
    assert_eq!(wire.received(), Vec::<String>::new());
    let acknowledged = wire.exchange("uenceId\":1}").await;
    assert_eq!(acknowledged, [told(2)]);
    wire.engine.input_ended(InputEnd::Lost);
    assert!(wire.engine.is_away(), "it can still be resumed");
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_for_acknowledgements_that_cannot_be_read() {
    let bench = Bench::with(
        |options| {
            options.stateful_reconnect_buffer_size = 50;
            options.max_outgoing_bytes = 100;
            options.maximum_receive_message_size = 100;
        },
        false,
    );
    let mut wire = stateful(&bench).await;
    let handle = HubHandle::new(bench.mounted.clone());
    wire.call("wait", "[]").await;
    // These calls wait for the first; acknowledgements would stand behind them, and no more is read.
    wire.call("add", "[1,2]").await;
    wire.call("add", "[1,2]").await;
    assert!(!wire.engine.wants_input());
    for number in 1..=3 {
        handle.clients().all().told(json!(number)).await.unwrap();
        assert_eq!(wire.received(), [told(number)]);
        wire.turn().await;
    }
    wire.engine.input_ended(InputEnd::Lost);
    assert!(
        !wire.engine.is_away(),
        "more than 100 bytes were sent in vain"
    );
}

#[tokio::test(start_paused = true)]
async fn the_oldest_pushes_may_give_way() {
    let bench = Bench::with(
        |options| {
            options.max_outgoing_bytes = 150;
            options.slow_clients = crate::SlowClients::DropOldest;
        },
        false,
    );
    let mut wire = bench.stock().await;
    let handle = HubHandle::new(bench.mounted.clone());
    handle.clients().all().told(json!(1)).await.unwrap();
    wire.feed(b"{\"type\":1,\"invocationId\":\"1\",\"target\":\"add\",\"arguments\":[1,2]}\x1e")
        .await;
    for number in 2..=5 {
        handle.clients().all().told(json!(number)).await.unwrap();
    }
    let left = [result("3").remove(0), told(4), told(5)];
    assert_eq!(wire.received(), left);
    assert_eq!(
        wire.call("add", "[1,2]").await,
        result("3"),
        "the connection lives"
    );
}

#[tokio::test(start_paused = true)]
async fn messagepack_connections_resume_alike() {
    let bench = Bench::new();
    let mut wire = bench.raw("");
    wire.engine.allow_numbering();
    wire.feed(b"{\"protocol\":\"messagepack\",\"version\":2}\x1e")
        .await;
    assert_eq!(wire.received_bytes(), b"{}\x1e");
    let call = b"\x0d\x96\x01\x80\xa1\x31\xa3add\x92\x01\x02\x90";
    wire.feed(call).await;
    let answer = wire.received_bytes();
    assert_eq!(answer, b"\x07\x95\x03\x80\xa1\x31\x03\x03");
    wire.feed(&call[..5]).await;
    cut(&mut wire).await;
    let again = wire.received_bytes();
    assert_eq!(again, [b"\x03\x92\x09\x01", &answer[..]].concat());
    let frame = Framing::MessagePack.next(&again, 100);
    assert_eq!(
        frame,
        Ok(Some(Frame {
            body: 1..4,
            length: 4
        }))
    );
    wire.feed(b"\x03\x92\x09\x02").await;
    wire.feed(call).await;
    assert_eq!(wire.received_bytes(), answer);
}

#[tokio::test(start_paused = true)]
async fn a_cut_amid_the_clients_replay_ends_nothing() {
    let bench = Bench::new();
    let mut wire = stateful(&bench).await;
    for _ in 0..3 {
        wire.call("add", "[1,2]").await;
    }
    cut(&mut wire).await;
    wire.received();
    // It says everything again, and gets as far as the first.
    wire.exchange(&sequence(1)).await;
    wire.call("add", "[1,2]").await;
    cut(&mut wire).await;
    wire.received();
    // Meanwhile it has read that all three had come.
    assert_eq!(wire.exchange(&sequence(4)).await, Vec::<String>::new());
    assert_eq!(wire.call("add", "[1,3]").await, result("4"));
}

#[tokio::test(start_paused = true)]
async fn a_client_that_never_acknowledges_is_given_up() {
    let bench = Bench::with(|options| options.stateful_reconnect_buffer_size = 50, false);
    let mut wire = stateful(&bench).await;
    let handle = HubHandle::new(bench.mounted.clone());
    for number in 1..=3 {
        handle.clients().all().told(json!(number)).await.unwrap();
    }
    assert_eq!(wire.received(), [told(1)]);
    // Nothing else can be sent until the first is acknowledged.
    let end = wire.finish().await.pop().unwrap();
    assert!(end.contains("The client reads too slowly"), "{end}");
}

#[tokio::test(start_paused = true)]
async fn pings_and_replays_are_no_progress_with_what_waits() {
    let bench = Bench::with(|options| options.stateful_reconnect_buffer_size = 50, false);
    let mut wire = stateful(&bench).await;
    let handle = HubHandle::new(bench.mounted.clone());
    for number in 1..=2 {
        handle.clients().all().told(json!(number)).await.unwrap();
    }
    wire.received();
    let before = wire.core.outbox.waits_since().expect("the second waits");
    for _ in 0..3 {
        tokio::time::advance(Duration::from_secs(4)).await;
        cut(&mut wire).await;
        assert_eq!(wire.received(), [sequence(1), told(1)]);
    }
    assert_eq!(wire.core.outbox.waits_since(), Some(before));
    wire.exchange(ACK_1).await;
    assert_eq!(wire.core.outbox.waits_since(), None, "it was taken at last");
}

#[tokio::test(start_paused = true)]
async fn a_socket_that_comes_late_is_not_blamed_for_what_waited() {
    let bench = Bench::with(
        |options| options.disconnect_timeout = Duration::from_secs(60),
        false,
    );
    let mut wire = stateful(&bench).await;
    let handle = HubHandle::new(bench.mounted.clone());
    wire.engine.input_ended(InputEnd::Lost);
    wire.turn().await;
    handle.clients().all().told(json!(1)).await.unwrap();
    tokio::time::advance(Duration::from_secs(40)).await;
    wire.engine.resumed();
    assert!(!wire.turn().await);
    assert_eq!(wire.received(), [sequence(1), told(1)]);
    assert_eq!(wire.call("add", "[1,2]").await, result("3"));
}

#[tokio::test(start_paused = true)]
async fn each_resume_is_counted() {
    let book = Book::default();
    let _guard = metrics::set_default_local_recorder(&book);
    let bench = Bench::new();
    let mut wire = stateful(&bench).await;
    for resumes in [1.0, 2.0] {
        cut(&mut wire).await;
        assert_eq!(book.sum("hubs.server.resumed_connections{}"), resumes);
    }
}
