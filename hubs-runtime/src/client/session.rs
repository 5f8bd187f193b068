//! One connection to the server, from its handshake to its end: what comes, what goes, and when.

use std::{sync::Arc, time::Duration};

use parking_lot::Mutex;
use tokio::{
    sync::mpsc::{self, error::SendTimeoutError},
    time::{Instant, sleep_until},
};

use super::{
    calls::{Answer, StreamSink},
    error::ConnectError,
    handlers::{self, Handlers, Turn},
    link::Link,
    transport::{Reader, TransportEnd, Writer},
};
use crate::{
    panics,
    protocol::{
        self, Close, Completion, Framing, Invocation, Message, Ping, Protocol, StreamItem,
        Transport,
    },
    wire,
};

/// How often received messages are acknowledged under stateful reconnect.
const ACK_INTERVAL: Duration = Duration::from_secs(1);

/// So many received bytes are acknowledged at once: a server waits when its buffer, of 100,000 bytes as a rule, is full.
const ACK_BYTES: usize = 32 * 1024;

/// How a connection to the server ends.
#[derive(Debug)]
pub(super) enum SessionEnd {
    /// This end wants it.
    Closing,
    /// The server's Close message.
    ServerClose {
        error: Option<String>,
        allow_reconnect: bool,
    },
    /// The transport ended: in order, or broken.
    Transport(TransportEnd),
    /// The server is silent, or breaks the protocol.
    Fault(ConnectError),
}

/// See the module's head.
pub(super) struct Session {
    pub(super) link: Arc<Link>,
    pub(super) handlers: Arc<Handlers>,
    pub(super) turns: mpsc::Sender<Turn>,
    pub(super) number: u64,
    pub(super) protocol: Protocol,
    pub(super) transport: Transport,
    /// Bytes that are no whole message yet.
    pub(super) incoming: Vec<u8>,
    /// Present if the connection may be resumed.
    pub(super) received: Option<Received>,
}

/// What stateful reconnect counts.
#[derive(Debug)]
pub(super) struct Received(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    /// Number of the last message that came.
    last: u64,
    /// The highest number that was handled to its end.
    handled: u64,
    acknowledged: u64,
    /// Bytes received since the last acknowledgement.
    bytes: usize,
    /// After a resume, nothing counts before the server's sequence.
    awaits_sequence: bool,
    /// Whether anything came on the present socket that had not come before, or was acknowledged.
    has_moved_on: bool,
}

/// What is to be done with a message that came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Arrival {
    /// It is not counted.
    Plain,
    /// It is counted, and new.
    New,
    /// It was handled before the socket was lost, or does not count yet.
    Passed,
}

impl Received {
    /// Counts from the message after those that were `handled` already.
    pub(super) fn after(handled: u64) -> Self {
        Self(Mutex::new(Counts {
            last: handled,
            handled,
            ..Counts::default()
        }))
    }

    /// A new socket: the server will say with which message it goes on.
    pub(super) fn resumed(&self) {
        let mut counts = self.0.lock();
        counts.awaits_sequence = true;
        counts.acknowledged = 0;
        counts.has_moved_on = false;
    }

    /// Whether the present socket was of use.
    pub(super) fn has_moved_on(&self) -> bool {
        self.0.lock().has_moved_on
    }

    fn move_on(&self) {
        self.0.lock().has_moved_on = true;
    }

    fn awaits_sequence(&self) -> bool {
        self.0.lock().awaits_sequence
    }

    fn arrived(&self, message: &Message<'_>) -> Arrival {
        let mut counts = self.0.lock();
        if counts.awaits_sequence {
            // A Close holds at any time.
            return match message {
                Message::Sequence(_) | Message::Close(_) => Arrival::Plain,
                _ => Arrival::Passed,
            };
        }
        if !message.is_numbered() {
            return Arrival::Plain;
        }
        counts.last += 1;
        match counts.last > counts.handled {
            true => Arrival::New,
            false => Arrival::Passed,
        }
    }

