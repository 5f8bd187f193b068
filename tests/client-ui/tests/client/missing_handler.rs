//! The server calls a method for which there is no handler.
use hubs_runtime::client::BoxError;
use hubs_rust_client_tests::versions::newer::{Answer, Question, StateClient};

struct Handlers;

impl StateClient for Handlers {
    async fn note(&self, _text: String) {}
    async fn ask_then(&self, _question: Question) -> Result<Answer, BoxError> {
        Err("not now".into())
    }
    async fn unwanted(&self) {}
}

fn main() {}
