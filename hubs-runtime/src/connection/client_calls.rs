//! Calls of the server that a client has not answered yet.

use std::collections::HashMap;

use crate::protocol::{Outcome, Payload};

/// What a client answered.
pub(crate) enum ClientAnswer<'a> {
    /// Done, with or without a value.
    Value(Option<Payload<'a>>),
    /// The client's error text.
    Error(&'a str),
    /// It left.
    Disconnected,
}

impl<'a> ClientAnswer<'a> {
    /// What a Completion says.
    pub(crate) fn of(outcome: &'a Outcome<'_>) -> Self {
        match outcome {
            Outcome::Error(text) => Self::Error(text),
            Outcome::Result(payload) => Self::Value(Some(*payload)),
            Outcome::Void => Self::Value(None),
        }
    }
}

/// Takes the answer straight from the frame.
pub(crate) type PendingAnswer = Box<dyn FnOnce(ClientAnswer<'_>) + Send>;

/// Why a call of another server is not waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ForeignFault {
    Left,
    SameId,
}

/// A call of another server.
struct Foreign {
    /// Its place among those of this connection.
    number: u64,
    waiting: PendingAnswer,
}

/// See the module's head.
#[derive(Default)]
pub(crate) struct ClientCalls {
    waiting: HashMap<u64, PendingAnswer>,
    /// Calls of other servers, under the ids that those gave them.
    foreign: HashMap<Box<str>, Foreign>,
    last_foreign: u64,
    last: u64,
    left: bool,
}

impl ClientCalls {
    /// How many of this server wait.
    pub(crate) fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Adds a call of another server. If `limit` of them wait already, it takes the place of the oldest, which is given back: who asked
    /// has stopped waiting for it long since, and says so to nobody.
    pub(crate) fn add_foreign(
        &mut self,
        id: &str,
        waiting: PendingAnswer,
        limit: usize,
    ) -> Result<Option<PendingAnswer>, ForeignFault> {
        if self.left {
            return Err(ForeignFault::Left);
        }
        if self.foreign.contains_key(id) {
            return Err(ForeignFault::SameId);
        }
        let given_up = if self.foreign.len() >= limit {
            let oldest = self.foreign.iter().min_by_key(|(_, call)| call.number);
            let oldest = oldest.map(|(id, _)| id.clone());
            oldest.and_then(|id| self.foreign.remove(&id))
        } else {
            None
        };
        self.last_foreign += 1;
        let call = Foreign {
            number: self.last_foreign,
            waiting,
        };
        self.foreign.insert(id.into(), call);
        Ok(given_up.map(|call| call.waiting))
    }

    /// Takes the call that the client answers under `wire_id`, if someone still waits for it.
    pub(crate) fn answered(&mut self, wire_id: &str) -> Option<PendingAnswer> {
        let own = Self::number(wire_id).and_then(|number| self.remove(number));
        own.or_else(|| self.foreign.remove(wire_id).map(|call| call.waiting))
    }

    /// Adds a call and returns its number, or gives `waiting` back if the client has left.
    pub(crate) fn add(&mut self, waiting: PendingAnswer) -> Result<u64, PendingAnswer> {
        if self.left {
            return Err(waiting);
        }
        self.last += 1;
        self.waiting.insert(self.last, waiting);
        Ok(self.last)
    }

    /// Removes a call that is answered or no longer waited for.
    pub(crate) fn remove(&mut self, number: u64) -> Option<PendingAnswer> {
        let waiting = self.waiting.remove(&number);
        if self.waiting.is_empty() {
            self.waiting = HashMap::new();
        }
        waiting
    }

    /// The wire's id of call `number`: the prefix keeps it apart from the client's own ids.
    pub(crate) fn wire_id(number: u64) -> String {
        format!("s{number}")
    }

    /// The number in a wire id of ours.
    fn number(wire_id: &str) -> Option<u64> {
        wire_id.strip_prefix('s')?.parse().ok()
    }

    /// Takes every call, for a client that has left; later ones are refused.
    pub(crate) fn leave(&mut self) -> Vec<PendingAnswer> {
        self.left = true;
        let own = std::mem::take(&mut self.waiting).into_values();
        let foreign = std::mem::take(&mut self.foreign).into_values();
        own.chain(foreign.map(|call| call.waiting)).collect()
    }
}
