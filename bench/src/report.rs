//! What was measured, as a page.

use std::fmt::Write;

use crate::{
    backplane::{Backplane, GROUPS},
    chart,
    groups::Group,
    memory::Memory,
    scenarios::{Measured, REFERENCE},
    servers::PEERS,
};
#[cfg(feature = "dispatch")]
use {crate::load::dispatch::Dispatch, hubs_runtime::protocol::Protocol};

const PEERS_LOCK: &str = include_str!("../peers/Cargo.lock");

const HEAD: &str = "# Benchmarks

Written by `cargo run --release -p hubs-bench --features dispatch`; the rows are in `bench/src/scenarios.rs`. Server and load are processes of their own, each
pinned to a core, where nothing else is said; contestants take turns within a round. A number is the median, over all rounds, of the ratio to the reference
of the same round: machines differ, and this one's speed does from second to second, but what two programs do side by side does not.

Servers run with the options that ship. \"64 × 16\" is 64 connections with 16 calls in flight on each. A broadcast counts once for each connection that
gets it, a stream once for each item. The load of the first rows sends
prepared bytes and counts what comes, so that the server is measured; that of the `client` rows is the client which is measured, on the same server.

Peers (`bench/peers`) are written as their libraries' documents write servers. They speak JSON over WebSockets, tarpc over TCP. `–` is what one does not
have. tarpc shakes no hands: its connections are open when a first, small call is answered. With negotiation the loop's number is that of connecting alone.
";

/// Where the page shows [`picture`].
const PICTURE: &str = "\n![Every scenario's ratios to the axum loop on a logarithmic scale, from a line at 1: to the right is faster](benchmarks.svg)\n";

/// All that was measured, and how. What was not chosen is empty.
pub(crate) struct Results {
    pub(crate) rounds: usize,
    pub(crate) millis: u64,
    pub(crate) peers: bool,
    /// Connections of [`Self::memory`].
    pub(crate) idle: usize,
    pub(crate) rates: Vec<Measured>,
    pub(crate) memory: Vec<Memory>,
    pub(crate) groups: Vec<Group>,
    #[cfg(feature = "dispatch")]
    pub(crate) dispatch: Vec<Dispatch>,
    pub(crate) backplane: Option<Backplane>,
}

/// The picture, which [`markdown`] shows as `benchmarks.svg`; none if nothing was compared with [`REFERENCE`].
pub(crate) fn picture(results: &Results) -> Option<String> {
    let rows = results.rates.iter();
    let rows: Vec<&Measured> = rows.filter(|row| row.reference.0 == REFERENCE).collect();
    chart::svg(&rows)
}

/// The page.
pub(crate) fn markdown(results: &Results) -> String {
    let Results { rounds, millis, .. } = results;
    let mut text = format!("{HEAD}\n{rounds} rounds of {millis} ms, {}.\n", machine());
    if results.peers {
        let versions = PEERS.map(|(name, _)| format!("{name} {}", version(name)));
        let _ = writeln!(text, "\nPeers: {}.", versions.join(", "));
    }
    if picture(results).is_some() {
        text.push_str(PICTURE);
    }
    rate_tables(&mut text, &results.rates);
    memory_table(&mut text, &results.memory, results.idle);
    groups_table(&mut text, &results.groups);
    #[cfg(feature = "dispatch")]
    dispatch_table(&mut text, &results.dispatch);
    if let Some(backplane) = &results.backplane {
        backplane_table(&mut text, backplane);
    }
    text
}

/// A crate's version, as the lock file of the peers has it.
pub(crate) fn version(name: &str) -> &'static str {
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

fn memory_table(text: &mut String, results: &[Memory], idle: usize) {
    if results.is_empty() {
        return;
    }
    let _ = writeln!(
        text,
        "\nResident memory of the server with {idle} idle connections, one run:\n\n\
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

fn groups_table(text: &mut String, results: &[Group]) {
    if results.is_empty() {
        return;
    }
    text.push_str(
        "\nWhat it costs one connection to join a group and to leave it again, by `HubHandle` in one process. The others in the group are \
         clients of that process:\n\n\
         | others in the group | joining and leaving |\n\
         |---|---|\n",
    );
    for Group {
        members,
        nanoseconds,
    } in results
    {
        let _ = writeln!(text, "| {members} | {nanoseconds:.0} ns |");
    }
}

#[cfg(feature = "dispatch")]
fn dispatch_table(text: &mut String, results: &[Dispatch]) {
    if results.is_empty() {
        return;
    }
    text.push_str(
        "\nA call without sockets, in one process: from the bytes of its WebSocket frame to the bytes of its answer, over a pipe in memory, 50 calls \
         written at once. All methods of the hub are called in turn; their names differ in their last three letters alone, and each sends 32 bytes back:\n\n\
         | protocol | methods of the hub | a call |\n\
         |---|---|---|\n",
    );
    for row in results {
        let protocol = match row.protocol {
            Protocol::Json => "JSON",
            Protocol::MessagePack => "MessagePack",
        };
        let _ = writeln!(
            text,
            "| {protocol} | {} | {:.0} ns |",
            row.methods, row.nanoseconds
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
pub(crate) fn machine() -> String {
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
