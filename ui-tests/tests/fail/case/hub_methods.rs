use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send_message(&self) {}
    #[allow(non_snake_case)]
    pub fn sendmessage(&self) {}
}

fn main() {}
