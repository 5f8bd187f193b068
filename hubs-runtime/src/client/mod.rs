//! Clients of hubs in Rust: of hubs of this crate, and of any other SignalR server.
//!
//! [`HubConnection`] is the dynamic client, where names are texts; `hubs-codegen rust` writes typed clients that stand on it.
//!
//! ```no_run
//! use futures_util::StreamExt;
//! use hubs_runtime::client::{CallError, HubConnection};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let chat = HubConnection::builder("http://localhost:3000/chat")
//!     .on("messagePosted", |(author, text): (String, String)| async move {
//!         println!("{author}: {text}");
//!     })
//!     .connect()
//!     .await?;
//! let people: u32 = chat.invoke("join", ("lobby",)).await?;
//! println!("{people} are here");
//! let mut history = chat.stream::<String>("history", ("lobby",)).await?;
//! while let Some(line) = history.next().await {
//!     println!("{}", line?);
//! }
//! chat.close().await;
//! # Ok(())
//! # }
//! ```
//!
//! | part | what it does |
//! |---|---|
//! | [`HubConnectionBuilder`] | settings and handlers; connects |
//! | [`HubConnection`] | calls, caller state, events, the end |
//! | [`HubCall`], [`HubStream`] | uploads, typed errors, streams |
//! | [`ConnectError`], [`CallError`], [`CloseReason`] | what goes wrong |

// ARCHITECTURE.md, "The Rust client", says how the files hang together.
mod builder;
mod call;
mod calls;
mod config;
mod connection;
mod error;
mod events;
mod handlers;
mod http;
mod life;
mod link;
mod negotiate;
mod open;
mod outgoing;
mod read_only;
mod reconnect;
mod refresh;
mod session;
mod state;
mod stream;
#[cfg(feature = "client-tls")]
mod tls;
mod transport;

pub use self::{
    builder::HubConnectionBuilder,
    call::HubCall,
    connection::HubConnection,
    error::{BoxError, CallError, CloseReason, ConnectError, Disconnected, NoError, RefreshError},
    events::{ConnectionEvent, ConnectionEvents, ConnectionStatus},
    handlers::HandlerResult,
    read_only::ReadOnly,
    reconnect::ReconnectPolicy,
    state::{NoState, StateError},
    stream::HubStream,
};
pub use crate::protocol::{Protocol, ReadArguments, Transport, WriteArguments};
pub use reqwest;
