use hubs_runtime::prelude::*;

#[client_contract]
trait ChatClient {
    async fn received(&self, text: String);
}

fn main() {}
