use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub unsafe fn send(&self) {}
}

fn main() {}
