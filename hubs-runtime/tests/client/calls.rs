//! What users do with a connection, by every way.

use std::{
    sync::{Arc, Mutex, atomic::Ordering},
    time::Duration,
};

use futures_util::StreamExt;
use hubs_runtime::{
    FailureKind,
    client::{CallError, CloseReason, ConnectionStatus, Disconnected, HubConnection, HubStream},
};
use serde_json::{Value, json};

use crate::support::{COMBINATIONS, Server, State, eventually};

#[tokio::test]
async fn calls_are_answered_on_every_way() {
    let server = Server::start();
    for way in COMBINATIONS {
        let hub = server.by(way).connect().await.expect("it connects");
        let text: String = hub.invoke("echo", ("hä?\u{1e}",)).await.expect("an answer");
        assert_eq!(text, "hä?\u{1e}", "{way:?}");
        let nothing: () = hub.invoke("NOTHING", ()).await.expect("an answer");
        assert_eq!(nothing, ());
        let many: String = hub
            .invoke("many", (1, -2_i64, 0.5, Some(true)))
            .await
            .expect("an answer");
        assert_eq!(many, "1 -2 0.5 Some(true) None");
        let id: String = hub.invoke("id", ()).await.expect("an answer");
        assert_eq!(hub.id().as_deref(), Some(&*id));
        let (a, b): (Result<String, _>, Result<String, _>) =
            tokio::join!(hub.invoke("echo", ("a",)), hub.invoke("echo", ("b",)));
        assert_eq!((a.unwrap(), b.unwrap()), ("a".to_owned(), "b".to_owned()));
        hub.send("nothing", ()).await.expect("it is queued");
        let long = "x".repeat(20_000);
        let back: String = hub.invoke("echo", (&long,)).await.expect("an answer");
        assert_eq!(back, long);
        hub.close().await;
        assert_eq!(hub.status(), ConnectionStatus::Closed(CloseReason::Client));
        let error = hub.invoke::<String>("echo", ("late",)).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "`echo` has no answer: the connection is closed: it was closed here"
        );
    }
    let disconnects = server.seen.disconnects.clone();
    eventually("all are gone", || {
        disconnects.load(Ordering::SeqCst) == COMBINATIONS.len() as u32
    })
    .await;
}

