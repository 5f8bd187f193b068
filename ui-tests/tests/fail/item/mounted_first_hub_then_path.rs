use hubs_runtime::{HubOptions, prelude::*};

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {}

fn main() {
    let _ = HubServer::builder().hub(ChatHub, "/chat").build();
    let _ = HubServer::builder().hub(ChatHub).build();
    let _ = HubServer::builder()
        .hub_with_options(ChatHub, "/chat", HubOptions::default())
        .build();
}
