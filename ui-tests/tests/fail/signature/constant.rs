use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub const LIMIT: u32 = 3;
    pub fn send(&self) {}
}

fn main() {}
