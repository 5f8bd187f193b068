use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub(name = "chat")]
impl ChatHub {
    pub fn send(&self) {}
}

fn main() {}
