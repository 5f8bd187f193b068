use hubs_runtime::prelude::*;

#[client_contract]
pub trait ChatClient {
    async fn received(&mut self, text: String);
}

fn main() {}
