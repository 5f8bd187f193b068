use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
#[on_connected]
impl ChatHub {
    pub fn send(&self) {}
}

fn main() {}
