use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn history(&self, #[hub(optional)] limit: Option<u32>, room: String) {
        let _ = (limit, room);
    }
}

fn main() {}
