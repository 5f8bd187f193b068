use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn numbers(&self) -> Box<dyn Stream<Item = u32> + Send> {
        Box::new(futures_util::stream::iter(0..3))
    }
}

fn main() {}
