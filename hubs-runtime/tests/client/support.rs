//! A server with a hub of every kind of method, and the ways to reach it.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use hubs_runtime::{
    Transport,
    client::{HubConnection, HubConnectionBuilder},
    prelude::*,
    protocol::Protocol,
};
use serde::{Deserialize, Serialize};
use tokio::{net::TcpListener, runtime::Runtime};

#[path = "../support/ways.rs"]
mod ways;

pub use ways::{COMBINATIONS, eventually};

#[client_contract]
pub trait EveryClient {
    async fn told(&self, number: u32, text: String);
    async fn ask(&self, question: String) -> u32;
}

#[caller_state]
pub struct EveryState {
    pub name: String,
    pub visits: u32,
}

/// The state as a client without the server's crate has it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    pub name: String,
    pub visits: u32,
}

#[derive(Debug, HubError, thiserror::Error)]
#[hub_type]
pub enum EveryError {
    #[error("{room} is full")]
    Full { room: String },
    #[error(transparent)]
    #[internal]
    Other(HubError),
}

/// What the hub has seen.
#[derive(Clone, Default)]
pub struct Seen {
    pub running: Arc<AtomicU32>,
    pub cancelled: Arc<AtomicU32>,
    pub connects: Arc<AtomicU32>,
    pub disconnects: Arc<AtomicU32>,
}

#[hub(client = EveryClient, state = EveryState)]
pub struct EveryHub {
    pub seen: Seen,
}

#[hub]
impl EveryHub {
    pub fn echo(&self, text: String) -> String {
        text
    }

    pub fn nothing(&self) {}

    pub fn many(
        &self,
        a: u8,
        b: i64,
        c: f64,
        #[hub(nullable)] d: Option<bool>,
        #[hub(optional)] e: Option<u8>,
    ) -> String {
        format!("{a} {b} {c} {d:?} {e:?}")
    }

    pub fn fail(&self, room: String) -> Result<(), EveryError> {
        Err(EveryError::Full { room })
    }

    pub fn fail_inside(&self) -> Result<(), EveryError> {
        Err(HubError::internal(std::io::Error::other("a secret")).into())
    }

    pub async fn slow(&self, cx: &HubContext<Self>) {
        self.seen.running.fetch_add(1, Ordering::SeqCst);
        cx.cancelled().await;
        self.seen.cancelled.fetch_add(1, Ordering::SeqCst);
    }

    pub fn count(&self, to: u32) -> impl Stream<Item = u32> + use<> {
        futures_util::stream::iter(1..=to)
    }

    pub fn count_then_fail(&self, to: u32) -> impl Stream<Item = Result<u32, EveryError>> + use<> {
        let fails = EveryError::Full {
            room: "stream".to_owned(),
        };
        futures_util::stream::iter((1..=to).map(Ok).chain([Err(fails)]))
    }

    pub fn for_ever(&self) -> impl Stream<Item = u32> + use<> {
        let gone = Gone(self.seen.clone());
        self.seen.running.fetch_add(1, Ordering::SeqCst);
        futures_util::stream::unfold(0, move |n| {
            let _ = &gone;
            async move {
                tokio::time::sleep(Duration::from_millis(1)).await;
                Some((n, n + 1))
            }
        })
    }

    pub async fn sum(&self, first: u32, mut rest: Upload<u32>) -> Result<u32, HubError> {
        let mut sum = first;
        while let Some(item) = rest.next().await {
            sum += item?;
        }
        Ok(sum)
    }

    pub async fn sum_two(
        &self,
        mut a: Upload<u32>,
        mut b: Upload<u32>,
    ) -> Result<Vec<u32>, HubError> {
        let mut sums = vec![0, 0];
        while let Some(item) = a.next().await {
            sums[0] += item?;
        }
        while let Some(item) = b.next().await {
            sums[1] += item?;
        }
        Ok(sums)
    }

