//! Clients for tests of hubs: no socket, no port, no sleep.
//!
//! A [`TestClient`] is connected to a [`HubServer`](crate::HubServer) in the same process, over everything that a real
//! client uses but the network: handshake, framing, dispatch, policies, filters, limits. Time is tokio's, so with
//! `#[tokio::test(start_paused = true)]` timeouts pass at once, and a client whose wait is in vain fails at once too.
//!
//! A [`TestConnection`] is the same for a handler of raw connections.
//!
//! Turn it on for tests alone:
//!
//! ```toml
//! [dev-dependencies]
//! hubs-runtime = { version = "0.1", features = ["testing"] }
//! ```
//!
//! ```
//! use hubs_runtime::{prelude::*, testing::TestClient};
//!
//! #[client_contract]
//! pub trait ChatClient {
//!     async fn message_posted(&self, author: String, text: String);
//!     async fn confirm(&self, question: String) -> bool;
//! }
//!
//! #[hub(client = ChatClient)]
//! pub struct ChatHub;
//!
//! #[hub]
//! impl ChatHub {
//!     pub async fn join(&self, cx: &HubContext<Self>, room: String) -> Result<(), HubError> {
//!         Ok(cx.groups().add(&room).await?)
//!     }
//!
//!     pub async fn say(&self, cx: &HubContext<Self>, room: String, text: String) -> Result<(), HubError> {
//!         let author = cx.user_id().map(ToString::to_string).unwrap_or_default();
//!         cx.clients().group(&room).message_posted(author, text).await?;
//!         Ok(())
//!     }
//!
//!     pub fn history(&self, length: u32) -> impl Stream<Item = u32> {
//!         futures_util::stream::iter(0..length)
//!     }
//!
//!     pub async fn count(&self, mut lines: Upload<String>) -> u32 {
//!         let mut count = 0;
//!         while let Some(Ok(_)) = lines.next().await {
//!             count += 1;
//!         }
//!         count
//!     }
//!
//!     pub async fn leave(&self, cx: &HubContext<Self>) -> Result<bool, HubError> {
//!         Ok(cx.clients().caller().confirm("really?".to_owned()).await?)
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread", start_paused = true)]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // In a test: #[tokio::test(start_paused = true)]
//! let hubs = HubServer::builder().hub("/chat", ChatHub).build()?;
//! let ann = TestClient::<ChatHub>::connect_as(&hubs, "ann").await?;
//! let bob = TestClient::<ChatHub>::connect_as(&hubs, "bob").await?;
//!
//! // The hub's own methods, over the wire.
//! ann.calls().join("lobby".to_owned()).await?;
//! bob.calls().say("lobby".to_owned(), "hello".to_owned()).await?;
//!
//! let (author, text): (String, String) = ann.next("messagePosted").await?;
//! assert_eq!((author.as_str(), text.as_str()), ("bob", "hello"));
//!
//! let items = ann.calls().history(3).collect_all().await?;
//! assert_eq!(items, [0, 1, 2]);
//!
//! let count = ann.calls().count(["one".to_owned(), "two".to_owned()]).await?;
//! assert_eq!(count, 2);
//!
//! ann.answer("confirm", |(question,): (String,)| question == "really?");
//! assert!(ann.calls().leave().await?);
//!
//! // By name, as a client may send anything; arguments are a tuple.
//! let () = bob.invoke("join", ("lobby",)).await?;
//! let count: u32 = ann.call("count", ()).upload(["one", "two"]).invoke().await?;
//! assert_eq!(count, 2);
//! let error = ann.invoke::<()>("nope", ()).await.unwrap_err();
//! assert!(error.to_string().contains("Method does not exist."));
//!
//! // Not over the wire: code that runs with the hub and a context whose caller is this client.
//! ann.as_caller(async |hub, cx| hub.join(cx, "hall".to_owned()).await).await?;
//! # Ok(())
//! # }
//! ```

mod builder;
mod call;
mod calls;
mod client;
mod connection;
mod error;
mod link;
mod nacks;
mod request;

pub use crate::protocol::{ReadArguments, WriteArguments};
pub use builder::TestClientBuilder;
pub use call::{TestCall, TestStream};
#[doc(hidden)]
pub use calls::{AnsweredWith, ArgumentOf, ItemsOf, answer_to, call_of};
pub use calls::{TestAnswer, TypedCalls};
pub use client::{Closed, TestClient};
pub use connection::{ConnectionClosed, TestConnection, TestConnectionBuilder};
pub use error::{ConnectError, TestError};
pub use nacks::Nacks;
