//! What connections cost that do nothing.

use std::{thread, time::Duration};

use crate::{
    processes::{Idle, Server},
    scenarios::{REFERENCE, contestants},
    servers::Contestant,
};

/// Under which it is chosen.
pub(crate) const NAME: &str = "idle connections";

/// After this long memory has settled: what is kept for a while after a connection, as its id, is gone.
const SETTLED: Duration = Duration::from_secs(8);

/// Bytes of a server's resident memory.
pub(crate) struct Memory {
    pub(crate) name: &'static str,
    /// Each connection, when it has shaken hands.
    pub(crate) fresh: f64,
    /// Each connection, after a call of 30,000 bytes.
    pub(crate) after_large: f64,
    /// The process above its start, when all connections have been closed.
    pub(crate) after_close: f64,
}

/// With so many connections at once.
pub(crate) fn measure(
    peers: bool,
    connections: usize,
) -> Result<Vec<Memory>, Box<dyn std::error::Error>> {
    let reference = (REFERENCE, Contestant::AxumLoop);
    let contestants = std::iter::once(reference).chain(contestants(peers));
    let mut measured = Vec::new();
    for (name, contestant) in contestants {
        measured.push(of(name, contestant, connections)?);
        eprintln!("{NAME}: {name}");
    }
    Ok(measured)
}

fn of(
    name: &'static str,
    contestant: Contestant,
    connections: usize,
) -> Result<Memory, Box<dyn std::error::Error>> {
    let server = Server::start(contestant)?;
    // What the first connection makes is made once.
    drop(Idle::start(&server, contestant, 1)?);
    thread::sleep(SETTLED);
    let start = server.resident()?;
    let mut idle = Idle::start(&server, contestant, connections)?;
    let each = |bytes: f64| (bytes - start) / connections as f64;
    thread::sleep(Duration::from_secs(2));
    let fresh = each(server.resident()?);
    idle.next()?;
    thread::sleep(Duration::from_secs(2));
    let after_large = each(server.resident()?);
    idle.next()?;
    thread::sleep(SETTLED);
    Ok(Memory {
        name,
        fresh,
        after_large,
        after_close: server.resident()? - start,
    })
}
