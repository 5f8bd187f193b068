use hubs_runtime::prelude::*;

#[client_contract]
pub struct ChatClient;

fn main() {}
