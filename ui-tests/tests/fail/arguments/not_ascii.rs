use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn größe(&self) -> u32 {
        1
    }
}

fn main() {}
