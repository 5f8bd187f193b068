//! The generated client of the conformance hubs against their server, by every way.
#![allow(missing_docs)]

use std::sync::{Arc, Mutex};

use futures_util::{StreamExt, stream};
use hubs_runtime::client::{
    BoxError, CallError, ConnectError, HubConnectionBuilder, Protocol, StateError, Transport,
};
use hubs_rust_client_tests::conformance::{
    Answer, Kind, Payload, Question, SecretHubConnection, StateClient, StateHubConnection,
    TestClient, TestError, TestHubConnection, TestState,
};

#[path = "support/conformance.rs"]
mod conformance;
#[path = "support/serve.rs"]
mod serve;

use conformance::serve_conformance;

const WAYS: [(Transport, Protocol); 5] = [
    (Transport::WebSockets, Protocol::Json),
    (Transport::WebSockets, Protocol::MessagePack),
    (Transport::ServerSentEvents, Protocol::Json),
    (Transport::LongPolling, Protocol::Json),
    (Transport::LongPolling, Protocol::MessagePack),
];

fn by(
    (transport, protocol): (Transport, Protocol),
) -> impl Fn(HubConnectionBuilder) -> HubConnectionBuilder {
    move |builder| builder.transports([transport]).protocol(protocol)
}

#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<String>>>);

impl Heard {
    fn note(&self, text: impl Into<String>) {
        self.0.lock().expect("no panic").push(text.into());
    }

