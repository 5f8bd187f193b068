use hubs_runtime::prelude::*;

pub struct ChatClient;

#[hub(client = ChatClient)]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send(&self) {}
}

fn main() {}
