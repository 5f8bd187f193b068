//! The chat server with its web page.
//!
//! ```console
//! $ chat                                                    # http://127.0.0.1:3000, remembers in chat.redb
//! $ chat --redis redis://127.0.0.1:6379 --port 3001         # two servers, one chat: what is said at one
//! $ chat --redis redis://127.0.0.1:6379 --port 3002         # is heard at the other
//! ```
//!
//! `POST /accounts` makes an account and `POST /sign-in` opens it; `GET /ready` tells a load balancer whether clients should come.

use std::{error::Error, net::Ipv4Addr, path::PathBuf, time::Duration};

use chat::{
    FileStore, Patience, RedisStore, Store, TOKEN_HOLDS, keep_people, serve, server, with_sign_in,
};
use clap::Parser;
use hubs_runtime::{HubServer, RedisBackplane};
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
    let (store, hubs) = chat(&arguments).await?;
    let app = hubs
        .router()
        .route("/ready", hubs.readiness())
        .fallback_service(ServeDir::new(arguments.page));
    let app = with_sign_in(app, store, TOKEN_HOLDS).await?;
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, arguments.port)).await?;
    println!("listening on http://{}", listener.local_addr()?);
    let end = async move {
        told_to_end().await;
        hubs.shutdown(FAREWELL).await;
    };
    serve(listener, app, Patience::default(), end).await;
    Ok(())
}

/// The store, and the chat that uses it, by itself or as one of several.
async fn chat(arguments: &Arguments) -> Result<(Store, HubServer), Box<dyn Error>> {
    let Some(url) = &arguments.redis else {
        let store = Store::File(FileStore::open(&arguments.data)?);
        return Ok((store.clone(), server(store, None)?));
    };
    // First, because its error says where Redis should be.
    let backplane = RedisBackplane::connect(url).await?;
    let redis = RedisStore::connect(url).await?;
    let store = Store::Redis(redis.clone());
    let hubs = server(store.clone(), Some(backplane))?;
    tokio::spawn(keep_people(redis, hubs.handle()));
    Ok((store, hubs))
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
