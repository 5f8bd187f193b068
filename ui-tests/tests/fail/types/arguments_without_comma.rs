use hubs_runtime::{prelude::*, testing::TestClient};

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn join(&self, room: String) -> u32 {
        1
    }
}

async fn joins(ann: TestClient<ChatHub>) {
    let _: u32 = ann.invoke("join", ("lobby")).await.unwrap();
    ann.send("join", ("lobby")).await.unwrap();
}

fn main() {}
