use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn get(&self) -> impl Iterator<Item = u32> {
        0..3
    }
}

fn main() {}
