//! What was measured, as a page.

use std::fmt::Write;

use crate::{
    backplane::{Backplane, GROUPS},
    memory::{CONNECTIONS, Memory},
    scenarios::Measured,
    servers::PEERS,
};

const PEERS_LOCK: &str = include_str!("../peers/Cargo.lock");

const HEAD: &str = "# Benchmarks

Written by `cargo run --release -p hubs-bench`; the rows are in `bench/src/scenarios.rs`. Server and load are processes of their own, each
pinned to a core; contestants take turns within a round. A number is the median, over all rounds, of the ratio to the reference
of the same round: machines differ, and this one's speed does from second to second, but what two programs do side by side does not.

Servers run with the options that ship. \"64 × 16\" is 64 connections with 16 calls in flight on each. A broadcast counts once for each connection that
gets it, a stream once for each item. The load of the first rows sends
prepared bytes and counts what comes, so that the server is measured; that of the `client` rows is the client which is measured, on the same server.

Peers (`bench/peers`) are written as their libraries' documents write servers. They speak JSON over WebSockets, tarpc over TCP. `–` is what one does not
have. tarpc shakes no hands: its connections are open when a first, small call is answered. With negotiation the loop's number is that of connecting alone.
";

/// The page.
pub(crate) fn markdown(
    rates: &[Measured],
    memory: &[Memory],
    backplane: Option<&Backplane>,
    rounds: usize,
    millis: u64,
    peers: bool,
) -> String {
    let mut text = format!("{HEAD}\n{rounds} rounds of {millis} ms, {}.\n", machine());
    if peers {
        let versions = PEERS.map(|(name, _)| format!("{name} {}", version(name)));
        let _ = writeln!(text, "\nPeers: {}.", versions.join(", "));
    }
    rate_tables(&mut text, rates);
    memory_table(&mut text, memory);
    if let Some(backplane) = backplane {
        backplane_table(&mut text, backplane);
    }
    text
}

/// A crate's version, as the lock file of the peers has it.
fn version(name: &str) -> &'static str {
    let start = format!("name = \"{name}\"\nversion = \"");
    let (_, rest) = PEERS_LOCK.split_once(start.as_str()).unwrap_or_default();
    rest.split('"').next().unwrap_or_default()
}

/// A table for each reference.
fn rate_tables(text: &mut String, results: &[Measured]) {
    let mut reference = "";
    for result in results {
        if result.reference.0 != reference {
            reference = result.reference.0;
            let names: Vec<&str> = result.ratios.iter().map(|(name, _)| *name).collect();
            let _ = writeln!(
                text,
                "\n| scenario | {reference}, operations/s | {} |\n|---|---|{}",
                names.join(" | "),
                "---|".repeat(names.len())
            );
        }
        let ratios = result.ratios.iter().map(|(_, ratio)| match ratio {
            Some(ratio) => format!("{ratio:.2}"),
            None => "–".to_owned(),
        });
        let ratios: Vec<String> = ratios.collect();
        let _ = writeln!(
            text,
            "| {} | {:.0} | {} |",
            result.name,
            result.reference.1,
            ratios.join(" | ")
        );
    }
}

fn memory_table(text: &mut String, results: &[Memory]) {
    if results.is_empty() {
        return;
    }
    let _ = writeln!(
        text,
        "\nResident memory of the server with {CONNECTIONS} idle connections, one run:\n\n\
         | | bytes a connection, fresh | … after a call of 30,000 B on each | process above its start after all have closed |\n\
         |---|---|---|---|"
    );
    for memory in results {
        let _ = writeln!(
            text,
            "| {} | {:.0} | {:.0} | {:.1} MiB |",
            memory.name,
            memory.fresh,
            memory.after_large,
            memory.after_close / 1_048_576.0
        );
    }
}

fn backplane_table(text: &mut String, measured: &Backplane) {
    let _ = writeln!(
        text,
        "\nPushes from one server to a client of another over Redis, against a loop of the same crate that publishes and subscribes the same \
         bytes, with 512 on their way; all in one process beside its Redis:\n\n\
         | plain loop, messages/s | hub | hub, own clients first | median latency, plain | … hub |\n\
         |---|---|---|---|---|\n\
         | {:.0} | {:.2} | {:.2} | {:.0} µs | {:.0} µs |\n\n\
         {GROUPS} groups on one server, joined by ten connections: {:.1} s, {:.0} bytes of the server each.",
        measured.plain,
        measured.ordered,
        measured.local_first,
        measured.plain_latency,
        measured.latency,
        measured.join_seconds,
        measured.group_bytes,
    );
}

/// The processor and the day.
fn machine() -> String {
    let cpus = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpus
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "))
        .map_or("an unknown processor", |(_, name)| name);
    let day = std::process::Command::new("date").arg("+%F").output();
    let day = day.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{model}, {cores} cores, {}", day.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_peer_has_a_version() {
        for (name, _) in PEERS {
            let version = version(name);
            assert_eq!(version.split('.').count(), 3, "{name} {version}");
        }
    }
}
