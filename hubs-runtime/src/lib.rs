//! Strongly typed real-time hubs that speak SignalR's wire.
//!
//! A hub is a struct with [`#[hub]`](macro@hub) and an `impl` block with `#[hub]`; what the server may call on its
//! clients is a trait with [`#[client_contract]`](macro@client_contract). [`HubServer`] turns hubs into an axum router
//! to which every official SignalR client connects; the command `hubs-codegen` writes typed clients for TypeScript.
//!
//! ```
//! use hubs_runtime::prelude::*;
//!
//! /// What the server may call on a connected client.
//! #[client_contract]
//! pub trait ChatClient {
//!     async fn message_posted(&self, author: String, text: String);
//! }
//!
//! #[hub(client = ChatClient)]
//! pub struct ChatHub;
//!
//! #[hub]
//! impl ChatHub {
//!     /// Says `text` to everyone in `room`.
//!     pub async fn post(&self, cx: &HubContext<Self>, room: String, text: String) -> Result<(), HubError> {
//!         let author = cx.connection_id().to_string();
//!         cx.groups().add(&room).await?;
//!         cx.clients().group(&room).message_posted(author, text).await?;
//!         Ok(())
//!     }
//! }
//!
//! fn app() -> Result<axum::Router, hubs_runtime::BuildError> {
//!     let hubs = HubServer::builder().hub("/chat", ChatHub).build()?;
//!     Ok(axum::Router::new().merge(hubs.router()))
//! }
//! # app().unwrap();
//! ```
//!
//! # What is where
//!
//! | task | item |
//! |---|---|
//! | declare a hub and its methods | [`#[hub]`](macro@hub), which lists what arguments and results may be |
//! | declare what the server calls on clients | [`#[client_contract]`](macro@client_contract), [`#[client]`](macro@client) |
//! | types that go over the wire | [`#[hub_type]`](macro@hub_type) |
//! | bytes, as base64 text or binary data | [`Bytes`] |
//! | wide integers and other values, as text | [`Text`] |
//! | errors that callers get typed, or as a text | [`#[derive(HubError)]`](derive@HubError), [`HubError`](struct@HubError) |
//! | know who calls, and until when | [`HubContext`], [`UserId`], [`ExpiresAt`], [`ConnectionId`], [`RequestInfo`] |
//! | call clients from a hub: all, a group, a user, the caller | [`HubContext::clients`], which gives [`CallerClients`](clients::CallerClients) |
//! | call clients from outside a hub | [`HubServer::handle`], which gives a [`HubHandle`] |
//! | call clients of another hub from a method | [`HubContext::hub`] |
//! | groups | [`HubContext::groups`], which gives [`Groups`] |
//! | streams to clients, streams from clients | `impl Stream<Item = T>` as the result, [`Upload`] as a parameter |
//! | keep something for each caller, shared with it or not | [`#[caller_state]`](macro@caller_state), [`HubContext::item`] |
//! | run code when clients come and go | [`#[on_connected]`](macro@on_connected), [`#[on_disconnected]`](macro@on_disconnected) |
//! | decide who may do what | [`#[authorize]`](macro@authorize), [`Policy`], [`Caller`] |
//! | code around every call | [`HubFilter`] |
//! | mount hubs, let other origins in | [`HubServer::builder`], [`HubServerBuilder`] |
//! | time limits, sizes, transports | [`HubOptions`], with every default |
//! | limit how often clients call | [`HubOptions::call_rate_limit`], [`RateLimit`], `#[hub(rate_limit = "10/s")]` on a method |
//! | send clients to another server | [`HubServerBuilder::redirect`], [`Redirect`] |
//! | serve messages of your own over the same transports, without a hub | [`ConnectionHandler`] |
//! | stop in order | [`HubServer::shutdown`] |
//! | test a hub, or a handler of raw connections, without a socket | [`testing`] |
//! | generated clients of a crate without a library | [`export_hook!`] |
//!
//! All that a file with a hub needs is in [`prelude`].
//!
//! # Features
//!
//! | feature | what it adds | default |
//! |---|---|---|
//! | `server` | the server, on axum and tokio | on |
//! | `client` | clients of hubs, without anything of the server: `hubs_runtime::client` | off |
//! | `client-tls` | `client` with `https`, by rustls and the certificates that the operating system trusts | off |
//! | `redis` | several servers as one, over Redis: `hubs_runtime::RedisBackplane` | off |
//! | `redis-cluster` | `redis` with the sharded channels of a Redis Cluster, for clusters of ours alone | off |
//! | `redis-tls` | `redis` with `rediss`, by rustls and the certificates that the operating system trusts | off |
//! | `testing` | clients in the same process, for tests: [`testing`] | off |
//! | `chrono` | dates of chrono in hubs, beside the crate's own feature `serde` | off |
//! | `jiff` | dates of jiff in hubs, beside the crate's own feature `serde` | off |
//! | `uuid` | ids of uuid in hubs, beside the crate's own feature `serde` | off |
//! | `contract` | what `hubs-codegen` reads; it switches the feature on by itself | off |
//!
#![cfg_attr(feature = "testing", doc = " [`testing`]: mod@crate::testing")]
#![cfg_attr(
    not(feature = "testing"),
    doc = " [`testing`]: ../hubs_runtime/index.html#features"
)]
// Each end uses its own half of what both share, and a backplane a little of each room.
#![cfg_attr(
    not(all(feature = "client", feature = "redis-cluster")),
    allow(dead_code, unused_imports)
)]

