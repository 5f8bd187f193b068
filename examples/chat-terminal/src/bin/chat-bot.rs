//! A bot that counts: `chat-bot ROOM [URL]`. Whoever says `!count` is told how often each person has spoken since it came.

use std::{
    collections::BTreeMap,
    error::Error,
    sync::{Mutex, PoisonError},
};

use chat_terminal::{
    URL,
    hubs::{ChatClient, ChatHubConnection, ChatState, Message},
};
use hubs_runtime::client::BoxError;
use tokio::sync::mpsc;

const NAME: &str = "bot";

struct Bot {
    spoken: Mutex<BTreeMap<String, u32>>,
    /// What it wants to say; handlers run one after the other, so a slow call in one would hold up the next.
    says: mpsc::UnboundedSender<String>,
}

impl ChatClient for Bot {
    async fn message_posted(&self, message: Message) {
        if message.author == NAME {
            return;
        }
        let mut spoken = self.spoken.lock().unwrap_or_else(PoisonError::into_inner);
        *spoken.entry(message.author).or_default() += 1;
        if message.text.trim() == "!count" {
            let counts: Vec<String> = spoken
                .iter()
                .map(|(name, count)| format!("{name} {count}"))
                .collect();
            // The program ends when nobody listens any more.
            let _ = self.says.send(counts.join(", "));
        }
    }

    async fn people_changed(&self, _people: Vec<String>) {}

    async fn history_cleared(&self, _by: String) {
        let mut spoken = self.spoken.lock().unwrap_or_else(PoisonError::into_inner);
        spoken.clear();
    }

    async fn confirm(&self, _question: String) -> Result<bool, BoxError> {
        Err("a bot decides nothing".into())
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let room = arguments.next().ok_or("usage: chat-bot ROOM [URL]")?;
    let url = arguments.next().unwrap_or_else(|| URL.to_owned());
    let (says, mut said) = mpsc::unbounded_channel();
    let bot = Bot {
        spoken: Mutex::default(),
        says,
    };
    let state = ChatState {
        display_name: NAME.to_owned(),
        ..ChatState::default()
    };
    let chat = ChatHubConnection::connect_with(url, bot, |builder| {
        builder.state(&state).wait_while_reconnecting()
    })
    .await?;
    chat.join(room, None).await?;
    loop {
        tokio::select! {
            Some(text) = said.recv() => drop(chat.post(text).await?),
            reason = chat.closed() => return Err(format!("the connection is over: {reason}").into()),
        }
    }
}
