use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
#[client(timeout = "3s")]
impl ChatHub {
    pub fn send(&self) {}
}

fn main() {}
