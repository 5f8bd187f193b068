use hubs_runtime::prelude::*;

#[client_contract]
pub trait ChatClient {
    async fn received(&self, text: String) {
        let _ = text;
    }
}

fn main() {}
