use hubs_runtime::prelude::*;

#[client_contract]
pub trait ChatClient {
    #[client(timeout = "3s")]
    async fn received(&self);
}

fn main() {}
