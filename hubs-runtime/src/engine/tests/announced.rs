//! A delivery that other servers look for connections with: the handshake is answered once they can.

use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::oneshot;

use super::{bench::Bench, hub::TestHub};
use crate::{
    connection::{Connection, ConnectionId, UserId},
    delivery::{
        Census, Delivered, Delivery, Everywhere, Push, Tally, Target, memory::MemoryDelivery,
    },
    error::SendError,
    hub::{
        mounted::{MethodMeters, Mounted},
        names::MethodNames,
    },
};

const HANDSHAKE: &str = "{\"protocol\":\"json\",\"version\":1}\u{1e}";

/// Announces a connection when the test says so.
struct Slow {
    memory: MemoryDelivery,
    announced: Mutex<Option<oneshot::Receiver<Result<(), SendError>>>>,
    left: Mutex<Vec<ConnectionId>>,
}

impl Delivery for Slow {
    fn announced(&self, _connection: &Arc<Connection>) -> Option<Delivered<Result<(), SendError>>> {
        let announced = self.announced.lock().take()?;
        Some(Delivered::Later(Box::pin(async move {
            announced.await.expect("the test answers")
        })))
    }

    fn connected(&self, connection: &Arc<Connection>) {
        self.memory.connected(connection);
    }

    fn disconnected(&self, connection: &Arc<Connection>) {
        self.left.lock().push(connection.id.clone());
        self.memory.disconnected(connection);
    }

    fn push(&self, target: &Target, push: &Push<'_>) -> Delivered<Result<(), SendError>> {
        self.memory.push(target, push)
    }

    fn add_to_group(
        &self,
        connection: &ConnectionId,
        group: &str,
    ) -> Delivered<Result<(), SendError>> {
        self.memory.add_to_group(connection, group)
    }

    fn remove_from_group(
        &self,
        connection: &ConnectionId,
        group: &str,
    ) -> Delivered<Result<(), SendError>> {
        self.memory.remove_from_group(connection, group)
    }

    fn count(&self, census: Census) -> Delivered<Result<Everywhere<Tally>, SendError>> {
        self.memory.count(census)
    }

    fn is_online(&self, user: &UserId) -> Delivered<Result<bool, SendError>> {
        self.memory.is_online(user)
    }

    fn here(&self) -> &MemoryDelivery {
        &self.memory
    }
}

fn bench() -> (Bench, Arc<Slow>, oneshot::Sender<Result<(), SendError>>) {
    let mut bench = Bench::new();
    let (announce, announced) = oneshot::channel();
    let slow = Arc::new(Slow {
        memory: MemoryDelivery::default(),
        announced: Mutex::new(Some(announced)),
        left: Mutex::default(),
    });
    bench.mounted = Arc::new(Mounted {
        hub: bench.mounted.hub.clone(),
        names: MethodNames::of::<TestHub>(),
        meters: MethodMeters::of::<TestHub>(),
        nack_listeners: Arc::new([]),
        delivery: slow.clone(),
        options: bench.mounted.options.clone(),
        filters: bench.mounted.filters.clone(),
        members: None,
    });
    (bench, slow, announce)
}

#[tokio::test]
async fn the_handshake_is_answered_once_others_can_find_the_connection() {
    let (bench, _slow, announce) = bench();
    let mut wire = bench.raw("");
    wire.feed(HANDSHAKE.as_bytes()).await;
    assert!(wire.received().is_empty());
    assert!(bench.log.lines().is_empty());
    announce.send(Ok(())).unwrap();
    assert_eq!(wire.next_output().await, ["{}"]);
    wire.turn().await;
    assert_eq!(bench.mounted.delivery.here().all_local().len(), 1);
}

#[tokio::test]
async fn who_cannot_be_found_is_told_and_may_come_back() {
    let (bench, slow, announce) = bench();
    let mut wire = bench.raw("");
    wire.feed(HANDSHAKE.as_bytes()).await;
    announce.send(Err(SendError::EmptyGroupName)).unwrap();
    assert_eq!(
        wire.next_output().await,
        [r#"{"error":"The server cannot reach the other servers just now."}"#]
    );
    wire.finish().await;
    assert_eq!(*slow.left.lock(), [wire.core.id.clone()]);
    assert!(bench.log.lines().is_empty(), "{:?}", bench.log.lines());
}

#[tokio::test(start_paused = true)]
async fn an_announcement_that_never_ends_is_a_late_handshake() {
    let (bench, slow, _announce) = bench();
    let mut wire = bench.raw("");
    wire.feed(HANDSHAKE.as_bytes()).await;
    let answer = wire.next_output().await;
    assert_eq!(answer, [r#"{"error":"Handshake was canceled."}"#]);
    wire.finish().await;
    assert_eq!(slow.left.lock().len(), 1);
}
