use hubs_runtime::prelude::*;

#[client_contract]
pub trait ChatClient {
    async fn confirm(&self) -> bool;
}

#[hub(client = ChatClient)]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub async fn ask(&self, cx: &HubContext<Self>) {
        let _ = cx.clients().others().confirm().await;
    }
}

fn main() {}
