// Each of these is one mistake, and one error.
use hubs_runtime::{HubContext, prelude::*, testing::TestClient};

#[hub_type(rename_all = "camelCase")]
pub struct Message {
    #[state(server)]
    pub text: String,
}

#[client_contract]
pub trait ChatClient {
    async fn posted(&self, message: Message);
}

#[caller_state]
#[derive(Default)]
pub struct ChatState {
    pub name: String,
}

#[hub(client = ChatClient)]
#[hub(state = ChatState)]
pub struct ChatHub;

#[hub]
impl ChatHub {
    #[hub(optional)]
    pub fn join(&self, _room: Option<String>) -> u32 {
        0
    }

    pub async fn post(&self, cx: &HubContext, message: Message) -> Result<String, HubError> {
        cx.clients().all().posted(message).await?;
        Ok(cx.state().get().name.clone())
    }

    pub fn leave(&self, room: String) -> u32;

    #[hub(skip)]
    #[on_connected]
    fn welcome(&self) {}

    pub fn wait(&self, #[hub(optional)] seconds: u32) {}

    pub fn other(&self, cx: &HubContext<Self>, other: &HubContext<OtherHub>) {}
}

pub struct Everyone;

impl Policy for Everyone {
    async fn allows(_: &Caller) -> bool {
        true
    }
}

#[hub]
#[authorize(Everyone)]
pub enum OtherHub {
    One,
}

#[hub]
impl OtherHub {}

async fn calls(hubs: &HubServer) {
    let ann = TestClient::<ChatHub>::connect(hubs).await.unwrap();
    let _: u32 = ann.calls().leave("lobby".to_owned()).await.unwrap();
    ann.calls().wait(3).await.unwrap();
    ann.calls().wait(None).await.unwrap();
}

fn main() {}
