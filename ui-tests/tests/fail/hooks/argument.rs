use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    #[on_connected]
    async fn welcome(&self, text: String) {
        let _ = text;
    }
}

fn main() {}
