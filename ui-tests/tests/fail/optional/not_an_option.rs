use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn history(&self, #[hub(optional)] limit: u32) {
        let _ = limit;
    }
}

fn main() {}
