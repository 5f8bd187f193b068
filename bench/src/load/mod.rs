//! What is asked of a server, and by whom.

mod clients;
mod sockets;

use std::{net::SocketAddr, time::Duration};

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
        let caller = match self.caller {
            Caller::Sockets => "sockets",
            Caller::HubClient => "hub-client",
            Caller::Tungstenite => "tungstenite",
        };
        [
            "--caller".to_owned(),
            caller.to_owned(),
            "--connections".to_owned(),
            self.connections.to_string(),
            "--in-flight".to_owned(),
            self.in_flight.to_string(),
            "--bytes".to_owned(),
            self.bytes.to_string(),
        ]
    }
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
