//! Messages on their way to the server: encoded where they arise, gathered, and written together.

use std::{collections::VecDeque, sync::Arc};

use parking_lot::Mutex;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::protocol::{Ack, EncodeError, Protocol, Sequence};

/// Senders wait while this much waits to be written.
const LOW_WATER_BYTES: usize = 64 * 1024;

/// See the module's head.
pub(super) struct Outgoing {
    protocol: Protocol,
    queue: Mutex<Queue>,
    /// Told when there is something to write.
    pub(super) wake: Arc<Notify>,
    /// Told when there may be room.
    room: Notify,
}

#[derive(Default)]
struct Queue {
    bytes: Vec<u8>,
    /// Counts the connections to the server, so that an answer to a call of an earlier one is not sent to a later one.
    session: u64,
    is_open: bool,
    /// Cancelled when the present connection to the server is over.
    over: CancellationToken,
    log: Option<Log>,
}

/// What stateful reconnect must be able to send again.
struct Log {
    messages: VecDeque<Box<[u8]>>,
    bytes: usize,
    limit: usize,
    /// Number of the first message in the log.
    first: u64,
}

/// What stateful reconnect begins with.
#[derive(Clone, Copy, Debug)]
pub(super) struct LogStart {
    /// How many bytes are kept before senders wait.
    pub(super) limit: usize,
    /// How many messages of this end the server has counted already.
    pub(super) sent: u64,
}

/// A connection to the server that a message was queued for.
#[derive(Clone, Debug)]
pub(super) struct SessionHandle {
    pub(super) number: u64,
    /// Cancelled when that connection is over.
    pub(super) over: CancellationToken,
}

/// Why a message was not queued.
#[derive(Debug)]
pub(super) enum NotQueued {
    /// There is no connection.
    Shut,
    Encode(EncodeError),
}

impl Outgoing {
    pub(super) fn new(protocol: Protocol) -> Self {
        Self {
            protocol,
            queue: Mutex::default(),
            wake: Arc::default(),
            room: Notify::new(),
        }
    }

    /// A connection to the server begins; returns its number. With a `log`, it may be resumed.
    pub(super) fn open(&self, log: Option<LogStart>) -> u64 {
        let mut queue = self.queue.lock();
        queue.bytes.clear();
        queue.session += 1;
        queue.is_open = true;
        queue.over = CancellationToken::new();
        queue.log = log.map(|start| Log {
            messages: VecDeque::new(),
            bytes: 0,
            limit: start.limit,
            first: start.sent + 1,
        });
        queue.session
    }

    /// The connection to the server is over: nothing more is taken, and what waits is gone.
    pub(super) fn shut(&self) {
        let mut queue = self.queue.lock();
        queue.bytes = Vec::new();
        queue.is_open = false;
        queue.log = None;
        let over = queue.over.clone();
        drop(queue);
        // Outside the lock: it wakes tasks.
        over.cancel();
        self.room.notify_waiters();
    }

    /// A new socket goes on with the same connection: first our sequence, then what was not acknowledged.
    pub(super) fn resume(&self) {
        let mut queue = self.queue.lock();
        let Queue { bytes, log, .. } = &mut *queue;
        let Some(log) = log else { return };
        // Whatever waited is in the log, or was about the old socket.
        bytes.clear();
        Sequence(log.first).encode(self.protocol, bytes);
        for message in &log.messages {
            bytes.extend_from_slice(message);
        }
        drop(queue);
        self.wake.notify_one();
    }

    /// Queues one message that `encode` appends, and returns the connection to the server that it goes to.
    /// With a `session`, only for that connection.
    pub(super) fn push(
        &self,
        session: Option<u64>,
        encode: impl FnOnce(Protocol, &mut Vec<u8>) -> Result<(), EncodeError>,
    ) -> Result<SessionHandle, NotQueued> {
        let mut queue = self.queue.lock();
        if !queue.is_open || session.is_some_and(|session| session != queue.session) {
            return Err(NotQueued::Shut);
        }
        let Queue { bytes, log, .. } = &mut *queue;
        let start = bytes.len();
        let mut whole = Whole {
            bytes,
            start,
            done: false,
        };
        encode(self.protocol, whole.bytes).map_err(NotQueued::Encode)?;
        whole.done = true;
        drop(whole);
        if let Some(log) = log {
            let message: Box<[u8]> = bytes[start..].into();
            log.bytes += message.len();
            log.messages.push_back(message);
        }
        let session = SessionHandle {
            number: queue.session,
            over: queue.over.clone(),
        };
        drop(queue);
        self.wake.notify_one();
        Ok(session)
    }

    /// Queues a message that stateful reconnect does not count.
    pub(super) fn push_plain(&self, encode: impl FnOnce(Protocol, &mut Vec<u8>)) {
        let mut queue = self.queue.lock();
        if queue.is_open {
            encode(self.protocol, &mut queue.bytes);
            drop(queue);
            self.wake.notify_one();
        }
    }

    /// Queues that everything up to `number` was handled.
    pub(super) fn acknowledge(&self, number: u64) {
        self.push_plain(|protocol, bytes| Ack(number).encode(protocol, bytes));
    }

