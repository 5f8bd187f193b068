//! Until when the identity of a request holds.

use std::time::{Duration, SystemTime};

use tokio::time::Instant;

/// Until when the caller is who middleware says it is: the expiry of its token.
///
/// Middleware that verifies a token puts it into the request's extensions, beside the [`UserId`](crate::UserId). Hubs
/// with [`close_on_authentication_expiration`](crate::HubOptions::close_on_authentication_expiration) end the
/// connection at that time; its client may connect again, with a new token. A request without one does not expire.
///
/// It holds a time of the system's clock, which is compared with that clock once, when the request comes: changes of the
/// clock do not move the end of a connection that is open.
///
/// ```
/// use hubs_runtime::{ExpiresAt, UserId};
///
/// struct Claims {
///     sub: String,
///     /// As in a JWT (RFC 7519): seconds since 1970.
///     exp: u64,
/// }
///
/// fn identify(request: &mut http::Extensions, claims: Claims) {
///     request.insert(UserId::from(claims.sub));
///     request.insert(ExpiresAt::unix_seconds(claims.exp));
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExpiresAt(SystemTime);

/// The last second of the year 9999, for times that the system's clock cannot hold.
const LATEST: Duration = Duration::from_secs(253_402_300_799);

impl ExpiresAt {
    /// So many seconds after the start of 1970, as the claim `exp` of a JWT has it.
    pub fn unix_seconds(seconds: u64) -> Self {
        let after = Duration::from_secs(seconds).min(LATEST);
        Self(SystemTime::UNIX_EPOCH + after)
    }

    /// The time itself.
    pub fn time(self) -> SystemTime {
        self.0
    }

    /// How far away it is; nothing of a time that is past.
    pub(crate) fn left(self) -> Duration {
        let left = self.0.duration_since(SystemTime::now());
        left.unwrap_or_default()
    }

    /// On the clock of connections, which stops in tests; `None` if it is too far away to matter.
    pub(crate) fn instant(self) -> Option<Instant> {
        Instant::now().checked_add(self.left())
    }
}

impl From<SystemTime> for ExpiresAt {
    fn from(time: SystemTime) -> Self {
        Self(time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_time_becomes_one_of_the_clock_of_connections() {
        let in_a_minute = SystemTime::now() + Duration::from_secs(60);
        let at = ExpiresAt::from(in_a_minute).instant();
        let left = at.expect("a time").duration_since(Instant::now());
        assert!((59..=60).contains(&left.as_secs()), "{left:?}");
        let past = [ExpiresAt::unix_seconds(0), ExpiresAt::unix_seconds(1)];
        assert_eq!(past.map(ExpiresAt::instant), [Some(Instant::now()); 2]);
        assert!(past[0] < past[1]);
    }

    #[test]
    fn no_claim_is_too_large() {
        let latest = ExpiresAt::unix_seconds(u64::MAX);
        assert_eq!(latest, ExpiresAt::unix_seconds(LATEST.as_secs()));
        let before = ExpiresAt::unix_seconds(LATEST.as_secs() - 1);
        assert_eq!(before.time() + Duration::from_secs(1), latest.time());
    }
}
