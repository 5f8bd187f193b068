use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send(&self, text: &str) {
        let _ = text;
    }
}

fn main() {}
