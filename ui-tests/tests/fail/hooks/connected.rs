use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    async fn connected(&self, cx: &HubContext<Self>) {
        let _ = cx;
    }
}

fn main() {}
