use hubs_runtime::prelude::*;

#[caller_state]
pub trait ChatClient {
    async fn received(&self, text: String);
    #[client(timeout = "30s")]
    async fn confirm(&self) -> bool;
}

#[hub_type]
pub trait OtherClient {
    async fn received(&self, text: String);
}

#[hub(client = ChatClient)]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub async fn send(&self, cx: &HubContext<Self>, text: String) -> Result<(), HubError> {
        cx.clients().all().received(text).await?;
        cx.clients().caller().confirm().await?;
        Ok(())
    }
}

#[hub(client = OtherClient)]
pub struct OtherHub;

#[hub]
impl OtherHub {
    pub async fn send(&self, cx: &HubContext<Self>, text: String) -> Result<(), HubError> {
        cx.clients().all().received(text).await?;
        Ok(())
    }
}

fn main() {}
