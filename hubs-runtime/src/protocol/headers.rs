//! The headers of messages: texts by text.

use std::borrow::Cow;

use super::{OwnedHeaders, OwnedPayload, Protocol, json, messagepack};

/// The headers of a message. Those that were read are known to be texts by text, and are looked up when needed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Headers<'a>(pub(super) Raw<'a>);

#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Raw<'a> {
    #[default]
    None,
    /// To be written: name and value.
    Pairs(&'a [(&'a str, &'a str)]),
    Json(&'a str),
    MessagePack(&'a [u8]),
}

impl<'a> Headers<'a> {
    /// Headers to write: name and value, each name once.
    pub fn new(pairs: &'a [(&'a str, &'a str)]) -> Self {
        Self(match pairs {
            [] => Raw::None,
            pairs => Raw::Pairs(pairs),
        })
    }

    /// The value of header `name`.
    pub fn get(&self, name: &str) -> Option<Cow<'a, str>> {
        match self.0 {
            Raw::None => None,
            Raw::Pairs(pairs) => {
                let found = pairs.iter().find(|(key, _)| *key == name);
                found.map(|(_, value)| (*value).into())
            }
            Raw::Json(raw) => json::header(raw, name),
            Raw::MessagePack(raw) => messagepack::header(raw, name),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        matches!(self.0, Raw::None)
    }

    /// All of them, as they stand.
    pub(super) fn all(&self) -> Vec<(Cow<'a, str>, Cow<'a, str>)> {
        match self.0 {
            Raw::None => Vec::new(),
            Raw::Pairs(pairs) => pairs
                .iter()
                .map(|&(name, value)| (name.into(), value.into()))
                .collect(),
            Raw::Json(raw) => json::headers(raw),
            Raw::MessagePack(raw) => messagepack::headers(raw),
        }
    }

    /// A copy that outlives the frame.
    pub fn to_owned(&self) -> OwnedHeaders {
        OwnedHeaders(match self.0 {
            Raw::None => None,
            Raw::Pairs(_) => {
                let mut bytes = Vec::new();
                json::write_headers(*self, &mut bytes);
                Some(OwnedPayload::new(Protocol::Json, &bytes))
            }
            Raw::Json(text) => Some(OwnedPayload::new(Protocol::Json, text.as_bytes())),
            Raw::MessagePack(bytes) => Some(OwnedPayload::new(Protocol::MessagePack, bytes)),
        })
    }
}