    /// The new message that came last is handled: only now is it not needed again.
    fn handled(&self) {
        let mut counts = self.0.lock();
        counts.handled = counts.last;
        counts.has_moved_on = true;
    }

    /// The server goes on with message `first`.
    fn continue_from(&self, first: u64) -> Result<(), String> {
        let mut counts = self.0.lock();
        let handled = counts.handled;
        if first == 0 || first > handled + 1 {
            return Err(format!(
                "it went on with message {first}, but only {handled} have come"
            ));
        }
        counts.last = first - 1;
        counts.awaits_sequence = false;
        Ok(())
    }

    /// Counts `bytes`; whether so many have come that the server should not wait for an acknowledgement.
    fn is_much(&self, bytes: usize) -> bool {
        let mut counts = self.0.lock();
        counts.bytes += bytes;
        counts.bytes >= ACK_BYTES
    }

    /// What is to be acknowledged, if that is news.
    fn news(&self) -> Option<u64> {
        let mut counts = self.0.lock();
        counts.bytes = 0;
        let is_news = counts.handled > counts.acknowledged;
        counts.acknowledged = counts.handled;
        is_news.then_some(counts.handled)
    }
}

impl Session {
    /// Serves the connection until it ends. The session can go on with another transport if it may be resumed.
    pub(super) async fn run(&mut self, reader: &mut Reader, writer: &mut Writer) -> SessionEnd {
        let mut incoming = std::mem::take(&mut self.incoming);
        let link = self.link.clone();
        tokio::select! {
            biased;
            end = self.read(reader, &mut incoming) => end,
            end = self.write(writer) => end,
            end = self.no_sequence() => end,
            () = link.closed_too_long() => SessionEnd::Closing,
        }
    }

    /// Ready when a resumed connection does not go on.
    async fn no_sequence(&self) -> SessionEnd {
        let after = self.link.config.handshake_timeout;
        let awaits = || {
            self.received
                .as_ref()
                .is_some_and(Received::awaits_sequence)
        };
        if awaits() {
            tokio::time::sleep(after).await;
        }
        if !awaits() {
            std::future::pending::<()>().await;
        }
        let what = "with the message it goes on with";
        SessionEnd::Fault(ConnectError::TimedOut { what, after })
    }

    async fn read(&self, reader: &mut Reader, incoming: &mut Vec<u8>) -> SessionEnd {
        loop {
            if let Err(end) = self.handle_frames(incoming).await {
                return end;
            }
            if let Err(end) = self.read_more(reader, incoming).await {
                return end;
            }
        }
    }

    /// Reads until a message may be whole.
    async fn read_more(
        &self,
        reader: &mut Reader,
        incoming: &mut Vec<u8>,
    ) -> Result<(), SessionEnd> {
        let framing = self.protocol.framing();
        loop {
            let before = incoming.len();
            self.read_in_time(reader, incoming).await?;
            let limit = self.link.config.max_message_bytes;
            if incoming.len() > limit || framing.may_end_in(&incoming[before..]) {
                return Ok(());
            }
        }
    }

    async fn read_in_time(
        &self,
        reader: &mut Reader,
        incoming: &mut Vec<u8>,
    ) -> Result<(), SessionEnd> {
        let read = reader.read(incoming);
        // Polls keep a connection alive by themselves, and have a limit of their own.
        if self.transport.inherent_keep_alive() {
            return read.await.map_err(SessionEnd::Transport);
        }
        let after = self.link.config.server_timeout;
        match tokio::time::timeout(after, read).await {
            Ok(read) => read.map_err(SessionEnd::Transport),
            Err(_) => Err(SessionEnd::Fault(ConnectError::TimedOut {
                what: "with a message or a ping",
                after,
            })),
        }
    }

