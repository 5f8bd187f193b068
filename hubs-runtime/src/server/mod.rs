//! The HTTP side: builder, options, routes, negotiation, origins.
//!
//! axum appears only in this folder.

mod address;
mod build;
mod builder;
mod contract_file;
mod contract_route;
mod cors;
mod early;
#[cfg(feature = "testing")]
pub(crate) mod memory;
mod mountable;
mod mounts;
mod negotiate;
mod origin;

mod paths;
mod readiness;
mod redirect;
mod refresh;
mod requests;
mod respond;
mod routes;
mod table;
mod waiting;

pub use build::BuildError;
pub use builder::{HubServer, HubServerBuilder, TextList};
pub use mountable::{MountPath, Mountable};
pub use redirect::Redirect;
