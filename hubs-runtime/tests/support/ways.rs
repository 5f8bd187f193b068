//! Every way to a hub, and patience.

use hubs_runtime::{Transport, protocol::Protocol};

/// Every transport with every protocol that it can carry.
pub const COMBINATIONS: [(Transport, Protocol); 5] = [
    (Transport::WebSockets, Protocol::Json),
    (Transport::WebSockets, Protocol::MessagePack),
    (Transport::ServerSentEvents, Protocol::Json),
    (Transport::LongPolling, Protocol::Json),
    (Transport::LongPolling, Protocol::MessagePack),
];

/// Waits until `done`, for at most a minute: a machine may have much else to do.
pub async fn eventually(what: &str, mut done: impl FnMut() -> bool) {
    for _ in 0..6_000 {
        if done() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("not within a minute: {what}");
}
