// What belongs to a forgotten attribute of ours tells nothing beside it.
use hubs_runtime::prelude::*;

pub trait ChatClient {
    #[client(timeout = "5s")]
    async fn approve(&self, text: String) -> bool;
    #[client(name = "left")]
    async fn user_left(&self, name: String);
}

#[derive(Debug, thiserror::Error)]
pub enum ChatError {
    #[error("full")]
    Full,
    #[error("database")]
    #[internal]
    Database,
}

#[hub(client = ChatClient)]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub async fn send(&self, cx: &HubContext<Self>, text: String) -> Result<bool, ChatError> {
        let approved = cx.clients().caller().approve(text.clone()).await;
        cx.clients().all().user_left(text).await;
        approved.map_err(|_| ChatError::Full)
    }
}

fn main() {}
