//! What waits to be sent to one client: whole hub messages in order.
//!
//! Anyone may append, from any thread; the connection's own transport takes everything that has gathered and sends it
//! with one write. Answers are encoded straight into the tail buffer; a broadcast's bytes are shared and not copied
//! unless they are so short that copying is cheaper than another slice in the write.
//!
//! Who appends waits for room first, as long as the client reads: pushes and items of streams are refused while
//! [`QueueLimits::mark`] bytes wait ([`Posted::Full`], [`Outbox::room`]), and the engine takes no further message. So
//! the queue holds about that much and one message more, of whatever size. A client that has taken nothing for
//! [`QueueLimits::patience`] is waited for no longer; what is sent to it may then gather up to
//! [`QueueLimits::max_bytes`].
//!
//! Where messages must stay apart, for stateful reconnect and for queues that drop their oldest pushes, [`items`] holds
//! them instead.

use std::{
    collections::VecDeque,
    sync::atomic::{AtomicBool, Ordering},
    task::{Context, Poll, Waker},
    time::Duration,
};

use bytes::Bytes;
use futures_util::task::AtomicWaker;
use parking_lot::{Mutex, MutexGuard};
use tokio::time::Instant;

use self::items::{Heard, Items};
use crate::websocket::MessageKind;

mod items;
#[cfg(test)]
mod tests;

pub(crate) use items::{MESSAGE_BYTES, Sending};

/// Shared messages up to this length are copied to the tail.
const COPY_LIMIT_BYTES: usize = 1_024;

/// Senders wait while this much waits: the threshold at which a pipe of ASP.NET Core makes SignalR's pushes wait.
const MARK_BYTES: usize = 64 * 1024;

/// How much waits for one client, and for how long.
#[derive(Clone, Copy, Debug)]
pub(crate) struct QueueLimits {
    /// Beyond this the client is too slow, once it has also lost our patience.
    pub(crate) max_bytes: usize,
    /// How long a client that takes nothing is waited for.
    pub(crate) patience: Duration,
    /// Whether a client that is too slow loses its oldest pushes instead of its connection.
    pub(crate) drops_oldest: bool,
}

impl QueueLimits {
    /// Senders wait while this many bytes wait.
    fn mark(&self) -> usize {
        MARK_BYTES.min(self.max_bytes)
    }

    /// Senders that wait go on when no more than this waits.
    fn low(&self) -> usize {
        self.mark() / 4
    }
}

/// See the module's head.
#[derive(Debug)]
pub(crate) struct Outbox {
    queue: Mutex<Queue>,
    limits: QueueLimits,
    /// Whether there was no room when something was appended last; beside the queue, so that looking costs no lock.
    full: AtomicBool,
    transport: AtomicWaker,
    /// The engine, while it takes no message for want of room.
    engine: AtomicWaker,
    room: tokio::sync::Notify,
}

#[derive(Debug)]
struct Queue {
    /// Full segments, oldest first.
    segments: VecDeque<Bytes>,
    /// Where the next message is encoded.
    tail: Vec<u8>,
    /// Bytes in `segments`.
    queued: usize,
    /// Holds the messages instead of `segments` and `tail`, one by one.
    items: Option<Box<Items>>,
    /// When the client last took something, or when the first message came that waits for it.
    progress: Instant,
    closed: bool,
}

impl Queue {
    fn len(&self) -> usize {
        match &self.items {
            Some(items) => items.len(),
            None => self.queued + self.tail.len(),
        }
    }

    fn seal_tail(&mut self) {
        if !self.tail.is_empty() {
            let tail = std::mem::take(&mut self.tail);
            self.queued += tail.len();
            self.segments.push_back(Bytes::from(tail));
        }
    }
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Posted {
    /// It will be sent.
    Queued,
    /// The connection is closing or gone; the message was dropped.
    Closed,
    /// It will be sent, but so many older pushes were dropped for it.
    Replaced(usize),
    /// Nothing was queued: the sender must wait for [`Outbox::room`] and try again.
    Full,
    /// The client is too slow and its connection is to be closed; the message was dropped.
    Overflow,
}

/// What a client whose queue is full is given before it counts as too slow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Patience {
    /// As long as it reads.
    UntilStalled,
    /// Nothing.
    None,
}

