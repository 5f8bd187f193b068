//! Connections of the same process: the checks of a request without HTTP.

use std::sync::Arc;

use http::StatusCode;

use super::{
    mounts::{AttachedConnection, Link},
    respond,
    routes::Routes,
    table::Attachment,
};
use crate::engine::port::AnySession;
use crate::{
    connection::RequestInfo,
    hub::mounted::AnyHub,
    protocol::Transport,
    transport::memory::{self, MemoryEnd},
};

/// The answer that a client over HTTP would have got instead of a connection.
#[derive(Debug)]
pub(crate) struct RefusedInMemory {
    pub(crate) status: StatusCode,
    pub(crate) text: String,
}

impl Routes {
    /// Limits, shutdown and policies apply as over HTTP; there is no origin to judge.
    pub(crate) async fn open_in_memory(
        self,
        hub: &Arc<dyn AnyHub>,
        request: RequestInfo,
    ) -> Result<(MemoryEnd, Arc<dyn AnySession>), RefusedInMemory> {
        let (connection, attachment) = self.admit_in_memory(request).await?;
        let hubs = &self.shared.hubs;
        let (link, session) = self
            .mount
            .link_hub(hub, hubs, connection, Transport::InMemory);
        attachment.enter(&link.core);
        Ok((memory::start(link, attachment), session))
    }

    /// The same for a handler of raw connections, which stands behind these routes.
    pub(crate) async fn open_raw_in_memory(
        self,
        request: RequestInfo,
    ) -> Result<MemoryEnd, RefusedInMemory> {
        let (connection, attachment) = self.admit_in_memory(request).await?;
        let hubs = &self.shared.hubs;
        let link = self.mount.link(hubs, connection, Transport::InMemory);
        attachment.enter(link.core());
        Ok(match link {
            Link::Hub(link) => memory::start(link, attachment),
            Link::Raw(link) => memory::start(link, attachment),
        })
    }

    async fn admit_in_memory(
        &self,
        request: RequestInfo,
    ) -> Result<(AttachedConnection, Attachment), RefusedInMemory> {
        match self.admit_unnegotiated(&Arc::new(request)).await {
            Ok(admitted) => Ok(admitted),
            Err(refused) => Err(Self::told(refused.into_response()).await),
        }
    }

    async fn told(refusal: http::Response<axum::body::Body>) -> RefusedInMemory {
        let (parts, text) = respond::read(refusal).await;
        RefusedInMemory {
            status: parts.status,
            text,
        }
    }
}
