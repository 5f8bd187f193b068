use hubs_runtime::prelude::*;

#[client_contract]
pub trait ChatClient {
    async fn lines(&self) -> Upload<String>;
}

fn main() {}
