use hubs_runtime::prelude::*;

pub trait ChatClient {
    fn received(&self, text: String);
}

#[hub(client = ChatClient)]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub async fn send(&self, cx: &HubContext<Self>, text: String) -> Result<u32, HubError> {
        cx.clients().all().received(text.clone()).await?;
        cx.clients().caller().received(text).await?;
        Ok(1)
    }
}

fn main() {
    let _ = HubServer::builder().hub("/chat", ChatHub).build();
}
