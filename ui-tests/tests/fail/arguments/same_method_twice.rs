use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send(&self) {}
    pub fn send(&self, text: String) {
        let _ = text;
    }
}

fn main() {}
