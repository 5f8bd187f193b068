//! What a file with a hub needs.

pub use crate::{
    Caller, ClientCallError, DisconnectReason, DisconnectedContext, HubContext, HubError,
    HubHandle, HubServer, Policy, SendError, Upload, UploadError, UserId,
};
pub use futures_util::{Stream, StreamExt};
