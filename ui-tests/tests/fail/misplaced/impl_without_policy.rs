use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
#[authorize]
impl ChatHub {
    pub fn send(&self) {}
}

fn main() {}
