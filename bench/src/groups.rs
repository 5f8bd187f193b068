//! What it costs to join a group and to leave it again, beside how many are in it.

use std::time::{Duration, Instant};

use hubs_runtime::{HubHandle, HubServer, testing::TestClient};

use crate::{scenarios::median, servers::BenchHub};

type Error = Box<dyn std::error::Error>;

/// Under which it is chosen.
pub(crate) const NAME: &str = "groups";

/// Members beside the one that joins and leaves.
const MEMBERS: [usize; 4] = [1, 32, 1_024, 100_000];
/// Pairs of which one time is taken.
const PAIRS: usize = 10_000;
const GROUP: &str = "group";
/// Longer than it takes: members say nothing meanwhile, and nobody asks whether they are there.
const QUIET: Duration = Duration::from_secs(3_600);

/// One group.
pub(crate) struct Group {
    pub(crate) members: usize,
    /// Nanoseconds to join and to leave, the median.
    pub(crate) nanoseconds: f64,
}

/// Members are clients in this process: there may be more of them than sockets.
pub(crate) fn measure(rounds: usize) -> Result<Vec<Group>, Error> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(with_members(&MEMBERS, rounds))
}

/// `counts` grow: who is a member stays one.
async fn with_members(counts: &[usize], rounds: usize) -> Result<Vec<Group>, Error> {
    let most = counts.iter().max().copied().unwrap_or_default();
    let hubs = HubServer::builder()
        .hub("/bench", BenchHub)
        .configure(|options| {
            options.keep_alive_interval = QUIET;
            options.client_timeout_interval = 2 * QUIET;
            options.max_connections = most + 1;
        })
        .build()?;
    let handle: HubHandle<BenchHub> = hubs.handle();
    let joiner = TestClient::<BenchHub>::connect(&hubs).await?;
    let mut members = Vec::new();
    let mut measured = Vec::new();
    for &count in counts {
        while members.len() < count {
            let member = TestClient::<BenchHub>::connect(&hubs).await?;
            handle.add_to_group(member.connection_id(), GROUP).await?;
            members.push(member);
        }
        let mut times = Vec::new();
        for _ in 0..rounds {
            times.push(pairs(&handle, &joiner).await?);
        }
        measured.push(Group {
            members: count,
            nanoseconds: median(times),
        });
        eprintln!("{NAME}: {count} members");
    }
    Ok(measured)
}

/// Nanoseconds of one joining and leaving.
async fn pairs(handle: &HubHandle<BenchHub>, joiner: &TestClient<BenchHub>) -> Result<f64, Error> {
    let id = joiner.connection_id();
    let start = Instant::now();
    for _ in 0..PAIRS {
        handle.add_to_group(id, GROUP).await?;
        handle.remove_from_group(id, GROUP).await?;
    }
    Ok(start.elapsed().as_secs_f64() * 1e9 / PAIRS as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_joins_and_leaves_is_a_member_meanwhile_alone() -> Result<(), Error> {
        let hubs = HubServer::builder().hub("/bench", BenchHub).build()?;
        let handle: HubHandle<BenchHub> = hubs.handle();
        let member = TestClient::<BenchHub>::connect(&hubs).await?;
        let joiner = TestClient::<BenchHub>::connect(&hubs).await?;
        handle.add_to_group(member.connection_id(), GROUP).await?;
        pairs(&handle, &joiner).await?;
        handle
            .clients()
            .group(GROUP)
            .told("left".to_owned())
            .await?;
        handle.add_to_group(joiner.connection_id(), GROUP).await?;
        handle
            .clients()
            .group(GROUP)
            .told("joined".to_owned())
            .await?;
        let (first,): (String,) = joiner.next("told").await?;
        assert_eq!(first, "joined");
        let (first,): (String,) = member.next("told").await?;
        assert_eq!(first, "left");
        Ok(())
    }

    #[tokio::test]
    async fn each_count_has_its_time() -> Result<(), Error> {
        let groups = with_members(&[1, 3], 1).await?;
        let members: Vec<usize> = groups.iter().map(|group| group.members).collect();
        assert_eq!(members, [1, 3]);
        assert!(groups.iter().all(|group| group.nanoseconds > 0.0));
        Ok(())
    }
}
