use hubs_runtime::prelude::*;

#[client_contract]
pub trait ChatClient {
    type Item;
    async fn received(&self);
}

fn main() {}
