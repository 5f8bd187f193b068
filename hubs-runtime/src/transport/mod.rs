//! Transports: how bytes travel between a client and what stands behind its connection. They know no hubs.

pub(crate) mod http;
#[cfg(feature = "testing")]
pub(crate) mod memory;
mod stream;
pub(crate) mod websocket;

use std::{future::poll_fn, sync::Arc, task::Poll, time::Duration};

use crate::connection::{Connection, Endpoint, Fragment};

/// One connection as a transport serves it.
pub(crate) struct Served<E> {
    pub(crate) core: Arc<Connection>,
    /// What takes its bytes, an [`Endpoint`].
    pub(crate) endpoint: E,
    /// How long to wait for the client's end of an orderly close.
    pub(crate) close_timeout: Duration,
}

impl<E: Endpoint> Served<E> {
    /// Takes a whole message before the transport serves the connection, which polls the endpoint first of all: what the
    /// message wakes until then needs no waker.
    pub(crate) async fn receive(&mut self, message: Fragment<'_>) {
        poll_fn(|cx| {
            self.endpoint.receive(message, cx);
            Poll::Ready(())
        })
        .await;
    }
}
