use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub extern "C" fn send(&self) {}
}

fn main() {}
