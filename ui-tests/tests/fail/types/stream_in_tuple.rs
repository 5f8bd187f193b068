use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn get(&self) -> (impl Stream<Item = u32>, u32) {
        (futures_util::stream::empty::<u32>(), 1)
    }
}

fn main() {}
