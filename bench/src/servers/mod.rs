//! The contestants that serve.

mod axum_loop;
mod hub;
#[cfg(feature = "dispatch")]
pub(crate) mod methods;

pub(crate) use hub::BenchHub;

use tokio::net::TcpListener;

use crate::load::Work;

/// Who serves, and in which protocol it is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Contestant {
    /// An annotated hub with the options that ship, spoken to in JSON.
    HubJson,
    /// The same in MessagePack.
    HubMessagepack,
    /// A loop over axum's WebSocket that sends back what it reads: no calls, no names, no types.
    AxumLoop,
    /// JSON-RPC 2.0 over a WebSocket.
    Jsonrpsee,
    /// Socket.IO over a WebSocket.
    Socketioxide,
    /// tarpc over TCP, in JSON.
    Tarpc,
}

/// Those that `bench/peers` serves, under the names that they have in the report.
pub(crate) const PEERS: [(&str, Contestant); 3] = [
    ("jsonrpsee", Contestant::Jsonrpsee),
    ("socketioxide", Contestant::Socketioxide),
    ("tarpc", Contestant::Tarpc),
];

impl Contestant {
    pub(crate) fn is_peer(self) -> bool {
        PEERS.iter().any(|(_, peer)| *peer == self)
    }

    /// Whether it can take part.
    pub(crate) fn does(self, work: Work) -> bool {
        match work {
            Work::Echo | Work::Connect => true,
            Work::Broadcast => self != Self::Tarpc,
            Work::Stream => !matches!(self, Self::Socketioxide | Self::Tarpc),
            Work::Negotiate => matches!(self, Self::HubJson | Self::HubMessagepack),
        }
    }
}

/// Serves until the process is killed; prints the address.
pub(crate) fn serve(contestant: Contestant) -> Result<(), Box<dyn std::error::Error>> {
    // Thousands of connections are open at once.
    rlimit::increase_nofile_limit(u64::MAX)?;
    let router = match contestant {
        Contestant::HubJson | Contestant::HubMessagepack => hub::router()?,
        Contestant::AxumLoop => axum_loop::router(),
        Contestant::Jsonrpsee | Contestant::Socketioxide | Contestant::Tarpc => {
            return Err("peers are served by the program in bench/peers".into());
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        println!("{}", listener.local_addr()?);
        axum::serve(listener, router).await?;
        Ok(())
    })
}
