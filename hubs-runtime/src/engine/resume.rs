//! Stateful reconnect (hub protocol version 2): messages are numbered and acknowledged in both directions, so that a
//! connection outlives its socket.
//!
//! When the socket dies without a word, hub, calls, groups and state stay for `disconnect_timeout`. On the next socket
//! each side says with which number it goes on and repeats what the other has not acknowledged; what had arrived
//! already is passed over.
//!
//! Only WebSockets have such sockets. Over the other transports the client's messages are acknowledged, and no more.

use std::{
    task::{Context, Poll},
    time::Duration,
};

use tokio::time::Instant;

use super::{CloseText, Engine, Phase};
use crate::{
    connection::DisconnectReason,
    protocol::{self, Ack, Message, Sequence, texts},
};

/// Acknowledgements are sent at most this often.
const ACKNOWLEDGE_EVERY: Duration = Duration::from_secs(1);

/// What a connection knows of the client's messages.
#[derive(Debug)]
pub(super) struct Stateful {
    /// Number of the next message from the client.
    next: u64,
    /// Number of the last one that was handled.
    handled: u64,
    acknowledged: u64,
    /// When the next acknowledgement is due; `None` if nothing is to be acknowledged.
    pub(super) acknowledge_at: Option<Instant>,
    /// Without a socket: when the connection ends.
    away_until: Option<Instant>,
    /// How many of the kept bytes were searched for acknowledgements.
    searched: usize,
}

impl Engine {
    /// The client may speak version 2, as agreed at negotiation.
    pub(crate) fn allow_numbering(&mut self) {
        self.may_number = true;
    }

    /// The handshake asked for version 2.
    pub(super) fn begin_numbering(&mut self) {
        if !self.may_number {
            return;
        }
        // Elsewhere there is no next socket: what is kept would never be sent again, and a client that acknowledges
        // nothing would get nothing more.
        if self.core.transport.outlives_sockets() {
            let limit = self.options.stateful_reconnect_buffer_size;
            self.core.outbox.keep_for_replay(limit);
        }
        self.stateful = Some(Box::new(Stateful {
            next: 1,
            handled: 0,
            acknowledged: 0,
            acknowledge_at: None,
            away_until: None,
            searched: 0,
        }));
    }

    /// Whether a socket may die without ending the connection.
    fn is_resumable(&self) -> bool {
        self.stateful.is_some()
            && self.ending.is_none()
            && matches!(self.phase, Phase::Connecting(_) | Phase::Open)
            && self.core.outbox.is_resumable()
    }

    /// Whether the connection waits for another socket.
    pub(crate) fn is_away(&self) -> bool {
        let stateful = self.stateful.as_ref();
        self.ending.is_none() && stateful.is_some_and(|stateful| stateful.away_until.is_some())
    }

    /// The socket died; `false` if that is the end.
    pub(super) fn await_socket(&mut self) -> bool {
        if !self.is_resumable() {
            return false;
        }
        let deadline = Instant::now() + self.options.disconnect_timeout;
        if let Some(stateful) = &mut self.stateful {
            stateful.away_until.get_or_insert(deadline);
        }
        self.drop_unfinished();
        tracing::debug!(connection_id = %self.core.id, "the socket is gone; waiting for another");
        self.core.wake_engine();
        true
    }

    /// The client sends a message that came only in part again from its start.
    fn drop_unfinished(&mut self) {
        let kept = self.frames.take();
        let framing = self.core.protocol().framing();
        let mut whole = 0;
        while let Ok(Some(frame)) =
            framing.next(&kept[whole..], self.options.maximum_receive_message_size)
        {
            whole += frame.length;
        }
        self.frames.keep(&kept[..whole]);
    }

    /// Another socket is there: what was not acknowledged is sent again.
    pub(crate) fn resumed(&mut self) {
        let Some(stateful) = &mut self.stateful else {
            return;
        };
        stateful.away_until = None;
        self.clock.last_received = Instant::now();
        self.clock.last_ping = Instant::now();
        self.clock.resumed = Instant::now();
        let protocol = self.core.protocol();
        self.core
            .outbox
            .resume(|first, buffer| Sequence(first).encode(protocol, buffer));
        metrics::counter!("hubs.server.resumed_connections").increment(1);
        tracing::debug!(connection_id = %self.core.id, "the connection goes on over another socket");
    }

