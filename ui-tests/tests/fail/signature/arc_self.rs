use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send(self: std::sync::Arc<Self>) {}
}

fn main() {}
