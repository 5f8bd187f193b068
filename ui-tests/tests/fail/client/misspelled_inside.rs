use hubs_runtime::prelude::*;

#[hub_type]
pub struct Message {
    pub text: String,
}

#[client_contract]
pub trait ChatClient {
    async fn posted(&self, messages: Vec<Mesage>);

    async fn confirm(&self, text: String) -> Option<Mesage>;
}

fn main() {}
