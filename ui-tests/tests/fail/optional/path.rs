use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn history(&self, limit: std::option::Option<u32>) {
        let _ = limit;
    }
}

fn main() {}
