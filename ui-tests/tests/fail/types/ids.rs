// What is no id, and what has no caller, is told once, with what to write.
use hubs_runtime::{HubHandle, prelude::*, testing::TestClient};

#[client_contract]
pub trait ChatClient {
    async fn left(&self, name: String);
}

#[hub(client = ChatClient)]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub async fn leave(&self, cx: &HubContext<Self>, user: u32) -> Result<(), HubError> {
        cx.clients().user(user).left("Ann".to_owned()).await?;
        cx.clients().user(cx.connection_id()).left("Ann".to_owned()).await?;
        cx.clients().client(7).left("Ann".to_owned()).await?;
        Ok(())
    }
}

async fn announce(chat: HubHandle<ChatHub>) -> Result<(), HubError> {
    chat.clients().caller().left("Ann".to_owned()).await?;
    chat.clients().others().left("Ann".to_owned()).await?;
    Ok(())
}

async fn connects(hubs: &HubServer) {
    let ann = TestClient::<ChatHub>::connect_as(hubs, 7).await.unwrap();
    ann.calls().leave(3).await.unwrap();
}

fn main() {}