    pub async fn take_one(&self, mut items: Upload<u32>) -> Result<u32, HubError> {
        match items.next().await {
            Some(item) => Ok(item?),
            None => Ok(0),
        }
    }

    pub async fn tell(&self, cx: &HubContext<Self>, times: u32) -> Result<(), HubError> {
        for number in 1..=times {
            cx.clients()
                .caller()
                .told(number, format!("text {number}"))
                .await?;
        }
        Ok(())
    }

    pub async fn ask_back(&self, cx: &HubContext<Self>, question: String) -> Result<u32, HubError> {
        Ok(cx.clients().caller().ask(question).await?)
    }

    pub fn state(&self, cx: &HubContext<Self>) -> String {
        cx.state()
            .read(|state| format!("{} {}", state.name, state.visits))
    }

    pub fn visit(&self, cx: &HubContext<Self>) {
        cx.state().update(|state| state.visits += 1);
    }

    pub fn id(&self, cx: &HubContext<Self>) -> String {
        cx.connection_id().to_string()
    }

    pub fn header(&self, cx: &HubContext<Self>, name: String) -> Option<String> {
        cx.request().header(&name).map(str::to_owned)
    }

    pub fn transport(&self, cx: &HubContext<Self>) -> String {
        cx.transport().name().to_owned()
    }

    pub fn leave(&self, cx: &HubContext<Self>) {
        cx.abort();
    }

    #[on_connected]
    async fn connected(&self, cx: &HubContext<Self>) {
        self.seen.connects.fetch_add(1, Ordering::SeqCst);
        if cx.is_reconnect() {
            cx.state().update(|state| state.visits += 100);
        }
    }

    #[on_disconnected]
    async fn disconnected(&self, _cx: &DisconnectedContext<Self>) {
        self.seen.disconnects.fetch_add(1, Ordering::SeqCst);
    }
}

/// Counts a stream that is dropped.
struct Gone(Seen);

impl Drop for Gone {
    fn drop(&mut self) {
        self.0.cancelled.fetch_add(1, Ordering::SeqCst);
    }
}

/// Routes of [`EveryHub`] at `/every`.
pub fn router(seen: Seen) -> axum::Router {
    let hubs = HubServer::builder().hub("/every", EveryHub { seen });
    let hubs = hubs.configure(|options| {
        options.allow_stateful_reconnects = true;
        options.enable_detailed_errors = false;
    });
    hubs.build().expect("it builds").router()
}

/// Serves [`EveryHub`] until it is dropped.
pub struct Server {
    pub seen: Seen,
    pub address: SocketAddr,
    runtime: Option<Runtime>,
}

impl Server {
    pub fn start() -> Self {
        Self::at(SocketAddr::from(([127, 0, 0, 1], 0)))
    }

    /// At a given address, as a server that comes back.
    pub fn at(address: SocketAddr) -> Self {
        let seen = Seen::default();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime starts");
        let listener = std::net::TcpListener::bind(address).expect("the port is free");
        listener.set_nonblocking(true).expect("a socket");
        let address = listener.local_addr().expect("an address");
        let router = router(seen.clone());
        runtime.spawn(async move {
            let listener = TcpListener::from_std(listener).expect("a listener");
            axum::serve(listener, router).await.expect("it serves");
        });
        Self {
            seen,
            address,
            runtime: Some(runtime),
        }
    }

    pub fn url(&self) -> String {
        format!("http://{}/every", self.address)
    }

    /// How to connect by one way.
    pub fn by(&self, (transport, protocol): (Transport, Protocol)) -> HubConnectionBuilder {
        HubConnection::builder(self.url())
            .transports([transport])
            .protocol(protocol)
    }

    /// Stops as a process that is killed: no goodbye.
    pub fn kill(mut self) -> SocketAddr {
        if let Some(runtime) = self.runtime.take() {
            // A runtime may wait for its tasks only where it blocks none of another.
            let stopped =
                std::thread::spawn(move || runtime.shutdown_timeout(Duration::from_secs(5)));
            stopped.join().expect("no panic");
        }
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
