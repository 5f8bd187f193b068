//! The server that official clients are tested against: one hub with every kind of method, and one for signed-in
//! users. Prints `listening on http://127.0.0.1:PORT`; ends when its standard input does.

use std::{borrow::Cow, io::Read, time::Duration};

use axum::{
    extract::Request,
    middleware::{self, Next},
    response::Response,
    serve::ListenerExt,
};
use hubs_runtime::{ContractDrift, bearer_token, prelude::*};

use hubs_conformance::{SecretHub, StateHub, TestHub};

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let hubs = HubServer::builder()
        .configure(|options| {
            options.enable_detailed_errors = true;
            options.poll_timeout = Duration::from_secs(2);
            options.allow_stateful_reconnects = true;
            options.contract_drift = ContractDrift::Reject;
        })
        .origins(["http://localhost:5173"])
        .hub("/test", TestHub)
        .hub("/secret", SecretHub)
        .hub("/state", StateHub)
        .contract(include_str!("../hubs.contract.json"))
        .build()?;
    let app = hubs.router().layer(middleware::from_fn(sign_in));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on http://{}", listener.local_addr()?);
    // Event streams and answers to posts would wait for acknowledgements; if it cannot be set, they do.
    let listener = listener.tap_io(|socket| {
        let _ = socket.set_nodelay(true);
    });
    let served = hubs.clone();
    axum::serve(listener, app)
        .with_graceful_shutdown(async move {
            // Whoever started the server holds its standard input open.
            let _ =
                tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await;
            served.shutdown(Duration::from_secs(5)).await;
        })
        .await?;
    Ok(())
}

/// Takes the token of the header or the query for the user's name.
async fn sign_in(mut request: Request, next: Next) -> Response {
    let token = bearer_token(request.uri(), request.headers()).map(Cow::into_owned);
    if let Some(user) = token {
        request.extensions_mut().insert(UserId::from(user));
    }
    next.run(request).await
}