    /// Handles every whole message.
    async fn handle_frames(&self, incoming: &mut Vec<u8>) -> Result<(), SessionEnd> {
        let framing: Framing = self.protocol.framing();
        let limit = self.link.config.max_message_bytes;
        let mut handled = 0;
        loop {
            let frame = framing.next(&incoming[handled..], limit);
            let Some(frame) = frame.map_err(|fault| broken(&fault))? else {
                break;
            };
            let body = &incoming[handled + frame.body.start..handled + frame.body.end];
            let message = protocol::parse(self.protocol, body).map_err(|fault| broken(&fault))?;
            self.handle(message).await?;
            handled += frame.length;
        }
        incoming.drain(..handled);
        let received = self.received.as_ref();
        if received.is_some_and(|received| received.is_much(handled)) {
            self.acknowledge();
        }
        Ok(())
    }

    async fn handle(&self, message: Message<'_>) -> Result<(), SessionEnd> {
        let received = self.received.as_ref();
        let arrival = received.map_or(Arrival::Plain, |received| received.arrived(&message));
        if arrival == Arrival::Passed {
            return Ok(());
        }
        match message {
            Message::Invocation(invocation) => self.called(invocation).await?,
            Message::StreamItem(item) => self.item(item).await,
            Message::Completion(completion) => self.completed(&completion),
            Message::Close(close) => {
                return Err(SessionEnd::ServerClose {
                    error: close.error.map(String::from),
                    allow_reconnect: close.allow_reconnect,
                });
            }
            Message::Ack(number) => {
                let is_news = self.link.outgoing.acknowledged(number.0);
                if let (Some(received), true) = (received, is_news) {
                    received.move_on();
                }
            }
            Message::Sequence(first) => {
                let continued = received.map_or(Ok(()), |received| received.continue_from(first.0));
                continued.map_err(|text| SessionEnd::Fault(ConnectError::Protocol(text)))?;
            }
            // Types of later versions of the protocol are passed over, as SignalR asks.
            Message::Ping | Message::CancelInvocation(_) | Message::Unknown(_) => {}
        }
        if let (Some(received), Arrival::New) = (received, arrival) {
            received.handled();
        }
        Ok(())
    }

    /// A call from the server: its handler's arguments are read now, its work waits for its turn.
    async fn called(&self, mut invocation: Invocation<'_>) -> Result<(), SessionEnd> {
        self.link.note_state(&invocation.headers);
        if invocation.target == wire::STATE && self.link.state.is_some() {
            if let Ok(Some(text)) = invocation.arguments.next::<String>() {
                let seen = invocation.arguments.next::<u64>();
                self.link
                    .merge_state(&text, seen.ok().flatten().unwrap_or_default());
            }
            return Ok(());
        }
        let target = &*invocation.target;
        let begun = match self.handlers.find(target) {
            None => Err("no handler".to_owned()),
            Some(handler) => panics::contain(|| handler(&mut invocation.arguments))
                .unwrap_or_else(|| Err("its arguments panicked".to_owned())),
        };
        let id = invocation.invocation_id.as_deref();
        match begun {
            Err(reason) => handlers::answer(&self.link, self.number, target, id, Err(reason)),
            Ok(work) => {
                let turn = Turn {
                    target: target.to_owned(),
                    id: id.map(str::to_owned),
                    session: self.number,
                    work,
                };
                self.queue(turn).await?;
            }
        }
        Ok(())
    }

    async fn queue(&self, turn: Turn) -> Result<(), SessionEnd> {
        let patience = self.link.config.server_timeout;
        let queued = self.turns.send_timeout(turn, patience).await;
        queued.map_err(|error| {
            SessionEnd::Fault(ConnectError::Lost(match error {
                SendTimeoutError::Timeout(_) => format!(
                    "handlers kept {} calls of the server waiting for {patience:?}",
                    self.link.config.handler_queue
                ),
                SendTimeoutError::Closed(_) => "nothing runs its handlers any more".to_owned(),
            }))
        })
    }

