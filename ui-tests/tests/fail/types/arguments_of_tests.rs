//! Arguments by name are tuples.

use hubs_runtime::{prelude::*, testing::{TestClient, TestError}};

#[client_contract]
pub trait ChatClient {
    async fn told(&self, text: String);
}

#[hub(client = ChatClient)]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn join(&self, room: String) -> usize {
        room.len()
    }
}

pub async fn test(ann: TestClient<ChatHub>) -> Result<(), TestError> {
    let text: String = ann.next("told").await?;
    println!("{text}");
    Ok(())
}

fn main() {}
