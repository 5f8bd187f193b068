//! A test that calls with what the method does not take is told so where it calls, once.
use hubs_runtime::{
    prelude::*,
    testing::{TestClient, TestError},
};

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub async fn join(&self, _cx: &HubContext<Self>, room: String) -> Result<u32, HubError> {
        Ok(room.len() as u32)
    }

    pub async fn count(&self, _lines: Upload<String>) -> u32 {
        0
    }
}

async fn calls(client: &TestClient<ChatHub>) -> Result<(), TestError> {
    client.calls().join(7).await?;
    client.calls().count([1, 2]).await?;
    Ok(())
}

fn main() {
    let _ = calls;
}
