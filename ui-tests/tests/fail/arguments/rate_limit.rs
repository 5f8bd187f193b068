use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    #[hub(rate_limit = "often")]
    pub async fn send(&self, text: String) {
        drop(text);
    }
}

fn main() {}
