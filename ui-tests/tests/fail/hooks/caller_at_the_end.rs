use hubs_runtime::prelude::*;

#[client_contract]
pub trait ChatClient {
    async fn bye(&self);
}

#[hub(client = ChatClient)]
pub struct ChatHub;

#[hub]
impl ChatHub {
    #[on_disconnected]
    async fn goodbye(&self, cx: &DisconnectedContext<Self>, _reason: DisconnectReason) {
        let _ = cx.clients().caller().bye().await;
    }
}

fn main() {}
