//! A client that shares a crate with its server and takes the server's own types (`--types-from`).
#![deny(warnings, clippy::pedantic)]
#![allow(missing_docs)] // the hubs of tests have few

use hubs_conformance::{Answer, Kind, Payload, Question, TestError, TestState};
use hubs_runtime::{client::BoxError, state::CallerState};

mod typed_by_server;

#[path = "support/conformance.rs"]
mod conformance;
#[path = "support/serve.rs"]
mod serve;

use typed_by_server::{StateClient, StateHubConnection, TestClient, TestHubConnection};

#[derive(Clone)]
struct Quiet;

impl TestClient for Quiet {
    async fn message(&self, _text: String) {}
    async fn payload(&self, _payload: Payload) {}
    async fn nothing(&self) {}

    async fn get_result(&self, value: u32) -> Result<u32, BoxError> {
        Ok(value)
    }
}

impl StateClient for Quiet {
    async fn note(&self, _text: String) {}
    async fn unwanted(&self) {}

    async fn ask_then(&self, question: Question) -> Result<Answer, BoxError> {
        Ok(Answer::Words {
            text: question.text,
        })
    }
}

#[tokio::test]
async fn values_errors_and_states_are_the_servers_own() {
    let url = conformance::serve_conformance().await;
    let hub = TestHubConnection::connect(format!("{url}/test"), Quiet)
        .await
        .expect("it connects");
    let payload = Payload {
        integer: -1,
        float: 0.5,
        text: "whole".to_owned(),
        maybe: Some("here".to_owned()),
        list: Vec::new(),
        kind: Kind::Large,
    };
    let echoed: Payload = hub.echo_payload(payload.clone()).await.unwrap();
    assert_eq!(echoed, payload);
    let state = TestState {
        name: "Ann".to_owned(),
        ..TestState::initial()
    };
    let hub = StateHubConnection::connect_with(format!("{url}/state"), Quiet, |builder| {
        builder.state(&state)
    })
    .await
    .expect("it connects");
    assert_eq!(hub.whoami().await.unwrap(), "Ann");
    let failed = hub.enter("nowhere".to_owned()).await.unwrap_err();
    let error: &TestError = failed.failed().expect("it is typed");
    assert_eq!(error.to_string(), "no room is called nowhere");
}
