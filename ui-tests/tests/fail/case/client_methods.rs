use hubs_runtime::prelude::*;

#[client_contract]
pub trait ChatClient {
    async fn message_received(&self, text: String);
    async fn messagereceived(&self, text: String);
}

fn main() {}
