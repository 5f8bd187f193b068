use hubs_runtime::prelude::*;

#[client_contract]
pub trait ChatClient {
    async fn posted(&self, text: &str);
    async fn confirm(&self, question: &str) -> bool;
}

#[hub(client = ChatClient)]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub async fn post(&self, cx: &HubContext<Self>, text: String) -> Result<bool, HubError> {
        cx.clients().all().posted(&text).await?;
        cx.clients().others().posted("twice").await?;
        Ok(cx.clients().caller().confirm("sure?").await?)
    }
}

fn main() {
    HubServer::builder().hub("/chat", ChatHub).build().unwrap();
}
