//! What is asked of a server, and by whom.

mod clients;
mod sockets;

use std::{
    cell::Cell,
    net::SocketAddr,
    time::{Duration, Instant},
};

use crate::servers::Contestant;

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

/// One kind of load.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct Load {
    #[arg(long, value_enum)]
    pub(crate) caller: Caller,
    /// Connections.
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
    pub(crate) fn arguments(&self) -> [String; 8] {
        [
            "--caller".to_owned(),
            spelling(self.caller),
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

/// Echo calls a second.
pub(crate) fn run(
    load: &Load,
    contestant: Contestant,
    address: SocketAddr,
    time: Duration,
) -> Result<f64, Error> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        match load.caller {
            Caller::Sockets => sockets::run(load, contestant, address, time).await,
            Caller::HubClient => clients::hub(load, contestant, address, time).await,
            Caller::Tungstenite => clients::tungstenite(load, address, time).await,
        }
    })
}

/// Answers a second over `time`, after the warm-up.
async fn rate(answered: &Cell<u64>, time: Duration) -> f64 {
    tokio::time::sleep(WARM_UP).await;
    let (first, start) = (answered.get(), Instant::now());
    tokio::time::sleep(time).await;
    (answered.get() - first) as f64 / start.elapsed().as_secs_f64()
}
