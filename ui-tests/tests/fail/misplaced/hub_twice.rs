use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
#[hub]
impl ChatHub {
    pub fn send(&self) {}
}

fn main() {}
