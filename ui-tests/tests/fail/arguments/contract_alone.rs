use hubs_runtime::prelude::*;

#[client_contract]
pub trait ChatClient {
    async fn posted(&self, text: String);
}

#[hub(ChatClient)]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub async fn post(&self, cx: &HubContext<Self>, text: String) -> Result<(), HubError> {
        cx.clients().all().posted(text).await?;
        Ok(())
    }
}

fn main() {
    HubServer::builder().hub("/chat", ChatHub).build().unwrap();
}
