use hubs_runtime::prelude::*;

#[client_contract]
pub trait ChatClient {
    async fn received(&self, text: String);
}

#[caller_state]
pub struct ChatState {
    pub name: String,
}

#[hub(client = ChatClient, state = )]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub async fn send(&self, cx: &HubContext<Self>) -> Result<(), HubError> {
        let name = cx.state().get().name.clone();
        cx.clients().all().received(name).await?;
        Ok(())
    }
}

fn main() {}
