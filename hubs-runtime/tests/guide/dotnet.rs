use hubs_runtime::prelude::*;

#[client_contract(rename_all = "PascalCase")]
pub trait ChatClient {
    // `ReceiveMessage` on the wire
    async fn receive_message(&self, user: String, message: String);
}

#[hub(client = ChatClient, rename_all = "PascalCase")]
pub struct ChatHub;

#[hub]
impl ChatHub {
    // `SendMessage` on the wire
    pub async fn send_message(
        &self,
        cx: &HubContext<Self>,
        user: String,
        message: String,
    ) -> Result<(), HubError> {
        let all = cx.clients().all();
        all.receive_message(user, message).await?;
        Ok(())
    }

    // A name of its own, as `[HubMethodName("Stop")]`
    #[hub(name = "Stop")]
    pub fn leave(&self, cx: &HubContext<Self>) {
        cx.abort();
    }
}
