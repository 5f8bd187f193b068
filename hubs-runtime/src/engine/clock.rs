//! What happens at a time of its own: pings, acknowledgements, timeouts.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::time::{Instant, Sleep};

use super::{Blocked, CloseText, Engine, Phase};
use crate::{
    connection::DisconnectReason,
    protocol::{Ping, texts},
};

/// All deadlines of a connection, on one timer.
pub(super) struct Clock {
    timer: Pin<Box<Sleep>>,
    /// End of the handshake, the drain, …; whatever the phase waits for.
    pub(super) deadline: Option<Instant>,
    pub(super) last_ping: Instant,
    pub(super) last_received: Instant,
    /// When the present socket came.
    pub(super) resumed: Instant,
    /// When the connection ends because its identity does, as far as [`Engine::heed_authentication`] has looked.
    expires: Option<Instant>,
    /// Clients that never ping are never timed out.
    pub(super) client_pings: bool,
}

impl Clock {
    pub(super) fn new(first_deadline: Duration) -> Self {
        let now = Instant::now();
        let deadline = now + first_deadline;
        Self {
            timer: Box::pin(tokio::time::sleep_until(deadline)),
            deadline: Some(deadline),
            last_ping: now,
            last_received: now,
            resumed: now,
            expires: None,
            client_pings: false,
        }
    }

    /// Arms the timer for `at` and registers the task; ready if `at` is past.
    pub(super) fn poll_until(&mut self, at: Instant, cx: &mut Context<'_>) -> Poll<()> {
        if self.timer.deadline() != at {
            self.timer.as_mut().reset(at);
        }
        self.timer.as_mut().poll(cx)
    }
}

/// What happens at a time of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Due {
    Ping,
    Acknowledgement,
    /// The client has said nothing for too long.
    ClientTimeout,
    /// The client has read nothing of what waits for it for too long.
    Stalled,
    /// It is not known any more who the client is.
    Expired,
    /// Calls in flight are no longer waited for.
    Finish,
}

impl Engine {
    /// Pings, acknowledges, and notices clients that say or read nothing, or are no longer known.
    pub(super) fn poll_keep_alive(&mut self, cx: &mut Context<'_>) {
        while let Some((at, due)) = self.next_due() {
            if self.clock.poll_until(at, cx).is_pending() {
                return;
            }
            match due {
                Due::Ping => {
                    self.clock.last_ping = Instant::now();
                    self.core
                        .encode_ahead(|protocol, buffer| Ping.encode(protocol, buffer));
                }
                Due::Acknowledgement => self.acknowledge(),
                Due::ClientTimeout => return self.client_timed_out(),
                Due::Stalled => {
                    self.core.close_slow();
                    // If a shutdown asked first, there is nothing more to wait for.
                    self.finishing = self.finishing.map(|_| Instant::now());
                    return self.poll_close_request();
                }
                Due::Expired => return self.expire(),
                Due::Finish => return self.poll_close_request(),
            }
        }
    }

    /// What happens next, and when.
    fn next_due(&self) -> Option<(Instant, Due)> {
        let timeout = self.options.client_timeout_interval;
        // While a message waits, or the hook runs, the silence is ours.
        let listens = self.clock.client_pings
            && self.blocked == Blocked::No
            && matches!(self.phase, Phase::Open);
        // Requests that come and go show that a client is there, so it is not pinged.
        let pings = !self.core.transport.inherent_keep_alive();
        // Of those that are due at one time the first counts.
        let dues = [
            listens.then_some((self.clock.last_received + timeout, Due::ClientTimeout)),
            self.stateful
                .as_ref()
                .and_then(|stateful| stateful.acknowledge_at)
                .map(|at| (at, Due::Acknowledgement)),
            self.core
                .outbox
                .waits_since()
                // Nobody could read while there was no socket.
                .map(|since| (since.max(self.clock.resumed) + timeout, Due::Stalled)),
            self.clock.expires.map(|at| (at, Due::Expired)),
            self.finishing.map(|at| (at, Due::Finish)),
            pings.then_some((
                self.clock.last_ping + self.options.keep_alive_interval,
                Due::Ping,
            )),
        ];
        dues.into_iter().flatten().min_by_key(|(at, _)| *at)
    }

    /// Heeds a newer request that says until when the caller is known.
    pub(super) fn heed_authentication(&mut self) {
        if self.core.take_authenticated() {
            self.clock.expires = self.core.expires();
        }
    }

    /// Ends a connection that expired before its hub was told of it; `false` if it did not.
    pub(super) fn expired_unknown(&mut self) -> bool {
        let expires = self.core.expires();
        let expired = expires.is_some_and(|at| at <= Instant::now());
        if expired {
            // The handshake is answered, so a Close may follow.
            self.phase = Phase::Hello;
            self.expire();
        }
        expired
    }

    /// As in SignalR, the Close has no error: the client did nothing wrong and may come back, with another token.
    fn expire(&mut self) {
        tracing::info!(connection_id = %self.core.id, "authentication expired");
        let close = CloseText {
            error: None,
            allow_reconnect: true,
        };
        self.end(DisconnectReason::AuthenticationExpired, Some(close));
    }

    fn client_timed_out(&mut self) {
        let after = self.options.client_timeout_interval;
        tracing::info!(connection_id = %self.core.id, ?after, "client timed out");
        let error = if self.options.enable_detailed_errors {
            texts::closed(texts::CLIENT_TIMED_OUT)
        } else {
            texts::CLOSED.to_owned()
        };
        self.end(
            DisconnectReason::TransportLost { after },
            Some(CloseText {
                error: Some(error),
                allow_reconnect: true,
            }),
        );
    }

    /// Ready when the phase has lasted too long.
    pub(super) fn poll_deadline(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        match self.clock.deadline {
            Some(at) => self.clock.poll_until(at, cx),
            None => Poll::Pending,
        }
    }
}
