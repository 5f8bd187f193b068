use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send(&self, #[hub(optional, nullable)] limit: Option<u32>) {
        let _ = limit;
    }
}

fn main() {}