    /// Ready when nobody came back in time.
    pub(super) fn poll_away(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        match self
            .stateful
            .as_ref()
            .and_then(|stateful| stateful.away_until)
        {
            Some(deadline) => self.clock.poll_until(deadline, cx),
            None => Poll::Pending,
        }
    }

    /// Whether the message was handled before the last socket died.
    pub(super) fn is_repeated(&mut self, message: &Message<'_>) -> bool {
        match &mut self.stateful {
            Some(stateful) if message.is_numbered() && stateful.next <= stateful.handled => {
                stateful.next += 1;
                true
            }
            _ => false,
        }
    }

    /// A numbered message was handled.
    pub(super) fn count_handled(&mut self) {
        if let Some(stateful) = &mut self.stateful {
            stateful.handled = stateful.next;
            stateful.next += 1;
            stateful
                .acknowledge_at
                .get_or_insert_with(|| Instant::now() + ACKNOWLEDGE_EVERY);
        }
    }

    /// Sends the acknowledgement that is due.
    pub(super) fn acknowledge(&mut self) {
        let Some(stateful) = &mut self.stateful else {
            return;
        };
        stateful.acknowledge_at = None;
        if stateful.acknowledged < stateful.handled {
            stateful.acknowledged = stateful.handled;
            let number = stateful.handled;
            self.core
                .encode_ahead(|protocol, buffer| Ack(number).encode(protocol, buffer));
        }
    }

    /// The client goes on with message `first`.
    pub(super) fn continue_from(&mut self, first: u64) {
        let Some(stateful) = &mut self.stateful else {
            return;
        };
        // During a replay `next` falls back, but what was handled before was acknowledged and is not sent again.
        if first > stateful.next.max(stateful.handled + 1) {
            let detail = texts::SEQUENCE_AHEAD;
            self.end(
                DisconnectReason::Protocol(detail.to_owned()),
                Some(CloseText {
                    error: Some(texts::with_kind(
                        texts::CLOSED,
                        texts::INVALID_OPERATION,
                        detail,
                    )),
                    allow_reconnect: true,
                }),
            );
            return;
        }
        stateful.next = first;
    }

    /// Heeds acknowledgements behind messages that must wait, because what blocks those may wait for them. Heeding one
    /// twice does no harm.
    pub(super) fn heed_acknowledgements(&mut self) {
        let Some(stateful) = &mut self.stateful else {
            return;
        };
        let (protocol, limit) = (
            self.core.protocol(),
            self.options.maximum_receive_message_size,
        );
        let kept = self.frames.as_slice();
        stateful.searched = stateful.searched.min(kept.len());
        while let Ok(Some(frame)) = protocol.framing().next(&kept[stateful.searched..], limit) {
            let body = &kept[stateful.searched..][frame.body.clone()];
            if let Ok(Message::Ack(Ack(number))) = protocol::parse(protocol, body) {
                self.core.outbox.acknowledge(number);
            }
            stateful.searched += frame.length;
        }
    }

    /// Kept bytes were handled.
    pub(super) fn note_handled(&mut self, bytes: usize) {
        if let Some(stateful) = &mut self.stateful {
            stateful.searched = stateful.searched.saturating_sub(bytes);
        }
    }

    /// While so many messages wait that no more are read, acknowledgements are not either: nobody may wait for those.
    pub(super) fn note_blocked(&mut self) {
        if self.stateful.is_none() {
            return;
        }
        let unheard = !self.takes_messages() && !self.wants_input();
        if !self.core.outbox.set_unheard(unheard) {
            tracing::warn!(
                connection_id = %self.core.id,
                "too much was sent without an acknowledgement; the connection can no longer be resumed"
            );
        }
    }
}
