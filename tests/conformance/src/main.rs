//! The server that official clients are tested against: one hub with every kind of method, one for signed-in users,
//! and raw connections. Prints `listening on http://127.0.0.1:PORT`; ends when its standard input does.

use std::{
    borrow::Cow,
    time::{Duration, SystemTime},
};

use axum::{
    extract::Request,
    middleware::{self, Next},
    response::Response,
};
use hubs_runtime::{
    ContractDrift, ExpiresAt, RawConnection, Redirect, RedisBackplane, bearer_token, prelude::*,
};

use hubs_conformance::{SecretHub, StateHub, TestHub};

#[path = "../../serve.rs"]
mod serve;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    hubs_runtime::export_hook!();
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let mut builder = HubServer::builder();
    // One of several servers.
    if let Ok(redis) = std::env::var("HUBS_REDIS") {
        builder = builder.backplane(RedisBackplane::connect(redis).await?);
    }
    let mut origins = vec!["http://localhost:5173".to_owned()];
    // Where a test has its pages.
    origins.extend(std::env::var("HUBS_ORIGIN"));
    let hubs = builder
        .configure(|options| {
            options.enable_detailed_errors = true;
            options.poll_timeout = Duration::from_secs(2);
            options.allow_stateful_reconnects = true;
            options.contract_drift = ContractDrift::Reject;
            options.close_on_authentication_expiration = true;
            options.enable_authentication_refresh = true;
        })
        .origins(origins)
        .hub("/test", TestHub)
        .hub("/secret", SecretHub)
        .hub("/state", StateHub)
        .connection("/raw", echo)
        .redirect(moved)
        .contract(include_str!("../hubs.contract.json"))
        .build()?;
    let app = hubs.router().route("/ready", hubs.readiness());
    let app = app.layer(middleware::from_fn(sign_in));
    serve::serve(hubs, app).await?;
    Ok(())
}

/// Sends everything back; `goodbye` is the last.
async fn echo(mut connection: RawConnection) {
    while let Some(message) = connection.recv().await {
        let last = message.as_text() == Some("goodbye");
        if connection.send(message).await.is_err() || last {
            return;
        }
    }
}

/// Whoever asks so is sent to the first hub, as somebody else.
fn moved(caller: &Caller) -> Option<Redirect> {
    let name = caller.request().query_value("moved")?;
    let host = caller.request().header("host")?;
    Some(Redirect::to(format!("http://{host}/test")).with_access_token(name))
}

/// Takes the token of the header or the query for the user's name; behind an `@` the second since 1970 when it ends.
async fn sign_in(mut request: Request, next: Next) -> Response {
    let token = bearer_token(request.uri(), request.headers()).map(Cow::into_owned);
    let end = token
        .as_deref()
        .and_then(|token| token.split_once('@')?.1.parse().ok());
    let end = end.map(ExpiresAt::unix_seconds);
    let past = end.is_some_and(|end| end.time() <= SystemTime::now());
    let extensions = request.extensions_mut();
    if let Some(token) = token.filter(|_| !past) {
        let user = token.split('@').next().unwrap_or_default();
        extensions.insert(UserId::from(user));
        end.map(|end| extensions.insert(end));
    }
    next.run(request).await
}
