//! A trait for every type is in scope, with methods that are called as those of the generated code.
use hubs_runtime::prelude::*;

pub trait Everything {
    fn kind(&self) -> u8 {
        0
    }
    fn fitting(&self) -> u8 {
        0
    }
    fn check<T>(&self) -> u8 {
        0
    }
    fn describe(&self) -> u8 {
        0
    }
    fn answer(&self) -> u8 {
        0
    }
    fn and(&self) -> u8 {
        0
    }
    fn bound(&self) -> u8 {
        0
    }
    fn required(&self) -> u8 {
        0
    }
    fn running(&self) -> u8 {
        0
    }
    fn arguments(&self) -> u8 {
        0
    }
    fn call(&self) -> u8 {
        0
    }
    fn never(&self) -> u8 {
        0
    }
}

impl<T: ?Sized> Everything for T {}

#[hub_type]
#[derive(Debug)]
pub struct Message {
    pub text: String,
}

#[derive(Debug, hubs_runtime::HubError)]
#[hub_type]
pub enum ChatError {
    Full {
        room: Message,
    },
    #[internal]
    Lost(HubError),
}

impl std::fmt::Display for ChatError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("no")
    }
}

#[client_contract]
pub trait ChatClient {
    async fn posted(&self, message: Message);
    async fn confirm(&self, message: Message) -> Message;
}

#[caller_state]
pub struct ChatState {
    pub level: u32,
}

#[hub(client = ChatClient, state = ChatState)]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send(&self, message: Message) -> Result<Message, ChatError> {
        Ok(message)
    }
    pub fn watch(&self, lines: Upload<Message>) -> impl Stream<Item = Message> {
        lines.map(|line| {
            line.unwrap_or(Message {
                text: String::new(),
            })
        })
    }
    #[on_connected]
    async fn welcome(&self) {}
}

#[test]
fn works() {
    HubServer::builder().hub("/chat", ChatHub).build().unwrap();
}