    async fn eventually(&self, count: usize) -> Vec<String> {
        for _ in 0..1_000 {
            let heard = self.0.lock().expect("no panic").clone();
            if heard.len() >= count {
                return heard;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        panic!("only {:?}", self.0.lock());
    }
}

impl StateClient for Heard {
    async fn note(&self, text: String) {
        Heard::note(self, text);
    }

    async fn ask_then(&self, question: Question) -> Result<Answer, BoxError> {
        match &*question.text {
            "fail" => Err("no answer".into()),
            text => Ok(Answer::Words {
                text: format!("{text}: {}", question.choices.join("/")),
            }),
        }
    }

    async fn unwanted(&self) {
        Heard::note(self, "unwanted");
    }
}

impl TestClient for Heard {
    async fn message(&self, text: String) {
        Heard::note(self, text);
    }

    async fn payload(&self, payload: Payload) {
        Heard::note(self, payload.text);
    }

    async fn nothing(&self) {
        Heard::note(self, "nothing");
    }

    async fn get_result(&self, value: u32) -> Result<u32, BoxError> {
        Ok(value + 1)
    }
}

#[tokio::test]
async fn calls_streams_uploads_and_pushes() {
    let url = serve_conformance().await;
    for way in WAYS {
        let heard = Heard::default();
        let hub = TestHubConnection::connect_with(format!("{url}/test"), heard.clone(), by(way))
            .await
            .expect("it connects");
        assert_eq!(hub.echo("ä".to_owned()).await.unwrap(), "ä", "{way:?}");
        assert_eq!(hub.add(1, None).await.unwrap(), 11);
        assert_eq!(hub.add(1, Some(2)).await.unwrap(), 3);
        let inner = Payload {
            integer: -1,
            float: 0.5,
            text: "inner".to_owned(),
            maybe: None,
            list: Vec::new(),
            kind: Kind::Small,
        };
        let payload = Payload {
            maybe: Some("here".to_owned()),
            kind: Kind::Large,
            list: vec![inner.clone(), inner],
            integer: 7,
            float: 1.25,
            text: "outer".to_owned(),
        };
        assert_eq!(
            hub.echo_payload(payload.clone()).await.unwrap(),
            payload,
            "{way:?}"
        );
        let items: Vec<u32> = hub
            .count(50)
            .await
            .unwrap()
            .map(Result::unwrap)
            .collect()
            .await;
        assert_eq!(items, (0..50).collect::<Vec<_>>());
        let parts = stream::iter(["a", "b", "c"].map(str::to_owned));
        assert_eq!(hub.concat(parts).await.unwrap(), "abc");
        let doubled = hub.double(stream::iter([1, 2, 3])).await.unwrap();
        let doubled: Vec<u32> = doubled.map(Result::unwrap).collect().await;
        assert_eq!(doubled, [2, 4, 6]);
        assert_eq!(hub.ask_caller(41).await.unwrap(), 42);
        hub.send_to_caller(payload.clone()).await.unwrap();
        assert_eq!(heard.eventually(1).await[0], "outer");
        let failed = hub.throw("on purpose".to_owned()).await.unwrap_err();
        assert!(failed.to_string().contains("on purpose"), "{failed}");
        hub.close().await;
        let late = hub.void_method().await.unwrap_err();
        assert!(matches!(late, CallError::Disconnected { .. }), "{late}");
    }
}

#[tokio::test]
async fn states_errors_and_questions_are_typed() {
    let url = serve_conformance().await;
    for way in WAYS {
        let heard = Heard::default();
        let first = TestState {
            name: "Ann".to_owned(),
            ..TestState::default()
        };
        let configure = |builder| by(way)(builder).state(&first);
        let hub =
            StateHubConnection::connect_with(format!("{url}/state"), heard.clone(), configure)
                .await
                .expect("it connects");
        assert_eq!(hub.whoami().await.unwrap(), "Ann", "{way:?}");
        hub.update_caller_state(|state| state.name = "Bob".to_owned())
            .unwrap();
        assert_eq!(hub.whoami().await.unwrap(), "Bob");
        let visits = hub.visit().await.unwrap();
        assert_eq!(hub.caller_state().visits, visits);
        hub.promote(3).await.unwrap();
        assert_eq!(*hub.caller_state().rank, 3);
        let cheat = hub.update_caller_state(|state| *state = TestState::default());
        assert_eq!(cheat, Err(StateError::ServerField("rank".to_owned())));
        assert_eq!(hub.caller_state().name, "Bob", "nothing is changed");
        let error = hub.enter("nowhere".to_owned()).await.unwrap_err();
        let Some(TestError::NoSuchRoom { name }) = error.failed() else {
            panic!("{error}");
        };
        assert_eq!(
            (name.as_str(), error.to_string().as_str()),
            ("nowhere", "`enter` failed: no room is called nowhere",)
        );
        let boxed: BoxError = Box::new(error.failed().expect("it is typed").clone());
        assert_eq!(boxed.to_string(), "NoSuchRoom { name: \"nowhere\" }");
        let answer = hub.ask_me("well".to_owned()).await.unwrap();
        assert!(answer.contains("well"), "{answer}");
        // The hub passes on what the handler failed with.
        assert_eq!(hub.ask_me("fail".to_owned()).await.unwrap(), "no answer");
        assert_eq!(hub.nullable(None, 3).await.unwrap(), "None 3");
        assert_eq!(hub.nullable(Some(2), 3).await.unwrap(), "Some(2) 3");
        assert_eq!(hub.optional(None, None).await.unwrap(), "None 7");
        assert_eq!(hub.optional(Some(1), Some(2)).await.unwrap(), "Some(1) 2");
        assert!(!hub.is_reconnect().await.unwrap());
        let uploads = hub.two_uploads(stream::iter([1, 2]), stream::iter([3]));
        assert!(!uploads.await.unwrap().is_empty());
        hub.unwanted().await.unwrap();
        assert!(heard.eventually(1).await.contains(&"unwanted".to_owned()));
    }
}

#[tokio::test]
async fn a_hub_that_calls_nobody_takes_no_handlers_and_may_refuse() {
    let url = serve_conformance().await;
    let refused = SecretHubConnection::connect(format!("{url}/secret"))
        .await
        .unwrap_err();
    let is_refused = matches!(
        refused,
        ConnectError::Refused {
            status: Some(401),
            ..
        }
    );
    assert!(is_refused, "{refused}");
}
