use hubs_runtime::prelude::*;

type Lines = Upload<String>;

#[client_contract]
pub trait ChatClient {
    async fn lines(&self) -> Lines;
}

fn main() {}
