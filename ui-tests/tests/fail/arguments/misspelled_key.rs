use hubs_runtime::prelude::*;

#[client_contract]
pub trait ChatClient {
    async fn posted(&self, text: String);
}

#[caller_state]
pub struct ChatState {
    pub name: String,
}

#[hub(clients = ChatClient, sate = ChatState)]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub async fn post(&self, cx: &HubContext<Self>, text: String) -> Result<(), HubError> {
        cx.clients().all().posted(text).await?;
        cx.state().update(|state| state.name.clear());
        Ok(())
    }
}

fn main() {
    HubServer::builder().hub("/chat", ChatHub).build().unwrap();
}
