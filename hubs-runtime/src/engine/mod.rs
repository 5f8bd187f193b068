//! The state machine between a connection's bytes and its hub. It knows no I/O and no hub type.
//!
//! A transport feeds it received bytes ([`Engine::receive`]), drives it ([`Engine::poll`]) and sends what gathers in
//! the connection's outbox. [`Engine::wants_input`] is back-pressure: while it is false the transport reads nothing.
//!
//! Phases: handshake, hello (generated clients only), connected hook, open, draining, disconnected hook, over.

use std::{
    sync::Arc,
    task::{Context, Poll, ready},
};

use futures_util::FutureExt;
use tokio::time::Instant;
use tracing::Instrument;

use crate::{
    call::upload::UploadError,
    connection::DisconnectReason,
    delivery::Delivered,
    error::{CallFailure, SendError},
    options::HubOptions,
    panics::Contained,
    protocol::{self, Close, EncodeError, FrameBuffer, Framing, Invocation, texts},
};
use crate::{
    call::{
        running::Calls,
        scope::CallScope,
        uploads::{ContainedSink, OpenUpload},
    },
    connection::{CloseRequest, Connection, InputEnd, meter::ConnectionMeter, spans},
};

mod clock;
mod dispatch;
mod endpoint;
mod hello;
mod incoming;
mod pace;
pub(crate) mod port;
mod resume;
mod start;
#[cfg(test)]
mod tests;

use clock::Clock;
use pace::CallPace;
use port::AnySession;
use resume::Stateful;

/// See the module's head.
pub(crate) struct Engine {
    core: Arc<Connection>,
    session: Arc<dyn AnySession>,
    options: Arc<HubOptions>,
    span: tracing::Span,
    meter: ConnectionMeter,
    /// Whether the negotiation agreed that the connection may outlive its socket.
    may_number: bool,
    /// Present if the handshake agreed, too.
    stateful: Option<Box<Stateful>>,
    phase: Phase,
    /// What the handshake's answer waits for, if anything.
    announcing: Option<Delivered<Result<(), SendError>>>,
    frames: FrameBuffer,
    blocked: Blocked,
    calls: Calls,
    uploads: Vec<OpenedUpload>,
    complaints: Complaints,
    pace: CallPace,
    /// Until when calls in flight may still be answered before a shutdown ends the connection.
    finishing: Option<Instant>,
    /// Set once the connection is ending; nothing is received or sent after that.
    ending: Option<DisconnectReason>,
    clock: Clock,
}

enum Phase {
    /// Waits for the client's first message.
    Handshake,
    /// Waits for a generated client's hello.
    Hello,
    /// Runs the hub's policies and its connected hook.
    Connecting(Contained<'static, Result<(), CallFailure>>),
    Open,
    /// Lets calls in flight end.
    Draining,
    /// Runs the disconnected hook.
    Disconnecting(Contained<'static, ()>),
    Over,
}

/// Why no further message is taken just now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Blocked {
    No,
    /// The next call needs a slot.
    Slot,
    /// What was sent so far must be read before more is sent.
    Output,
    /// An upload's buffer is full: the index of the upload.
    Upload(usize),
    /// The call with this key opens client streams once its policies have decided.
    Binding(u64),
}

/// How many mistakes of one client are logged; the others are only answered and counted.
const LOGGED_COMPLAINTS: u8 = 20;

/// Keeps one client from filling the log.
#[derive(Default)]
struct Complaints(u8);

impl Complaints {
    /// Whether the next line about this client's mistakes is worth writing.
    fn is_logged(&mut self) -> bool {
        self.0 = self.0.saturating_add(1);
        self.0 <= LOGGED_COMPLAINTS
    }
}

/// A client stream and the call that it belongs to.
struct OpenedUpload {
    id: Box<str>,
    sink: ContainedSink,
    call: u64,
}

impl Engine {
    pub(crate) fn new(
        core: Arc<Connection>,
        session: Arc<dyn AnySession>,
        options: Arc<HubOptions>,
    ) -> Self {
        let clock = Clock::new(options.handshake_timeout);
        let announcing = session.announce();
        Self {
            span: spans::connection(&core, session.info()),
            meter: ConnectionMeter::start(core.transport),
            core,
            session,
            may_number: false,
            stateful: None,
            phase: Phase::Handshake,
            announcing,
            frames: FrameBuffer::new(),
            blocked: Blocked::No,
            calls: Calls::default(),
            uploads: Vec::new(),
            complaints: Complaints::default(),
            pace: CallPace::default(),
            finishing: None,
            ending: None,
            clock,
            options,
        }
    }

