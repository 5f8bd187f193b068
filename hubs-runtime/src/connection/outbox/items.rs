//! Messages one by one: for connections that may drop old pushes, or that keep what they sent until it is acknowledged
//! (stateful reconnect).

use std::collections::VecDeque;

use bytes::Bytes;

use crate::websocket::MessageKind;

/// What a message of a raw connection costs beside its bytes, so that empty ones have a bound too.
pub(crate) const MESSAGE_BYTES: usize = 64;

/// See the module's head.
#[derive(Debug, Default)]
pub(super) struct Items {
    /// Pings and acknowledgements: not numbered, ahead of everything.
    ahead: Vec<u8>,
    unsent: Unsent,
    replay: Option<Replay>,
    drops_oldest: bool,
}

/// Messages that were not sent yet, in order. Pushes are kept apart, so that the oldest is found at once.
#[derive(Debug, Default)]
struct Unsent {
    pushes: VecDeque<Item>,
    others: VecDeque<Item>,
    bytes: usize,
    push_bytes: usize,
    /// Place of the next message; those that are put back go before all others.
    next: i64,
    first: i64,
}

#[derive(Debug)]
struct Item {
    place: i64,
    bytes: Bytes,
    kind: Sending,
}

impl Item {
    /// What it counts in the queue.
    fn weight(&self) -> usize {
        match self.kind {
            Sending::Message(_) => self.bytes.len() + MESSAGE_BYTES,
            _ => self.bytes.len(),
        }
    }
}

impl Unsent {
    fn push(&mut self, bytes: Bytes, kind: Sending) {
        let place = self.next;
        let item = Item { place, bytes, kind };
        self.bytes += item.weight();
        self.next += 1;
        let queue = match kind {
            Sending::Push => {
                self.push_bytes += item.bytes.len();
                &mut self.pushes
            }
            _ => &mut self.others,
        };
        queue.push_back(item);
    }

    /// Puts a message before all others; it is not dropped any more.
    fn put_back(&mut self, bytes: Bytes) {
        self.bytes += bytes.len();
        self.first -= 1;
        self.others.push_front(Item {
            place: self.first,
            bytes,
            kind: Sending::Answer,
        });
    }

    /// The queue with the oldest message.
    fn oldest(&mut self) -> &mut VecDeque<Item> {
        match (self.pushes.front(), self.others.front()) {
            (Some(push), Some(other)) if push.place < other.place => &mut self.pushes,
            (Some(_), None) => &mut self.pushes,
            _ => &mut self.others,
        }
    }

    fn pop(&mut self) -> Option<Item> {
        let item = self.oldest().pop_front()?;
        self.bytes -= item.weight();
        if item.kind == Sending::Push {
            self.push_bytes -= item.bytes.len();
        }
        Some(item)
    }

    /// Drops the oldest push, if there is one.
    fn drop_push(&mut self) -> Option<()> {
        let push = self.pushes.pop_front()?;
        self.bytes -= push.bytes.len();
        self.push_bytes -= push.bytes.len();
        Some(())
    }
}

/// What a message is to the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sending {
    /// An answer, an item, a call: numbered, never dropped.
    Answer,
    /// A push that others may get too: numbered; the oldest may be dropped while it waits.
    Push,
    /// A ping or acknowledgement: not numbered, ahead of everything.
    Ahead,
    /// The handshake's answer or the Close message: not numbered, in its place.
    Plain,
    /// A message of a raw connection: not numbered, never dropped.
    Message(MessageKind),
}

/// What came of [`Items::set_unheard`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    AsBefore,
    /// More, or less, may be sent than before.
    Changed,
    /// The connection can no longer be resumed.
    GivenUp,
}

impl Sending {
    fn is_numbered(self) -> bool {
        matches!(self, Self::Answer | Self::Push)
    }
}

