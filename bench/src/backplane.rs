//! Two servers over Redis, against a plain loop of the same crate that publishes and subscribes the same bytes.

use std::{
    net::TcpListener,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use futures_util::{SinkExt, StreamExt, stream::FuturesUnordered};
use hubs_runtime::{HubHandle, HubServer, RedisBackplane};
use redis::{Pipeline, aio::MultiplexedConnection};
use tokio::{net::TcpStream, sync::mpsc};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, tungstenite::Message};

use crate::{processes::resident_of, scenarios::median, servers::BenchHub};

type Failure = Box<dyn std::error::Error>;
type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Under which it is chosen.
pub(crate) const NAME: &str = "backplane";

/// Messages on their way at once.
const IN_FLIGHT: usize = 512;
/// Pushes of which the median latency is told.
const PINGS: usize = 500;
/// Groups of one server.
pub(crate) const GROUPS: usize = 100_000;
/// Groups that one connection is in.
const GROUPS_OF_ONE: usize = 10_000;
/// What is pushed.
const TEXT: &str = "0123456789abcdef0123456789abcdef";

/// What came of it.
pub(crate) struct Backplane {
    /// Messages a second of the plain loop, the median.
    pub(crate) plain: f64,
    /// Ratios to it: through Redis, and own clients first.
    pub(crate) ordered: f64,
    pub(crate) local_first: f64,
    /// Median microseconds from push to client, and from publish to subscriber.
    pub(crate) latency: f64,
    pub(crate) plain_latency: f64,
    /// Seconds to join all groups, and bytes of each.
    pub(crate) join_seconds: f64,
    pub(crate) group_bytes: f64,
}

pub(crate) fn measure(rounds: usize, millis: u64) -> Result<Backplane, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let redis = Redis::start().await?;
        let time = Duration::from_millis(millis);
        let (mut plain, mut ordered, mut local_first) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..rounds {
            let reference = plain_rate(&redis, time).await?;
            plain.push(reference);
            ordered.push(hub_rate(&redis, false, time).await? / reference);
            local_first.push(hub_rate(&redis, true, time).await? / reference);
            eprintln!("{NAME}: round {} of {rounds}", round + 1);
        }
        let (join_seconds, group_bytes) = groups(&redis).await?;
        Ok(Backplane {
            plain: median(plain),
            ordered: median(ordered),
            local_first: median(local_first),
            latency: hub_latency(&redis).await?,
            plain_latency: plain_latency(&redis).await?,
            join_seconds,
            group_bytes,
        })
    })
}

/// That it can be measured, which is to be known before the rest has been, for twenty minutes.
pub(crate) fn check() -> Result<(), Failure> {
    let shown = Command::new(PROGRAM)
        .arg("--version")
        .stdout(Stdio::null())
        .status();
    match shown {
        Ok(_) => Ok(()),
        Err(error) => Err(missing(&error)),
    }
}

const PROGRAM: &str = "redis-server";

fn missing(error: &std::io::Error) -> Failure {
    format!("{PROGRAM} cannot be run ({error}): install it, by Debian's package redis-server, or choose what needs none with `--only`")
        .into()
}

/// A `redis-server` of the benchmark's own.
struct Redis {
    url: String,
    process: Child,
}

