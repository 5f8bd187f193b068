//! Transports: how bytes travel between a client and its engine. They know no hubs.

pub(crate) mod http;
#[cfg(feature = "testing")]
pub(crate) mod memory;
mod stream;
pub(crate) mod websocket;

use std::{sync::Arc, time::Duration};

use crate::{connection::Connection, engine::Engine};

/// One connection as a transport serves it.
pub(crate) struct Served {
    pub(crate) core: Arc<Connection>,
    pub(crate) engine: Engine,
    /// How long to wait for the client's end of an orderly close.
    pub(crate) close_timeout: Duration,
}
