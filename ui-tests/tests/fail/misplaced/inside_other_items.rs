use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub {
    #[hub(skip)]
    pub rooms: u32,
}

#[hub]
impl ChatHub {
    #[authorize(Admin)]
    const LIMIT: u32 = 1;

    pub fn send(#[hub(optional)] &self, #[client(timeout = "3s")] _text: String) {}
}

#[client_contract]
pub trait ChatClient {
    async fn posted(#[hub(optional)] &self);
    #[hub_type]
    const LIMIT: u32;
}

#[caller_state]
pub struct ChatState {
    #[authorize(Admin)]
    pub room: String,
}

fn main() {}
