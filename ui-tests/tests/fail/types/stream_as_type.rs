use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn numbers(&self) -> Stream<Item = u32> {
        futures_util::stream::iter(0..3)
    }
}

fn main() {}
