#[allow(dead_code)]
mod mine {
    pub struct Result;
    pub struct Option;
    pub struct Vec;
    pub struct String;
    pub struct Box;
    pub enum Ordering {
        Some,
        None,
        Ok,
        Err,
    }
    pub trait Send {}
    pub trait Future {}
    pub mod std {}
    pub mod core {}
    pub mod serde {}
}
#[allow(unused_imports)]
use mine::{Ordering::*, *};

use hubs_runtime::{
    HubContext, HubServer, caller_state, client_contract, hub, hub_type, on_connected,
};

#[client_contract]
pub trait ChatClient {
    async fn posted(&self, number: u32);
    async fn confirm(&self) -> bool;
}

#[caller_state]
pub struct ChatState {
    pub level: u32,
}

#[hub_type]
pub struct Point {
    pub x: u32,
}

#[hub(client = ChatClient, state = ChatState)]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send(&self, point: Point, #[hub(default = 3)] times: u32) -> u32 {
        point.x * times
    }
    pub async fn later(&self, cx: &HubContext<Self>) -> bool {
        cx.clients().caller().confirm().await.is_ok()
    }
    #[on_connected]
    async fn welcome(&self) {}
}

#[test]
fn works() {
    HubServer::builder().hub("/chat", ChatHub).build().unwrap();
}
