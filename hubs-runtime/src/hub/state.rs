//! Caller state: one typed struct per connection, readable and writable from both ends.
//!
//! `#[caller_state]` implements [`CallerState`]. The state is untrusted input: a client may set any field to any value
//! of its type.

use std::ops::Deref;

use crate::info::{AboutInfo, StateInfo};

/// A struct marked `#[caller_state]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a caller state",
    note = "write `#[caller_state]` above `pub struct {Self}`"
)]
pub trait CallerState: Sized + Send + Sync + 'static {
    /// Name and fields.
    const INFO: StateInfo;
    /// Tells the contract the types of the fields; `()` without the feature `contract`.
    #[doc(hidden)]
    const TYPES: crate::__private::StateTypes;

    /// The state of a caller that has not set anything.
    fn initial() -> Self;

    /// A copy.
    fn copy(&self) -> Self;

    /// Field `index` of [`StateInfo::fields`] as JSON.
    ///
    /// # Errors
    /// Whatever the field's `Serialize` says.
    fn field_to_json(&self, index: usize) -> Result<String, serde_json::Error>;

    /// Sets field `index` from JSON; leaves it as it was on an error.
    ///
    /// # Errors
    /// If `json` is not a value of the field's type.
    fn set_field_from_json(&mut self, index: usize, json: &str) -> Result<(), serde_json::Error>;
}

/// The state of hubs that keep none.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoState;

impl CallerState for NoState {
    const INFO: StateInfo = StateInfo {
        name: "",
        fields: &[],
        about: AboutInfo {
            rust: "hubs_runtime::state::NoState",
            docs: "",
            deprecated: None,
        },
    };
    const TYPES: crate::__private::StateTypes = crate::__types!(|_types| {});

    fn initial() -> Self {
        Self
    }

    fn copy(&self) -> Self {
        Self
    }

    fn field_to_json(&self, _index: usize) -> Result<String, serde_json::Error> {
        unreachable!("`NoState` has no fields; this is a bug in hubs-runtime")
    }

    fn set_field_from_json(&mut self, _index: usize, _json: &str) -> Result<(), serde_json::Error> {
        unreachable!("`NoState` has no fields; this is a bug in hubs-runtime")
    }
}

/// A copy of a caller's state, for reading: what would be written into it would be lost without a word.
///
/// [`State::update`](crate::State::update) changes the state itself, [`into_inner`](Self::into_inner) makes the copy your own.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "this is a copy; `update` changes the state"]
pub struct StateCopy<S>(S);

impl<S> StateCopy<S> {
    pub(crate) fn new(state: S) -> Self {
        Self(state)
    }

    /// The copy as a value of your own.
    pub fn into_inner(self) -> S {
        self.0
    }
}

impl<S> Deref for StateCopy<S> {
    type Target = S;

    fn deref(&self) -> &S {
        &self.0
    }
}
