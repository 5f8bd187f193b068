//! The chat server with its web page.
//!
//! ```console
//! $ chat                                                    # http://127.0.0.1:3000, remembers in chat.redb
//! $ chat --redis redis://127.0.0.1:6379 --port 3001         # two servers, one chat: what is said at one
//! $ chat --redis redis://127.0.0.1:6379 --port 3002         # is heard at the other
//! ```
//!
//! `GET /ready` tells a load balancer whether clients should come.

use std::{error::Error, net::Ipv4Addr, path::PathBuf, time::Duration};

use chat::{ChatHub, FileStore, Patience, RedisStore, Store, keep_people, serve};
use clap::Parser;
use hubs_runtime::{BuildError, HubServer, RedisBackplane};
use tower_http::services::ServeDir;

/// How long clients may take to leave when the server ends.
const FAREWELL: Duration = Duration::from_secs(5);

/// The folder of the built page, unless another one is named.
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/web/dist");

#[derive(Parser)]
#[command(about = "A chat with rooms, and its web page")]
struct Arguments {
    /// Where it listens; 0 takes a free port.
    #[arg(long, env = "PORT", default_value_t = 3000)]
    port: u16,
    /// A Redis, as `redis://127.0.0.1:6379`: all servers that use it are one chat, which is remembered there.
    #[arg(long, env = "CHAT_REDIS", value_name = "URL", hide_env_values = true)]
    redis: Option<String>,
    /// The file that remembers what was said, without Redis.
    #[arg(
        long,
        env = "CHAT_DATA",
        value_name = "FILE",
        default_value = "chat.redb"
    )]
    data: PathBuf,
    /// The folder of the built page.
    #[arg(long, env = "CHAT_PAGE", value_name = "FOLDER", default_value = PAGE)]
    page: PathBuf,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let arguments = Arguments::parse();
    let hubs = hubs(&arguments).await?;
    let app = hubs
        .router()
        .route("/ready", hubs.readiness())
        .fallback_service(ServeDir::new(arguments.page));
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, arguments.port)).await?;
    println!("listening on http://{}", listener.local_addr()?);
    let end = async move {
        told_to_end().await;
        hubs.shutdown(FAREWELL).await;
    };
    serve(listener, app, Patience::default(), end).await;
    Ok(())
}

/// The chat, by itself or as one of several.
async fn hubs(arguments: &Arguments) -> Result<HubServer, Box<dyn Error>> {
    let Some(url) = &arguments.redis else {
        return Ok(chat(Store::File(FileStore::open(&arguments.data)?), None)?);
    };
    // First, because its error says where Redis should be.
    let backplane = RedisBackplane::connect(url).await?;
    let store = RedisStore::connect(url).await?;
    let hubs = chat(Store::Redis(store.clone()), Some(backplane))?;
    tokio::spawn(keep_people(store, hubs.handle()));
    Ok(hubs)
}

fn chat(store: Store, backplane: Option<RedisBackplane>) -> Result<HubServer, BuildError> {
    let mut builder = HubServer::builder()
        .hub("/chat", ChatHub::new(store))
        // Nobody but this machine may connect, and so no page whose name only leads to it.
        .hosts(["127.0.0.1", "localhost"])
        // Clients that were made for another version are named in the log.
        .contract(include_str!("../hubs.contract.json"));
    if let Some(backplane) = backplane {
        builder = builder.backplane(backplane);
    }
    builder.build()
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
