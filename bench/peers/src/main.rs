//! Other ways of serving calls, each as its library's own documentation writes it, with the options that ship.
//!
//! `hubs-bench` builds and starts this; it prints its address and serves until it is killed.

mod jsonrpsee;
mod socketioxide;
mod tarpc;

use clap::Parser;
use tokio::net::TcpListener;

pub(crate) type Failure = Box<dyn std::error::Error>;

/// Who serves.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Peer {
    Jsonrpsee,
    Socketioxide,
    Tarpc,
}

/// Serves until it is killed; prints its address.
#[derive(Parser)]
struct Arguments {
    #[arg(value_enum)]
    peer: Peer,
}

fn main() -> Result<(), Failure> {
    let peer = Arguments::parse().peer;
    // Thousands of connections are open at once.
    rlimit::increase_nofile_limit(u64::MAX)?;
    // One thread, as every contestant has one core.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        println!("{}", listener.local_addr()?);
        match peer {
            Peer::Jsonrpsee => jsonrpsee::serve(listener).await,
            Peer::Socketioxide => socketioxide::serve(listener).await,
            Peer::Tarpc => tarpc::serve(listener).await,
        }
    })
}