/// What was sent and not acknowledged.
#[derive(Debug)]
struct Replay {
    unacknowledged: VecDeque<Bytes>,
    bytes: usize,
    /// Index of the first message that the present socket has not been given.
    next: usize,
    /// Number of the last acknowledged message; the first message has number 1.
    acknowledged: u64,
    /// Nothing more is sent while this much is not acknowledged.
    limit: usize,
    /// Whether acknowledgements cannot be read just now, so that nobody may wait for them.
    unheard: bool,
    /// Number of the last message that an earlier socket had been given; zero before the first replay.
    replaying_to: u64,
    /// An acknowledgement that came while that was sent again: see [`Items::acknowledge`].
    held: u64,
}

impl Items {
    pub(super) fn new(drops_oldest: bool) -> Self {
        Self {
            drops_oldest,
            ..Self::default()
        }
    }

    /// Keeps what is sent from now on until it is acknowledged, `limit` bytes of it.
    pub(super) fn keep_for_replay(&mut self, limit: usize) {
        self.replay = Some(Replay {
            unacknowledged: VecDeque::new(),
            bytes: 0,
            next: 0,
            acknowledged: 0,
            limit,
            unheard: false,
            replaying_to: 0,
            held: 0,
        });
    }

    pub(super) fn is_resumable(&self) -> bool {
        self.replay.is_some()
    }

    /// Bytes of messages that wait to be sent for the first time.
    pub(super) fn waiting(&self) -> usize {
        self.unsent.bytes
    }

    /// Bytes that wait to be sent for the first time, pings included.
    pub(super) fn len(&self) -> usize {
        self.unsent.bytes + self.ahead.len()
    }

    /// Whether the next message may not be sent before more is acknowledged.
    pub(super) fn awaits_acknowledgement(&mut self) -> bool {
        match (&mut self.replay, self.unsent.oldest().front()) {
            (Some(replay), Some(item)) => {
                item.kind.is_numbered() && !replay.has_room(item.bytes.len())
            }
            _ => false,
        }
    }

    /// Makes room for `bytes` more below `max` and returns how many pushes that cost; `None` if it cannot be done.
    pub(super) fn make_room(&mut self, bytes: usize, max: usize) -> Option<usize> {
        let others = self.unsent.bytes - self.unsent.push_bytes;
        let fits = self.unsent.bytes == 0 || self.unsent.bytes + bytes <= max;
        // Nothing is dropped in vain.
        if !fits && (!self.drops_oldest || (others > 0 && others + bytes > max)) {
            return None;
        }
        let mut dropped = 0;
        while self.unsent.bytes > 0 && self.unsent.bytes + bytes > max {
            self.unsent.drop_push()?;
            dropped += 1;
        }
        Some(dropped)
    }

    pub(super) fn push(&mut self, bytes: Bytes, kind: Sending) {
        if kind == Sending::Ahead {
            self.ahead.extend_from_slice(&bytes);
            return;
        }
        self.unsent.push(bytes, kind);
    }

    /// Takes up to `max` messages that may be sent now. `closing` sends everything: no acknowledgement will come.
    pub(super) fn take(&mut self, out: &mut VecDeque<Bytes>, max: usize, closing: bool) -> usize {
        let start = out.len();
        let mut taken = 0;
        if !self.ahead.is_empty() {
            out.push_back(std::mem::take(&mut self.ahead).into());
        }
        if let Some(replay) = &mut self.replay {
            while out.len() - start < max
                && let Some(message) = replay.unacknowledged.get(replay.next)
            {
                out.push_back(message.clone());
                replay.next += 1;
            }
        }
        while out.len() - start < max
            && let Some(item) = self.unsent.oldest().front()
        {
            if let Some(replay) = &mut self.replay
                && item.kind.is_numbered()
            {
                if !closing && !replay.has_room(item.bytes.len()) {
                    break;
                }
                replay.note(&item.bytes);
            }
            out.extend(self.unsent.pop().map(|item| item.bytes));
        }
        for segment in out.iter().skip(start) {
            taken += segment.len();
        }
        taken
    }

    /// Takes the next message of a raw connection.
    pub(super) fn take_message(&mut self) -> Option<(MessageKind, Bytes)> {
        let Item { bytes, kind, .. } = self.unsent.pop()?;
        let kind = match kind {
            Sending::Message(kind) => kind,
            _ => MessageKind::Binary,
        };
        Some((kind, bytes))
    }

