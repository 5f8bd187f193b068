use hubs_runtime::prelude::*;

#[client_contract]
pub trait ChatClient<T> {
    async fn received(&self, text: String);
}

fn main() {}