impl Outbox {
    /// An empty outbox.
    pub(crate) fn new(limits: QueueLimits) -> Self {
        let items = limits.drops_oldest.then(|| Box::new(Items::new(true)));
        Self {
            queue: Mutex::new(Queue {
                segments: VecDeque::new(),
                tail: Vec::new(),
                queued: 0,
                items,
                progress: Instant::now(),
                closed: false,
            }),
            limits,
            full: AtomicBool::new(false),
            transport: AtomicWaker::new(),
            engine: AtomicWaker::new(),
            room: tokio::sync::Notify::new(),
        }
    }

    /// An empty outbox whose messages stay apart; none is ever dropped.
    pub(crate) fn of_messages(limits: QueueLimits) -> Self {
        let mut outbox = Self::new(limits);
        outbox.queue.get_mut().items = Some(Box::new(Items::new(false)));
        outbox
    }

    /// Appends what `encode` writes, whether or not there is room; if it fails, what it wrote is taken back.
    pub(crate) fn encode<E>(
        &self,
        kind: Sending,
        encode: impl FnOnce(&mut Vec<u8>) -> Result<(), E>,
    ) -> Result<Posted, E> {
        self.append(&mut self.queue.lock(), kind, encode)
    }

    /// As [`Self::encode`], but encodes nothing while there is no room.
    pub(crate) fn encode_if_room<E>(
        &self,
        kind: Sending,
        encode: impl FnOnce(&mut Vec<u8>) -> Result<(), E>,
    ) -> Result<Posted, E> {
        let mut queue = self.queue.lock();
        if self.must_wait(&queue) {
            return Ok(Posted::Full);
        }
        self.append(&mut queue, kind, encode)
    }

    fn append<E>(
        &self,
        queue: &mut Queue,
        kind: Sending,
        encode: impl FnOnce(&mut Vec<u8>) -> Result<(), E>,
    ) -> Result<Posted, E> {
        if queue.closed {
            return Ok(Posted::Closed);
        }
        if queue.items.is_some() {
            let mut message = Vec::new();
            encode(&mut message)?;
            return Ok(self.put(queue, message.into(), kind, Patience::UntilStalled));
        }
        let waiting = queue.len();
        let start = queue.tail.len();
        if let Err(error) = encode(&mut queue.tail) {
            queue.tail.truncate(start);
            return Err(error);
        }
        if self.is_too_much(queue, waiting, queue.len(), Patience::UntilStalled) {
            queue.tail.truncate(start);
            return Ok(Posted::Overflow);
        }
        self.appended(queue, waiting);
        Ok(Posted::Queued)
    }

    /// Appends a message to those that are held one by one.
    fn put(&self, queue: &mut Queue, message: Bytes, kind: Sending, patience: Patience) -> Posted {
        let waiting = queue.len();
        let small = matches!(kind, Sending::Ahead | Sending::Plain);
        let too_much =
            !small && self.is_too_much(queue, waiting, waiting + message.len(), patience);
        let Some(items) = &mut queue.items else {
            return Posted::Closed;
        };
        let mut dropped = 0;
        if too_much {
            match items.make_room(message.len(), self.limits.max_bytes) {
                Some(count) => dropped = count,
                None => return Posted::Overflow,
            }
        }
        items.push(message, kind);
        self.appended(queue, waiting);
        // What waits may wait for acknowledgements, so that the transport sleeps although there was something before.
        self.transport.wake();
        match dropped {
            0 => Posted::Queued,
            dropped => Posted::Replaced(dropped),
        }
    }

    /// Notes that something was appended to `waiting` bytes.
    fn appended(&self, queue: &mut Queue, waiting: usize) {
        if waiting == 0 {
            queue.progress = Instant::now();
            self.transport.wake();
        }
        if queue.len() >= self.limits.mark() {
            self.full.store(true, Ordering::Release);
        }
    }

    /// Notes that the client has taken something.
    fn taken(&self, mut queue: MutexGuard<'_, Queue>) {
        queue.progress = Instant::now();
        let room = queue.len() <= self.limits.low() && self.full.swap(false, Ordering::AcqRel);
        drop(queue);
        if room {
            self.room.notify_waiters();
            self.engine.wake();
        }
    }

