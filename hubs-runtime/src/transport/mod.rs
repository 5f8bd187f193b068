//! Transports: how bytes travel between a client and what stands behind its connection. They know no hubs.

pub(crate) mod http;
#[cfg(feature = "testing")]
pub(crate) mod memory;
mod stream;
pub(crate) mod websocket;

use std::{sync::Arc, time::Duration};

use crate::connection::Connection;

/// One connection as a transport serves it.
pub(crate) struct Served<E> {
    pub(crate) core: Arc<Connection>,
    /// What takes its bytes, an [`Endpoint`](crate::connection::Endpoint).
    pub(crate) endpoint: E,
    /// How long to wait for the client's end of an orderly close.
    pub(crate) close_timeout: Duration,
}
