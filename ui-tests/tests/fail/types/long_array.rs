use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn get(&self) -> [u8; 64] {
        [0; 64]
    }
}

fn main() {}
