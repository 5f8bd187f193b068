use hubs_runtime::{prelude::*, testing::TestClient};

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHbu {
    #[on_connected]
    pub fn welcome(&self, cx: &HubContext<Self>) -> Result<(), HubError> {
        Ok(())
    }

    pub fn join(&self, room: String) -> u32 {
        0
    }
}

async fn joins(hubs: &HubServer) {
    let ann = TestClient::<ChatHub>::connect(hubs).await.unwrap();
    let _: u32 = ann.calls().join("lobby".to_owned()).await.unwrap();
}

fn main() {
    let _ = HubServer::builder().hub("/chat", ChatHub).build();
}
