//! What cannot be read of a hub and its contract is told by rustc alone: calls of it, in the hub and in tests, are no errors.

use hubs_runtime::{prelude::*, testing::TestClient};

#[client_contract]
pub trait ChatClient {
    async fn posted(&self, room String, text: String);
    async fn told(&self, text: String);
}

#[caller_state]
pub struct ChatState {
    pub name: String;
    pub color: u32,
}

#[hub(client = ChatClient, state = ChatState)]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub async fn post(&self, cx: &HubContext<Self>, room: String text: String) -> Result<(), HubError> {
        cx.clients().all().posted(room, text).await?;
        cx.clients().caller().told(cx.state().get().name.clone()).await?;
        Ok(())
    }

    pub fn latest(&self, count: u32) Vec<String> {
        Vec::new()
    }

    pub fn sent(&self, lines: ) -> u32 {
        1
    }

    pub fn left(&self, room: String) -> u32 {
        2
    }
}

pub async fn test(hubs: HubServer) -> Result<(), Box<dyn std::error::Error>> {
    let ann = TestClient::<ChatHub>::connect(&hubs).await?;
    let calls = ann.calls();
    calls.post("lobby".to_owned(), "hello".to_owned()).await?;
    let latest = calls.latest(3).await?.len();
    let sent = calls.sent(["one", "two"]).await?;
    let left = calls.left("lobby".to_owned()).await?;
    println!("{}", latest + (sent + left) as usize);
    Ok(())
}

fn main() {}
