//! A crate that allows itself nothing may have hubs, in private modules too: clippy reads this with the rest.

#![deny(
    unreachable_pub,
    missing_docs,
    missing_debug_implementations,
    unused_qualifications,
    unused,
    clippy::all,
    clippy::pedantic
)]

use hubs_runtime::prelude::*;

mod chat {
    use super::*;

    /// What is said.
    #[hub_type]
    #[derive(Debug, Clone, Default)]
    pub(crate) struct Message {
        /// The words.
        pub(crate) text: String,
        /// What it is.
        pub(crate) kind: Kind,
    }

    /// A kind.
    #[hub_type]
    #[derive(Debug, Clone, Default)]
    pub(crate) enum Kind {
        /// The first one.
        #[default]
        Plain,
        /// The other one.
        Loud {
            /// How loud.
            level: u32,
        },
    }

    /// What goes wrong.
    #[derive(Debug, thiserror::Error, HubError)]
    #[hub_type]
    pub(crate) enum ChatError {
        /// No place.
        #[error("no place in {room}")]
        Full {
            /// Where.
            room: String,
        },
        /// Something else.
        #[error("lost")]
        #[internal]
        Lost(HubError),
    }

    /// What the server calls.
    #[client_contract]
    pub trait ChatClient {
        /// Shows a message.
        async fn posted(&self, message: Message);
        /// Asks.
        async fn confirm(&self, message: Message) -> Option<Message>;
    }

    /// What the server knows of a caller.
    #[caller_state]
    #[derive(Debug)]
    pub struct ChatState {
        /// How far.
        pub level: u32,
        /// The last one.
        pub last: Message,
    }

    /// A chat.
    #[hub(client = ChatClient, state = ChatState)]
    #[derive(Debug)]
    pub struct ChatHub;

    #[hub]
    impl ChatHub {
        /// Sends.
        ///
        /// # Errors
        /// If there is no place.
        pub async fn send(
            &self,
            cx: &HubContext<Self>,
            message: Message,
        ) -> Result<Message, ChatError> {
            if message.text.is_empty() {
                return Err(ChatError::Full {
                    room: cx.state().get().last.text.clone(),
                });
            }
            cx.clients()
                .all()
                .posted(message.clone())
                .await
                .map_err(|_| ChatError::Lost(HubError::new("gone")))?;
            let answer = cx.clients().caller().confirm(message).await;
            Ok(answer.ok().flatten().unwrap_or_default())
        }

        /// Counts.
        pub fn count(
            &self,
            #[hub(optional)] from: Option<u32>,
            #[hub(default = 3)] by: u32,
        ) -> u32 {
            from.unwrap_or_default() + by
        }

        /// Measures.
        pub fn length(&self, message: Message) -> usize {
            message.text.len()
        }

        /// Sends back.
        pub fn watch(&self, lines: Upload<Message>) -> impl Stream<Item = Message> {
            lines.map(Result::unwrap_or_default)
        }

        #[on_connected]
        fn welcome(&self, cx: &HubContext<Self>) {
            cx.state().update(|state| state.level = 1);
        }

        #[on_disconnected]
        fn goodbye(&self, _cx: &DisconnectedContext<Self>, _reason: DisconnectReason) {}
    }
}

/// Hubs that allow themselves nothing are mounted as all are.
#[test]
fn strict_hubs_are_mounted() {
    HubServer::builder()
        .hub("/chat", chat::ChatHub)
        .build()
        .unwrap();
}
