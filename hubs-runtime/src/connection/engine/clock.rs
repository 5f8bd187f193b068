//! What happens at a time of its own: pings, acknowledgements, timeouts.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::time::{Instant, Sleep};

use super::{Blocked, CloseText, Engine};
use crate::{context::DisconnectReason, protocol};

/// All deadlines of a connection, on one timer.
pub(super) struct Clock {
    timer: Pin<Box<Sleep>>,
    /// End of the handshake, the drain, …; whatever the phase waits for.
    pub(super) deadline: Option<Instant>,
    pub(super) last_ping: Instant,
    pub(super) last_received: Instant,
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

impl Engine {
    /// Pings, acknowledges, and notices clients that say or read nothing.
    pub(super) fn poll_keep_alive(&mut self, cx: &mut Context<'_>) {
        if self.core.transport.inherent_keep_alive() {
            return;
        }
        loop {
            let ping_at = self.clock.last_ping + self.options.keep_alive_interval;
            // While a message waits for a slot, the silence is ours.
            let listens = self.clock.client_pings && self.blocked == Blocked::No;
            let timeout_at = self.clock.last_received + self.options.client_timeout_interval;
            let mut next = if listens {
                ping_at.min(timeout_at)
            } else {
                ping_at
            };
            let acknowledge_at = self.stateful.as_ref().and_then(|s| s.acknowledge_at);
            if let Some(at) = acknowledge_at {
                next = next.min(at);
            }
            let stalled_at = self.core.outbox.waits_since();
            let stalled_at = stalled_at.map(|since| since + self.options.client_timeout_interval);
            if let Some(at) = stalled_at {
                next = next.min(at);
            }
            if self.clock.poll_until(next, cx).is_pending() {
                return;
            }
            if listens && next == timeout_at {
                self.client_timed_out();
                return;
            }
            if stalled_at == Some(next) {
                self.core.close_slow();
                self.poll_close_request();
                return;
            }
            if acknowledge_at == Some(next) {
                self.acknowledge();
                continue;
            }
            self.clock.last_ping = Instant::now();
            self.core.encode_ahead(protocol::write_ping);
        }
    }

    fn client_timed_out(&mut self) {
        let after = self.options.client_timeout_interval;
        tracing::info!(connection_id = %self.core.id, ?after, "client timed out");
        let detail = if self.options.enable_detailed_errors {
            " OperationCanceledException: Client hasn't sent a message/ping within the configured \
             ClientTimeoutInterval."
        } else {
            ""
        };
        self.end(
            DisconnectReason::TransportLost { after },
            Some(CloseText {
                error: Some(format!("Connection closed with an error.{detail}")),
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
