use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send(&self, text: impl Into<String>) {
        let _ = text;
    }
}

fn main() {}
