//! What clients get wrong.

use crate::protocol::searched;

use super::bench::{Bench, error, result};

#[tokio::test]
async fn calls_that_cannot_be_made_are_answered_with_the_cause() {
    let bench = Bench::with(|options| options.enable_detailed_errors = true, false);
    let mut wire = bench.stock().await;
    assert_eq!(
        wire.call("Nope", "[]").await,
        error(
            "Failed to invoke 'Nope' due to an error on the server. HubException: Method does not exist."
        )
    );
    assert_eq!(
        wire.call("ad", "[]").await,
        error(
            "Failed to invoke 'ad' due to an error on the server. HubException: Method does not exist. Did you mean 'add'?"
        )
    );
    assert_eq!(
        wire.call("add", "[]").await,
        error(
            "Failed to invoke 'add' due to an error on the server. InvalidDataException: Invocation provides 0 \
             argument(s) but target expects 2. At least 1 must be sent. The signature is `add(left, right?)`"
        )
    );
    assert_eq!(
        wire.call("add", "[1,2,3]").await,
        error(
            "Failed to invoke 'add' due to an error on the server. InvalidDataException: Invocation provides 3 \
             argument(s) but target expects 2. At least 1 must be sent. The signature is `add(left, right?)`"
        )
    );
    assert_eq!(
        wire.call("add", r#"[1,"x"]"#).await,
        error(
            "Failed to invoke 'add' due to an error on the server. InvalidDataException: Error binding arguments. \
             Make sure that the types of the provided values match the types of the hub method being invoked. \
             Argument 1 (`right`) of `add`: invalid type: string \"x\", expected u32"
        )
    );
    assert_eq!(
        wire.call("count", "[1]").await,
        error(
            "The client attempted to invoke the streaming 'count' method with a non-streaming invocation."
        )
    );
    assert_eq!(
        wire.exchange(r#"{"type":4,"invocationId":"1","target":"add","arguments":[1]}"#)
            .await,
        error(
            "The client attempted to invoke the non-streaming 'add' method with a streaming invocation."
        )
    );
    assert_eq!(
        wire.call("sum", "[]").await,
        error(
            "An unexpected error occurred invoking 'sum' on the server. HubException: Client sent 0 stream(s), Hub method expects 1."
        )
    );
    assert_eq!(wire.call("add", "[1,2]").await, result("3"));
}

#[tokio::test]
async fn null_is_no_text_and_may_be_an_option() {
    let bench = Bench::with(|options| options.enable_detailed_errors = true, false);
    let mut wire = bench.stock().await;
    let refused = wire.call("askElsewhere", "[null]").await.concat();
    let cause = "Argument 0 (`other`) of `askElsewhere`: invalid type: null, expected a string";
    assert!(refused.contains(cause), "{refused}");
    assert_eq!(wire.call("add", "[1,null]").await, result("101"));
}

#[tokio::test]
async fn broken_messages_close_the_connection_with_the_cause() {
    for (message, cause) in [
        ("{", "Error reading JSON."),
        (r#"{"type":1}"#, "Missing required property 'arguments'."),
        (
            r#"{"type":1,"invocationId":7,"target":"x","arguments":[]}"#,
            "Expected 'invocationId' to be of type String.",
        ),
    ] {
        let bench = Bench::new();
        let mut other = bench.stock().await;
        let mut wire = bench.stock().await;
        let close = wire.exchange(message).await;
        assert_eq!(
            close,
            [format!(
                r#"{{"type":7,"error":"Connection closed with an error. InvalidDataException: {cause}","allowReconnect":true}}"#
            )]
        );
        wire.finish().await;
        let last = bench.log.lines().pop().unwrap();
        assert_eq!(last, format!("disconnected: protocol error: {cause}"));
        assert_eq!(other.call("add", "[1,2]").await, result("3"));
    }
}

#[tokio::test]
async fn oversize_messages_close_the_connection() {
    let bench = Bench::new();
    let mut wire = bench.stock().await;
    let text = "x".repeat(40_000);
    let close = wire.call("add", &format!(r#"["{text}"]"#)).await;
    assert!(
        close[0].contains("The maximum message size of 32768B was exceeded."),
        "{close:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_handshake_that_never_comes_is_refused() {
    let bench = Bench::new();
    let mut wire = bench.raw("");
    assert_eq!(
        wire.finish().await,
        [r#"{"error":"Handshake was canceled."}"#]
    );
    assert_eq!(bench.log.lines(), Vec::<String>::new());
}

#[tokio::test]
async fn a_wrong_handshake_is_refused() {
    for (request, text) in [
        (
            r#"{"protocol":"xml","version":1}"#,
            "The protocol 'xml' is not supported.",
        ),
        (
            r#"{"protocol":"json","version":9}"#,
            "The server does not support version 9 of the 'json' protocol.",
        ),
        (
            r#"{"type":6}"#,
            "An unexpected error occurred during connection handshake.",
        ),
    ] {
        let mut wire = Bench::new().raw("");
        assert_eq!(
            wire.exchange(request).await,
            [format!(r#"{{"error":"{text}"}}"#)]
        );
        assert!(wire.engine.output_ended());
    }
}

#[tokio::test]
async fn a_message_in_small_pieces_is_searched_once() {
    let bench = Bench::new();
    let mut wire = bench.stock().await;
    let text = "x".repeat(4_000);
    let call = format!(
        "{{\"type\":1,\"invocationId\":\"1\",\"target\":\"nope\",\"arguments\":[\"{text}\"]}}\u{1e}"
    );
    let before = searched::so_far();
    for byte in call.as_bytes() {
        wire.feed(&[*byte]).await;
    }
    assert_eq!(wire.received().len(), 1);
    let searched = searched::so_far() - before;
    assert!(searched < 3 * call.len(), "{searched} of {}", call.len());
}

/// A newer client may say more than this server knows.
#[tokio::test]
async fn messages_of_unknown_types_are_passed_over() {
    let bench = Bench::new();
    let mut wire = bench.stock().await;
    let unknown = r#"{"type":99,"invocationId":"1","more":[]}"#;
    assert_eq!(wire.exchange(unknown).await, Vec::<String>::new());
    assert!(
        wire.call("add", "[1,2]")
            .await
            .concat()
            .contains("\"result\":3")
    );
}
