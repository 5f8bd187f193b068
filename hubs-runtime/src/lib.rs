//! Strongly typed real-time hubs that speak SignalR's wire.
//!
//! A hub is a struct with `#[hub]` and an `impl` block with `#[hub]`; what the server may call on its clients is a
//! trait with `#[client_contract]`. [`HubServer`] turns hubs into an axum router to which every official SignalR
//! client connects; the command `hubs-codegen` writes typed clients.
//!
//! Start at [`prelude`], [`HubServer`] and [`HubContext`].

pub use hubs_contract::wire;

pub mod call;
pub mod clients;
mod connection;
mod context;
#[cfg(feature = "contract")]
pub mod contract;
mod delivery;
mod error;
mod filter;
mod hub;
pub mod info;
#[doc(hidden)]
pub mod markers;
mod panics;
mod policy;
pub mod prelude;
pub mod protocol;
mod server;
pub mod state;
#[cfg(feature = "testing")]
pub mod testing;
mod transport;
mod upload;
#[allow(dead_code, unused_imports)] // the client's half is for the Rust client
mod websocket;

#[doc(hidden)]
pub mod __private;

pub use connection::{ConnectionId, RequestInfo, Transport, UserId};
pub use context::{
    Caller, DisconnectReason, DisconnectedContext, FinalState, Groups, HubContext, HubHandle, State,
};
pub use error::{CallFailure, ClientCallError, HubError, IntoCallFailure, SendError};
pub use filter::{FilteredCall, HubFilter, NextCall, NextConnected, NextDisconnected};
pub use hub::{Hub, HubType};
#[doc(inline)]
pub use hubs_macros::{
    HubError, authorize, caller_state, client, client_contract, hub, hub_type, on_connected,
    on_disconnected,
};
pub use policy::Policy;
pub use server::{BuildError, HubOptions, HubServer, HubServerBuilder, SlowClients};
pub use upload::{Upload, UploadError};

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
