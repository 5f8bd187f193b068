//! What a file with a hub needs.

pub use crate::{
    Caller, ClientCallError, DisconnectReason, DisconnectedContext, HubContext, HubError,
    HubHandle, HubServer, Policy, SendError, Upload, UploadError, UserId,
};
pub use futures_util::{Stream, StreamExt};
pub use hubs_macros::{
    authorize, caller_state, client, client_contract, hub, hub_type, on_connected, on_disconnected,
};
