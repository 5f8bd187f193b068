use hubs_runtime::prelude::*;

#[client_contract]
pub trait ChatClient {
    async fn received<T>(&self, value: T);
}

fn main() {}
