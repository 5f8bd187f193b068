use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {}

pub struct Desk;

fn main() {
    let _ = HubServer::builder().hub::<ChatHub>("/chat").build();
    let _ = HubServer::builder().hub("/chat", Desk).build();
    let _ = HubServer::builder().hub(ChatHub).build();
}
