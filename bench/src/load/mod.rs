//! What is asked of a server, and by whom.

mod clients;
mod connects;
mod dialect;
#[cfg(feature = "dispatch")]
pub(crate) mod dispatch;
mod idle;
mod socket;
mod sockets;

use std::{
    cell::Cell,
    net::SocketAddr,
    time::{Duration, Instant},
};

use crate::servers::Contestant;

/// Items of one stream.
pub(crate) const STREAM_ITEMS: usize = 1_000;

/// Who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Caller {
    /// Sockets that send prepared bytes and count answers: as little as a caller can do, so that the server is measured.
    Sockets,
    /// The client of `hubs_runtime::client`.
    HubClient,
    /// A client by hand on tokio-tungstenite that builds and reads every message with serde_json.
    Tungstenite,
}

/// What is done over and over; what counts as one operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Work {
    /// A call whose answer is its argument; one call.
    Echo,
    /// A call that sends a text to all other connections; one text received by one of them.
    Broadcast,
    /// A call that streams [`STREAM_ITEMS`] items; one item.
    Stream,
    /// A connection is opened, shakes hands and is closed; one connection.
    Connect,
    /// The same with a negotiation before, on a connection of its own.
    Negotiate,
}

/// One kind of load.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct Load {
    #[arg(long, value_enum)]
    pub(crate) caller: Caller,
    #[arg(long, value_enum)]
    pub(crate) work: Work,
    /// Connections. With broadcasts those that listen, beside one that sends.
    #[arg(long)]
    pub(crate) connections: usize,
    /// Calls on each of them that wait for their answers at any time.
    #[arg(long)]
    pub(crate) in_flight: usize,
    /// Bytes of text in each call, and in its answer.
    #[arg(long)]
    pub(crate) bytes: usize,
}

impl Load {
    /// As the command line of the load's process.
    pub(crate) fn arguments(&self) -> [String; 10] {
        [
            "--caller".to_owned(),
            spelling(self.caller),
            "--work".to_owned(),
            spelling(self.work),
            "--connections".to_owned(),
            self.connections.to_string(),
            "--in-flight".to_owned(),
            self.in_flight.to_string(),
            "--bytes".to_owned(),
            self.bytes.to_string(),
        ]
    }
}

/// How a value is written on the command line.
pub(crate) fn spelling(value: impl clap::ValueEnum) -> String {
    let value = value.to_possible_value();
    value.expect("none is skipped").get_name().to_owned()
}

/// How long a load runs before it counts.
const WARM_UP: Duration = Duration::from_millis(200);

type Error = Box<dyn std::error::Error>;

/// Operations a second.
pub(crate) fn run(
    load: &Load,
    contestant: Contestant,
    address: SocketAddr,
    time: Duration,
) -> Result<f64, Error> {
    runtime()?.block_on(async {
        match (load.caller, load.work) {
            (Caller::Sockets, Work::Echo | Work::Stream) => {
                sockets::calls(load, contestant, address, time).await
            }
            (Caller::Sockets, Work::Broadcast) => {
                sockets::broadcasts(load, contestant, address, time).await
            }
            (Caller::Sockets, Work::Connect | Work::Negotiate) => {
                connects::run(load, contestant, address, time).await
            }
            (Caller::HubClient, Work::Echo) => clients::hub(load, contestant, address, time).await,
            (Caller::Tungstenite, Work::Echo) => clients::tungstenite(load, address, time).await,
            (caller, work) => Err(format!("{caller:?} does no {work:?}").into()),
        }
    })
}

/// Opens idle connections and closes them, each step when a line comes on standard input; tells when it is done.
pub(crate) fn idle(
    contestant: Contestant,
    address: SocketAddr,
    connections: usize,
) -> Result<(), Error> {
    runtime()?.block_on(idle::run(contestant, address, connections))
}

fn runtime() -> Result<tokio::runtime::Runtime, Error> {
    rlimit::increase_nofile_limit(u64::MAX)?;
    Ok(tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?)
}

/// Operations a second over `time`, after the warm-up.
async fn rate(done: &Cell<u64>, time: Duration) -> f64 {
    tokio::time::sleep(WARM_UP).await;
    let (first, start) = (done.get(), Instant::now());
    tokio::time::sleep(time).await;
    (done.get() - first) as f64 / start.elapsed().as_secs_f64()
}
