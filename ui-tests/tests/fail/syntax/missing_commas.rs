use hubs_runtime::prelude::*;

#[hub_type]
pub struct Message {
    pub author: String
    pub text: String,
}

#[hub_type]
pub enum Mood {
    Happy
    Sad { because: String }
    Calm,
}

#[caller_state]
pub struct ChatState {
    pub name: String
    pub mood: u32
}

#[client_contract]
pub trait ChatClient {
    async fn posted(&self, message: Message)
    async fn mood(&self, mood: Mood);
}

#[hub(client = ChatClient, state = ChatState)]
pub struct ChatHub {
    rooms: u32
    people: u32
}

#[hub]
impl ChatHub {
    pub fn join(&self, room: String name: String) -> u32 {
        u32::try_from(room.len() + name.len()).unwrap_or_default()
    }

    pub async fn post(&self, cx: &HubContext<Self>, message: Message) -> Result<u32, HubError> {
        cx.clients().all().posted(message).await?;
        cx.clients().all().mood(Mood::Calm).await?;
        cx.state().update(|state| state.mood += 1);
        Ok(self.rooms + self.people)
    }
}

fn main() {
    let hub = ChatHub { rooms: 1, people: 2 };
    HubServer::builder().hub("/chat", hub).build().unwrap();
}
