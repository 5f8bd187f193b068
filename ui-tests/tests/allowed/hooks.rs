use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    #[on_connected]
    async fn welcome(&self, cx: &HubContext<Self>) -> Result<(), HubError> {
        let _ = cx.is_reconnect();
        Ok(())
    }
    #[on_disconnected]
    fn goodbye(&self, cx: &DisconnectedContext<Self>, reason: DisconnectReason) {
        let _ = (cx.connection_id(), reason);
    }
    pub fn send(&self) {}
}

#[hub]
pub struct QuietHub;

#[hub]
impl QuietHub {
    #[on_disconnected]
    fn goodbye(&self, _: &DisconnectedContext<Self>, _: DisconnectReason) {}
}

#[test]
fn works() {
    HubServer::builder()
        .hub("/chat", ChatHub)
        .hub("/quiet", QuietHub)
        .build()
        .unwrap();
}
