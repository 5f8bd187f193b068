use hubs_runtime::prelude::*;

#[client_contract]
pub trait ChatClient {
    async fn received(&self, text: String);
}

#[hub(client = ChatClient)]
pub struct ChatHub;

impl ChatClient for ChatHub {
    async fn received(&self, text: String) {
        drop(text);
    }
}

#[hub]
impl ChatHub {
    pub async fn send(&self, text: String) {
        self.received(text).await;
    }
}

fn main() {}
