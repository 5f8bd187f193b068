use hubs_runtime::prelude::*;

#[client_contract]
pub trait ChatClient {
    async fn posted(&self, text: String);
    async fn confirm(&self, question: String) -> bool;
}

pub struct Mine;

impl ChatClient for Mine {
    async fn posted(&self, text: String) {
        let _ = text;
    }
    async fn confirm(&self, question: String) -> bool {
        question.is_empty()
    }
}

fn takes(client: &impl ChatClient) -> impl Future<Output = bool> + Send {
    client.confirm(String::new())
}

#[test]
fn works() {
    drop(takes(&Mine));
}
