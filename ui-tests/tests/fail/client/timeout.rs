use hubs_runtime::prelude::*;

#[client_contract]
pub trait ChatClient {
    #[client(timeout = "soon")]
    async fn confirm(&self) -> bool;
}

fn main() {}
