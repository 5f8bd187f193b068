use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    #[hub(client_name = "send-it")]
    pub fn send(&self) {}
}

fn main() {}
