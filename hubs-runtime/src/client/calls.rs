//! Calls that the server has not answered yet.

use std::{collections::HashMap, sync::Arc};

use futures_util::future::BoxFuture;

use super::error::Disconnected;
use crate::protocol::{Completion, Payload};

/// How a call ends.
pub(super) enum Answer<'a> {
    Completion(&'a Completion<'a>),
    Lost(Disconnected),
}

/// Takes the one answer straight from its frame.
pub(super) type AnswerOnce = Box<dyn FnOnce(&Answer<'_>) + Send>;

/// Takes items and the end of a stream.
pub(super) trait StreamSink: Send + Sync {
    /// Whether [`Self::item`] can take one now.
    fn has_room(&self) -> bool;
    /// Ready when it can, or when nobody reads any more.
    fn room(&self) -> BoxFuture<'_, ()>;
    /// Takes an item; there is room.
    fn item(&self, payload: &Payload<'_>);
    /// The stream is over; nothing follows.
    fn end(&self, answer: &Answer<'_>);
    /// The stream is given up because nobody reads it.
    fn give_up(&self);
}

/// What waits for an answer.
pub(super) enum Pending {
    Once(AnswerOnce),
    Stream(Arc<dyn StreamSink>),
}

impl Pending {
    pub(super) fn answer(self, answer: &Answer<'_>) {
        match self {
            Self::Once(once) => once(answer),
            Self::Stream(sink) => sink.end(answer),
        }
    }
}

/// See the module's head.
#[derive(Default)]
pub(super) struct Calls {
    waiting: HashMap<u64, Pending>,
    last: u64,
}

impl Calls {
    /// A new id, for a call or for a stream that goes along with one.
    pub(super) fn next_id(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    pub(super) fn add(&mut self, id: u64, pending: Pending) {
        self.waiting.insert(id, pending);
    }

    pub(super) fn remove(&mut self, id: u64) -> Option<Pending> {
        self.waiting.remove(&id)
    }

    /// The stream that items with this id belong to.
    pub(super) fn stream(&self, id: u64) -> Option<Arc<dyn StreamSink>> {
        match self.waiting.get(&id)? {
            Pending::Stream(sink) => Some(sink.clone()),
            Pending::Once(_) => None,
        }
    }

    /// Takes all of them: nobody will answer.
    pub(super) fn take_all(&mut self) -> Vec<Pending> {
        let waiting = std::mem::take(&mut self.waiting);
        waiting.into_values().collect()
    }
}
