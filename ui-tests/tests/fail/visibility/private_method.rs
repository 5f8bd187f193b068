use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    async fn send(&self, text: String) {
        let _ = text;
    }
}

fn main() {}
