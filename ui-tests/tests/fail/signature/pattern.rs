use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send(&self, (x, y): (u32, u32)) {
        let _ = (x, y);
    }
}

fn main() {}
