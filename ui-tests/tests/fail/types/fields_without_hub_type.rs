//! One error for each part, at its type, whatever it stands in; none where the type is used.

use std::{collections::HashMap, time::Instant};

use hubs_runtime::prelude::*;

pub struct Author {
    pub name: String,
}

pub struct Reply {
    pub text: String,
}

pub struct Room;

#[derive(serde::Serialize, serde::Deserialize)]
pub struct Unknown;

#[hub_type]
pub struct Message {
    pub author: Author,
    pub replies: HashMap<String, Vec<Reply>>,
    pub editor: Option<Author>,
    pub thread: Option<Box<Message>>,
}

#[hub_type]
pub enum Event {
    Left(Room),
    Known { what: Unknown },
    At(Instant),
}

#[client_contract]
pub trait ChatClient {
    async fn posted(&self, message: Message);
}

#[caller_state]
pub struct ChatState {
    pub rooms: Vec<Room>,
}

#[hub(client = ChatClient, state = ChatState)]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub async fn last(&self, cx: &HubContext<Self>, message: Message) -> Result<Vec<Event>, HubError> {
        let name = message.author.name.clone();
        cx.state().update(|state| state.rooms.clear());
        cx.clients().all().posted(message).await?;
        Err(HubError::new(name))
    }
}

fn main() {}
