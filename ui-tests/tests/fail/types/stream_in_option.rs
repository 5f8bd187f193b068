use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn get(&self) -> Option<impl Stream<Item = u32>> {
        Some(futures_util::stream::empty())
    }
}

fn main() {}
