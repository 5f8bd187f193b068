//! The HTTP side: builder, options, routes, negotiation, origins.
//!
//! axum appears only in this folder.

mod address;
mod builder;
mod cors;
mod endpoint;
#[cfg(feature = "testing")]
pub(crate) mod memory;
mod negotiate;
mod options;
mod origin;
mod requests;
mod respond;
mod routes;
mod table;

pub use builder::{BuildError, HubServer, HubServerBuilder};
pub(crate) use endpoint::{Endpoint, HubSession, Invocation, MountedHub};
pub use options::{HubOptions, SlowClients};