    /// The client has everything up to message `number`.
    ///
    /// What is sent again is kept until a message beyond it is acknowledged, or until its room is needed: a client that
    /// acknowledges amid a replay counts from the replay's start, so that after another cut it would refuse to go on
    /// with anything later.
    pub(super) fn acknowledge(&mut self, number: u64) {
        let Some(replay) = &mut self.replay else {
            return;
        };
        if number <= replay.replaying_to {
            replay.held = replay.held.max(number);
        } else {
            replay.replaying_to = 0;
            replay.forget(number);
        }
    }

    /// A new socket: `sequence` writes the number of the first message that it will get, then everything that was not
    /// acknowledged is sent again.
    pub(super) fn resume(&mut self, sequence: impl FnOnce(u64, &mut Vec<u8>)) {
        let Some(replay) = &mut self.replay else {
            return;
        };
        replay.replaying_to = replay
            .replaying_to
            .max(replay.acknowledged + replay.next as u64);
        replay.next = 0;
        // Pings and acknowledgements were for the old socket.
        self.ahead.clear();
        sequence(replay.acknowledged + 1, &mut self.ahead);
    }

    /// Says whether acknowledgements can be read just now. While they cannot, messages are sent beyond the limit, up to
    /// `max`; beyond that the connection goes on but cannot be resumed.
    pub(super) fn set_unheard(&mut self, unheard: bool, max: usize) -> Heard {
        let Some(replay) = &mut self.replay else {
            return Heard::AsBefore;
        };
        let changed = replay.unheard != unheard;
        replay.unheard = unheard;
        if replay.bytes <= max.max(replay.limit) {
            return if changed {
                Heard::Changed
            } else {
                Heard::AsBefore
            };
        }
        // What the present socket has not been given yet must still be sent.
        for message in replay.unacknowledged.drain(replay.next..).rev() {
            self.unsent.put_back(message);
        }
        self.replay = None;
        Heard::GivenUp
    }
}

impl Replay {
    /// Whether a message of this length may be sent before more is acknowledged. One message is always, however long.
    fn has_room(&mut self, length: usize) -> bool {
        if self.bytes + length > self.limit {
            self.forget(self.held);
        }
        self.unheard || self.bytes == 0 || self.bytes + length <= self.limit
    }

    /// Keeps nothing up to message `number`.
    fn forget(&mut self, number: u64) {
        while self.acknowledged < number
            && let Some(message) = self.unacknowledged.pop_front()
        {
            self.acknowledged += 1;
            self.bytes -= message.len();
            self.next = self.next.saturating_sub(1);
        }
    }

    fn note(&mut self, message: &Bytes) {
        self.unacknowledged.push_back(message.clone());
        self.bytes += message.len();
        self.next += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &'static str) -> Bytes {
        Bytes::from_static(text.as_bytes())
    }

    fn taken(items: &mut Items) -> String {
        let mut out = VecDeque::new();
        items.take(&mut out, 64, false);
        out.iter()
            .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
            .collect()
    }

    fn stateful(limit: usize) -> Items {
        let mut items = Items::new(false);
        items.keep_for_replay(limit);
        items
    }

    fn sequence(number: u64, buffer: &mut Vec<u8>) {
        buffer.extend_from_slice(format!("[{number}]").as_bytes());
    }

    #[test]
    fn what_was_not_acknowledged_is_sent_again() {
        let mut items = stateful(100);
        for text in ["a", "b", "c"] {
            items.push(message(text), Sending::Answer);
        }
        assert_eq!(taken(&mut items), "abc");
        items.acknowledge(1);
        items.push(message("ping"), Sending::Ahead);
        items.push(message("d"), Sending::Push);
        items.resume(sequence);
        assert_eq!(taken(&mut items), "[2]bcd");
        items.acknowledge(4);
        items.resume(sequence);
        assert_eq!(taken(&mut items), "[5]");
        items.resume(sequence);
        items.push(message("e"), Sending::Push);
        assert_eq!(taken(&mut items), "[5]e");
    }

