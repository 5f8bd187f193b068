//! What is measured: who takes part, and what the others are compared with.

use crate::{
    load::{Caller, Load, Work},
    processes::{self, Server},
    servers::{Contestant, PEERS},
};

/// What servers are compared with.
pub(crate) const REFERENCE: &str = "axum loop";

/// One row of the table.
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    /// The first is what the others are compared with.
    pub(crate) entries: Vec<Entry>,
}

/// Who takes part.
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    pub(crate) server: Contestant,
    pub(crate) load: Load,
}

/// What came of a scenario.
#[derive(Debug)]
pub(crate) struct Measured {
    pub(crate) name: &'static str,
    /// Median operations a second of the reference.
    pub(crate) reference: (&'static str, f64),
    /// Medians of the ratios to it; none for who does not take part in it.
    pub(crate) ratios: Vec<(&'static str, Option<f64>)>,
}

pub(crate) fn all(peers: bool) -> Vec<Scenario> {
    servers(peers).chain(clients()).collect()
}

/// The server is measured.
fn servers(peers: bool) -> impl Iterator<Item = Scenario> {
    [
        ("echo 1 × 1, 32 B", Work::Echo, 1, 1, 32),
        ("echo 1 × 16, 32 B", Work::Echo, 1, 16, 32),
        ("echo 1 × 1, 4 KB", Work::Echo, 1, 1, 4_096),
        ("echo 64 × 1, 32 B", Work::Echo, 64, 1, 32),
        ("echo 64 × 16, 32 B", Work::Echo, 64, 16, 32),
        ("echo 64 × 1, 4 KB", Work::Echo, 64, 1, 4_096),
        ("echo 64 × 16, 4 KB", Work::Echo, 64, 16, 4_096),
        ("echo 1,000 × 1, 32 B", Work::Echo, 1_000, 1, 32),
        ("echo 1,000 × 16, 32 B", Work::Echo, 1_000, 16, 32),
        (
            "broadcast to 1,000, 1 in flight",
            Work::Broadcast,
            1_000,
            1,
            32,
        ),
        (
            "broadcast to 1,000, 16 in flight",
            Work::Broadcast,
            1_000,
            16,
            32,
        ),
        ("stream, 16 × 1,000 items", Work::Stream, 16, 1, 32),
        (
            "connect, no negotiate, 64 at a time",
            Work::Connect,
            64,
            1,
            32,
        ),
        (
            "connect, with negotiate, 64 at a time",
            Work::Negotiate,
            64,
            1,
            32,
        ),
    ]
    .into_iter()
    .map(move |(name, work, connections, in_flight, bytes)| {
        let load = |work| Load {
            caller: Caller::Sockets,
            work,
            connections,
            in_flight,
            bytes,
        };
        let mut entries = vec![Entry {
            name: REFERENCE,
            server: Contestant::AxumLoop,
            // Negotiation is compared with a connection that needs none.
            load: load(match work {
                Work::Negotiate => Work::Connect,
                work => work,
            }),
        }];
        let others = contestants(peers).map(|(name, server)| Entry {
            name,
            server,
            load: load(work),
        });
        entries.extend(others);
        Scenario { name, entries }
    })
}

/// Who is compared with [`REFERENCE`].
pub(crate) fn contestants(peers: bool) -> impl Iterator<Item = (&'static str, Contestant)> {
    let hubs = [
        ("hub, JSON", Contestant::HubJson),
        ("hub, MessagePack", Contestant::HubMessagepack),
    ];
    let peers = PEERS.into_iter().filter(move |_| peers);
    hubs.into_iter().chain(peers)
}

/// The client is measured.
fn clients() -> impl Iterator<Item = Scenario> {
    [
        ("client 1 × 1, 32 B", 1, 1, 32),
        ("client 1 × 16, 32 B", 1, 16, 32),
        ("client 64 × 1, 32 B", 64, 1, 32),
        ("client 1 × 1, 4 KB", 1, 1, 4_096),
    ]
    .into_iter()
    .map(|(name, connections, in_flight, bytes)| {
        let entry = |name, caller, server| Entry {
            name,
            server,
            load: Load {
                caller,
                work: Work::Echo,
                connections,
                in_flight,
                bytes,
            },
        };
        let json = Contestant::HubJson;
        let messagepack = Contestant::HubMessagepack;
        Scenario {
            name,
            entries: vec![
                entry("tungstenite by hand, JSON", Caller::Tungstenite, json),
                entry("Rust client, JSON", Caller::HubClient, json),
                entry("Rust client, MessagePack", Caller::HubClient, messagepack),
            ],
        }
    })
}

/// Runs scenarios, contestants in turns.
pub(crate) fn measure(
    scenarios: &[Scenario],
    rounds: usize,
    millis: u64,
) -> Result<Vec<Measured>, Box<dyn std::error::Error>> {
    let mut measured = Vec::new();
    for scenario in scenarios {
        let mut rates: Vec<Vec<f64>> = vec![Vec::new(); scenario.entries.len()];
        for round in 0..rounds {
            for (entry, rates) in scenario.entries.iter().zip(&mut rates) {
                if !entry.server.does(entry.load.work) {
                    continue;
                }
                let server = Server::start(entry.server)?;
                rates.push(processes::load(
                    &entry.load,
                    entry.server,
                    server.address,
                    millis,
                )?);
            }
            eprintln!("{}: round {} of {rounds}", scenario.name, round + 1);
        }
        let (reference, others) = rates
            .split_first()
            .ok_or("a scenario without contestants")?;
        let ratios = others
            .iter()
            .zip(&scenario.entries[1..])
            .map(|(rates, entry)| {
                let ratios = rates
                    .iter()
                    .zip(reference)
                    .map(|(rate, reference)| rate / reference);
                let ratios: Vec<f64> = ratios.collect();
                (entry.name, (!ratios.is_empty()).then(|| median(ratios)))
            });
        let row = Measured {
            name: scenario.name,
            reference: (scenario.entries[0].name, median(reference.clone())),
            ratios: ratios.collect(),
        };
        // For whoever waits, and should a later scenario fail.
        eprintln!("{row:?}");
        measured.push(row);
    }
    Ok(measured)
}

/// The value in the middle.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => f64::NAN,
        even if even % 2 == 0 => f64::midpoint(values[middle - 1], values[middle]),
        _ => values[middle],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_are_in_the_middle() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), 2.5);
    }
}
