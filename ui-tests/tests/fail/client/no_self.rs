use hubs_runtime::prelude::*;

#[client_contract]
pub trait ChatClient {
    async fn received(text: String);
}

fn main() {}
