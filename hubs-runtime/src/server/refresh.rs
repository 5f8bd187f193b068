//! `POST …/refresh`: who the caller of an open connection is, and until when, said anew (ASP.NET Core 11, "Authentication
//! refresh").

use std::sync::Arc;

use axum::{body::Body, extract::Request};
use http::{Extensions, Response, StatusCode, request::Parts};
use serde::Serialize;

use super::{
    requests::{Refused, token_of},
    respond,
    routes::Routes,
    table::TokenFault,
};
use crate::connection::{Connection, ExpiresAt, RequestInfo, UserId};

/// What a client reads that may ask before its identity ends, here and at negotiation.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Lifetime {
    /// Whole seconds from now; left out of an identity that has no end, or has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    token_lifetime_seconds: Option<u64>,
}

impl Lifetime {
    pub(super) fn of(request: &RequestInfo) -> Self {
        let expires = request.extensions.get::<ExpiresAt>();
        let seconds = expires.map(|at| at.left().as_secs());
        Self {
            token_lifetime_seconds: seconds.filter(|left| *left > 0),
        }
    }
}

impl Routes {
    pub(super) async fn refresh(self, request: Request) -> Response<Body> {
        match self.refreshed(request.into_parts().0).await {
            Ok(lifetime) => {
                let answer = serde_json::to_string(&lifetime).expect("a number is plain data");
                respond::json(answer)
            }
            Err(refused) => respond::error_as_json(refused.into_response()).await,
        }
    }

    async fn refreshed(&self, parts: Parts) -> Result<Lifetime, Refused> {
        let token = token_of(&parts.uri).ok_or(TokenFault::Missing)?;
        let (mount, user) = (self.mount.id, parts.extensions.get::<UserId>());
        let Some(core) = self.shared.table.connection(&token, mount, user)? else {
            return Err(Refused::Response(respond::text(
                StatusCode::CONFLICT,
                "the connection has no transport; whoever opens one says who is calling",
            )));
        };
        let expires = parts.extensions.get::<ExpiresAt>();
        if expires.is_some_and(|at| at.left().is_zero()) {
            return Err(Refused::Response(respond::text(
                StatusCode::UNAUTHORIZED,
                "the authentication of this request has expired already; refresh with a newer token",
            )));
        }
        let request = self.say_anew(&core, parts, |_, _| true).await?;
        Ok(Lifetime::of(&request))
    }

    /// A poll whose token holds longer than the connection's says anew, too, who is calling. One of an older token does
    /// not: clients poll with it while they refresh.
    pub(super) async fn refresh_by_poll(
        &self,
        core: &Connection,
        parts: Parts,
    ) -> Result<(), Refused> {
        if !self.mount.options.enable_authentication_refresh {
            return Ok(());
        }
        if outlives(&core.request().extensions, &parts.extensions) {
            // While it is judged, a refresh may bring a newer one.
            let still = |known: &RequestInfo, newer: &RequestInfo| {
                outlives(&known.extensions, &newer.extensions)
            };
            self.say_anew(core, parts, still).await?;
        }
        Ok(())
    }

    /// The connection goes by what the request brings, if those who judged the first take it, too, and `takes` does, which
    /// is given what it goes by till then. It is of the same user.
    async fn say_anew(
        &self,
        core: &Connection,
        parts: Parts,
        takes: fn(&RequestInfo, &RequestInfo) -> bool,
    ) -> Result<Arc<RequestInfo>, Refused> {
        let kept = self.kept_of(parts);
        let newer = kept.map_err(|refusal| Refused::Response(*refusal))?;
        let request = Arc::new(newer.at_address_of(&core.request()));
        let allowed = self.check_policies(&request).await;
        allowed.map_err(Refused::Response)?;
        let newer = self.mount.authentication(request.clone());
        if !core.authenticate_if(newer, takes) {
            return Ok(request);
        }
        metrics::counter!("hubs.server.refreshed_authentications", "hub" => self.mount.name)
            .increment(1);
        tracing::debug!(connection_id = %core.id, "the client said anew who it is");
        Ok(request)
    }
}

/// Whether a request's authentication holds longer than the one that is known.
fn outlives(known: &Extensions, newer: &Extensions) -> bool {
    let expires = |extensions: &Extensions| extensions.get::<ExpiresAt>().copied();
    let both = expires(known).zip(expires(newer));
    both.is_some_and(|(known, newer)| newer > known)
}