    /// Whether the transport should read.
    ///
    /// While messages must wait, as much as one message may still be read: so the end of a client is noticed even then.
    pub(crate) fn wants_input(&self) -> bool {
        self.ending.is_none() && self.frames.len() < self.options.maximum_receive_message_size
    }

    /// Whether messages are taken just now.
    fn takes_messages(&self) -> bool {
        self.ending.is_none()
            && self.blocked == Blocked::No
            && self.announcing.is_none()
            && matches!(self.phase, Phase::Handshake | Phase::Hello | Phase::Open)
    }

    /// Whether nothing more will come into the outbox: the transport sends what is there and closes.
    pub(crate) fn output_ended(&self) -> bool {
        self.ending.is_some()
    }

    /// Whether the connected hook has ended well and the connection has not ended since.
    #[cfg(feature = "testing")]
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.phase, Phase::Open)
    }

    /// Takes bytes from the transport and handles every whole message in them.
    pub(crate) fn receive(&mut self, bytes: &[u8], cx: &mut Context<'_>) {
        if self.ending.is_some() {
            return;
        }
        let _entered = self.span.clone().entered();
        self.clock.last_received = Instant::now();
        if self.frames.is_empty() && self.takes_messages() {
            let handled = self.handle_all(bytes, cx);
            self.frames.keep(&bytes[handled..]);
        } else {
            let limit = self.options.maximum_receive_message_size;
            let ends = self.framing().may_end_in(bytes) || self.frames.len() + bytes.len() >= limit;
            self.frames.keep(bytes);
            // A message in many small pieces is searched for its end once, not again with each of them.
            if ends {
                self.handle_kept(cx);
            }
        }
        if !self.takes_messages() {
            self.heed_acknowledgements();
        }
        self.note_blocked();
    }

    /// Handles what was kept, as far as nothing blocks.
    fn handle_kept(&mut self, cx: &mut Context<'_>) {
        if self.frames.is_empty() || !self.takes_messages() {
            return;
        }
        let kept = self.frames.take();
        let handled = self.handle_all(&kept, cx);
        self.frames.put_back(kept, handled);
        self.note_handled(handled);
    }

    /// Handles whole messages at the start of `bytes` and returns how many bytes they were.
    fn handle_all(&mut self, bytes: &[u8], cx: &mut Context<'_>) -> usize {
        let mut handled = 0;
        loop {
            // A call that has ended its connection is the last one.
            self.poll_close_request();
            if !self.takes_messages() {
                break;
            }
            let rest = &bytes[handled..];
            if matches!(self.phase, Phase::Open) && !self.core.outbox.has_room() {
                self.blocked = Blocked::Output;
                break;
            }
            match self
                .framing()
                .next(rest, self.options.maximum_receive_message_size)
            {
                Ok(Some(frame)) => {
                    if !self.handle_frame(&rest[frame.body.clone()], cx) {
                        break;
                    }
                    handled += frame.length;
                }
                Ok(None) => break,
                Err(error) => {
                    self.input_fault(&error.to_string());
                    return bytes.len();
                }
            }
        }
        if self.ending.is_some() {
            return bytes.len();
        }
        handled
    }

    /// How messages are told apart just now.
    fn framing(&self) -> Framing {
        match self.phase {
            Phase::Handshake => Framing::Json,
            _ => self.core.protocol().framing(),
        }
    }

    /// Handles one message; `false` if it must wait and be seen again.
    fn handle_frame(&mut self, body: &[u8], cx: &mut Context<'_>) -> bool {
        if matches!(self.phase, Phase::Handshake) {
            self.shake_hands(body);
            return true;
        }
        match protocol::parse(self.core.encoding(), body) {
            Ok(message) if matches!(self.phase, Phase::Hello) => {
                if message.is_numbered() {
                    self.count_handled();
                }
                self.await_hello(message);
                true
            }
            Ok(message) if self.is_repeated(&message) => true,
            Ok(message) => {
                let numbered = message.is_numbered();
                let handled = self.handle_message(message, cx);
                if handled && numbered {
                    self.count_handled();
                }
                handled
            }
            Err(error) => {
                self.input_fault(&error.to_string());
                true
            }
        }
    }

    /// Bytes that are no message end the connection with an error that names the cause.
    fn input_fault(&mut self, detail: &str) {
        if matches!(self.phase, Phase::Handshake) {
            self.handshake_fault(&protocol::HandshakeError::Canceled.to_string());
            return;
        }
        tracing::info!(connection_id = %self.core.id, error = detail, "protocol error");
        self.end(
            DisconnectReason::Protocol(detail.to_owned()),
            Some(CloseText {
                // The text is about what the client itself sent, so it gives nothing away.
                error: Some(texts::with_kind(texts::CLOSED, texts::INVALID_DATA, detail)),
                allow_reconnect: true,
            }),
        );
    }

    /// The transport will bring nothing more, unless [`Self::is_away`] says that another socket may come.
    pub(crate) fn input_ended(&mut self, how: InputEnd) {
        if how == InputEnd::Lost && self.await_socket() {
            return;
        }
        self.end(how.reason(), None);
    }

    /// Drives hooks, calls and deadlines; ready when the connection is over and its hub has been told.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let _entered = self.span.clone().entered();
        self.heed_authentication();
        loop {
            self.poll_close_request();
            if self.is_away() && self.poll_away(cx).is_ready() {
                let after = self.options.disconnect_timeout;
                self.end(DisconnectReason::TransportLost { after }, None);
            }
            match &mut self.phase {
                Phase::Handshake | Phase::Hello => {
                    if self.poll_announced(cx) {
                        continue;
                    }
                    ready!(self.poll_deadline(cx));
                    self.handshake_late();
                }
                Phase::Connecting(hook) => {
                    let Poll::Ready(ended) = hook.poll_unpin(cx) else {
                        if self.ending.is_some() {
                            ready!(self.poll_deadline(cx));
                            self.give_up_hook("on_connected");
                            continue;
                        }
                        self.poll_keep_alive(cx);
                        if self.ending.is_some() {
                            continue;
                        }
                        return Poll::Pending;
                    };
                    let panicked = || Err(CallFailure::internal("`on_connected` panicked"));
                    self.hook_ended(ended.unwrap_or_else(panicked), cx);
                }
                Phase::Open => {
                    self.poll_open(cx);
                    if matches!(self.phase, Phase::Open) {
                        return Poll::Pending;
                    }
                }
                Phase::Draining => {
                    while let Poll::Ready(key) = self.calls.poll_finished(cx) {
                        self.forget_uploads(key);
                    }
                    if !self.calls.is_empty() {
                        ready!(self.poll_deadline(cx));
                        tracing::warn!(
                            connection_id = %self.core.id,
                            "calls still run after the drain timeout; `on_disconnected` no longer waits for them"
                        );
                        self.calls.detach();
                    }
                    let reason = self
                        .ending
                        .clone()
                        .unwrap_or(DisconnectReason::ClientStopped);
                    let hook = self.session.clone().on_disconnected(reason);
                    let span = spans::hook(&self.core, self.session.info(), "OnDisconnected");
                    let hook = Box::pin(hook.instrument(span));
                    self.phase = Phase::Disconnecting(Contained::new(hook));
                    self.limit_hook();
                }
                Phase::Disconnecting(hook) => {
                    let Poll::Ready(ended) = hook.poll_unpin(cx) else {
                        ready!(self.poll_deadline(cx));
                        self.give_up_hook("on_disconnected");
                        continue;
                    };
                    if ended.is_none() {
                        tracing::error!("`on_disconnected` panicked");
                    }
                    self.depart();
                }
                Phase::Over => return Poll::Ready(()),
            }
        }
    }

    /// From now on the hook that runs has `hook_timeout`.
    fn limit_hook(&mut self) {
        self.clock.deadline = Some(Instant::now() + self.options.hook_timeout);
    }

    /// Drops a hook that has had its time.
    fn give_up_hook(&mut self, hook: &'static str) {
        tracing::error!(
            connection_id = %self.core.id, hub = self.session.info().name, hook,
            timeout = ?self.options.hook_timeout, "the hook did not end in time and was dropped (`hook_timeout`)"
        );
        self.depart();
    }

    fn hook_ended(&mut self, result: Result<(), CallFailure>, cx: &mut Context<'_>) {
        self.clock.deadline = None;
        match result {
            Ok(()) if self.ending.is_some() => self.drain(),
            Ok(()) => {
                self.phase = Phase::Open;
                self.clock.last_received = Instant::now();
                self.clock.last_ping = Instant::now();
                self.handle_kept(cx);
            }
            Err(failure) => {
                tracing::warn!(
                    connection_id = %self.core.id, hub = self.session.info().name, error = %failure.text,
                    "`on_connected` refused the connection"
                );
                let kind = match failure.internal {
                    false => Some(self.core.shown_name(failure.name.as_deref())),
                    true => self
                        .options
                        .enable_detailed_errors
                        .then_some(texts::INTERNAL_ERROR),
                };
                let error = match kind {
                    Some(kind) => texts::with_kind(texts::CLOSED, kind, &failure.text),
                    None => texts::CLOSED.to_owned(),
                };
                self.end(
                    DisconnectReason::Kicked,
                    Some(CloseText {
                        error: Some(error),
                        allow_reconnect: false,
                    }),
                );
                // The connection never came to be, so its disconnected hook does not run.
                self.depart();
            }
        }
    }

    fn poll_open(&mut self, cx: &mut Context<'_>) {
        self.poll_calls(cx);
        // The last call that a shutdown waited for may have ended.
        self.poll_close_request();
        self.flush_state();
        self.note_blocked();
        if self.ending.is_none() && !self.is_away() {
            self.poll_keep_alive(cx);
        }
    }

    /// Lets calls go on, and takes further messages when that frees what blocked them.
    fn poll_calls(&mut self, cx: &mut Context<'_>) {
        loop {
            while let Poll::Ready(key) = self.calls.poll_finished(cx) {
                self.forget_uploads(key);
                self.clock.last_received = Instant::now();
            }
            if !self.unblock(cx) {
                return;
            }
            self.handle_kept(cx);
        }
    }

    /// Whether something was blocked and is not any more.
    fn unblock(&mut self, cx: &mut Context<'_>) -> bool {
        let free = match self.blocked {
            Blocked::No => return false,
            Blocked::Slot => {
                self.calls.busy_slots() < self.options.maximum_parallel_invocations_per_client
            }
            Blocked::Output => self.core.outbox.poll_room(cx).is_ready(),
            Blocked::Upload(index) => match self.uploads.get_mut(index) {
                Some(upload) => upload.sink.poll_room(cx).is_ready(),
                None => true,
            },
            Blocked::Binding(key) => match self.calls.scope(key).map(|scope| scope.take_bound()) {
                Some(Some(uploads)) => {
                    self.add_uploads(key, uploads);
                    true
                }
                Some(None) => false,
                None => true,
            },
        };
        if free {
            self.blocked = Blocked::No;
        }
        free
    }

    /// Streams of a call that has ended take nothing more.
    fn forget_uploads(&mut self, call: u64) {
        if let Blocked::Upload(full) = &mut self.blocked {
            // An upload that is gone is not found any more, which frees what it blocked; see `unblock`.
            let goes = self.uploads.get(*full).is_none_or(|u| u.call == call);
            let before = self.uploads.iter().take(*full);
            *full = if goes {
                usize::MAX
            } else {
                before.filter(|u| u.call != call).count()
            };
        }
        self.uploads.retain(|upload| upload.call != call);
    }

    fn add_uploads(&mut self, call: u64, opened: Vec<OpenUpload>) {
        let opened = opened.into_iter().map(|open| OpenedUpload {
            id: open.id,
            sink: open.sink,
            call,
        });
        self.uploads.extend(opened);
    }

    /// State changes that no answer took along travel on their own.
    fn flush_state(&mut self) {
        if !self.core.is_extended() || self.ending.is_some() {
            return;
        }
        let Some(changes) = self.core.state_changes.lock().take() else {
            return;
        };
        let json = changes.to_json();
        let written: Result<(), EncodeError> = self.core.encode(|protocol, buffer| {
            let arguments = (json.as_str(), changes.seen);
            Invocation::push(crate::wire::STATE, arguments).encode(protocol, buffer)
        });
        if let Err(error) = written {
            tracing::error!(%error, "a text cannot be encoded; this is a bug in hubs-runtime");
        }
    }

    /// Obeys a close asked for by the hub, a handle, the outbox or a shutdown.
    fn poll_close_request(&mut self) {
        if self.ending.is_some() {
            return;
        }
        let Some(request) = self.core.close_request() else {
            return;
        };
        let CloseRequest {
            reason,
            error,
            allow_reconnect,
        } = request.clone();
        if reason == DisconnectReason::ServerShutdown && self.finishes() {
            return;
        }
        self.end(
            reason,
            Some(CloseText {
                error,
                allow_reconnect,
            }),
        );
    }

    /// Whether calls in flight are still waited for before a shutdown ends the connection. Streams are not: some never
    /// end, and their clients learn that theirs was cut off.
    fn finishes(&mut self) -> bool {
        let drain_timeout = self.options.drain_timeout;
        let until = *self
            .finishing
            .get_or_insert_with(|| Instant::now() + drain_timeout);
        matches!(self.phase, Phase::Open)
            && !self.is_away()
            && self.calls.has_undroppable()
            && until > Instant::now()
    }

    /// Ends the connection: the last message, then nothing more in either direction; calls may still drain.
    fn end(&mut self, reason: DisconnectReason, close: Option<CloseText>) {
        if self.ending.is_some() {
            return;
        }
        if let Some(CloseText {
            error,
            allow_reconnect,
        }) = close
            && !matches!(self.phase, Phase::Handshake)
        {
            self.core.encode_plain(|protocol, buffer| {
                Close::new(error.as_deref(), allow_reconnect).encode(protocol, buffer);
            });
        }
        tracing::debug!(connection_id = %self.core.id, %reason, "connection ends");
        self.meter.ends(&reason);
        self.ending = Some(reason);
        self.frames.clear();
        self.blocked = Blocked::No;
        self.core.depart();
        for mut upload in self.uploads.drain(..) {
            upload.sink.fail(UploadError::Disconnected);
        }
        self.calls.abort_droppable();
        match self.phase {
            // The hub was never told of this connection.
            Phase::Handshake | Phase::Hello => self.depart(),
            // The hook goes on; whether `on_disconnected` follows depends on its result.
            Phase::Connecting(_) => self.limit_hook(),
            _ => self.drain(),
        }
    }

    fn drain(&mut self) {
        self.clock.deadline = Some(Instant::now() + self.options.drain_timeout);
        self.phase = Phase::Draining;
    }

    fn depart(&mut self) {
        self.session.leave();
        self.phase = Phase::Over;
    }

    /// Starts the connected hook; the connection gets pushes from now on.
    fn connect(&mut self) {
        self.clock.deadline = None;
        if self.expired_unknown() {
            return;
        }
        self.session.arrive();
        let scope = Arc::new(CallScope::of_connected_hook(&self.core));
        let hook = self.session.clone().on_connected(scope);
        let span = spans::hook(&self.core, self.session.info(), "OnConnected");
        self.phase = Phase::Connecting(Contained::new(Box::pin(hook.instrument(span))));
    }
}

/// The text of a Close message.
struct CloseText {
    error: Option<String>,
    allow_reconnect: bool,
}

impl Drop for Engine {
    /// The net under faults of our own: if the connection's task ends before the connection has, the hub is told all
    /// the same, and nobody keeps the connection.
    fn drop(&mut self) {
        let hook = match std::mem::replace(&mut self.phase, Phase::Over) {
            Phase::Over => return,
            Phase::Handshake | Phase::Hello | Phase::Connecting(_) => None,
            Phase::Open | Phase::Draining => {
                let reason = self.ending.clone();
                let reason = reason.unwrap_or(DisconnectReason::ServerFault);
                let hook = self.session.clone().on_disconnected(reason);
                Some(Contained::new(hook))
            }
            Phase::Disconnecting(hook) => Some(hook),
        };
        self.core.depart();
        let session = self.session.clone();
        match (hook, tokio::runtime::Handle::try_current()) {
            (Some(hook), Ok(runtime)) => {
                runtime.spawn(async move {
                    hook.await;
                    session.leave();
                });
            }
            _ => session.leave(),
        }
    }
}