    #[test]
    fn what_is_sent_again_is_kept_until_more_is_acknowledged() {
        let mut items = stateful(4);
        for text in ["a", "b", "c"] {
            items.push(message(text), Sending::Answer);
        }
        assert_eq!(taken(&mut items), "abc");
        items.resume(sequence);
        assert_eq!(taken(&mut items), "[1]abc");
        // Sent amid the replay: the client had everything, but counts from one again.
        items.acknowledge(3);
        items.resume(sequence);
        assert_eq!(taken(&mut items), "[1]abc");
        items.push(message("d"), Sending::Answer);
        assert_eq!(taken(&mut items), "d");
        // Its room is needed.
        items.push(message("e"), Sending::Answer);
        assert_eq!(taken(&mut items), "e");
        items.resume(sequence);
        assert_eq!(taken(&mut items), "[4]de");
        items.push(message("f"), Sending::Answer);
        assert_eq!(taken(&mut items), "f");
        items.acknowledge(6);
        items.resume(sequence);
        assert_eq!(taken(&mut items), "[7]");
    }

    #[test]
    fn nothing_is_sent_beyond_the_limit_but_pings_and_the_end() {
        let mut items = stateful(4);
        for text in ["abc", "de", "f"] {
            items.push(message(text), Sending::Answer);
        }
        items.push(message("ping"), Sending::Ahead);
        assert_eq!(taken(&mut items), "pingabc");
        assert_eq!(taken(&mut items), "");
        assert_eq!(items.len(), 3);
        items.acknowledge(1);
        assert_eq!(taken(&mut items), "def");
        items.push(message("close"), Sending::Plain);
        assert_eq!(taken(&mut items), "close");
        items.push(message("ghi"), Sending::Answer);
        let mut out = VecDeque::new();
        assert_eq!(items.take(&mut out, 64, true), 3);
    }

    #[test]
    fn one_message_beyond_the_limit_is_sent_alone() {
        let mut items = stateful(2);
        items.push(message("long"), Sending::Answer);
        items.push(message("x"), Sending::Answer);
        assert_eq!(taken(&mut items), "long");
        items.acknowledge(1);
        assert_eq!(taken(&mut items), "x");
    }

    #[test]
    fn a_client_that_cannot_be_heard_is_not_waited_for() {
        let mut items = stateful(2);
        items.push(message("ab"), Sending::Answer);
        items.push(message("cd"), Sending::Answer);
        assert_eq!(taken(&mut items), "ab");
        assert_eq!(items.set_unheard(true, 4), Heard::Changed);
        assert_eq!(items.set_unheard(true, 4), Heard::AsBefore);
        assert_eq!(taken(&mut items), "cd");
        items.push(message("e"), Sending::Answer);
        assert_eq!(taken(&mut items), "e");
        assert_eq!(items.set_unheard(true, 4), Heard::GivenUp);
        assert!(!items.is_resumable());
        items.push(message("f"), Sending::Answer);
        assert_eq!(taken(&mut items), "f");
    }

    #[test]
    fn the_oldest_pushes_are_dropped_and_nothing_else() {
        let mut items = Items::new(true);
        items.push(message("push1"), Sending::Push);
        items.push(message("answer"), Sending::Answer);
        items.push(message("push2"), Sending::Push);
        assert_eq!(items.make_room(3, 14), Some(1));
        assert_eq!(items.make_room(4, 10), Some(1));
        assert_eq!(items.make_room(5, 10), None);
        assert_eq!(taken(&mut items), "answer");
        assert_eq!(Items::new(false).make_room(5, 1), Some(0));
        let mut keeps = Items::new(false);
        keeps.push(message("push"), Sending::Push);
        assert_eq!(keeps.make_room(5, 8), None);
    }

    #[test]
    fn acknowledgements_of_what_was_never_sent_do_no_harm() {
        let mut items = stateful(100);
        items.push(message("a"), Sending::Answer);
        items.acknowledge(7);
        assert_eq!(taken(&mut items), "a");
        items.acknowledge(u64::MAX);
        items.push(message("b"), Sending::Answer);
        assert_eq!(taken(&mut items), "b");
        items.resume(sequence);
        assert_eq!(taken(&mut items), "[2]b");
    }
}
