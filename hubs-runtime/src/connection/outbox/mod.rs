//! What waits to be sent to one client: whole hub messages in order.
//!
//! Anyone may append, from any thread; the connection's own transport takes everything that has gathered and sends it
//! with one write. Answers are encoded straight into the tail buffer; a broadcast's bytes are shared and not copied
//! unless they are so short that copying is cheaper than another slice in the write.
//!
//! Where messages must stay apart, for stateful reconnect and for queues that drop their oldest pushes, [`items`] holds
//! them instead.

use std::{collections::VecDeque, task::Waker};

use bytes::Bytes;
use futures_util::task::AtomicWaker;
use parking_lot::Mutex;

use self::items::{Heard, Items};

mod items;

pub(crate) use items::Kind;

/// Shared messages up to this length are copied to the tail.
const COPY_LIMIT_BYTES: usize = 1_024;

/// See the module's head.
#[derive(Debug)]
pub(crate) struct Outbox {
    queue: Mutex<Queue>,
    transport: AtomicWaker,
    room: tokio::sync::Notify,
    max_bytes: usize,
}

#[derive(Debug, Default)]
struct Queue {
    /// Full segments, oldest first.
    segments: VecDeque<Bytes>,
    /// Where the next message is encoded.
    tail: Vec<u8>,
    /// Bytes in `segments`.
    queued: usize,
    /// Holds the messages instead of `segments` and `tail`, one by one.
    items: Option<Box<Items>>,
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
    /// The queue was full: the client is too slow and its connection is to be closed.
    Overflow,
}

impl Outbox {
    /// An empty outbox that refuses to hold more than `max_bytes`, or drops its oldest pushes to do so.
    pub(crate) fn new(max_bytes: usize, drops_oldest: bool) -> Self {
        let items = drops_oldest.then(|| Box::new(Items::new(true)));
        Self {
            queue: Mutex::new(Queue {
                items,
                ..Queue::default()
            }),
            transport: AtomicWaker::new(),
            room: tokio::sync::Notify::new(),
            max_bytes,
        }
    }

    /// Appends what `encode` writes; if it fails, what it wrote is taken back.
    pub(crate) fn encode<E>(
        &self,
        kind: Kind,
        encode: impl FnOnce(&mut Vec<u8>) -> Result<(), E>,
    ) -> Result<Posted, E> {
        let mut queue = self.queue.lock();
        if queue.closed {
            return Ok(Posted::Closed);
        }
        if let Some(items) = &mut queue.items {
            let mut message = Vec::new();
            encode(&mut message)?;
            return Ok(self.put(items, message.into(), kind));
        }
        let was_empty = queue.len() == 0;
        let start = queue.tail.len();
        if let Err(error) = encode(&mut queue.tail) {
            queue.tail.truncate(start);
            return Err(error);
        }
        if queue.len() > self.max_bytes && !was_empty {
            queue.tail.truncate(start);
            return Ok(self.overflow());
        }
        drop(queue);
        if was_empty {
            self.transport.wake();
        }
        Ok(Posted::Queued)
    }

    /// Appends a message to those that are held one by one.
    fn put(&self, items: &mut Items, message: Bytes, kind: Kind) -> Posted {
        let room = match kind {
            // Small, and one at a time.
            Kind::Ahead | Kind::Plain => Some(0),
            Kind::Answer | Kind::Push => items.make_room(message.len(), self.max_bytes),
        };
        let Some(dropped) = room else {
            return self.overflow();
        };
        items.push(message, kind);
        self.transport.wake();
        match dropped {
            0 => Posted::Queued,
            dropped => Posted::Replaced(dropped),
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
            items.push(message, Kind::Plain);
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
        let heard = items.set_unheard(unheard, self.max_bytes);
        drop(queue);
        if heard != Heard::AsBefore {
            self.transport.wake();
        }
        heard != Heard::GivenUp
    }

    /// Appends one or more whole messages that others receive too.
    pub(crate) fn post(&self, message: &Bytes) -> Posted {
        let mut queue = self.queue.lock();
        if queue.closed {
            return Posted::Closed;
        }
        if let Some(items) = &mut queue.items {
            return self.put(items, message.clone(), Kind::Push);
        }
        let waiting = queue.len();
        if waiting > 0 && waiting + message.len() > self.max_bytes {
            return self.overflow();
        }
        if message.len() <= COPY_LIMIT_BYTES {
            queue.tail.extend_from_slice(message);
        } else {
            queue.seal_tail();
            queue.queued += message.len();
            queue.segments.push_back(message.clone());
        }
        drop(queue);
        if waiting == 0 {
            self.transport.wake();
        }
        Posted::Queued
    }

    fn overflow(&self) -> Posted {
        self.transport.wake();
        Posted::Overflow
    }

    /// Bytes that wait.
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
            let taken = items.take(out, max_segments, closing);
            drop(queue);
            self.room.notify_waiters();
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
        drop(queue);
        self.room.notify_waiters();
        taken
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
        drop(queue);
        self.room.notify_waiters();
        true
    }

