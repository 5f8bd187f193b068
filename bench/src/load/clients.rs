//! Clients as programs have them: one call after the other, each with its message built and read.

use std::{cell::Cell, net::SocketAddr, rc::Rc, time::Duration};

use futures_util::{SinkExt, StreamExt};
use hubs_runtime::client::{Protocol, Transport};
use serde_json::{Value, json};
use tokio::task::LocalSet;
use tokio_tungstenite::tungstenite::Message;

use super::{Error, Load, rate};
use crate::{
    hubs::{BenchClient, BenchHubConnection},
    servers::Contestant,
};

/// Nothing is broadcast where these clients are measured.
struct Deaf;

impl BenchClient for Deaf {
    async fn told(&self, _text: String) {}
}

/// Calls a second by the client that `hubs-codegen rust` has written.
pub(super) async fn hub(
    load: &Load,
    contestant: Contestant,
    address: SocketAddr,
    time: Duration,
) -> Result<f64, Error> {
    let protocol = match contestant {
        Contestant::HubMessagepack => Protocol::MessagePack,
        _ => Protocol::Json,
    };
    let answered = Rc::new(Cell::new(0_u64));
    let local = LocalSet::new();
    local
        .run_until(async {
            for _ in 0..load.connections {
                let url = format!("http://{address}/bench");
                let hub = BenchHubConnection::connect_with(url, Deaf, |builder| {
                    let builder = builder.transports([Transport::WebSockets]);
                    builder.skip_negotiation().protocol(protocol)
                })
                .await?;
                for _ in 0..load.in_flight {
                    let (hub, answered) = (hub.clone(), answered.clone());
                    let text = "x".repeat(load.bytes);
                    tokio::task::spawn_local(async move {
                        while hub.echo(text.clone()).await.is_ok() {
                            answered.set(answered.get() + 1);
                        }
                    });
                }
            }
            Ok(rate(&answered, time).await)
        })
        .await
}

/// Calls a second by a client of forty lines, which knows nothing of errors, streams or lost connections.
pub(super) async fn tungstenite(
    load: &Load,
    address: SocketAddr,
    time: Duration,
) -> Result<f64, Error> {
    let answered = Rc::new(Cell::new(0_u64));
    let local = LocalSet::new();
    local
        .run_until(async {
            for _ in 0..load.connections {
                let url = format!("ws://{address}/bench");
                let (mut socket, _) = tokio_tungstenite::connect_async(url).await?;
                let handshake = "{\"protocol\":\"json\",\"version\":1}\x1e";
                socket.send(Message::text(handshake)).await?;
                socket.next().await.ok_or("no handshake")??;
                let (answered, in_flight) = (answered.clone(), load.in_flight);
                let text = "x".repeat(load.bytes);
                tokio::task::spawn_local(async move {
                    let mut id = 0_u64;
                    let mut call = || {
                        id += 1;
                        let (id, text) = (id.to_string(), text.as_str());
                        let call = json!({"type": 1, "invocationId": id, "target": "echo", "arguments": [text]});
                        Message::text(format!("{call}\x1e"))
                    };
                    for _ in 0..in_flight {
                        if socket.feed(call()).await.is_err() {
                            return;
                        }
                    }
                    let _ = socket.flush().await;
                    while let Some(Ok(Message::Text(text))) = socket.next().await {
                        for message in text.split_terminator('\x1e') {
                            let Ok(message) = serde_json::from_str::<Value>(message) else {
                                return;
                            };
                            if !message["result"].is_string() {
                                continue;
                            }
                            answered.set(answered.get() + 1);
                            if socket.feed(call()).await.is_err() {
                                return;
                            }
                        }
                        let _ = socket.flush().await;
                    }
                });
            }
            Ok(rate(&answered, time).await)
        })
        .await
}
