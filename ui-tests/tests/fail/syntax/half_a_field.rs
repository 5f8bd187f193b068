// Of a type with a field that is half written, rustc tells that alone: not each use of the field.
use hubs_runtime::prelude::*;

#[hub_type]
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    #[serde(default)]
    pub author: Option<String>,
    pub text:
    pub reply_to: Option<u32>,
}

#[hub_type]
#[derive(Clone, Default)]
pub enum Kind {
    #[default]
    Text,
    Picture { width: u32, height },
}

#[client_contract]
pub trait ChatClient {
    async fn message_posted(&self, message: Message, kind: Kind);
}

#[caller_state]
#[derive(Default)]
pub struct ChatState {
    #[state(server)]
    pub name String,
    pub kind: Kind,
}

#[hub(client = ChatClient, state = ChatState)]
pub struct ChatHub {
    rooms: Vec<String>,
    topic
}

#[hub]
impl ChatHub {
    pub async fn post(&self, cx: &HubContext<Self>, text: String) -> Result<Message, HubError> {
        let message = Message { author: None, text, reply_to: None };
        println!("{} {} {}", message.text, self.topic, self.rooms.len());
        println!("{}", cx.state().get().name);
        cx.clients().all().message_posted(message.clone(), Kind::Text).await?;
        Ok(message)
    }
}

fn main() {}
