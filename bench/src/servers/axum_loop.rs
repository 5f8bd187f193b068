//! The raw loop over axum's WebSocket that everything is compared with: a path for each scenario, and no protocol.

use axum::{
    Router,
    extract::{
        State,
        ws::{Message, WebSocket, WebSocketUpgrade},
    },
    response::Response,
    routing::any,
};
use tokio::sync::broadcast;

use crate::load::STREAM_ITEMS;

/// Broadcasts that may wait for a receiver.
const CHANNEL: usize = 1_024;

type Channel = broadcast::Sender<Message>;

pub(super) fn router() -> Router {
    let channel = Channel::new(CHANNEL);
    Router::new()
        .route("/bench/echo", any(open_echo))
        .route("/bench/stream", any(open_stream))
        .route("/bench/send", any(open_sender))
        .route("/bench/receive", any(open_receiver))
        .with_state(channel)
}

async fn open_echo(upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(echo)
}

async fn echo(mut socket: WebSocket) {
    while let Some(Ok(message)) = socket.recv().await {
        if matches!(message, Message::Close(_)) || socket.send(message).await.is_err() {
            return;
        }
    }
}

async fn open_stream(upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(stream)
}

async fn stream(mut socket: WebSocket) {
    while let Some(Ok(message)) = socket.recv().await {
        for _ in 0..STREAM_ITEMS {
            if socket.send(message.clone()).await.is_err() {
                return;
            }
        }
    }
}

async fn open_sender(State(channel): State<Channel>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(|socket| send(socket, channel))
}

/// Answers each message when it is on its way to all.
async fn send(mut socket: WebSocket, channel: Channel) {
    while let Some(Ok(message)) = socket.recv().await {
        if channel.send(message).is_err() || socket.send(Message::text("sent")).await.is_err() {
            return;
        }
        // The receivers' tasks run on this thread too.
        tokio::task::yield_now().await;
    }
}

async fn open_receiver(State(channel): State<Channel>, upgrade: WebSocketUpgrade) -> Response {
    let channel = channel.subscribe();
    upgrade.on_upgrade(|socket| receive(socket, channel))
}

async fn receive(mut socket: WebSocket, mut channel: broadcast::Receiver<Message>) {
    loop {
        let message = match channel.recv().await {
            Ok(message) => message,
            // It was slower than the sender: it misses some, as in most programs of this kind.
            Err(broadcast::error::RecvError::Lagged(_)) => continue,
            Err(broadcast::error::RecvError::Closed) => return,
        };
        if socket.send(message).await.is_err() {
            return;
        }
    }
}