    async fn item(&self, item: StreamItem<'_>) {
        let Some((id, sink)) = self.stream(&item) else {
            return;
        };
        if !sink.has_room() {
            let patience = self.link.config.server_timeout;
            if tokio::time::timeout(patience, sink.room()).await.is_err() {
                sink.give_up();
                self.link.cancel(self.number, id);
                return;
            }
        }
        sink.item(&item.item);
    }

    fn stream(&self, item: &StreamItem<'_>) -> Option<(u64, Arc<dyn StreamSink>)> {
        let id = item.invocation_id.parse().ok()?;
        Some((id, self.link.calls.lock().stream(id)?))
    }

    fn completed(&self, completion: &Completion<'_>) {
        self.link.note_state(&completion.headers);
        let id = completion.invocation_id.parse();
        let pending = id.ok().and_then(|id| self.link.calls.lock().remove(id));
        // An answer that comes too late finds nobody.
        if let Some(pending) = pending {
            pending.answer(&Answer::Completion(completion));
        }
    }

    /// Writes what is queued, pings, and acknowledges.
    async fn write(&self, writer: &mut Writer) -> SessionEnd {
        let outgoing = &self.link.outgoing;
        let keep_alive = self.link.config.keep_alive;
        let pings = !self.transport.inherent_keep_alive();
        let mut bytes = Vec::new();
        let mut ping_at = Instant::now() + keep_alive;
        let mut ack_at = Instant::now() + ACK_INTERVAL;
        // The first ping tells the server that this client pings, and may be missed.
        if pings {
            outgoing.push_plain(|protocol, bytes| Ping.encode(protocol, bytes));
        }
        let closing = &self.link.closing;
        loop {
            // What was queued before the end is still sent.
            let is_last = closing.is_cancelled();
            if is_last {
                outgoing
                    .push_plain(|protocol, bytes| Close::new(None, false).encode(protocol, bytes));
            }
            outgoing.take(&mut bytes);
            if let Err(end) = writer.write(&mut bytes).await {
                return SessionEnd::Transport(end);
            }
            if is_last {
                return SessionEnd::Closing;
            }
            tokio::select! {
                biased;
                () = closing.cancelled() => {}
                () = outgoing.wake.notified() => {}
                () = sleep_until(ping_at), if pings => {
                    ping_at = Instant::now() + keep_alive;
                    outgoing.push_plain(|protocol, bytes| Ping.encode(protocol, bytes));
                }
                () = sleep_until(ack_at), if self.received.is_some() => {
                    ack_at = Instant::now() + ACK_INTERVAL;
                    self.acknowledge();
                }
            }
        }
    }

    fn acknowledge(&self) {
        if let Some(handled) = self.received.as_ref().and_then(Received::news) {
            self.link.outgoing.acknowledge(handled);
        }
    }
}

fn broken(fault: &dyn std::fmt::Display) -> SessionEnd {
    SessionEnd::Fault(ConnectError::Protocol(fault.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item() -> Message<'static> {
        let bytes = br#"{"type":2,"invocationId":"1","item":1}"#;
        protocol::parse(Protocol::Json, bytes).unwrap()
    }

    #[test]
    fn only_what_was_handled_is_passed_over_after_a_resume() {
        let received = Received::after(1);
        for _ in 0..2 {
            assert_eq!(received.arrived(&item()), Arrival::New);
            received.handled();
        }
        // The socket is lost while this one is handled.
        assert_eq!(received.arrived(&item()), Arrival::New);
        assert_eq!(received.news(), Some(3));
        received.resumed();
        assert_eq!(received.arrived(&item()), Arrival::Passed);
        assert_eq!(received.arrived(&Message::Ping), Arrival::Passed);
        received.continue_from(3).unwrap();
        assert_eq!(received.arrived(&item()), Arrival::Passed);
        assert!(!received.has_moved_on());
        assert_eq!(received.arrived(&item()), Arrival::New);
        received.handled();
        assert!(received.has_moved_on());
        assert_eq!(received.news(), Some(4));
        received.resumed();
        assert!(received.continue_from(6).is_err());
    }
}