impl Redis {
    async fn start() -> Result<Self, Failure> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let process = Command::new(PROGRAM)
            .args(["--port", &port.to_string(), "--bind", "127.0.0.1"])
            .args(["--save", "", "--appendonly", "no"])
            .stdout(Stdio::null())
            .spawn()
            .map_err(|error| missing(&error))?;
        let redis = Self {
            url: format!("redis://127.0.0.1:{port}"),
            process,
        };
        for _ in 0..200 {
            if redis.connection().await.is_ok() {
                return Ok(redis);
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        Err("redis-server does not answer".into())
    }

    async fn connection(&self) -> redis::RedisResult<MultiplexedConnection> {
        redis::Client::open(&*self.url)?
            .get_multiplexed_async_connection()
            .await
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A server with its backplane.
struct Node {
    handle: HubHandle<BenchHub>,
    hubs: HubServer,
}

impl Node {
    async fn start(redis: &Redis, local_first: bool) -> Result<Self, Failure> {
        let builder = RedisBackplane::builder(&redis.url);
        let builder = if local_first {
            builder.local_first()
        } else {
            builder
        };
        let hubs = HubServer::builder()
            .hub("/bench", BenchHub)
            .backplane(builder.connect().await?)
            .configure(|options| options.max_groups_per_connection = GROUPS)
            .build()?;
        Ok(Self {
            handle: hubs.handle(),
            hubs,
        })
    }

    /// A client over a real socket, after its handshake.
    async fn client(&self) -> Result<Socket, Failure> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let app = self.hubs.router();
        tokio::spawn(async move { axum::serve(listener, app).await });
        let url = format!("ws://{address}/bench");
        let (mut socket, _) = tokio_tungstenite::connect_async(url).await?;
        let handshake = "{\"protocol\":\"json\",\"version\":1}\u{1e}";
        socket.send(Message::text(handshake)).await?;
        socket.next().await.ok_or("no handshake")??;
        Ok(socket)
    }
}

/// Counts messages of a client until it is dropped.
fn counted(mut socket: Socket) -> (Arc<AtomicU64>, tokio::task::JoinHandle<()>) {
    let count = Arc::new(AtomicU64::new(0));
    let counter = count.clone();
    let task = tokio::spawn(async move {
        while let Some(Ok(frame)) = socket.next().await {
            let messages = frame
                .into_data()
                .iter()
                .filter(|byte| **byte == 0x1e)
                .count();
            counter.fetch_add(messages as u64, Ordering::Relaxed);
        }
    });
    (count, task)
}

/// Pushes from one server to a client of the other, for a while.
async fn hub_rate(redis: &Redis, local_first: bool, time: Duration) -> Result<f64, Failure> {
    let (near, far) = (
        Node::start(redis, local_first).await?,
        Node::start(redis, local_first).await?,
    );
    let (count, task) = counted(far.client().await?);
    let clients = near.handle.clients();
    let end = Instant::now() + time;
    let began = Instant::now();
    let mut flying = FuturesUnordered::new();
    while Instant::now() < end {
        while flying.len() < IN_FLIGHT {
            flying.push(clients.all().told(TEXT.to_owned()));
        }
        flying.next().await.ok_or("nothing flies")??;
    }
    while let Some(sent) = flying.next().await {
        sent?;
    }
    let rate = count.load(Ordering::Relaxed) as f64 / began.elapsed().as_secs_f64();
    task.abort();
    Ok(rate)
}

/// What a push of the hub is on the wire.
fn payload() -> Vec<u8> {
    let json = format!("{{\"type\":1,\"target\":\"told\",\"arguments\":[\"{TEXT}\"]}}\u{1e}");
    let mut payload = vec![0x92, 0x90, 0x82, 0xa4];
    payload.extend(b"json\xc4");
    payload.push(json.len() as u8);
    payload.extend(json.as_bytes());
    payload.extend(b"\xabmessagepack\xc4");
    let body = [
        b"\x96\x01\x80\xc0\xa4told\x91\xd9\x20",
        TEXT.as_bytes(),
        b"\x90",
    ]
    .concat();
    payload.push(body.len() as u8 + 1);
    payload.push(body.len() as u8);
    payload.extend(body);
    payload
}

/// Publishes the same bytes with one write for as many as fly at once, and subscribes to them.
async fn plain_rate(redis: &Redis, time: Duration) -> Result<f64, Failure> {
    let client = redis::Client::open(&*redis.url)?;
    let mut subscriber = client.get_async_pubsub().await?;
    subscriber.subscribe("plain").await?;
    let mut commands = redis.connection().await?;
    let count = Arc::new(AtomicU64::new(0));
    let counter = count.clone();
    let task = tokio::spawn(async move {
        let mut messages = subscriber.into_on_message();
        while messages.next().await.is_some() {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    });
    let payload = payload();
    let began = Instant::now();
    while began.elapsed() < time {
        let mut pipeline = Pipeline::with_capacity(IN_FLIGHT);
        for _ in 0..IN_FLIGHT {
            pipeline.cmd("PUBLISH").arg("plain").arg(&payload).ignore();
        }
        let () = pipeline.query_async(&mut commands).await?;
    }
    let rate = count.load(Ordering::Relaxed) as f64 / began.elapsed().as_secs_f64();
    task.abort();
    Ok(rate)
}

async fn hub_latency(redis: &Redis) -> Result<f64, Failure> {
    let (near, far) = (
        Node::start(redis, false).await?,
        Node::start(redis, false).await?,
    );
    let mut socket = far.client().await?;
    let mut times = Vec::new();
    for _ in 0..PINGS {
        let began = Instant::now();
        let sent = near.handle.clients().all().told(TEXT.to_owned());
        socket.next().await.ok_or("the client has ended")??;
        times.push(began.elapsed().as_secs_f64() * 1e6);
        sent.await?;
    }
    Ok(median(times))
}

async fn plain_latency(redis: &Redis) -> Result<f64, Failure> {
    let client = redis::Client::open(&*redis.url)?;
    let mut subscriber = client.get_async_pubsub().await?;
    subscriber.subscribe("plain").await?;
    let mut messages = subscriber.into_on_message();
    let mut commands = redis.connection().await?;
    let (payload, mut times) = (payload(), Vec::new());
    for _ in 0..PINGS {
        let began = Instant::now();
        let mut publish = redis::cmd("PUBLISH");
        publish.arg("plain").arg(&payload);
        let sent = publish.query_async::<i64>(&mut commands);
        let (sent, message) = tokio::join!(sent, messages.next());
        sent?;
        message.ok_or("the subscriber has ended")?;
        times.push(began.elapsed().as_secs_f64() * 1e6);
    }
    Ok(median(times))
}

/// Joins many groups on one server: how long that takes, and what each costs.
async fn groups(redis: &Redis) -> Result<(f64, f64), Failure> {
    let node = Node::start(redis, false).await?;
    let (ids, mut joined) = mpsc::unbounded_channel();
    let mut sockets = Vec::new();
    for _ in 0..GROUPS / GROUPS_OF_ONE {
        sockets.push(node.client().await?);
    }
    let members = node.handle.connections();
    let before = resident_of(std::process::id())?;
    let began = Instant::now();
    for (number, id) in members.into_iter().enumerate() {
        let (handle, ids) = (node.handle.clone(), ids.clone());
        tokio::spawn(async move {
            for group in 0..GROUPS_OF_ONE {
                let group = format!("group {number} {group}");
                let _ = ids.send(handle.add_to_group(&id, group).await);
            }
        });
    }
    drop(ids);
    while let Some(result) = joined.recv().await {
        result?;
    }
    let seconds = began.elapsed().as_secs_f64();
    let bytes = (resident_of(std::process::id())? - before) / GROUPS as f64;
    Ok((seconds, bytes))
}