    /// The server has handled everything up to `number`; whether that is news.
    pub(super) fn acknowledged(&self, number: u64) -> bool {
        let mut queue = self.queue.lock();
        let mut is_news = false;
        if let Some(log) = &mut queue.log {
            while log.first <= number
                && let Some(message) = log.messages.pop_front()
            {
                log.bytes -= message.len();
                log.first += 1;
                is_news = true;
            }
        }
        drop(queue);
        self.room.notify_waiters();
        is_news
    }

    /// Waits until there is room for a message, or no connection.
    ///
    /// # Cancel safety
    /// Safe to drop and call again.
    pub(super) async fn room(&self) {
        loop {
            let notified = self.room.notified();
            tokio::pin!(notified);
            notified.as_mut().enable();
            if self.has_room() {
                return;
            }
            notified.await;
        }
    }

    fn has_room(&self) -> bool {
        let queue = self.queue.lock();
        let log_is_full = queue.log.as_ref().is_some_and(|log| log.bytes >= log.limit);
        !queue.is_open || (queue.bytes.len() < LOW_WATER_BYTES && !log_is_full)
    }

    /// Moves everything that waits to `into`, which is empty.
    pub(super) fn take(&self, into: &mut Vec<u8>) {
        let mut queue = self.queue.lock();
        if queue.bytes.is_empty() {
            return;
        }
        std::mem::swap(&mut queue.bytes, into);
        drop(queue);
        self.room.notify_waiters();
    }
}

/// A message that is being written: taken back unless it becomes whole, also if a user's `Serialize` panics.
struct Whole<'b> {
    bytes: &'b mut Vec<u8>,
    start: usize,
    done: bool,
}

impl Drop for Whole<'_> {
    fn drop(&mut self) {
        if !self.done {
            self.bytes.truncate(self.start);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Invocation;

    fn call(outgoing: &Outgoing, name: &str) {
        outgoing
            .push(None, |protocol, bytes| {
                Invocation::push(name, [0; 0]).encode(protocol, bytes)
            })
            .unwrap();
    }

    fn taken(outgoing: &Outgoing) -> String {
        let mut bytes = Vec::new();
        outgoing.take(&mut bytes);
        String::from_utf8(bytes).unwrap().replace('\x1e', "|")
    }

    fn invocation(name: &str) -> String {
        format!(r#"{{"type":1,"target":"{name}","arguments":[]}}|"#)
    }

    #[test]
    fn what_was_not_acknowledged_is_sent_again() {
        let outgoing = Outgoing::new(Protocol::Json);
        outgoing.open(Some(LogStart {
            limit: 1_000,
            sent: 0,
        }));
        for name in ["a", "b", "c"] {
            call(&outgoing, name);
        }
        taken(&outgoing);
        outgoing.acknowledged(1);
        outgoing.push_plain(|protocol, bytes| crate::protocol::Ping.encode(protocol, bytes));
        outgoing.resume();
        let again = format!(
            r#"{{"type":9,"sequenceId":2}}|{}{}"#,
            invocation("b"),
            invocation("c")
        );
        assert_eq!(taken(&outgoing), again);
        outgoing.acknowledged(9);
        outgoing.resume();
        assert_eq!(taken(&outgoing), r#"{"type":9,"sequenceId":4}|"#);
    }

    #[test]
    fn nothing_is_half_queued() {
        let outgoing = Outgoing::new(Protocol::Json);
        outgoing.open(None);
        call(&outgoing, "a");
        let refused = outgoing.push(None, |protocol, bytes| {
            Invocation::push("b", [f64::NAN]).encode(protocol, bytes)
        });
        assert!(matches!(refused, Err(NotQueued::Encode(_))));
        let panicked = crate::panics::contain(|| {
            outgoing.push(None, |_, bytes| {
                bytes.push(b'x');
                panic!("on purpose")
            })
        });
        assert!(panicked.is_none());
        assert_eq!(taken(&outgoing), invocation("a"));
    }

    #[test]
    fn a_message_for_an_earlier_connection_is_not_sent() {
        let outgoing = Outgoing::new(Protocol::Json);
        let first = outgoing.open(None);
        outgoing.shut();
        assert!(matches!(
            outgoing.push(None, |_, _| Ok(())),
            Err(NotQueued::Shut)
        ));
        outgoing.open(None);
        let late = outgoing.push(Some(first), |_, _| Ok(()));
        assert!(matches!(late, Err(NotQueued::Shut)));
    }

    #[tokio::test]
    async fn senders_wait_for_room() {
        use futures_util::FutureExt;
        let outgoing = Outgoing::new(Protocol::Json);
        outgoing.open(None);
        assert!(outgoing.room().now_or_never().is_some());
        call(&outgoing, &"x".repeat(LOW_WATER_BYTES));
        let mut room = Box::pin(outgoing.room());
        assert!((&mut room).now_or_never().is_none());
        taken(&outgoing);
        assert!(room.now_or_never().is_some());
    }
}
