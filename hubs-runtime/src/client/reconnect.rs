//! When a lost connection is tried again.

use std::{fmt, sync::Arc, time::Duration};

use super::error::ConnectError;
use crate::panics;

/// The longest wait of the default policy, before jitter.
const MAX_DELAY: Duration = Duration::from_secs(30);

/// The first wait of the default policy, before jitter.
const FIRST_DELAY: Duration = Duration::from_millis(500);

/// When a lost connection is tried again.
///
/// The default tries for ever, after 0.5 s, 1 s, 2 s … 30 s, each shortened by up to a half at random, so that clients
/// that were cut off together do not come back together.
///
/// A server that refuses the client ([`ConnectError::Refused`]: 401, 403, or an error in its answer) is not asked again by any
/// of these policies but [`custom`](Self::custom).
#[derive(Clone)]
pub struct ReconnectPolicy(Kind);

/// How many attempts have failed, and why the last one did; when to try again.
type Next = dyn Fn(u32, &ConnectError) -> Option<Duration> + Send + Sync;

#[derive(Clone)]
enum Kind {
    Never,
    Forever,
    Delays(Arc<[Duration]>),
    Custom(Arc<Next>),
}

impl Default for ReconnectPolicy {
    fn default() -> Self {
        Self(Kind::Forever)
    }
}

impl fmt::Debug for ReconnectPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Never => f.write_str("Never"),
            Kind::Forever => f.write_str("Forever"),
            Kind::Delays(delays) => f.debug_tuple("Delays").field(delays).finish(),
            Kind::Custom(_) => f.write_str("Custom"),
        }
    }
}

impl ReconnectPolicy {
    /// Never: a lost connection is closed.
    pub fn never() -> Self {
        Self(Kind::Never)
    }

    /// For ever, as the default does.
    pub fn forever() -> Self {
        Self::default()
    }

    /// After each of these times, then no more; SignalR's own policy is 0, 2, 10 and 30 s.
    pub fn delays(delays: impl IntoIterator<Item = Duration>) -> Self {
        Self(Kind::Delays(delays.into_iter().collect()))
    }

    /// As `next` says: it gets how many attempts have failed since the connection was lost and why the last one did, and
    /// answers when to try again, or `None` to give up. It is asked about refusals too. One that panics gives up.
    pub fn custom(
        next: impl Fn(u32, &ConnectError) -> Option<Duration> + Send + Sync + 'static,
    ) -> Self {
        Self(Kind::Custom(Arc::new(next)))
    }

    /// When attempt `attempt`, counted from 0, is made after `error`.
    pub(super) fn next(&self, attempt: u32, error: &ConnectError) -> Option<Duration> {
        let is_refused = matches!(error, ConnectError::Refused { .. });
        match &self.0 {
            Kind::Custom(next) => panics::contain(|| next(attempt, error)).flatten(),
            _ if is_refused => None,
            Kind::Never => None,
            Kind::Forever => {
                let grown = FIRST_DELAY.saturating_mul(1 << attempt.min(16));
                Some(jittered(grown.min(MAX_DELAY)))
            }
            Kind::Delays(delays) => delays.get(attempt as usize).copied(),
        }
    }
}

/// Between a half of `delay` and the whole.
fn jittered(delay: Duration) -> Duration {
    // Without randomness there is no jitter, which is no reason to fail.
    let random = getrandom::u32().unwrap_or(u32::MAX);
    delay.mul_f64(0.5 + f64::from(random) / f64::from(u32::MAX) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_say_when() {
        let lost = ConnectError::Lost("cut".to_owned());
        let forever = ReconnectPolicy::forever();
        let first = forever.next(0, &lost).unwrap();
        assert!(first >= FIRST_DELAY / 2 && first <= FIRST_DELAY);
        let late = forever.next(1_000, &lost).unwrap();
        assert!(late >= MAX_DELAY / 2 && late <= MAX_DELAY);
        assert_eq!(ReconnectPolicy::never().next(0, &lost), None);
        let twice = ReconnectPolicy::delays([Duration::ZERO, Duration::from_secs(2)]);
        assert_eq!(twice.next(1, &lost), Some(Duration::from_secs(2)));
        assert_eq!(twice.next(2, &lost), None);
        let custom = ReconnectPolicy::custom(|attempt, error| {
            (attempt < 1 && !error.is_permanent()).then_some(Duration::ZERO)
        });
        assert_eq!(custom.next(0, &lost), Some(Duration::ZERO));
        assert_eq!(custom.next(1, &lost), None);
    }
}