    /// Waits until less than `bytes` wait, or the outbox is closed: back-pressure for streams.
    pub(crate) async fn wait_below(&self, bytes: usize) {
        loop {
            let room = self.room.notified();
            tokio::pin!(room);
            room.as_mut().enable();
            {
                let queue = self.queue.lock();
                if queue.closed || queue.len() < bytes {
                    return;
                }
            }
            room.await;
        }
    }

    /// Refuses everything from now on; what waits is still sent.
    pub(crate) fn close(&self) {
        self.queue.lock().closed = true;
        self.room.notify_waiters();
        self.transport.wake();
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

#[cfg(test)]
mod tests {
    use super::*;

    fn drain(outbox: &Outbox) -> Vec<Vec<u8>> {
        let mut out = VecDeque::new();
        outbox.take(&mut out, 64);
        out.iter().map(|segment| segment.to_vec()).collect()
    }

    #[test]
    fn messages_leave_in_the_order_they_came() {
        let outbox = Outbox::new(1 << 20, false);
        outbox.post(&Bytes::from_static(b"one;"));
        let long = Bytes::from(vec![b'x'; COPY_LIMIT_BYTES + 1]);
        outbox.post(&long);
        let posted = outbox.encode(Kind::Answer, |tail| {
            tail.extend_from_slice(b"three;");
            Ok::<(), ()>(())
        });
        assert_eq!(posted, Ok(Posted::Queued));
        assert_eq!(
            drain(&outbox),
            [b"one;".to_vec(), long.to_vec(), b"three;".to_vec()]
        );
        assert_eq!(outbox.len(), 0);
    }

    #[test]
    fn a_failed_encode_leaves_nothing() {
        let outbox = Outbox::new(1 << 20, false);
        outbox.post(&Bytes::from_static(b"whole"));
        let failed = outbox.encode(Kind::Answer, |tail| {
            tail.extend_from_slice(b"half");
            Err(())
        });
        assert_eq!(failed, Err(()));
        assert_eq!(drain(&outbox), [b"whole".to_vec()]);
    }

    #[test]
    fn a_full_queue_refuses_and_says_so() {
        let outbox = Outbox::new(8, false);
        assert_eq!(outbox.post(&Bytes::from_static(b"123456")), Posted::Queued);
        assert_eq!(outbox.post(&Bytes::from_static(b"789")), Posted::Overflow);
        assert_eq!(drain(&outbox), [b"123456".to_vec()]);
    }

    #[test]
    fn one_message_larger_than_the_limit_passes_alone() {
        let outbox = Outbox::new(8, false);
        assert_eq!(
            outbox.post(&Bytes::from_static(b"more than eight")),
            Posted::Queued
        );
    }

    #[test]
    fn nothing_is_taken_after_close() {
        let outbox = Outbox::new(8, false);
        outbox.close();
        assert_eq!(outbox.post(&Bytes::from_static(b"x")), Posted::Closed);
    }

    #[test]
    fn a_lone_answer_swaps_buffers() {
        let outbox = Outbox::new(1 << 20, false);
        outbox.post(&Bytes::from_static(b"short"));
        let mut buffer = Vec::new();
        assert!(outbox.take_tail(&mut buffer));
        assert_eq!(buffer, b"short");
        assert!(!outbox.take_tail(&mut Vec::new()));
    }
}
