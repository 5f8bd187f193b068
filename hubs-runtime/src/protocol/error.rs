//! What can go wrong between bytes and values.

use std::{borrow::Cow, fmt};

/// Bytes that are no message of the protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProtocolError(pub(super) Cow<'static, str>);

impl ProtocolError {
    pub(super) fn new(text: impl Into<Cow<'static, str>>) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for ProtocolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ProtocolError {}

/// A value that is not of the type asked for: the path inside the value, what was expected and what was there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    pub(super) path: String,
    pub(super) reason: String,
}

impl DecodeError {
    /// The type's `Deserialize` panicked.
    pub(crate) fn panicked() -> Self {
        Self {
            path: String::new(),
            reason: "its `Deserialize` panicked".to_owned(),
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            f.write_str(&self.reason)
        } else {
            write!(f, "at `{}`: {}", self.path, self.reason)
        }
    }
}

impl std::error::Error for DecodeError {}

/// A value that has no form on the wire: the path inside the value and the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodeError {
    pub(super) path: String,
    pub(super) reason: String,
}

impl EncodeError {
    /// The value's `Serialize` panicked.
    pub(super) fn panicked() -> Self {
        Self {
            path: String::new(),
            reason: "its `Serialize` panicked".to_owned(),
        }
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            f.write_str(&self.reason)
        } else {
            write!(f, "at `{}`: {}", self.path, self.reason)
        }
    }
}

impl std::error::Error for EncodeError {}
