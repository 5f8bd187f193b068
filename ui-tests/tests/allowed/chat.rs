//! The program of the README: every kind of method, both hooks, a contract, a state, a typed error.

use std::sync::Mutex;

use hubs_runtime::prelude::*;

/// What the server may call on a connected chat client.
#[client_contract]
pub trait ChatClient {
    /// A message was posted in a room this client has joined.
    async fn message_posted(&self, message: Message);
    /// Asks the person at the client; the server waits for the answer.
    #[client(timeout = "30s")]
    async fn confirm(&self, question: String) -> bool;
}

#[caller_state]
pub struct ChatState {
    pub display_name: String,
    pub room: String,
}

#[hub_type]
#[derive(Clone)]
pub struct Message {
    pub author: String,
    pub text: String,
}

#[hub_type]
#[derive(Debug, thiserror::Error, HubError)]
pub enum ChatError {
    #[error("room {room} is full")]
    RoomFull { room: String },
    #[internal]
    #[error("no connection to the others")]
    Push(#[from] HubError),
}

#[hub(client = ChatClient, state = ChatState)]
#[derive(Default)]
pub struct ChatHub {
    rooms: Mutex<Vec<String>>,
}

#[hub]
impl ChatHub {
    /// Joins `room` and returns how many people are in it.
    pub async fn join(&self, cx: &HubContext<Self>, room: String) -> Result<u32, ChatError> {
        cx.groups().add(&room).await?;
        cx.state().update(|state| state.room = room.clone());
        let message = Message {
            author: cx.state().get().display_name.clone(),
            text: "joined".to_owned(),
        };
        cx.clients()
            .others_in_group(&room)
            .message_posted(message)
            .await?;
        if !cx.clients().caller().confirm("Really?".to_owned()).await? {
            return Err(ChatError::RoomFull { room });
        }
        self.rooms.lock().unwrap().push(room);
        Ok(1)
    }

    /// Past messages, oldest first.
    pub fn history(&self, _cx: &HubContext<Self>, room: String) -> impl Stream<Item = Message> {
        futures_util::stream::iter([Message {
            author: room,
            text: String::new(),
        }])
    }

    pub async fn import(
        &self,
        cx: &HubContext<Self>,
        mut lines: Upload<String>,
    ) -> Result<u32, ChatError> {
        let mut count = 0;
        while let Some(Ok(_line)) = lines.next().await {
            count += 1;
        }
        let _ = cx.connection_id();
        Ok(count)
    }

    pub fn ping(&self) -> u32 {
        1
    }

    pub fn nothing(&self) {}

    #[on_connected]
    async fn welcome(&self, cx: &HubContext<Self>) -> Result<(), ChatError> {
        cx.groups().add("lobby").await?;
        Ok(())
    }

    #[on_disconnected]
    async fn goodbye(&self, cx: &DisconnectedContext<Self>, reason: DisconnectReason) {
        let _ = (cx.state().get(), reason);
    }
}

#[test]
fn works() {
    let hubs = HubServer::builder()
        .hub("/chat", ChatHub::default())
        .build()
        .unwrap();
    let _chat: HubHandle<ChatHub> = hubs.handle();
}
