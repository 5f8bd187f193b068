//! What belongs on the struct is told once, and not for each call of a client.

use hubs_runtime::prelude::*;

#[client_contract]
pub trait ChatClient {
    async fn told(&self, text: String);
}

#[caller_state]
pub struct ChatState {
    pub name: String,
}

#[hub]
pub struct ChatHub;

#[hub(client = ChatClient, state = ChatState)]
impl ChatHub {
    pub async fn tell(&self, cx: &HubContext<Self>) -> Result<(), HubError> {
        let name = cx.state().get().name.clone();
        cx.clients().all().told(name.clone()).await?;
        cx.clients().others().told(name).await
    }

    pub fn lines(&self) -> impl Stream<Item = String> {
        futures_util::stream::empty()
    }
}

pub async fn announce(chat: &HubHandle<ChatHub>) {
    let _ = chat.clients().all().told("all".to_owned()).await;
}

fn main() {}
