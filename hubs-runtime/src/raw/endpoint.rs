//! The state machine between a raw connection's bytes and its handler.
//!
//! Open, then finishing (a shutdown lets the handler say goodbye), then ended (the handler may clean up), then over.

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use futures_util::FutureExt;
use tokio::{
    sync::mpsc,
    time::{Instant, Sleep},
};

use super::{AnyHandler, RawConnection, RawMessage, connection::RawShared};
use crate::{
    connection::{
        Connection, DisconnectReason, Endpoint, Fragment, InputEnd, meter::ConnectionMeter, spans,
    },
    options::HubOptions,
    panics::Contained,
    websocket::{CloseCode, CloseReason, MessageKind},
};

/// See the module's head.
pub(crate) struct RawEndpoint {
    shared: Arc<RawShared>,
    options: Arc<HubOptions>,
    span: tracing::Span,
    meter: ConnectionMeter,
    /// `None` once it has ended.
    handler: Option<Contained<'static, ()>>,
    /// `None` once the handler gets no more messages.
    inbox: Option<mpsc::UnboundedSender<RawMessage>>,
    /// The message whose end has not come.
    unfinished: Vec<u8>,
    timer: Pin<Box<Sleep>>,
    /// Until when the handler may go on: to say goodbye before a shutdown, or to clean up after the end.
    deadline: Option<Instant>,
    /// Whether the server shuts down and the handler knows.
    finishing: bool,
    /// What a WebSocket is told of a fault of its client.
    fault: Option<(CloseCode, String)>,
}

/// What happens at a time of its own.
enum Due {
    /// The handler has had its time.
    Deadline,
    /// It is not known any more who the client is.
    Expired,
    /// The client has read nothing of what waits for it for too long.
    Stalled,
}

impl RawEndpoint {
    pub(crate) fn new(
        core: Arc<Connection>,
        handler: Arc<dyn AnyHandler>,
        name: &'static str,
        options: Arc<HubOptions>,
    ) -> Self {
        let span = spans::raw_connection(&core, name);
        let meter = ConnectionMeter::start(core.transport);
        let shared = RawShared::new(core, options.maximum_receive_message_size);
        // Bounded all the same: see `wants_input`.
        let (inbox, messages) = mpsc::unbounded_channel();
        let connection = RawConnection::new(shared.clone(), messages);
        // Whatever of the handler may panic runs when it is polled.
        let handled = Box::pin(async move { handler.connected(connection).await });
        Self {
            shared,
            options,
            span,
            meter,
            handler: Some(Contained::new(handled)),
            inbox: Some(inbox),
            unfinished: Vec::new(),
            timer: Box::pin(tokio::time::sleep(Duration::ZERO)),
            deadline: None,
            finishing: false,
            fault: None,
        }
    }

    fn core(&self) -> &Connection {
        &self.shared.core
    }

    fn ending(&self) -> Option<&DisconnectReason> {
        self.shared.ended.get()
    }

    /// Hands a whole message to the handler.
    fn take_message(&mut self, kind: MessageKind, bytes: Vec<u8>) {
        let message = match kind {
            MessageKind::Binary => RawMessage::from(bytes),
            // Of WebSockets it was checked already.
            MessageKind::Text => match String::from_utf8(bytes) {
                Ok(text) => text.into(),
                Err(_) => {
                    let text = "a text message is not UTF-8".to_owned();
                    return self.client_fault(CloseCode::INVALID_PAYLOAD, text);
                }
            },
        };
        let Some(inbox) = &self.inbox else { return };
        self.shared.count(&message);
        // If nobody takes messages, nobody counts them either.
        let _ = inbox.send(message);
    }

    fn client_fault(&mut self, code: CloseCode, text: String) {
        tracing::info!(connection_id = %self.core().id, error = text, "protocol error");
        self.fault = Some((code, text.clone()));
        self.end(DisconnectReason::Protocol(text));
    }

    /// Nothing is received or sent any more, but for what waits; the handler may clean up.
    fn end(&mut self, reason: DisconnectReason) {
        if self.ending().is_some() {
            return;
        }
        tracing::debug!(connection_id = %self.core().id, %reason, "connection ends");
        self.meter.ends(&reason);
        let _ = self.shared.ended.set(reason);
        self.unfinished = Vec::new();
        self.inbox = None;
        self.core().depart();
        self.deadline = Some(Instant::now() + self.options.hook_timeout);
    }

    /// Obeys a close asked for by the handler, the outbox or a shutdown.
    fn poll_close_request(&mut self) {
        if self.ending().is_some() {
            return;
        }
        let Some(request) = self.core().close_request() else {
            return;
        };
        let reason = request.reason.clone();
        if reason != DisconnectReason::ServerShutdown || self.handler.is_none() {
            self.end(reason);
        } else if !self.finishing {
            self.finishing = true;
            self.inbox = None;
            self.unfinished = Vec::new();
            self.deadline = Some(Instant::now() + self.options.drain_timeout);
        }
    }

