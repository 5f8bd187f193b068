use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn ping(&self) {}
}

fn main() {
    let _ = HubServer::builder()
        .hub("/chat", ChatHub)
        .origins("https://app.example.com")
        .build();
}
