//! What a file with a hub needs: the macros, the types in the signatures of hubs, and `Stream` with its methods.
//!
//! ```
//! use hubs_runtime::prelude::*;
//!
//! #[hub]
//! pub struct CountHub;
//!
//! #[hub]
//! impl CountHub {
//!     pub fn count(&self, to: u32) -> impl Stream<Item = u32> {
//!         futures_util::stream::iter(1..=to)
//!     }
//! }
//! # fn main() {}
//! ```
//!
//! Settings of servers and filters are not in here.

pub use crate::{
    Caller, ClientCallError, DisconnectReason, DisconnectedContext, HubContext, HubError,
    HubHandle, HubServer, Policy, SendError, Upload, UploadError, UserId,
};
pub use futures_util::{Stream, StreamExt};
pub use hubs_macros::{
    authorize, caller_state, client, client_contract, hub, hub_type, on_connected, on_disconnected,
};
