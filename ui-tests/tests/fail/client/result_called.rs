//! A `Result` that a client would answer is told once: where it is called, what is in it counts.

use hubs_runtime::prelude::*;

#[client_contract]
pub trait ChatClient {
    async fn confirm(&self, question: String) -> Result<bool, HubError>;
}

#[hub(client = ChatClient)]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub async fn leave(&self, cx: &HubContext<Self>) -> Result<bool, HubError> {
        Ok(cx.clients().caller().confirm("Leave?".into()).await?)
    }
}

fn main() {}
