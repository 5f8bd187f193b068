//! Caller state and the other additions of generated clients.

use super::bench::{Bench, result};

const HELLO: &str = r#"{"type":1,"invocationId":"h","target":"$hubs.hello","arguments":[{"contract":{},"state":"{\"name\":\"Ann\"}","reconnect":true}]}"#;

#[tokio::test]
async fn a_generated_client_brings_its_state_before_the_hook() {
    let bench = Bench::new();
    let mut wire = bench.connect("hubs=1").await;
    assert_eq!(bench.log.lines(), Vec::<String>::new());
    assert_eq!(
        wire.exchange(HELLO).await,
        [
            r#"{"type":3,"invocationId":"h","result":{"state":"{\"name\":\"Ann\",\"age\":0,\"rank\":0}"}}"#
        ]
    );
    assert_eq!(bench.log.lines(), [r#"connected "Ann" 0 reconnect: true"#]);
}

#[tokio::test]
async fn state_rides_on_calls_in_both_directions() {
    let bench = Bench::new();
    let mut wire = bench.connect("hubs=1").await;
    wire.exchange(HELLO).await;
    let call = r#"{"type":1,"headers":{"hubs-state":"{\"name\":\"Bob\",\"age\":7}"},"invocationId":"1","target":"grow","arguments":[]}"#;
    assert_eq!(
        wire.exchange(call).await,
        [
            r#"{"type":3,"headers":{"hubs-state":"{\"age\":8}","hubs-state-seen":"1"},"invocationId":"1","result":"Bob"}"#
        ]
    );
}

#[tokio::test]
async fn state_can_be_flushed_without_a_call() {
    let bench = Bench::new();
    let mut wire = bench.connect("hubs=1").await;
    wire.exchange(HELLO).await;
    let flush = r#"{"type":1,"invocationId":"1","target":"$hubs.state","arguments":["{\"name\":\"Cid\"}"]}"#;
    assert_eq!(
        wire.exchange(flush).await,
        [r#"{"type":3,"invocationId":"1"}"#]
    );
    assert!(
        wire.call("grow", "[]")
            .await
            .concat()
            .contains(r#""result":"Cid""#)
    );
}

#[tokio::test]
async fn wrong_state_is_refused_by_field_and_changes_nothing() {
    let bench = Bench::new();
    let mut wire = bench.connect("hubs=1").await;
    wire.exchange(HELLO).await;
    let large = format!(r#"{{\"name\":\"{}\"}}"#, "x".repeat(5_000));
    for (state, text) in [
        (
            r#"{\"nmae\":\"x\"}"#,
            "caller state `TestState` has no field `nmae`; it has name, age, rank",
        ),
        (
            r#"{\"name\":\"Eve\",\"age\":300}"#,
            "caller-state field `age` cannot be set: invalid value: integer `300`, expected u8",
        ),
        (
            r#"{\"name\":\"Eve\",\"rank\":9}"#,
            "caller-state field `rank` cannot be set: the server alone sets it",
        ),
        ("[]", "the caller state is not a JSON object"),
        (large.as_str(), "at most 4096 are allowed"),
    ] {
        let call = format!(
            r#"{{"type":1,"headers":{{"hubs-state":"{state}"}},"invocationId":"1","target":"grow","arguments":[]}}"#
        );
        let answer = wire.exchange(&call).await.concat();
        assert!(answer.contains(text), "{answer}");
    }
    assert!(
        wire.call("grow", "[]")
            .await
            .concat()
            .contains(r#""result":"Ann""#)
    );
}

#[tokio::test]
async fn a_client_whose_fields_were_refused_is_told_what_they_are() {
    let bench = Bench::new();
    let mut wire = bench.connect("hubs=1").await;
    wire.exchange(HELLO).await;
    let flush = r#"{"type":1,"target":"$hubs.state","arguments":["{\"age\":7}"]}"#;
    assert_eq!(wire.exchange(flush).await, Vec::<String>::new());
    let flush =
        r#"{"type":1,"target":"$hubs.state","arguments":["{\"name\":\"Eve\",\"age\":300}"]}"#;
    assert_eq!(
        wire.exchange(flush).await,
        [r#"{"type":1,"target":"$hubs.state","arguments":["{\"name\":\"Ann\",\"age\":7}",2]}"#]
    );
}

#[tokio::test]
async fn a_client_that_knows_a_field_of_the_server_comes_in_and_learns_its_value() {
    let bench = Bench::new();
    let mut wire = bench.connect("hubs=1").await;
    let hello = HELLO.replace(r#"\"Ann\""#, r#"\"Ann\",\"rank\":9"#);
    assert_eq!(
        wire.exchange(&hello).await,
        [
            r#"{"type":3,"invocationId":"h","result":{"state":"{\"name\":\"Ann\",\"age\":0,\"rank\":0}"}}"#
        ]
    );
    let promote = wire.call("promote", "[3]").await.concat();
    assert!(
        promote.contains(r#""hubs-state":"{\"rank\":3}""#),
        "{promote}"
    );
    let flush = r#"{"type":1,"target":"$hubs.state","arguments":["{\"rank\":9}"]}"#;
    assert_eq!(
        wire.exchange(flush).await,
        [r#"{"type":1,"target":"$hubs.state","arguments":["{\"rank\":3}",1]}"#]
    );
}

#[tokio::test(start_paused = true)]
async fn a_hello_that_is_late_or_missing_is_refused() {
    let bench = Bench::new();
    let mut wire = bench.connect("hubs=1").await;
    assert!(
        wire.finish()
            .await
            .concat()
            .contains("Handshake was canceled.")
    );
    let mut wire = bench.connect("hubs=1").await;
    let close = wire.call("add", "[1,2]").await.concat();
    assert!(close.contains("must send `$hubs.hello` first"), "{close}");
    assert_eq!(bench.log.lines(), Vec::<String>::new());
}

#[tokio::test]
async fn stock_clients_cannot_use_our_additions() {
    let bench = Bench::new();
    let mut wire = bench.stock().await;
    let answer = wire.call("$hubs.state", r#"["{}"]"#).await.concat();
    assert!(answer.contains("Method does not exist."), "{answer}");
    let call = r#"{"type":1,"headers":{"hubs-state":"{\"name\":\"Bob\"}"},"invocationId":"1","target":"grow","arguments":[]}"#;
    assert_eq!(wire.exchange(call).await, result("\"\""));
}