    /// The client has taken a part of what the transport took: it reads.
    pub(crate) fn progressed(&self) {
        let mut queue = self.queue.lock();
        // Reading what is sent again does not help while what waits is waiting for acknowledgements.
        let items = queue.items.as_mut();
        if !items.is_some_and(|items| items.awaits_acknowledgement()) {
            queue.progress = Instant::now();
        }
    }

    /// Whether the client takes nothing of what waits for it.
    fn is_stalled(&self, queue: &Queue) -> bool {
        queue.len() > 0 && queue.progress.elapsed() >= self.limits.patience
    }

    /// Whether a sender that can wait must.
    fn must_wait(&self, queue: &Queue) -> bool {
        queue.len() >= self.limits.mark() && !queue.closed && !self.is_stalled(queue)
    }

    /// Whether a queue that grows from `before` to `after` bytes is that of a client which is too slow.
    fn is_too_much(&self, queue: &Queue, before: usize, after: usize, patience: Patience) -> bool {
        let waited = || patience == Patience::None || self.is_stalled(queue);
        before > 0 && after > self.limits.max_bytes && waited()
    }

    /// When the client last took something, while something waits for it.
    pub(crate) fn waits_since(&self) -> Option<Instant> {
        let queue = self.queue.lock();
        (queue.len() > 0).then_some(queue.progress)
    }

    /// Waits until there is room, or nobody has to wait: the outbox is closed, or the client takes nothing. Others may
    /// be faster, so the message may be refused again.
    pub(crate) async fn room(&self) {
        loop {
            let room = self.room.notified();
            tokio::pin!(room);
            room.as_mut().enable();
            let until = {
                let queue = self.queue.lock();
                if !self.must_wait(&queue) {
                    return;
                }
                queue.progress + self.limits.patience
            };
            // When the time is up, the client may have taken something meanwhile: the loop looks again.
            let _ = tokio::time::timeout_at(until, room).await;
        }
    }

    /// Whether the engine may take a further message.
    pub(crate) fn has_room(&self) -> bool {
        !self.full.load(Ordering::Acquire)
    }

    /// As [`Self::has_room`]; wakes the engine's task when that changes.
    pub(crate) fn poll_room(&self, cx: &mut Context<'_>) -> Poll<()> {
        self.engine.register(cx.waker());
        if self.has_room() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }

    /// Keeps messages from now on until they are acknowledged: `limit` bytes of them, then the rest waits.
    pub(crate) fn keep_for_replay(&self, limit: usize) {
        let mut queue = self.queue.lock();
        queue.seal_tail();
        // What waits already, the handshake's answer, is not numbered.
        let waiting: Vec<Bytes> = queue.segments.drain(..).collect();
        queue.queued = 0;
        let items = queue
            .items
            .get_or_insert_with(|| Box::new(Items::new(false)));
        for message in waiting {
            items.push(message, Sending::Plain);
        }
        items.keep_for_replay(limit);
    }

    /// Whether everything that was not acknowledged is here to be sent again.
    pub(crate) fn is_resumable(&self) -> bool {
        let queue = self.queue.lock();
        !queue.closed
            && queue
                .items
                .as_ref()
                .is_some_and(|items| items.is_resumable())
    }

    /// The client has everything up to message `number`.
    pub(crate) fn acknowledge(&self, number: u64) {
        if let Some(items) = &mut self.queue.lock().items {
            items.acknowledge(number);
        }
        self.transport.wake();
    }

    /// A new socket: see [`Items::resume`].
    pub(crate) fn resume(&self, sequence: impl FnOnce(u64, &mut Vec<u8>)) {
        if let Some(items) = &mut self.queue.lock().items {
            items.resume(sequence);
        }
        self.transport.wake();
    }

    /// See [`Items::set_unheard`]; `false` if the connection can no longer be resumed because of it.
    pub(crate) fn set_unheard(&self, unheard: bool) -> bool {
        let mut queue = self.queue.lock();
        let Some(items) = &mut queue.items else {
            return true;
        };
        let heard = items.set_unheard(unheard, self.limits.max_bytes);
        if queue.len() >= self.limits.mark() {
            self.full.store(true, Ordering::Release);
        }
        drop(queue);
        if heard != Heard::AsBefore {
            self.transport.wake();
        }
        heard != Heard::GivenUp
    }