#[doc(hidden)]
pub use hubs_contract::wire;

mod bytes;
#[cfg(feature = "server")]
#[doc(hidden)]
pub mod call;
#[cfg(feature = "client")]
pub mod client;
#[cfg(feature = "server")]
mod connection;
#[cfg(feature = "contract")]
#[doc(hidden)]
pub mod contract;
#[cfg(feature = "server")]
mod delivery;
#[cfg(feature = "server")]
mod engine;
#[cfg(feature = "server")]
mod error;
#[cfg(feature = "server")]
mod hub;
#[cfg(feature = "server")]
pub mod info;
#[cfg(feature = "server")]
mod options;
mod panics;
#[cfg(feature = "server")]
pub mod prelude;
pub mod protocol;
#[cfg(feature = "server")]
mod raw;
#[cfg(feature = "server")]
mod server;
#[cfg(feature = "testing")]
pub mod testing;
mod text;
#[cfg(feature = "server")]
mod transport;
#[cfg(any(feature = "client", feature = "server"))]
#[allow(dead_code, unused_imports)] // each end uses its own half
mod websocket;

#[doc(hidden)]
pub mod __private;

pub use bytes::Bytes;
#[cfg(feature = "server")]
pub use call::upload::{Upload, UploadError};
#[cfg(feature = "server")]
pub use connection::{
    CloseMessage, ConnectionId, DisconnectReason, ExpiresAt, NamesConnection, NamesUser,
    RequestInfo, UserId, bearer_token,
};
#[cfg(feature = "server")]
#[cfg(feature = "server")]
pub use delivery::Everywhere;
#[cfg(feature = "redis")]
pub use delivery::redis::{RedisBackplane, RedisBackplaneBuilder};
#[cfg(feature = "redis")]
pub use error::BackplaneError;
#[cfg(feature = "server")]
pub use error::{CallFailure, ClientCallError, HubError, IntoCallFailure, SendError};
#[cfg(feature = "server")]
pub use hub::{
    Hub, HubType,
    caller::{Caller, ConnectedCaller},
    clients,
    context::{DisconnectedContext, FinalState, GroupChange, Groups, HubContext, State},
    filter::{FilteredCall, HubFilter, NextCall, NextConnected, NextDisconnected},
    groups::GroupName,
    handle::HubHandle,
    nacks::Nack,
    policy::Policy,
    role::{AnyRole, HasRole, Identity, Role},
    state,
};
#[cfg(feature = "server")]
#[doc(inline)]
pub use hubs_macros::{
    HubError, authorize, caller_state, client, client_contract, hub, hub_type, on_connected,
    on_disconnected,
};
#[cfg(feature = "server")]
pub use info::RateLimit;
#[cfg(feature = "server")]
pub use options::{ContractDrift, HubOptions, SlowClients};
pub use protocol::{Conventions, FailureKind, Transport};
#[cfg(feature = "server")]
pub use raw::{Authorized, ConnectionHandler, RawConnection, RawMessage, RawSendError, RawSender};
#[cfg(feature = "server")]
pub use server::{
    BuildError, HubServer, HubServerBuilder, MountPath, Mountable, Redirect, TextList,
};
pub use text::Text;

/// The program of the README compiles.
#[cfg(all(doctest, feature = "server"))]
#[doc = include_str!("../../README.md")]
struct Readme;

/// The examples in the manual of the macros compile.
#[cfg(all(doctest, feature = "server"))]
mod manual {
    #[doc = include_str!("../../hubs-macros/src/manual/hub.md")]
    struct Hub;
    #[doc = include_str!("../../hubs-macros/src/manual/client_contract.md")]
    struct ClientContract;
    #[doc = include_str!("../../hubs-macros/src/manual/client.md")]
    struct Client;
    #[doc = include_str!("../../hubs-macros/src/manual/caller_state.md")]
    struct CallerState;
    #[doc = include_str!("../../hubs-macros/src/manual/hub_type.md")]
    struct HubType;
    #[doc = include_str!("../../hubs-macros/src/manual/hub_error.md")]
    struct HubError;
    #[doc = include_str!("../../hubs-macros/src/manual/authorize.md")]
    struct Authorize;
    #[doc = include_str!("../../hubs-macros/src/manual/on_connected.md")]
    struct OnConnected;
    #[doc = include_str!("../../hubs-macros/src/manual/on_disconnected.md")]
    struct OnDisconnected;
}
