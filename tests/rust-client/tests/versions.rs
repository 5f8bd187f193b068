//! A hub changes: clients of other versions connect where that is safe, and are told what has changed where it is not. That old
//! call sites do not compile with a new client is shown in `tests/client-ui`.
#![allow(missing_docs)]

use hubs_runtime::client::{BoxError, ConnectError, Protocol};
use hubs_rust_client_tests::versions::{changed, newer, older};

#[path = "support/conformance.rs"]
mod conformance;
#[path = "support/serve.rs"]
mod serve;

use conformance::serve_conformance;

const PROTOCOLS: [Protocol; 2] = [Protocol::Json, Protocol::MessagePack];

/// Handlers that nobody calls.
struct Quiet;

impl older::StateClient for Quiet {
    async fn note(&self, _text: String) {}
    async fn ask_then(&self, _question: older::Question) -> Result<older::Answer, BoxError> {
        Err("nobody asks".into())
    }
    async fn unwanted(&self) {}
}

impl changed::StateClient for Quiet {
    async fn note(&self, _text: bool) {}
    async fn ask_then(&self, _question: changed::Question) -> Result<changed::Answer, BoxError> {
        Err("nobody asks".into())
    }
    async fn unwanted(&self) {}
}

impl newer::StateClient for Quiet {
    async fn note(&self, _text: String) {}
    async fn ask_then(&self, _question: newer::Question) -> Result<newer::Answer, BoxError> {
        Err("nobody asks".into())
    }
    async fn unwanted(&self) {}
    async fn later(&self, _text: String) {}
}

#[tokio::test]
async fn a_client_that_lacks_what_is_new_connects_and_works() {
    let url = serve_conformance().await + "/state";
    for protocol in PROTOCOLS {
        let by = |builder: hubs_runtime::client::HubConnectionBuilder| builder.protocol(protocol);
        let hub = older::StateHubConnection::connect_with(&url, Quiet, by).await;
        let hub = hub.expect("it connects");
        hub.update_caller_state(|state| state.name = "Ann".to_owned())
            .expect("it is small");
        assert_eq!(hub.whoami().await.expect("an answer"), "Ann");
        hub.close().await;
    }
}

fn refused(error: &ConnectError) -> &str {
    match error {
        ConnectError::Refused { reason, .. } => reason,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_client_whose_members_have_changed_is_refused_by_their_names() {
    let url = serve_conformance().await + "/state";
    for protocol in PROTOCOLS {
        let by = |builder: hubs_runtime::client::HubConnectionBuilder| builder.protocol(protocol);
        let connected = changed::StateHubConnection::connect_with(&url, Quiet, by).await;
        let error = connected.unwrap_err();
        let text = "changed: method `whoami`, client method `note`, state field `visits`. Generate it again";
        assert!(refused(&error).contains(text), "{error}");
        let connected = newer::StateHubConnection::connect_with(&url, Quiet, by).await;
        let error = connected.unwrap_err();
        let text = "gone: method `forget`, client method `later`. Generate it again";
        assert!(refused(&error).contains(text), "{error}");
    }
}
