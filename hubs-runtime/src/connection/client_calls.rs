//! Calls of the server that a client has not answered yet.

use std::collections::HashMap;

use crate::protocol::Payload;

/// What a client answered.
pub(crate) enum ClientAnswer<'a> {
    /// Done, with or without a value.
    Value(Option<Payload<'a>>),
    /// The client's error text.
    Error(&'a str),
    /// It left.
    Disconnected,
}

/// Takes the answer straight from the frame.
pub(crate) type PendingAnswer = Box<dyn FnOnce(ClientAnswer<'_>) + Send>;

/// See the module's head.
#[derive(Default)]
pub(crate) struct ClientCalls {
    waiting: HashMap<u64, PendingAnswer>,
    last: u64,
    left: bool,
}

impl ClientCalls {
    /// How many wait.
    pub(crate) fn len(&self) -> usize {
        self.waiting.len()
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
    pub(crate) fn number(wire_id: &str) -> Option<u64> {
        wire_id.strip_prefix('s')?.parse().ok()
    }

    /// Takes every call, for a client that has left; later ones are refused.
    pub(crate) fn leave(&mut self) -> Vec<PendingAnswer> {
        self.left = true;
        std::mem::take(&mut self.waiting).into_values().collect()
    }
}
