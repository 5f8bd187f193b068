//! More is sent than clients take at once: who reads gets everything in order, and who does not read holds up nobody.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use hubs_runtime::{
    HubOptions, HubServer, Transport,
    prelude::*,
    protocol::{Completion, Invocation, Protocol, StreamItem},
};
use serde_json::json;

use crate::support::{COMBINATIONS, Client, Event, Server, Stalled, eventually};

#[client_contract]
pub trait PressureClient {
    async fn told(&self, number: u32, text: String);
}

#[derive(Default)]
#[hub(client = PressureClient)]
pub struct PressureHub {
    joined: Arc<AtomicUsize>,
    too_slow: Arc<AtomicUsize>,
}

#[hub]
impl PressureHub {
    pub fn id(&self, cx: &HubContext<Self>) -> String {
        cx.connection_id().to_string()
    }

    pub async fn join(&self, cx: &HubContext<Self>) -> Result<(), HubError> {
        cx.groups().add("all").await?;
        self.joined.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }

    pub async fn tell_me(
        &self,
        cx: &HubContext<Self>,
        count: u32,
        size: usize,
    ) -> Result<(), HubError> {
        for number in 0..count {
            cx.clients().caller().told(number, "x".repeat(size)).await?;
        }
        Ok(())
    }

    pub async fn tell_one(
        &self,
        cx: &HubContext<Self>,
        id: String,
        count: u32,
        size: usize,
    ) -> Result<(), HubError> {
        for number in 0..count {
            cx.clients()
                .client(id.as_str())
                .told(number, "x".repeat(size))
                .await?;
        }
        Ok(())
    }

    pub async fn tell_group(
        &self,
        cx: &HubContext<Self>,
        count: u32,
        size: usize,
    ) -> Result<(), HubError> {
        for number in 0..count {
            cx.clients()
                .group("all")
                .told(number, "x".repeat(size))
                .await?;
        }
        Ok(())
    }

    pub fn large(&self, size: usize) -> String {
        "x".repeat(size)
    }

    pub async fn large_later(&self, size: usize) -> String {
        tokio::time::sleep(Duration::from_millis(20)).await;
        "x".repeat(size)
    }

    pub fn items(&self, count: u32, size: usize) -> impl Stream<Item = String> {
        futures_util::stream::iter((0..count).map(move |_| "x".repeat(size)))
    }

    /// Takes two items and leaves the others.
    pub async fn take_two(&self, mut items: Upload<u32>) -> u32 {
        let mut sum = 0;
        for _ in 0..2 {
            tokio::time::sleep(Duration::from_millis(20)).await;
            sum += items.next().await.and_then(Result::ok).unwrap_or_default();
        }
        sum
    }

    /// Takes all items, slowly at first.
    pub async fn sum(&self, mut items: Upload<u32>) -> u32 {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let mut sum = 0;
        while let Some(Ok(item)) = items.next().await {
            sum += item;
        }
        sum
    }

    #[on_disconnected]
    async fn left(&self, _cx: &DisconnectedContext<Self>, reason: DisconnectReason) {
        if reason == DisconnectReason::TooSlow {
            self.too_slow.fetch_add(1, Ordering::SeqCst);
        }
    }
}

fn start(change: impl FnOnce(&mut HubOptions)) -> Server {
    let hubs = HubServer::builder().hub("/pressure", PressureHub::default());
    // All clients of a test read in one thread, where one may be kept from reading for seconds by the others.
    let hubs = hubs.configure(|options| options.slow_client_timeout = Duration::from_secs(60));
    Server::start(hubs.configure(change).build().expect("it builds"))
}

async fn connect(server: &Server, (transport, protocol): (Transport, Protocol)) -> Client {
    Client::connect(server, "/pressure", transport, protocol).await
}

/// Reads pushes numbered from zero, until the answer to call `id` or as many as `count` have come.
async fn read_pushes(client: &mut Client, count: u32, size: usize, id: Option<&str>) {
    let mut expected = 0;
    while expected < count || id.is_some() {
        match client.next().await.expect("the connection lives") {
            Event::Call { arguments, .. } => {
                assert_eq!(arguments[0], expected);
                assert_eq!(arguments[1].as_str().map(str::len), Some(size));
                expected += 1;
            }
            Event::Result { id: ended, .. } if Some(ended.as_str()) == id => break,
            other => panic!("after {expected} pushes: {other:?}"),
        }
    }
    assert_eq!(expected, count);
}

#[tokio::test]
async fn a_loop_of_pushes_loses_nothing() {
    let server = start(|_| {});
    let each = async |combination| {
        let mut client = connect(&server, combination).await;
        let id = client.invoke("tellMe", &json!([20_000, 1_000])).await;
        read_pushes(&mut client, 20_000, 1_000, Some(&id)).await;
        // One push that is longer than the queue would be for a client that does not read.
        let id = client.invoke("tellMe", &json!([3, 3_000_000])).await;
        read_pushes(&mut client, 3, 3_000_000, Some(&id)).await;
    };
    futures_util::future::join_all(COMBINATIONS.map(each)).await;
}

