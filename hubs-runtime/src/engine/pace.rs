//! How fast calls come, held against the limits of their connection and their methods.
//!
//! The generic cell rate algorithm (ITU-T I.371): all that is kept of a limit is when the next call would be due if calls came
//! evenly. Written here and not taken from a crate: those keep atomics or tasks for limits that threads share, and clocks of
//! their own, whereas one engine owns its limits and reads tokio's clock.

use tokio::time::Instant;

use crate::info::RateLimit;

/// How many times the limit of its connection a client may try before the connection is ended.
pub(super) const FLOOD: u32 = 10;

/// Why a call is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Excess {
    /// It is beyond the limit.
    Refused(RateLimit),
    /// It is beyond [`FLOOD`] times the limit.
    Flood,
}

/// The calls of one connection.
#[derive(Default)]
pub(super) struct CallPace {
    taken: Pace,
    tried: Pace,
    /// By the index of their method; only those that were called and have a limit.
    methods: Vec<(usize, Pace)>,
}

impl CallPace {
    /// Counts a call against the limit of the connection.
    pub(super) fn take(&mut self, limit: RateLimit) -> Result<(), Excess> {
        let now = Instant::now();
        let flood = RateLimit {
            calls: limit.calls.saturating_mul(FLOOD),
            burst: limit.burst.saturating_mul(FLOOD),
            ..limit
        };
        if !self.tried.take(flood, now) {
            return Err(Excess::Flood);
        }
        if !self.taken.take(limit, now) {
            return Err(Excess::Refused(limit));
        }
        Ok(())
    }

    /// Counts a call of a method against the method's limit; `false` if it is not to be taken.
    pub(super) fn take_of_method(&mut self, index: usize, limit: RateLimit) -> bool {
        let known = self.methods.iter().position(|(of, _)| *of == index);
        let place = known.unwrap_or_else(|| {
            self.methods.push((index, Pace::default()));
            self.methods.len() - 1
        });
        self.methods[place].1.take(limit, Instant::now())
    }
}

/// One limit's state.
#[derive(Default)]
struct Pace {
    /// When the next call is due; in the future if calls came faster than evenly.
    due: Option<Instant>,
}

impl Pace {
    fn take(&mut self, limit: RateLimit, now: Instant) -> bool {
        let step = limit.per / limit.calls;
        let due = self.due.map_or(now, |due| due.max(now));
        if due - now > step * (limit.burst - 1) {
            return false;
        }
        self.due = Some(due + step);
        true
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// How many of `tries` calls at once are taken.
    fn taken(pace: &mut Pace, limit: RateLimit, now: Instant, tries: u32) -> usize {
        (0..tries).filter(|_| pace.take(limit, now)).count()
    }

    #[test]
    fn a_burst_is_taken_and_comes_back_evenly() {
        let limit = RateLimit::per_second(10).with_burst(3);
        let (mut pace, start) = (Pace::default(), Instant::now());
        let after = |milliseconds| start + Duration::from_millis(milliseconds);
        for (milliseconds, expected) in [(0, 3), (99, 0), (100, 1), (350, 2), (400, 1), (60_000, 3)]
        {
            let taken = taken(&mut pace, limit, after(milliseconds), 100);
            assert_eq!(taken, expected, "after {milliseconds} ms");
        }
    }

    #[test]
    fn what_does_not_divide_evenly_is_taken_none_the_less() {
        let limit = RateLimit::per_second(3).with_burst(1);
        let (mut pace, start) = (Pace::default(), Instant::now());
        let calls = (0..=3_000).filter(|at| pace.take(limit, start + Duration::from_millis(*at)));
        // Tried each millisecond: three in a second and the first.
        assert_eq!(calls.count(), 9);
    }

    #[test]
    fn the_largest_limits_are_no_panic() {
        let mut pace = CallPace::default();
        let limit = RateLimit::new(u32::MAX, Duration::from_nanos(1)).with_burst(u32::MAX);
        for _ in 0..1_000 {
            assert_eq!(pace.take(limit), Ok(()));
        }
    }
}
