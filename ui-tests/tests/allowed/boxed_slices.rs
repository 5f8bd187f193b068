//! What is borrowed elsewhere is owned here: `Box<str>` and its like are values.
use std::sync::Arc;

use hubs_runtime::prelude::*;

#[hub_type]
#[derive(Clone)]
pub struct Message {
    pub text: Box<str>,
    pub parts: Arc<[u32]>,
}

#[client_contract]
pub trait ChatClient {
    async fn posted(
        &self,
        text: Box<str>,
        parts: Box<[u32]>,
        shared: Arc<str>,
        messages: Box<[Message]>,
    );
    async fn confirm(&self, question: Arc<str>) -> Box<str>;
}

#[caller_state]
pub struct ChatState {
    pub name: Arc<str>,
    pub rooms: Box<[String]>,
}

#[hub(client = ChatClient, state = ChatState)]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send(
        &self,
        text: Box<str>,
        parts: Box<[u32]>,
        shared: Arc<str>,
        messages: Box<[Message]>,
    ) -> Box<str> {
        let _ = (parts, shared, messages);
        text
    }
    pub fn slice(&self) -> Box<[u32]> {
        Box::new([1])
    }
    pub fn shared(&self) -> Arc<str> {
        "text".into()
    }
    pub fn shared_message(&self, message: Arc<Message>) -> Option<Arc<[Message]>> {
        Some([Message::clone(&message)].into())
    }
    pub fn last(
        &self,
        #[hub(optional)] last: Option<Box<str>>,
        #[hub(default = "x".into())] more: Arc<str>,
    ) {
        let _ = (last, more);
    }
    pub fn stream(
        &self,
        lines: Upload<Box<str>>,
    ) -> impl Stream<Item = Result<Arc<str>, HubError>> {
        lines.map(|line| Ok(line.unwrap_or_default().into()))
    }
}

#[test]
fn works() {
    HubServer::builder().hub("/chat", ChatHub).build().unwrap();
}