    /// Appends one or more whole messages that others receive too, whether or not there is room, as long as no more waits
    /// than may: where nobody can wait for the client, it has no patience of ours either.
    pub(crate) fn post_now(&self, message: &Bytes, kind: Sending) -> Posted {
        self.put_shared(&mut self.queue.lock(), message, kind, Patience::None)
    }

    /// Appends one or more whole messages that others receive too, if there is room.
    pub(crate) fn post(&self, message: &Bytes, kind: Sending) -> Posted {
        let mut queue = self.queue.lock();
        if self.must_wait(&queue) {
            return Posted::Full;
        }
        self.put_shared(&mut queue, message, kind, Patience::UntilStalled)
    }

    fn put_shared(
        &self,
        queue: &mut Queue,
        message: &Bytes,
        kind: Sending,
        patience: Patience,
    ) -> Posted {
        if queue.closed {
            return Posted::Closed;
        }
        if queue.items.is_some() {
            return self.put(queue, message.clone(), kind, patience);
        }
        let waiting = queue.len();
        if self.is_too_much(queue, waiting, waiting + message.len(), patience) {
            return Posted::Overflow;
        }
        if message.len() <= COPY_LIMIT_BYTES {
            queue.tail.extend_from_slice(message);
        } else {
            queue.seal_tail();
            queue.queued += message.len();
            queue.segments.push_back(message.clone());
        }
        self.appended(queue, waiting);
        Posted::Queued
    }

    /// Bytes that wait.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.queue.lock().len()
    }

    /// Takes up to `max_segments` segments into `out` and returns how many bytes they hold.
    ///
    /// A segment holds whole messages.
    pub(crate) fn take(&self, out: &mut VecDeque<Bytes>, max_segments: usize) -> usize {
        let mut queue = self.queue.lock();
        let closing = queue.closed;
        if let Some(items) = &mut queue.items {
            let waiting = items.waiting();
            let taken = items.take(out, max_segments, closing);
            // Pings, and what is sent again, are no progress with what waits.
            if items.waiting() < waiting {
                self.taken(queue);
            }
            return taken;
        }
        if queue.segments.len() < max_segments {
            queue.seal_tail();
        }
        let count = queue.segments.len().min(max_segments);
        let mut taken = 0;
        for segment in queue.segments.drain(..count) {
            taken += segment.len();
            out.push_back(segment);
        }
        queue.queued -= taken;
        if queue.segments.is_empty() {
            queue.segments = VecDeque::new();
        }
        if taken > 0 {
            self.taken(queue);
        }
        taken
    }

    /// Takes one message of a raw connection: see [`Self::of_messages`].
    pub(crate) fn take_message(&self) -> Option<(MessageKind, Bytes)> {
        let mut queue = self.queue.lock();
        let message = queue.items.as_mut()?.take_message()?;
        self.taken(queue);
        Some(message)
    }

    /// Swaps the tail out into `buffer` if nothing else waits: the path of a lone answer, without a new allocation.
    ///
    /// `buffer` must be empty; its capacity serves the next messages. Returns `false` and changes nothing if segments
    /// wait, or if nothing does.
    pub(crate) fn take_tail(&self, buffer: &mut Vec<u8>) -> bool {
        debug_assert!(buffer.is_empty());
        let mut queue = self.queue.lock();
        if !queue.segments.is_empty() || queue.tail.is_empty() {
            return false;
        }
        std::mem::swap(&mut queue.tail, buffer);
        self.taken(queue);
        true
    }

    /// Refuses everything from now on; what waits is still sent.
    pub(crate) fn close(&self) {
        self.queue.lock().closed = true;
        self.room.notify_waiters();
        self.transport.wake();
    }

    /// Drops what waits, which nobody will read.
    pub(crate) fn discard(&self) {
        self.close();
        let mut queue = self.queue.lock();
        queue.segments = VecDeque::new();
        queue.tail = Vec::new();
        queue.queued = 0;
        queue.items = None;
    }

    /// Names the transport task to wake when something starts to wait.
    pub(crate) fn register(&self, waker: &Waker) {
        self.transport.register(waker);
    }

    /// Wakes the transport task without a message.
    pub(crate) fn wake(&self) {
        self.transport.wake();
    }
}
