//! One client's connection as everyone shares it: ids, request, outbox, what it is asked, why it ends. Knows no hub and
//! no call; the state machine that drives it is [`engine`](crate::engine).

mod authentication;
pub(crate) mod client_calls;
mod end;
mod endpoint;
mod expiry;
mod headers;
mod ids;
pub(crate) mod meter;
pub(crate) mod outbox;
pub(crate) mod quoted;
pub(crate) mod request;
mod shared;
pub(crate) mod spans;
pub(crate) mod state_changes;

pub(crate) use self::{
    authentication::{Authentication, SeenRequest},
    end::CloseRequest,
    endpoint::{Endpoint, Fragment, InputEnd},
    request::query_value,
    shared::{Connection, ConnectionLimits, Place, count_dropped},
};
pub use self::{
    end::{CloseMessage, DisconnectReason},
    expiry::ExpiresAt,
    ids::{ConnectionId, NamesConnection, NamesUser, UserId},
    request::{RequestInfo, bearer_token},
};
