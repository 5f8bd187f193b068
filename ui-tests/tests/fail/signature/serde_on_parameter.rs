use hubs_runtime::prelude::*;

#[client_contract]
pub trait ChatClient {
    async fn told(&self, #[serde(rename = "body")] text: String);
}

#[hub(client = ChatClient)]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn page(&self, #[serde(default)] size: u32) -> u32 {
        size
    }
}

fn main() {}
