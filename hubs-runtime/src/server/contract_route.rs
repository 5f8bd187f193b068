//! Telling the contract to whoever generates a client.

use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, Response, StatusCode, header},
    routing::{MethodRouter, get},
};

use super::{builder::HubServer, respond};

impl HubServer {
    /// A route that tells the contract, for `hubs-codegen ts --url http://localhost:3000/hubs.contract.json` of a team that has not
    /// the server's sources. No server has it unless it is added; whoever can ask it reads every name and doc comment of the hubs.
    ///
    /// The contract is what [`HubServerBuilder::contract`](crate::HubServerBuilder::contract) was given, else, in a program with the
    /// feature `contract`, that of all hubs of the program. With neither the answer is 404 and says so.
    ///
    /// ```
    /// # use hubs_runtime::prelude::*;
    /// # #[hub]
    /// # pub struct Chat;
    /// # #[hub]
    /// # impl Chat {}
    /// let hubs = HubServer::builder().hub("/chat", Chat).build()?;
    /// let mut app: axum::Router = hubs.router();
    /// if cfg!(debug_assertions) {
    ///     app = app.route("/hubs.contract.json", hubs.contract());
    /// }
    /// # Ok::<(), hubs_runtime::BuildError>(())
    /// ```
    pub fn contract<S: Clone + Send + Sync + 'static>(&self) -> MethodRouter<S> {
        let contract = self.contract.clone().map_or_else(of_program, Ok);
        get(move || async move { answer(contract) })
    }
}

/// The contract of all hubs that the program has, or the answer without it.
#[cfg(feature = "contract")]
fn of_program() -> Result<Bytes, (StatusCode, String)> {
    match crate::contract::collect() {
        Ok(contract) => Ok(contract.to_json().into()),
        Err(error) => Err((StatusCode::INTERNAL_SERVER_ERROR, error.to_string())),
    }
}

#[cfg(not(feature = "contract"))]
fn of_program() -> Result<Bytes, (StatusCode, String)> {
    let text = "this server does not know its contract: give it one by `HubServerBuilder::contract`, or build it with the \
                feature `contract` of hubs-runtime";
    Err((StatusCode::NOT_FOUND, text.to_owned()))
}

fn answer(contract: Result<Bytes, (StatusCode, String)>) -> Response<Body> {
    match contract {
        Ok(json) => {
            let mut response = respond::json(json);
            let never = HeaderValue::from_static("no-store");
            response.headers_mut().insert(header::CACHE_CONTROL, never);
            response
        }
        Err((status, text)) => respond::text(status, text),
    }
}
