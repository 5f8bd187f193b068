use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    #[on_connected]
    fn welcome(&self) {}
    #[on_disconnected]
    async fn goodbye(&self) {}
}

#[test]
fn works() {
    HubServer::builder().hub("/chat", ChatHub).build().unwrap();
}
