use hubs_runtime::prelude::*;

#[hub(name = "Chat", rename_all = "PascalCase")]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send_message(&self) {}
    #[hub(name = "joinRoom", client_name = "enter")]
    pub fn join(&self) {}
    #[hub(client_name = "then_")]
    pub fn then(&self) {}
}

#[test]
fn works() {
    HubServer::builder().hub("/chat", ChatHub).build().unwrap();
}
