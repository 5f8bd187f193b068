//! Arguments by name are tuples, in both directions.

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
    let joined: usize = ann.invoke("join", ("lobby")).await?;
    let text: String = ann.next("told").await?;
    println!("{joined} {text}");
    Ok(())
}

fn main() {}
