//! Fields of the caller state that a client may only read.

use std::{fmt, ops::Deref};

use serde::{Deserialize, Serialize};

/// A value that the server sets and a client reads: a field of a caller state that is marked `#[state(server)]` there.
///
/// On the wire it is its value. Nothing writes into it, so that `state.visits = 3` and `state.tags.push(tag)` do not compile; what
/// gets around that, as swapping the whole state does, is refused as [`StateError::ServerField`](super::StateError::ServerField).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct ReadOnly<T>(T);

impl<T> ReadOnly<T> {
    /// The value itself.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for ReadOnly<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: fmt::Display> fmt::Display for ReadOnly<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
