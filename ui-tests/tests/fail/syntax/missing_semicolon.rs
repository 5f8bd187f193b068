use hubs_runtime::prelude::*;
#[client_contract]
pub trait ChatClient { async fn posted(&self, text: String); }
#[hub(client = ChatClient)]
pub struct ChatHub;
#[hub]
impl ChatHub {
    pub async fn send(&self, cx: &HubContext<Self>, text: String) -> u32 {
        let a = 1 let b = a;
    }
    #[on_connected]
    async fn hello(&self) {}
}
fn main() { HubServer::builder().hub("/chat", ChatHub).build().unwrap(); }
