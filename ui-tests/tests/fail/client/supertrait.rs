use hubs_runtime::prelude::*;

#[client_contract]
pub trait ChatClient: Send {
    async fn received(&self);
}

fn main() {}
