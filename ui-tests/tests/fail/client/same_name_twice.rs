use hubs_runtime::prelude::*;

#[client_contract]
pub trait ChatClient {
    async fn received(&self);
    async fn received(&self);
}

fn main() {}
