//! An annotated hub, as users write them, with the options that ship.

use axum::Router;
use hubs_runtime::prelude::*;

use crate::load::STREAM_ITEMS;

/// What the hub of every scenario pushes.
#[client_contract]
pub trait BenchClient {
    /// One broadcast.
    async fn told(&self, text: String);
}

/// The hub of every scenario.
#[hub(client = BenchClient)]
pub struct BenchHub;

#[hub]
impl BenchHub {
    /// Sends back what it gets.
    pub fn echo(&self, text: String) -> String {
        text
    }

    /// Sends what it gets to everyone else.
    pub async fn broadcast(&self, cx: &HubContext<Self>, text: String) -> Result<(), HubError> {
        cx.clients().others().told(text).await?;
        Ok(())
    }

    /// Streams what it gets.
    pub fn items(&self, text: String) -> impl Stream<Item = String> + use<> {
        futures_util::stream::iter(std::iter::repeat_n(text, STREAM_ITEMS))
    }
}

/// The hub at `/bench`.
pub(super) fn router() -> Result<Router, hubs_runtime::BuildError> {
    let hubs = HubServer::builder().hub("/bench", BenchHub).build()?;
    Ok(hubs.router())
}
