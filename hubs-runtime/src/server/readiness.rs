//! Whether a load balancer should send clients here.

use axum::{
    body::Body,
    http::{Response, StatusCode},
    routing::{MethodRouter, get},
};

use super::{builder::HubServer, respond, routes::ServerShared};

impl HubServer {
    /// A route for load balancers: 200 while clients should come here, 503 with the reason while they should not, which is during
    /// [`shutdown`](Self::shutdown) and while the [backplane](crate::HubServerBuilder) has no connection to the other servers.
    ///
    /// ```
    /// # use hubs_runtime::prelude::*;
    /// # #[hub]
    /// # pub struct Chat;
    /// # #[hub]
    /// # impl Chat {}
    /// let hubs = HubServer::builder().hub("/chat", Chat).build()?;
    /// let app: axum::Router = hubs.router().route("/ready", hubs.readiness());
    /// # Ok::<(), hubs_runtime::BuildError>(())
    /// ```
    pub fn readiness<S: Clone + Send + Sync + 'static>(&self) -> MethodRouter<S> {
        let shared = self.shared.clone();
        get(move || async move { answer(&shared) })
    }
}

fn answer(shared: &ServerShared) -> Response<Body> {
    match shared.unready() {
        None => respond::text(StatusCode::OK, "ready"),
        Some(reason) => respond::text(StatusCode::SERVICE_UNAVAILABLE, reason),
    }
}
