use hubs_runtime::prelude::*;

pub struct ChatState;

#[hub(state = ChatState)]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send(&self) {}
}

fn main() {}
