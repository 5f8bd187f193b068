use hubs_runtime::{prelude::*, testing::TestClient};

#[hub_typ]
#[derive(Clone, Debug)]
pub struct Message {
    pub text: String,
}

#[client_contract]
pub trait ChatClient {
    async fn posted(&self, message: Message);
}

#[hub(client = ChatClient)]
pub struct ChatHub;

#[hubs]
impl ChatHub {
    pub async fn post(&self, cx: &HubContext<Self>, message: Message) -> Result<Message, HubError> {
        cx.clients().all().posted(message.clone()).await?;
        Ok(message)
    }
}

async fn posts(hubs: &HubServer) {
    let ann = TestClient::<ChatHub>::connect(hubs).await.unwrap();
    let text = "Hello".to_owned();
    ann.calls().post(Message { text }).await.unwrap();
}

fn main() {
    let _ = HubServer::builder().hub("/chat", ChatHub).build();
}
