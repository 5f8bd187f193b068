//! One client's connection, from its first byte to its last.
//!
//! * [`core`]: what everyone shares: ids, outbox, close request. Knows no hub.
//! * [`session`]: the same connection with its hub's types: hub, state.
//! * [`engine`]: the state machine between bytes and hub. Knows no I/O; a transport feeds and drives it.

pub(crate) mod calls;
pub(crate) mod client_calls;
mod core;
pub(crate) mod engine;
mod ids;
mod meter;
pub(crate) mod outbox;
pub(crate) mod quoted;
pub(crate) mod request;
pub(crate) mod session;
pub(crate) mod spans;
pub(crate) mod state_changes;
pub(crate) mod uploads;

pub(crate) use self::core::{CloseRequest, ConnectionCore};
pub use self::{
    core::Transport,
    ids::{ConnectionId, UserId},
    request::RequestInfo,
};
