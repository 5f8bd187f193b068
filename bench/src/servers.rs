//! The contestants that serve: a hub, and the raw WebSocket loop that everything is compared with.

use axum::{
    Router,
    extract::ws::{Message, WebSocket, WebSocketUpgrade},
    routing::any,
};
use hubs_runtime::prelude::*;
use tokio::net::TcpListener;

/// Who serves, and in which protocol it is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Contestant {
    /// An annotated hub with the options that ship, spoken to in JSON.
    HubJson,
    /// The same in MessagePack.
    HubMessagepack,
    /// A loop over axum's WebSocket that sends back what it reads: no calls, no names, no types.
    AxumLoop,
}

/// The hub of every scenario.
#[hub]
pub struct BenchHub;

#[hub]
impl BenchHub {
    /// Sends back what it gets.
    pub fn echo(&self, text: String) -> String {
        text
    }
}

/// Serves at `/bench` until the process is killed.
pub(crate) fn serve(contestant: Contestant) -> Result<(), Box<dyn std::error::Error>> {
    let router = match contestant {
        Contestant::HubJson | Contestant::HubMessagepack => {
            let hubs = HubServer::builder().hub("/bench", BenchHub).build()?;
            hubs.router()
        }
        Contestant::AxumLoop => Router::new().route("/bench", any(open)),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        println!("{}", listener.local_addr()?);
        axum::serve(listener, router).await?;
        Ok(())
    })
}

async fn open(upgrade: WebSocketUpgrade) -> axum::response::Response {
    upgrade.on_upgrade(echo)
}

async fn echo(mut socket: WebSocket) {
    while let Some(Ok(message)) = socket.recv().await {
        if matches!(message, Message::Close(_)) || socket.send(message).await.is_err() {
            return;
        }
    }
}
