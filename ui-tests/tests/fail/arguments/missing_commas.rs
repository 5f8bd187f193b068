use hubs_runtime::prelude::*;

#[client_contract]
pub trait ChatClient {
    async fn told(&self, text: String);
}

#[caller_state]
pub struct ChatState {
    pub name: String,
}

#[hub(client = ChatClient state = ChatState)]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub async fn post(&self, cx: &HubContext<Self>) -> Result<(), HubError> {
        let name = cx.state().get().name.clone();
        cx.clients().all().told(name).await?;
        Ok(())
    }
}

fn main() {}