#[tokio::test]
async fn errors_are_typed_texts_or_masked() {
    #[derive(Debug, PartialEq, serde::Deserialize)]
    #[serde(rename_all = "camelCase")]
    enum Error {
        Full { room: String },
    }
    let server = Server::start();
    for way in COMBINATIONS {
        // Typed errors are one of our additions, for which a client must ask.
        let hub = server.by(way).state(&State::default());
        let hub = hub.connect().await.expect("it connects");
        let failed = hub.call("fail", ("lobby",)).invoke::<(), Error>().await;
        let error = failed.unwrap_err();
        assert_eq!(error.to_string(), "`fail` failed: lobby is full");
        let full = Error::Full {
            room: "lobby".to_owned(),
        };
        assert_eq!(error.failed(), Some(&full), "{way:?}");
        let failed: Result<(), CallError> = hub.invoke("fail", ("x",)).await;
        let value = json!({"full": {"room": "x"}});
        assert_eq!(failed.unwrap_err().failed(), Some(&value));
        let masked = hub.invoke::<()>("failInside", ()).await.unwrap_err();
        let CallError::Server {
            text,
            kind,
            error_id,
            ..
        } = &masked
        else {
            panic!("{masked}");
        };
        assert_eq!(
            text,
            "An unexpected error occurred invoking 'failInside' on the server."
        );
        assert_eq!(*kind, Some(FailureKind::Internal));
        let id = error_id.as_deref().expect("the log has it");
        assert!(id.len() == 8 && id.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let kind = |error: &CallError| match error {
            CallError::Server { kind, error_id, .. } => {
                assert_eq!(*error_id, None, "{error}");
                *kind
            }
            _ => panic!("{error}"),
        };
        let unknown = hub.invoke::<()>("nope", ()).await.unwrap_err();
        assert_eq!(kind(&unknown), Some(FailureKind::UnknownMethod));
        assert!(
            unknown.to_string().contains("Method does not exist."),
            "{unknown}"
        );
        let wrong = hub.invoke::<u32>("echo", ("text",)).await.unwrap_err();
        let text = wrong.to_string();
        assert!(text.contains("is not of the expected type u32"), "{text}");
        let refused = hub.invoke::<()>("echo", (1,)).await.unwrap_err();
        assert_eq!(kind(&refused), Some(FailureKind::Arguments));
        // What was not asked for is not sent.
        let dynamic = server.by(way).connect().await.expect("it connects");
        let masked = dynamic.invoke::<()>("failInside", ()).await.unwrap_err();
        assert_eq!(kind(&masked), None);
        let float = hub.invoke::<()>("echo", (f64::NAN,)).await.unwrap_err();
        let expected = "an argument of `echo` cannot be encoded: at `[0]`: the float NaN is not finite, so it has no form on the wire";
        assert_eq!(float.to_string(), expected);
        let again: String = hub.invoke("echo", ("alive",)).await.expect("an answer");
        assert_eq!(again, "alive");
    }
}

#[tokio::test]
async fn streams_flow_end_and_are_cancelled() {
    let server = Server::start();
    for way in COMBINATIONS {
        let hub = server.by(way).state(&State::default());
        let hub = hub.connect().await.expect("it connects");
        let stream = hub.stream::<u32>("count", (500,)).await.expect("a stream");
        let items: Vec<u32> = stream.map(|item| item.expect("an item")).collect().await;
        assert_eq!(items, (1..=500).collect::<Vec<_>>(), "{way:?}");
        let mut stream: HubStream<u32, Value> = hub
            .call("countThenFail", (2,))
            .stream()
            .await
            .expect("a stream");
        assert_eq!(stream.next().await.unwrap().unwrap(), 1);
        assert_eq!(stream.next().await.unwrap().unwrap(), 2);
        let error = stream.next().await.unwrap().unwrap_err();
        assert_eq!(error.failed(), Some(&json!({"full": {"room": "stream"}})));
        assert!(stream.next().await.is_none());
        let mut wrong = hub.stream::<String>("count", (3,)).await.expect("a stream");
        let error = wrong.next().await.unwrap().unwrap_err();
        assert!(matches!(error, CallError::Decode { .. }), "{error}");
        assert!(wrong.next().await.is_none());
        let cancelled = server.seen.cancelled.load(Ordering::SeqCst);
        let mut endless = hub.stream::<u32>("forEver", ()).await.expect("a stream");
        assert_eq!(endless.next().await.unwrap().unwrap(), 0);
        drop(endless);
        eventually("the server's stream is dropped", || {
            server.seen.cancelled.load(Ordering::SeqCst) == cancelled + 1
        })
        .await;
    }
}

#[tokio::test]
async fn uploads_are_sent_as_they_come() {
    let server = Server::start();
    for way in COMBINATIONS {
        let hub = server.by(way).connect().await.expect("it connects");
        let items = futures_util::stream::iter(1..=100_u32);
        let sum = hub.call("sum", (1,)).upload(items).invoke::<u32, Value>();
        assert_eq!(sum.await.expect("an answer"), 5_051, "{way:?}");
        let sums = hub
            .call("sumTwo", ())
            .upload(futures_util::stream::iter([1_u32, 2]))
            .upload(futures_util::stream::iter([10_u32]))
            .invoke::<Vec<u32>, Value>();
        assert_eq!(sums.await.expect("an answer"), [3, 10]);
        // The method takes one item and returns: the rest is not asked for.
        let asked = Arc::new(Mutex::new(0));
        let counted = asked.clone();
        let endless = futures_util::stream::unfold(0_u32, move |n| {
            *counted.lock().unwrap() += 1;
            async move {
                tokio::time::sleep(Duration::from_millis(1)).await;
                Some((n, n + 1))
            }
        });
        let first = hub
            .call("takeOne", ())
            .upload(endless)
            .invoke::<u32, Value>();
        assert_eq!(first.await.expect("an answer"), 0);
        let before = *asked.lock().unwrap();
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert!(*asked.lock().unwrap() <= before + 1);
        // A bad item is the method's error, and the connection lives.
        let bad = futures_util::stream::iter([f64::NAN]);
        let error = hub
            .call("sum", (1,))
            .upload(bad)
            .invoke::<u32, Value>()
            .await;
        let text = error.unwrap_err().to_string();
        assert!(text.contains("the float NaN is not finite"), "{text}");
        let panics = futures_util::stream::iter([1_u32]).map(|_| -> u32 { panic!("on purpose") });
        let error = hub
            .call("sum", (1,))
            .upload(panics)
            .invoke::<u32, Value>()
            .await;
        let text = error.unwrap_err().to_string();
        assert!(text.contains("the stream of items panicked"), "{text}");
        let _: () = hub.invoke("nothing", ()).await.expect("it lives");
    }
}

#[tokio::test]
async fn handlers_run_in_order_and_answer() {
    let server = Server::start();
    for way in COMBINATIONS {
        let told = Arc::new(Mutex::new(Vec::new()));
        let heard = told.clone();
        let hub = server
            .by(way)
            .on("told", move |(number, text): (u32, String)| {
                let heard = heard.clone();
                async move {
                    // Were they run side by side, the first would be the last.
                    tokio::time::sleep(Duration::from_millis(u64::from(20 - number) / 4)).await;
                    assert_eq!(text, format!("text {number}"));
                    heard.lock().unwrap().push(number);
                }
            })
            .on("ask", |(question,): (String,)| async move {
                match question.as_str() {
                    "fail" => Err("I do not know"),
                    "panic" => panic!("on purpose"),
                    question => Ok(question.len() as u32),
                }
            })
            .connect()
            .await
            .expect("it connects");
        let _: () = hub.invoke("tell", (20,)).await.expect("an answer");
        eventually("all is told", || told.lock().unwrap().len() == 20).await;
        assert_eq!(
            *told.lock().unwrap(),
            (1..=20).collect::<Vec<_>>(),
            "{way:?}"
        );
        let asked: u32 = hub.invoke("askBack", ("four",)).await.expect("an answer");
        assert_eq!(asked, 4);
        let failed = hub.invoke::<u32>("askBack", ("fail",)).await.unwrap_err();
        assert!(failed.to_string().contains("askBack"), "{failed}");
        let failed = hub.invoke::<u32>("askBack", ("panic",)).await.unwrap_err();
        assert!(failed.to_string().contains("askBack"), "{failed}");
        let _: () = hub.invoke("nothing", ()).await.expect("it lives");
    }
}

#[tokio::test]
async fn a_handler_may_call_the_hub() {
    let server = Server::start();
    let (sender, mut answers) = tokio::sync::mpsc::unbounded_channel();
    let slot: Arc<std::sync::OnceLock<HubConnection>> = Arc::default();
    let inside = slot.clone();
    let hub = HubConnection::builder(server.url())
        .on("told", move |(_, text): (u32, String)| {
            let hub = inside.get().expect("it is connected").clone();
            let sender = sender.clone();
            async move {
                let echo: Result<String, _> = hub.invoke("echo", (text,)).await;
                sender.send(echo.expect("an answer")).expect("it is read");
            }
        })
        .connect()
        .await
        .expect("it connects");
    assert!(slot.set(hub.clone()).is_ok());
    hub.send("tell", (3,)).await.expect("it is queued");
    for number in 1..=3 {
        let answer = answers.recv().await.expect("an answer");
        assert_eq!(answer, format!("text {number}"));
    }
}

#[tokio::test]
async fn the_state_is_the_same_on_both_ends() {
    let server = Server::start();
    for way in COMBINATIONS {
        let first = State {
            name: "Ann".to_owned(),
            visits: 1,
        };
        let hub = server
            .by(way)
            .state(&first)
            .connect()
            .await
            .expect("it connects");
        let state: String = hub.invoke("state", ()).await.expect("an answer");
        assert_eq!(state, "Ann 1", "{way:?}");
        let _: () = hub.invoke("visit", ()).await.expect("an answer");
        assert_eq!(hub.state::<State>().visits, 2);
        hub.update_state(|state: &mut State| state.name = "Bob".to_owned())
            .expect("it is small");
        let state: String = hub.invoke("state", ()).await.expect("an answer");
        assert_eq!(state, "Bob 2");
        hub.update_state(|state: &mut State| state.visits = 7)
            .expect("it is small");
        hub.flush_state().await.expect("it is sent");
        let state: String = hub.invoke("state", ()).await.expect("an answer");
        assert_eq!(state, "Bob 7");
    }
}

#[tokio::test]
async fn a_call_that_is_dropped_or_too_slow_is_cancelled() {
    let server = Server::start();
    let hub = HubConnection::connect(server.url())
        .await
        .expect("it connects");
    let slow = hub.call("slow", ()).timeout(Duration::from_millis(50));
    let error = slow.invoke::<(), Value>().await.unwrap_err();
    assert_eq!(error.to_string(), "`slow` did not answer within 50ms");
    eventually("the server knows", || {
        server.seen.cancelled.load(Ordering::SeqCst) == 1
    })
    .await;
    let running = server.seen.running.clone();
    {
        let call = hub.invoke::<()>("slow", ());
        tokio::pin!(call);
        let begun = eventually("it runs", || running.load(Ordering::SeqCst) == 2);
        tokio::select! {
            _ = &mut call => panic!("it never ends"),
            () = begun => {}
        }
    }
    eventually("the server knows", || {
        server.seen.cancelled.load(Ordering::SeqCst) == 2
    })
    .await;
}

#[tokio::test]
async fn dropping_every_handle_ends_the_connection() {
    let server = Server::start();
    let hub = HubConnection::connect(server.url())
        .await
        .expect("it connects");
    let other = hub.clone();
    drop(hub);
    let stream = other.stream::<u32>("forEver", ()).await.expect("a stream");
    drop(other);
    let mut stream = stream;
    assert!(stream.next().await.unwrap().is_ok());
    drop(stream);
    let disconnects = server.seen.disconnects.clone();
    eventually("it is gone", || disconnects.load(Ordering::SeqCst) == 1).await;
}

#[tokio::test]
async fn the_server_may_end_it_for_good() {
    let server = Server::start();
    for way in COMBINATIONS {
        let hub = server.by(way).connect().await.expect("it connects");
        let left = hub.invoke::<()>("leave", ()).await;
        let over = CloseReason::Server(None);
        // The answer may come before the end.
        if let Err(error) = left {
            let closed = CallError::Disconnected {
                method: "leave".to_owned(),
                reason: Disconnected::Closed(over.clone()),
            };
            assert_eq!(error, closed, "{way:?}");
        }
        assert_eq!(hub.closed().await, over, "{way:?}");
        let late = hub.send("nothing", ()).await.unwrap_err();
        assert!(late.to_string().contains("the server ended it"), "{late}");
    }
}
