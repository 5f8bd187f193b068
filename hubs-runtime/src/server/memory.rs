//! Connections of the same process: the checks of a request without HTTP.

use std::sync::Arc;

use http::StatusCode;
use http_body_util::BodyExt;

use super::{HubSession, routes::Routes};
use crate::{
    connection::{RequestInfo, Transport},
    transport::memory::{self, MemoryEnd},
};

/// The answer that a client over HTTP would have got instead of a connection.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) status: StatusCode,
    pub(crate) text: String,
}

impl Routes {
    /// Limits, shutdown and policies apply as over HTTP; there is no origin to judge.
    pub(crate) async fn open_in_memory(
        self,
        request: RequestInfo,
    ) -> Result<(MemoryEnd, Arc<dyn HubSession>), Refused> {
        let request = Arc::new(request);
        if let Err(refusal) = self.admit(&request).await {
            let status = refusal.status();
            let body = refusal.into_body().collect().await;
            let text = body.map(|body| String::from_utf8_lossy(&body.to_bytes()).into_owned());
            return Err(Refused {
                status,
                text: text.unwrap_or_default(),
            });
        }
        let (connection, attachment) = self.without_negotiation(&request);
        let (link, session) = self.link_with_session(connection, Transport::InMemory);
        Ok((memory::start(link, attachment), session))
    }
}
