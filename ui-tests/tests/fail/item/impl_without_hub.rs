use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

impl ChatHub {
    pub fn send(&self) {}
}

fn main() {
    let _ = HubServer::builder().hub("/chat", ChatHub).build();
}
