use hubs_runtime::prelude::*;

#[client_contract]
pub trait ChatClient {
    async fn received(&self, lines: Upload<String>);
}

fn main() {}
