//! Measures hubs against other ways of serving and calling.
//!
//! `cargo run --release -p hubs-bench` runs every scenario and writes `docs/benchmarks.md`. Server and load are processes of
//! their own on a processor core each; contestants take turns within a round, and what counts is the ratio to the
//! reference of the same round, of which the median over all rounds is told. Absolute numbers say something about one
//! machine at one moment only.

#![allow(unreachable_pub)] // hubs are `pub`

mod backplane;
mod hubs;
mod load;
mod memory;
mod processes;
mod report;
mod scenarios;
mod servers;

use std::time::Duration;

use clap::{Parser, Subcommand};

use crate::{load::Load, servers::Contestant};

#[derive(Parser)]
#[command(about = "Measures hubs against other ways of serving and calling")]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// Rounds of which the median is told.
    #[arg(long, default_value_t = 9)]
    rounds: usize,
    /// Milliseconds that each contestant has in a round.
    #[arg(long, default_value_t = 1_000)]
    millis: u64,
    /// Only scenarios whose name contains this; nothing is written then.
    #[arg(long)]
    only: Option<String>,
    /// Leaves out the servers of `bench/peers`, and does not build them.
    #[arg(long)]
    no_peers: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Serves until it is killed; prints its address. For the benchmark itself.
    #[command(hide = true)]
    Serve {
        #[arg(value_enum)]
        contestant: Contestant,
    },
    /// Loads a server for a while; prints operations a second. For the benchmark itself.
    #[command(hide = true)]
    Load {
        address: std::net::SocketAddr,
        #[arg(value_enum)]
        contestant: Contestant,
        millis: u64,
        #[command(flatten)]
        load: Load,
    },
    /// Opens connections and leaves them idle. For the benchmark itself.
    #[command(hide = true)]
    Idle {
        address: std::net::SocketAddr,
        #[arg(value_enum)]
        contestant: Contestant,
        connections: usize,
    },
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    hubs_runtime::export_hook!();
    let arguments = Arguments::parse();
    match arguments.command {
        Some(Command::Serve { contestant }) => servers::serve(contestant),
        Some(Command::Load {
            address,
            contestant,
            millis,
            load,
        }) => {
            let rate = load::run(&load, contestant, address, Duration::from_millis(millis))?;
            println!("{rate}");
            Ok(())
        }
        Some(Command::Idle {
            address,
            contestant,
            connections,
        }) => load::idle(contestant, address, connections),
        None => measure(&arguments),
    }
}

/// Runs the scenarios and writes what came of them.
fn measure(arguments: &Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let peers = !arguments.no_peers;
    if peers {
        processes::build_peers()?;
    }
    let chosen = |name: &str| {
        let only = arguments.only.as_ref();
        only.is_none_or(|only| name.contains(only.as_str()))
    };
    let mut scenarios = scenarios::all(peers);
    scenarios.retain(|scenario| chosen(scenario.name));
    let rates = scenarios::measure(&scenarios, arguments.rounds, arguments.millis)?;
    let memory = if chosen(memory::NAME) {
        memory::measure(peers)?
    } else {
        Vec::new()
    };
    let backplane = match chosen(backplane::NAME) {
        true => Some(backplane::measure(arguments.rounds, arguments.millis)?),
        false => None,
    };
    let text = report::markdown(
        &rates,
        &memory,
        backplane.as_ref(),
        arguments.rounds,
        arguments.millis,
        peers,
    );
    print!("{text}");
    if arguments.only.is_none() {
        std::fs::write("docs/benchmarks.md", text)?;
    }
    Ok(())
}
