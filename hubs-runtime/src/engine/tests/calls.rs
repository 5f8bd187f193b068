//! Plain calls.

use std::time::Duration;

use tokio::time::Instant;

use super::bench::{Bench, error, result};

#[tokio::test]
async fn a_call_is_answered() {
    let bench = Bench::new();
    let mut wire = bench.stock().await;
    assert_eq!(bench.log.lines(), [r#"connected "" 0 reconnect: false"#]);
    assert_eq!(wire.call("add", "[1,2]").await, result("3"));
    assert_eq!(wire.call("ADD", "[1,2]").await, result("3"));
    assert_eq!(wire.call("add", "[1]").await, result("101"));
    assert_eq!(wire.call("add", "[1,null]").await, result("101"));
}

#[tokio::test]
async fn several_messages_in_one_piece_and_one_in_several_are_the_same() {
    let bench = Bench::new();
    let mut wire = bench.raw("");
    let bytes = b"{\"protocol\":\"json\",\"version\":1}\x1e{\"type\":6}\x1e{\"type\":1,\"invocationId\":\"1\",\"target\":\"add\",\"arguments\":[1,2]}\x1e";
    for byte in bytes {
        wire.feed(&[*byte]).await;
    }
    let apart = wire.received();
    let mut wire = bench.raw("");
    wire.feed(bytes).await;
    assert_eq!(wire.received(), apart);
    assert_eq!(apart, ["{}".to_owned(), result("3").remove(0)]);
}

#[tokio::test]
async fn calls_without_an_id_are_never_answered() {
    let bench = Bench::new();
    let mut wire = bench.stock().await;
    for target in ["nope", "fail", "panic", "add"] {
        let call = format!(r#"{{"type":1,"target":"{target}","arguments":[]}}"#);
        assert_eq!(wire.exchange(&call).await, Vec::<String>::new(), "{target}");
    }
}

#[tokio::test]
async fn failures_are_shown_masked_or_contained() {
    let bench = Bench::new();
    let mut wire = bench.stock().await;
    assert_eq!(
        wire.call("fail", "[]").await,
        error("An unexpected error occurred invoking 'fail' on the server. HubException: no luck")
    );
    for target in ["break", "panic", "nan"] {
        let text = format!("An unexpected error occurred invoking '{target}' on the server.");
        assert_eq!(wire.call(target, "[]").await, error(&text));
    }
    assert_eq!(wire.call("add", "[1,2]").await, result("3"));
}

#[tokio::test]
async fn an_error_has_its_own_name_in_the_texts_of_stock_clients() {
    let bench = Bench::new();
    let mut wire = bench.stock().await;
    assert_eq!(
        wire.call("full", "[]").await,
        error(
            "An unexpected error occurred invoking 'full' on the server. RoomFullException: the room is full"
        )
    );
    let stream = r#"{"type":4,"invocationId":"1","target":"fill","arguments":[]}"#;
    assert_eq!(
        wire.exchange(stream).await[1..],
        error(
            "An error occurred on the server while streaming results. RoomFullException: the room is full"
        )
    );
    wire.core.set_extended();
    let told = wire.call("full", "[]").await.concat();
    let text = "An unexpected error occurred invoking 'full' on the server. HubException: the room is full";
    assert!(told.contains(text), "{told}");
}

#[tokio::test]
async fn detailed_errors_show_what_is_masked_otherwise() {
    let bench = Bench::with(|options| options.enable_detailed_errors = true, false);
    let mut wire = bench.stock().await;
    let answer = wire.call("break", "[]").await.remove(0);
    assert!(
        answer.contains("InternalError: the disk is full"),
        "{answer}"
    );
    let answer = wire.call("nan", "[]").await.remove(0);
    assert!(
        answer.contains("at `[1]`: the float NaN is not finite"),
        "{answer}"
    );
}

#[tokio::test]
async fn policies_guard_methods() {
    let bench = Bench::new();
    let mut wire = bench.stock().await;
    assert_eq!(
        wire.call("secret", "[]").await,
        error("Failed to invoke 'secret' because user is unauthorized")
    );
    let mut wire = bench.connect("user=ann").await;
    assert_eq!(wire.call("secret", "[]").await, result("\"the secret\""));
}

#[tokio::test]
async fn policies_are_asked_before_anything_is_told() {
    let bench = Bench::with(|options| options.enable_detailed_errors = true, false);
    let mut wire = bench.stock().await;
    let refused = error("Failed to invoke 'secret' because user is unauthorized");
    assert_eq!(wire.call("secret", "[1,2,3]").await, refused);
    let unknown = |hint: &str| {
        let text = "Failed to invoke 'secre' due to an error on the server. HubException: Method does not exist.";
        error(&format!("{text}{hint}"))
    };
    assert_eq!(wire.call("secre", "[]").await, unknown(""));
    let mut wire = bench.connect("user=ann").await;
    let told = wire.call("secret", "[1]").await.remove(0);
    assert!(told.contains("The signature is `secret()`"), "{told}");
    assert_eq!(
        wire.call("secre", "[]").await,
        unknown(" Did you mean 'secret'?")
    );
}

#[tokio::test]
async fn hints_for_unknown_names_end_with_their_number_and_length() {
    let bench = Bench::with(|options| options.enable_detailed_errors = true, false);
    let mut wire = bench.stock().await;
    let long = "a".repeat(70);
    let answer = wire.call(&long, "[]").await.remove(0);
    assert!(!answer.contains("Did you mean"), "{answer}");
    let mut hints = 0;
    for _ in 0..100 {
        let answer = wire.call("ad", "[]").await.remove(0);
        hints += u32::from(answer.contains("Did you mean 'add'?"));
    }
    assert_eq!(hints, 19);
}

#[tokio::test]
async fn one_call_at_a_time_unless_more_are_allowed() {
    let bench = Bench::new();
    let mut wire = bench.stock().await;
    assert_eq!(wire.call("wait", "[]").await, Vec::<String>::new());
    let second = r#"{"type":1,"invocationId":"2","target":"add","arguments":[1,2]}"#;
    assert_eq!(wire.exchange(second).await, Vec::<String>::new());
    bench.gate.add_permits(1);
    wire.turn().await;
    let both = wire.received();
    assert_eq!(both[0], result("\"done\"")[0]);
    assert!(
        both[1].contains(r#""invocationId":"2","result":3"#),
        "{both:?}"
    );

    let bench = Bench::with(
        |options| options.maximum_parallel_invocations_per_client = 2,
        false,
    );
    let mut wire = bench.stock().await;
    wire.call("wait", "[]").await;
    assert_eq!(wire.exchange(second).await.len(), 1);
}

#[tokio::test]
async fn a_method_may_wait_for_its_own_caller() {
    let bench = Bench::new();
    let mut wire = bench.stock().await;
    assert_eq!(
        wire.call("askMe", "[]").await,
        [r#"{"type":1,"invocationId":"s1","target":"ask","arguments":["how many?"]}"#]
    );
    // The waiting method takes no slot.
    let other = r#"{"type":1,"invocationId":"2","target":"add","arguments":[1,2]}"#;
    assert_eq!(wire.exchange(other).await.len(), 1);
    assert_eq!(
        wire.exchange(r#"{"type":3,"invocationId":"s1","result":7}"#)
            .await,
        result("7")
    );
    wire.call("askMe", "[]").await;
    assert_eq!(
        wire.exchange(r#"{"type":3,"invocationId":"s2","error":"busy"}"#)
            .await,
        error("An unexpected error occurred invoking 'askMe' on the server. HubException: busy")
    );
    wire.call("askMe", "[]").await;
    let answer = wire
        .exchange(r#"{"type":3,"invocationId":"s3","result":"x"}"#)
        .await;
    assert!(
        answer[0].contains("Error trying to deserialize result to u32."),
        "{answer:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_slot_is_free_at_once_when_a_task_of_its_own_asks_another_client() {
    let bench = Bench::new();
    let (mut ann, bob) = (bench.stock().await, bench.stock().await);
    let bob_id = format!("[\"{}\"]", bob.core.id);
    let nothing = Vec::<String>::new();
    assert_eq!(ann.call("askElsewhere", &bob_id).await, nothing);
    let other = r#"{"type":1,"invocationId":"2","target":"add","arguments":[1,2]}"#;
    assert_eq!(ann.exchange(other).await, nothing);
    let opened = Instant::now();
    bench.gate.add_permits(1);
    let answered = [r#"{"type":3,"invocationId":"2","result":3}"#];
    assert_eq!(ann.next_output().await, answered);
    assert_eq!(opened.elapsed(), Duration::ZERO, "no timer had to come");
}

#[tokio::test(start_paused = true)]
async fn a_client_that_does_not_answer_is_not_waited_for_forever() {
    let bench = Bench::new();
    let mut wire = bench.stock().await;
    wire.call("askMe", "[]").await;
    tokio::time::advance(Duration::from_secs(31)).await;
    wire.turn().await;
    let answer = wire.received().concat();
    assert!(
        answer.contains("client method `ask` gave no answer within 30s"),
        "{answer}"
    );
}

#[tokio::test]
async fn messagepack_calls_are_answered_in_messagepack() {
    let bench = Bench::new();
    let mut wire = bench.raw("");
    wire.feed(b"{\"protocol\":\"messagepack\",\"version\":1}\x1e\x0d\x96\x01\x80\xa1\x31\xa3add\x92\x01\x02\x90")
        .await;
    let bytes = wire.received_bytes();
    assert_eq!(bytes, b"{}\x1e\x07\x95\x03\x80\xa1\x31\x03\x03");
}
