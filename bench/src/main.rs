//! Measures hubs against other ways of serving and calling.
//!
//! `cargo run --release -p hubs-bench --features dispatch` runs every scenario and writes `docs/benchmarks.md` and `docs/benchmarks.svg`. Server and load are processes of
//! their own on a processor core each; contestants take turns within a round, and what counts is the ratio to the
//! reference of the same round, of which the median over all rounds is told. Absolute numbers say something about one
//! machine at one moment only.

#![allow(unreachable_pub)] // hubs are `pub`

mod backplane;
mod chart;
mod compile;
mod generate;
mod groups;
mod hubs;
mod load;
mod memory;
mod processes;
mod report;
mod scenarios;
mod servers;

use std::time::Duration;

use clap::{Parser, Subcommand};

#[cfg(feature = "dispatch")]
use crate::load::dispatch;
use crate::{load::Load, report::Results, servers::Contestant};

#[derive(Parser)]
#[command(about = "Measures hubs against other ways of serving and calling")]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// Rounds of which the median is told.
    #[arg(long, default_value_t = 9, value_parser = at_least_one)]
    rounds: usize,
    /// Milliseconds that each contestant has in a round.
    #[arg(long, default_value_t = 1_000)]
    millis: u64,
    /// Connections that are left idle.
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = at_least_one)]
    idle: usize,
    #[command(flatten)]
    choice: Choice,
    /// Leaves out the servers of `bench/peers`, and does not build them.
    #[arg(long)]
    no_peers: bool,
}

/// What is measured.
#[derive(clap::Args)]
struct Choice {
    /// Only scenarios whose name contains this, "idle connections", "groups", "dispatch" or "backplane"; nothing is written then.
    #[arg(long)]
    only: Option<String>,
    /// Only the scenario whose name is exactly that of `--only`.
    #[arg(long, requires = "only")]
    exact: bool,
}

impl Choice {
    fn has(&self, name: &str) -> bool {
        match &self.only {
            None => true,
            Some(only) if self.exact => name == only,
            Some(only) => name.contains(only.as_str()),
        }
    }
}

fn at_least_one(text: &str) -> Result<usize, String> {
    let number = text.parse::<std::num::NonZeroUsize>();
    number.map(Into::into).map_err(|error| error.to_string())
}

#[derive(Subcommand)]
enum Command {
    /// Compiles services of many methods, as hubs and with jsonrpsee and tarpc, and writes `docs/compile-cost.md`.
    Compile(compile::Arguments),
    /// Generates clients from a large contract, and writes `docs/generator-speed.md`.
    Generate(generate::Arguments),
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
        Some(Command::Compile(arguments)) => compile::run(&arguments),
        Some(Command::Generate(arguments)) => generate::run(&arguments),
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
    let Arguments { rounds, millis, .. } = *arguments;
    let (choice, peers) = (&arguments.choice, !arguments.no_peers);
    if choice.has(backplane::NAME) {
        backplane::check()?;
    }
    if peers {
        processes::build_peers()?;
    }
    let mut scenarios = scenarios::all(peers);
    scenarios.retain(|scenario| choice.has(scenario.name));
    let results = Results {
        rounds,
        millis,
        peers,
        idle: arguments.idle,
        rates: scenarios::measure(&scenarios, rounds, millis)?,
        memory: chosen(choice.has(memory::NAME), || {
            memory::measure(peers, arguments.idle)
        })?,
        groups: chosen(choice.has(groups::NAME), || groups::measure(rounds))?,
        #[cfg(feature = "dispatch")]
        dispatch: chosen(choice.has(dispatch::NAME), || {
            dispatch::measure(rounds, millis)
        })?,
        backplane: chosen(choice.has(backplane::NAME), || {
            backplane::measure(rounds, millis).map(Some)
        })?,
    };
    let text = report::markdown(&results);
    print!("{text}");
    if choice.only.is_none() {
        if let Some(picture) = report::picture(&results) {
            std::fs::write("docs/benchmarks.svg", picture)?;
        }
        std::fs::write("docs/benchmarks.md", text)?;
    }
    Ok(())
}

/// Nothing of what was not chosen.
fn chosen<T: Default, E>(is_chosen: bool, measure: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    match is_chosen {
        true => measure(),
        false => Ok(T::default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_name_chooses_many_and_an_exact_one_one() {
        let names = ["connect, no negotiate", "idle connections", "connect"];
        let chosen = |arguments: &[&str]| {
            let arguments = [&["hubs-bench"], arguments].concat();
            let choice = Arguments::try_parse_from(arguments)?.choice;
            let names = names.into_iter().filter(|name| choice.has(name));
            Ok::<_, clap::Error>(names.collect::<Vec<_>>())
        };
        assert_eq!(chosen(&[]).expect("arguments"), names);
        let only = ["--only", "connect"];
        assert_eq!(chosen(&only).expect("arguments"), names);
        let exact = ["--exact", "--only", "connect"];
        assert_eq!(chosen(&exact).expect("arguments"), ["connect"]);
        assert!(chosen(&["--exact"]).is_err());
    }

    #[test]
    fn nothing_is_measured_without_rounds() {
        let arguments = ["hubs-bench", "--rounds", "0"];
        assert!(Arguments::try_parse_from(arguments).is_err());
    }
}
