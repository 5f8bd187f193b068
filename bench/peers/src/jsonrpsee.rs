//! JSON-RPC 2.0 over WebSockets: methods by the `rpc` macro, broadcasts and streams as subscriptions.

use jsonrpsee::{
    PendingSubscriptionSink,
    core::{SubscriptionResult, async_trait, to_json_raw_value},
    proc_macros::rpc,
    server::{Server, ServerConfig},
    types::ErrorObjectOwned,
};
use tokio::{
    net::TcpListener,
    sync::broadcast::{self, error::RecvError},
};

use crate::Failure;

/// Items of one stream; as many as the load counts.
const STREAM_ITEMS: usize = 1_000;

/// Broadcasts that may wait for a receiver, as many as with the plain loop.
const CHANNEL: usize = 1_024;

/// The 100 that ship are fewer than the load opens.
const CONNECTIONS: u32 = 100_000;

#[rpc(server)]
trait Bench {
    #[method(name = "echo")]
    fn echo(&self, text: String) -> Result<String, ErrorObjectOwned>;

    #[method(name = "broadcast")]
    fn broadcast(&self, text: String) -> Result<(), ErrorObjectOwned>;

    #[subscription(name = "subscribe_told" => "told", unsubscribe = "unsubscribe_told", item = String)]
    async fn told(&self) -> SubscriptionResult;

    #[subscription(name = "subscribe_items" => "items", unsubscribe = "unsubscribe_items", item = String)]
    async fn items(&self, text: String) -> SubscriptionResult;
}

struct Service {
    channel: broadcast::Sender<String>,
}

#[async_trait]
impl BenchServer for Service {
    fn echo(&self, text: String) -> Result<String, ErrorObjectOwned> {
        Ok(text)
    }

    fn broadcast(&self, text: String) -> Result<(), ErrorObjectOwned> {
        // It fails if nobody listens, which is no fault of the caller.
        let _ = self.channel.send(text);
        Ok(())
    }

    async fn told(&self, pending: PendingSubscriptionSink) -> SubscriptionResult {
        let mut channel = self.channel.subscribe();
        let sink = pending.accept().await?;
        loop {
            match channel.recv().await {
                Ok(text) => sink.send(to_json_raw_value(&text)?).await?,
                // It was slower than the sender: it misses some.
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return Ok(()),
            }
        }
    }

    async fn items(&self, pending: PendingSubscriptionSink, text: String) -> SubscriptionResult {
        let sink = pending.accept().await?;
        for _ in 0..STREAM_ITEMS {
            sink.send(to_json_raw_value(&text)?).await?;
        }
        Ok(())
    }
}

pub(crate) async fn serve(listener: TcpListener) -> Result<(), Failure> {
    let config = ServerConfig::builder().max_connections(CONNECTIONS).build();
    let server = Server::builder()
        .set_config(config)
        .build_from_tcp(listener.into_std()?)?;
    let (channel, _) = broadcast::channel(CHANNEL);
    server.start(Service { channel }.into_rpc()).stopped().await;
    Ok(())
}
