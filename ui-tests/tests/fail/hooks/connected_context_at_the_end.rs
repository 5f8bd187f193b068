use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    #[on_disconnected]
    async fn goodbye(&self, cx: &HubContext<Self>, reason: DisconnectReason) {
        let _ = (cx, reason);
    }
}

fn main() {}
