//! Calls of the server that a client could not handle. Generated clients report them; SignalR's say nothing.

use std::{fmt, sync::Arc};

use crate::connection::{ConnectionId, UserId};

/// A client got a call that it has no handler for, whose arguments are not of the handler's types, or whose handler failed.
///
/// Told to [`on_nack`](crate::HubServerBuilder::on_nack). The texts are the client's: anyone may have written them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Nack {
    /// The hub's name, as clients know it.
    pub hub: &'static str,
    /// Whose client it is.
    pub connection: ConnectionId,
    /// Who that is, if known.
    pub user: Option<UserId>,
    /// The client method that was called, as `messagePosted`.
    pub target: String,
    /// Why it could not be handled.
    pub reason: String,
}

impl fmt::Display for Nack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            hub,
            target,
            reason,
            ..
        } = self;
        write!(
            f,
            "a client of hub `{hub}` could not handle `{target}`: {reason}"
        )
    }
}

/// Somebody who is told of each.
pub(crate) type NackListener = Arc<dyn Fn(&Nack) + Send + Sync>;

/// All of them.
pub(crate) type NackListeners = Arc<[NackListener]>;
