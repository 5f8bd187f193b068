use hubs_runtime::prelude::*;

#[client_contract]
pub trait ChatClient {
    async fn received(&self, text: String);
}

#[hub(client = ChatClient)]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub async fn send(&self, cx: &HubContext<Self>) {
        let _ = cx.clients().all().received(5).await;
    }
}

fn main() {}
