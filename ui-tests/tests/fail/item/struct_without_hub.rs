use hubs_runtime::prelude::*;

#[client_contract]
pub trait ChatClient {
    async fn received(&self, text: String);
}

pub struct ChatHub;

#[hub]
impl ChatHub {
    pub async fn send(&self, cx: &HubContext<Self>, text: String) -> Result<u32, HubError> {
        cx.clients().all().received(text.clone()).await?;
        cx.clients().caller().received(text).await?;
        Ok(1)
    }

    pub fn history(&self, count: u32) -> Vec<String> {
        vec![String::new(); count as usize]
    }

    #[on_connected]
    async fn greet(&self, cx: &HubContext<Self>) {
        let _ = cx.groups().add("lobby").await;
    }
}

fn main() {
    let _ = HubServer::builder().hub("/chat", ChatHub).build();
}
