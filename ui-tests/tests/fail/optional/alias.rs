use hubs_runtime::prelude::*;

type Limit = Option<u32>;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn history(&self, limit: Limit) {
        let _ = limit;
    }
}

fn main() {}
