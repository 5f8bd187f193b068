// A field of which no value travels is one error, whatever is done with the type.
use std::{fmt::Debug, rc::Rc};

use hubs_runtime::{prelude::*, testing::TestClient};

#[hub_type]
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    pub text: String,
    pub extra: Option<Box<dyn Debug>>,
}

#[hub_type]
#[derive(Clone, Debug)]
pub enum Event {
    Left { name: Rc<str> },
    Other(Rc<Message>),
}

#[client_contract]
pub trait ChatClient {
    async fn posted(&self, message: Message, event: Event);
}

#[hub(client = ChatClient)]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub async fn post(&self, cx: &HubContext<Self>, message: Message) -> Result<Event, HubError> {
        let event = Event::Other(Rc::new(message.clone()));
        cx.clients().all().posted(message, event.clone()).await?;
        Ok(event)
    }
}

async fn posts(hubs: &HubServer) {
    let ann = TestClient::<ChatHub>::connect(hubs).await.unwrap();
    let message = Message { text: "Hello".to_owned(), extra: None };
    ann.calls().post(message).await.unwrap();
}

fn main() {
    let _ = HubServer::builder().hub("/chat", ChatHub).build();
}
