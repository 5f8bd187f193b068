//! A parameter may be called as a member of a generated client may not: no code of it is a member of that name.
use hubs_runtime::prelude::*;

#[client_contract]
pub trait ChatClient {
    async fn posted(&self, constructor: String, then: u32);
}

#[hub(client = ChatClient)]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send(&self, constructor: String, then: u32, prototype: bool) {
        let _ = (constructor, then, prototype);
    }
}
