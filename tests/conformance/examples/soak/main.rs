//! Lets clients come, misbehave and go for some minutes, and looks at what the server keeps of them.
//!
//! `soak [minutes]` starts itself once more as the server. After each round of clients, when all are gone, the server
//! tells its connections, tasks, open descriptors and memory. What stays behind, or grows, ends it with an error.

mod clients;
mod server;

use std::{
    error::Error,
    time::{Duration, Instant},
};

use server::{Figures, ServerProcess};

type Anything = Box<dyn Error + Send + Sync>;

/// How long clients come in one round.
const ROUND: Duration = Duration::from_secs(4);

/// Clients that are there at the same time.
const CLIENTS: u64 = 32;

/// Rounds in which the server may still fill its tables and pools.
const WARM_UP: usize = 3;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), Anything> {
    let argument = std::env::args().nth(1);
    if argument.as_deref() == Some("serve") {
        return server::serve().await;
    }
    let minutes: f64 = argument.map_or(Ok(1.0), |minutes| minutes.parse())?;
    let end = Instant::now() + Duration::from_secs_f64(minutes * 60.0);
    let mut server = ServerProcess::start().await?;
    println!("{:>6} {:>9} {}", "round", "clients", Figures::HEADING);
    let empty = server.figures().await?;
    println!("{:>6} {:>9} {empty}", "-", "-");
    let mut rounds: Vec<Figures> = Vec::new();
    while rounds.len() <= WARM_UP || Instant::now() < end {
        let came = clients::round(server.address(), ROUND, CLIENTS).await?;
        let figures = server.at_rest().await?;
        println!("{:>6} {came:>9} {figures}", rounds.len() + 1);
        rounds.push(figures);
    }
    server.stop().await?;
    let faults = faults(&empty, &rounds);
    for fault in &faults {
        eprintln!("error: {fault}");
    }
    if faults.is_empty() {
        println!("nothing grew in {} rounds", rounds.len());
        return Ok(());
    }
    Err("the server keeps what it should have forgotten".into())
}

/// What stayed behind; memory may still grow in the warm-up.
fn faults(empty: &Figures, rounds: &[Figures]) -> Vec<String> {
    let mut faults = Vec::new();
    let (Some(warm), Some(last)) = (rounds.get(WARM_UP - 1), rounds.last()) else {
        return faults;
    };
    for (what, before, after, allowed) in [
        ("connections", 0, last.connections, 0),
        ("tasks", empty.tasks, last.tasks, 0),
        ("open descriptors", empty.descriptors, last.descriptors, 0),
        // Allocators give back late: a tenth and some MiB are no leak.
        (
            "KiB of memory",
            warm.memory,
            last.memory,
            warm.memory / 10 + 6 * 1024,
        ),
    ] {
        if after > before + allowed {
            faults.push(format!("{what}: {before} before, {after} at the end"));
        }
    }
    faults
}