#[tokio::test]
async fn a_loop_of_pushes_to_another_loses_nothing() {
    let server = start(|_| {});
    for combination in COMBINATIONS {
        let mut other = connect(&server, combination).await;
        let Event::Result { result: id, .. } = other.ask("id", &json!([])).await else {
            panic!("it has an id");
        };
        let mut client = connect(&server, combination).await;
        let call = client.invoke("tellOne", &json!([id, 20_000, 1_000])).await;
        read_pushes(&mut other, 20_000, 1_000, None).await;
        client.answer(&call).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_group_gets_everything_and_who_stalls_costs_the_others_little() {
    const PATIENCE: Duration = Duration::from_secs(3);
    const READERS: usize = 100;
    const STALLED: usize = 10;
    /// Together many times what the kernel and the server's queue hold for who does not read.
    const PUSHES: u32 = 100;
    const SIZE: usize = 20_000;
    let hub = PressureHub::default();
    let (joined, too_slow) = (hub.joined.clone(), hub.too_slow.clone());
    let hubs = HubServer::builder().hub("/pressure", hub);
    let hubs = hubs.configure(|options| {
        options.slow_client_timeout = PATIENCE;
        // Who stops to poll is ended for what waits, not for that.
        options.disconnect_timeout = PATIENCE * 100;
    });
    let server = Server::start(hubs.build().expect("it builds"));
    let (mut readers, mut stalled) = (Vec::new(), Vec::new());
    for number in 0..READERS {
        let mut client = connect(&server, COMBINATIONS[number % COMBINATIONS.len()]).await;
        client.ask("join", &json!([])).await;
        readers.push(client);
    }
    for number in 0..STALLED {
        let (transport, protocol) = COMBINATIONS[number % 3];
        let mut client = Stalled::connect(&server, "/pressure", transport, protocol).await;
        client.call("join").await;
        stalled.push(client);
    }
    eventually("all are in the group", || {
        joined.load(Ordering::SeqCst) == READERS + STALLED
    })
    .await;
    let mut sender = connect(&server, COMBINATIONS[0]).await;
    let began = Instant::now();
    let call = sender.invoke("tellGroup", &json!([PUSHES, SIZE])).await;
    let reading = readers
        .iter_mut()
        .map(|reader| read_pushes(reader, PUSHES, SIZE, None));
    futures_util::future::join_all(reading).await;
    sender.answer(&call).await;
    let took = began.elapsed();
    eventually("the others were ended", || {
        too_slow.load(Ordering::SeqCst) == STALLED
    })
    .await;
    // Had each of them been waited for by itself, or each push, it would have been ten times that and more.
    assert!(took < PATIENCE * 30, "{took:?}");
}

#[tokio::test]
async fn many_streams_of_long_items_arrive() {
    let server = start(|_| {});
    for combination in COMBINATIONS {
        let mut client = connect(&server, combination).await;
        for _ in 0..100 {
            client.stream("items", &json!([4, 60_000])).await;
        }
        let (mut items, mut ends) = (0, 0);
        while ends < 100 {
            match client.next().await.expect("the connection lives") {
                Event::Item { item, .. } => {
                    assert_eq!(item.as_str().map(str::len), Some(60_000));
                    items += 1;
                }
                Event::Done { .. } => ends += 1,
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(items, 400);
    }
}

#[tokio::test]
async fn calls_in_one_packet_with_long_answers_are_all_answered() {
    let server = start(|options| options.maximum_parallel_invocations_per_client = 8);
    for combination in COMBINATIONS {
        let mut client = connect(&server, combination).await;
        for (target, size) in [("large", 600_000), ("largeLater", 500_000)] {
            let mut packet = Vec::new();
            let mut open = Vec::new();
            for _ in 0..20 {
                let (id, bytes) = client.call_bytes(target, &json!([size]));
                packet.extend(bytes);
                open.push(id);
            }
            client.send(packet).await;
            while !open.is_empty() {
                let Some(Event::Result { id, result }) = client.next().await else {
                    panic!("all are answered");
                };
                assert_eq!(result.as_str().map(str::len), Some(size));
                open.retain(|waiting| *waiting != id);
            }
        }
    }
}

#[tokio::test]
async fn a_full_upload_that_is_left_blocks_nobody_and_costs_others_nothing() {
    let server = start(|_| {});
    for combination in COMBINATIONS {
        let mut client = connect(&server, combination).await;
        let mut packet = Vec::new();
        let items = |packet: &mut Vec<u8>, stream: &str| {
            for item in 1..=20 {
                StreamItem::new(stream, item)
                    .encode(combination.1, packet)
                    .expect("a number");
            }
        };
        let call = |packet: &mut Vec<u8>, id: &str, target: &str, streams: &[&str]| {
            let nothing: [u8; 0] = [];
            Invocation::call(id, target, nothing)
                .with_streams(streams)
                .encode(combination.1, packet)
                .expect("a call");
        };
        // The first is left while it is full, the second is full meanwhile; the last call stands behind them all.
        call(&mut packet, "two", "takeTwo", &["a"]);
        call(&mut packet, "sum", "sum", &["b"]);
        items(&mut packet, "a");
        items(&mut packet, "b");
        Completion::void("b")
            .encode(combination.1, &mut packet)
            .expect("an end");
        call(&mut packet, "id", "id", &[]);
        client.send(packet).await;
        let mut ended = std::collections::BTreeMap::new();
        while ended.len() < 3 {
            let Some(Event::Result { id, result }) = client.next().await else {
                panic!("all are answered");
            };
            ended.insert(id, result);
        }
        assert_eq!(ended["two"], 3);
        assert_eq!(ended["sum"], 210, "no item is lost");
    }
}