    fn poll_handler(&mut self, cx: &mut Context<'_>) {
        let Some(handler) = &mut self.handler else {
            return;
        };
        let Poll::Ready(ended) = handler.poll_unpin(cx) else {
            return;
        };
        self.handler = None;
        let reason = match ended {
            None => {
                tracing::error!(connection_id = %self.core().id, "the handler of a raw connection panicked");
                DisconnectReason::ServerFault
            }
            // A shutdown, or its client's slowness, may have been the cause.
            Some(()) => match self.core().close_request() {
                Some(request) => request.reason.clone(),
                None => DisconnectReason::Kicked,
            },
        };
        self.end(reason);
    }

    fn next_due(&self) -> Option<(Instant, Due)> {
        let deadline = self.deadline.map(|at| (at, Due::Deadline));
        if self.ending().is_some() {
            return deadline;
        }
        let timeout = self.options.client_timeout_interval;
        let stalled = self.core().outbox.waits_since();
        [
            deadline,
            self.core().expires().map(|at| (at, Due::Expired)),
            stalled.map(|since| (since + timeout, Due::Stalled)),
        ]
        .into_iter()
        .flatten()
        .min_by_key(|(at, _)| *at)
    }

    /// Does what is due; ready when there may be more to do.
    fn poll_due(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Some((at, due)) = self.next_due() else {
            return Poll::Pending;
        };
        if self.timer.deadline() != at {
            self.timer.as_mut().reset(at);
        }
        if self.timer.as_mut().poll(cx).is_pending() {
            return Poll::Pending;
        }
        match due {
            Due::Deadline if self.ending().is_none() => self.end(DisconnectReason::ServerShutdown),
            Due::Deadline => {
                tracing::error!(
                    connection_id = %self.core().id, timeout = ?self.options.hook_timeout,
                    "the handler of a raw connection did not end in time and was dropped (`hook_timeout`)"
                );
                self.handler = None;
            }
            Due::Expired => {
                tracing::info!(connection_id = %self.core().id, "authentication expired");
                self.end(DisconnectReason::AuthenticationExpired);
            }
            Due::Stalled => self.end(DisconnectReason::TooSlow),
        }
        Poll::Ready(())
    }
}

impl Endpoint for RawEndpoint {
    const MESSAGES_APART: bool = true;

    /// One read, of 16 KiB at most, may go beyond.
    fn wants_input(&self) -> bool {
        let full = |inbox: &mpsc::UnboundedSender<_>| !inbox.is_closed() && !self.shared.has_room();
        self.ending().is_none() && !self.inbox.as_ref().is_some_and(full)
    }

    fn receive(&mut self, fragment: Fragment<'_>, _cx: &mut Context<'_>) {
        if self.inbox.is_none() {
            return;
        }
        let _entered = self.span.clone().entered();
        let Fragment { kind, bytes, last } = fragment;
        let limit = self.options.maximum_receive_message_size;
        if self.unfinished.len() + bytes.len() > limit {
            let text =
                format!("a message has more than {limit} bytes (`maximum_receive_message_size`)");
            return self.client_fault(CloseCode::TOO_BIG, text);
        }
        self.unfinished.extend_from_slice(bytes);
        if last {
            let message = std::mem::take(&mut self.unfinished);
            self.take_message(kind, message);
        }
    }

    fn input_ended(&mut self, how: InputEnd) {
        let _entered = self.span.clone().entered();
        self.end(how.reason());
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let _entered = self.span.clone().entered();
        loop {
            self.poll_close_request();
            self.poll_handler(cx);
            // The handler may have asked for the end.
            self.poll_close_request();
            if self.handler.is_none() {
                return Poll::Ready(());
            }
            if self.poll_due(cx).is_pending() {
                return Poll::Pending;
            }
        }
    }

    fn output_ended(&self) -> bool {
        self.ending().is_some()
    }

    fn close_reason(&self) -> CloseReason<'_> {
        if let Some((code, text)) = &self.fault {
            return CloseReason::new(*code, text);
        }
        match self.ending() {
            Some(DisconnectReason::ServerShutdown) => {
                CloseReason::new(CloseCode::GOING_AWAY, "the server is shutting down")
            }
            Some(DisconnectReason::ServerFault) => CloseReason::new(CloseCode::INTERNAL_ERROR, ""),
            Some(DisconnectReason::TooSlow) => {
                CloseReason::new(CloseCode::POLICY, "the client reads too slowly")
            }
            Some(DisconnectReason::AuthenticationExpired) => {
                CloseReason::new(CloseCode::POLICY, "the client's authentication expired")
            }
            _ => CloseReason::new(CloseCode::NORMAL, ""),
        }
    }
}

impl Drop for RawEndpoint {
    /// Whoever holds a sender learns of the end, even if the connection's task ended before it.
    fn drop(&mut self) {
        self.end(DisconnectReason::ServerFault);
    }
}
