use hubs_runtime::prelude::*;

#[client_contract]
#[client_contract]
pub trait ChatClient {
    async fn posted(&self);
}

#[caller_state]
#[hub_type]
pub struct Below {
    pub room: String,
}

#[hub_type]
#[caller_state]
pub struct Above {
    pub room: String,
}

#[hub_type]
#[hub_type]
pub struct Message {
    pub text: String,
}

#[hub(client = ChatClient, state = Below)]
pub struct ChatHub;

#[hub(state = Above)]
pub struct OtherHub;

fn main() {}
