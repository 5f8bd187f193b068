// Habits from elsewhere: each is one error.
use futures_util::Stream;
use hubs_runtime::{prelude::*, testing::TestClient};

#[client_contract]
pub trait ChatClient<T> {
    async fn said(&self, text: String);
}

#[hub(client = ChatClient)]
pub struct ChatHub;

#[hub]
impl Hub for ChatHub {
    #[hub(on_connected)]
    async fn welcome(&self, cx: &HubContext<Self>) {
        let _ = cx.clients().all().said("hello".to_owned()).await;
    }

    pub fn lines(&self) -> impl Stream<String> {
        futures_util::stream::empty()
    }

    pub fn numbers(&self) -> Stream<Item = u32> {
        futures_util::stream::empty()
    }
}

#[hub(client = dyn ChatClient)]
pub struct OtherHub;

#[hub]
impl OtherHub {
    pub async fn say(&self, cx: &HubContext<Self>) {
        let _ = cx.clients().all().said("hello".to_owned()).await;
    }
}

async fn reads(hubs: &HubServer) {
    let ann = TestClient::<ChatHub>::connect(hubs).await.unwrap();
    let _ = ann.calls().lines().collect_all().await;
    let _ = ann.calls().numbers().collect_all().await;
}

fn main() {
    let _ = HubServer::builder().hub(ChatHub).build();
}
