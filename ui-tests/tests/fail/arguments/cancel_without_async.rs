use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    #[hub(cancel)]
    pub fn send(&self) {}

    #[hub(cancel)]
    pub fn history(&self) -> impl Stream<Item = u32> {
        futures_util::stream::empty()
    }
}

fn main() {}
