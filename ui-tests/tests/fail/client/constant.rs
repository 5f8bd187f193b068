use hubs_runtime::prelude::*;

#[client_contract]
pub trait ChatClient {
    const LIMIT: u32;
    async fn received(&self);
}

fn main() {}
