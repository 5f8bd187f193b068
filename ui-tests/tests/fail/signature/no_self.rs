use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send(text: String) {
        let _ = text;
    }
}

fn main() {}
