use std::sync::Arc;

use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send(&self) {}
}

fn main() {
    let _ = HubServer::builder().hub("/chat", Arc::new(ChatHub)).build();
}
