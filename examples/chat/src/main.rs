//! The chat server with its web page.
//!
//! Environment: `PORT` (3000; 0 takes a free one), `CHAT_DATA` (`chat.redb`), `CHAT_PAGE` (the folder of the built page).

use std::{env, error::Error, net::Ipv4Addr, path::Path, time::Duration};

use chat::{ChatHub, History, Patience, serve};
use hubs_runtime::HubServer;
use tower_http::services::ServeDir;

/// How long clients may take to leave when the server ends.
const FAREWELL: Duration = Duration::from_secs(5);

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let port: u16 = env::var("PORT").map_or(Ok(3000), |port| port.parse())?;
    let data = env::var("CHAT_DATA").unwrap_or_else(|_| "chat.redb".to_owned());
    let page = env::var("CHAT_PAGE")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/web/dist").to_owned());

    let history = History::open(Path::new(&data))?;
    let hubs = HubServer::builder()
        .hub("/chat", ChatHub::new(history))
        // Nobody but this machine may connect, and so no page whose name only leads to it.
        .hosts(["127.0.0.1", "localhost"])
        // Clients that were made for another version are named in the log.
        .contract(include_str!("../hubs.contract.json"))
        .build()?;
    let app = hubs.router().fallback_service(ServeDir::new(page));
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    println!("listening on http://{}", listener.local_addr()?);
    let end = async move {
        told_to_end().await;
        hubs.shutdown(FAREWELL).await;
    };
    serve(listener, app, Patience::default(), end).await;
    Ok(())
}

/// Ctrl-C, or what service managers send.
async fn told_to_end() {
    let mut terminate =
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(terminate) => terminate,
            Err(error) => {
                tracing::warn!(%error, "SIGTERM will end the process at once");
                let _ = tokio::signal::ctrl_c().await;
                return;
            }
        };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
