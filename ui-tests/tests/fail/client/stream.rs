use hubs_runtime::prelude::*;

#[client_contract]
pub trait ChatClient {
    async fn received(&self) -> impl Stream<Item = u32>;
}

fn main() {}
