use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub async fn on_connected_async(&self, cx: &HubContext<Self>) {
        let _ = cx;
    }
}

fn main() {}
