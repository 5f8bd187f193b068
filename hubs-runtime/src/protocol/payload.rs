//! Values that stay raw until someone knows their type.

use serde::de::DeserializeOwned;

use super::{DecodeError, OwnedArguments, OwnedPayload, Protocol, json, messagepack};
use crate::panics;

/// One value as it stands in a frame.
#[derive(Clone, Copy, Debug)]
pub enum Payload<'a> {
    /// JSON text.
    Json(&'a str),
    /// MessagePack bytes.
    MessagePack(&'a [u8]),
}

impl Payload<'_> {
    /// Decodes the value.
    ///
    /// # Errors
    /// [`DecodeError`] with the path inside the value, what was expected and what was there.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        match self {
            Self::Json(text) => json::decode(text),
            Self::MessagePack(bytes) => messagepack::decode(bytes),
        }
    }

    /// Decodes a user's value: a `Deserialize` that panics is an error like any other.
    pub(crate) fn decode_contained<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        panics::contain(|| self.decode()).unwrap_or_else(|| Err(DecodeError::panicked()))
    }

    /// A copy that outlives the frame.
    pub fn to_owned(&self) -> OwnedPayload {
        match self {
            Self::Json(text) => OwnedPayload::new(Protocol::Json, text.as_bytes()),
            Self::MessagePack(bytes) => OwnedPayload::new(Protocol::MessagePack, bytes),
        }
    }
}

/// The arguments of a call, decoded one after the other.
#[derive(Clone, Debug)]
pub struct Arguments<'a>(Raw<'a>);

#[derive(Clone, Debug)]
enum Raw<'a> {
    Json(json::Elements<'a>),
    MessagePack(messagepack::Elements<'a>),
}

impl<'a> Arguments<'a> {
    pub(super) fn json(elements: json::Elements<'a>) -> Self {
        Self(Raw::Json(elements))
    }

    pub(super) fn messagepack(elements: messagepack::Elements<'a>) -> Self {
        Self(Raw::MessagePack(elements))
    }

    /// The next argument, or `None` after the last.
    ///
    /// # Errors
    /// [`DecodeError`] if it is not a `T`; the argument is not passed over then.
    #[allow(clippy::should_implement_trait)] // generic in the item, so no iterator
    pub fn next<T: DeserializeOwned>(&mut self) -> Result<Option<T>, DecodeError> {
        match &mut self.0 {
            Raw::Json(elements) => elements.next(),
            Raw::MessagePack(elements) => elements.next(),
        }
    }

    /// A copy of the arguments that are left.
    pub fn to_owned(&self) -> OwnedArguments {
        let (protocol, count, bytes) = match &self.0 {
            Raw::Json(elements) => (Protocol::Json, 0, elements.rest().as_bytes()),
            Raw::MessagePack(elements) => {
                (Protocol::MessagePack, elements.remaining(), elements.rest())
            }
        };
        OwnedArguments {
            protocol,
            count,
            bytes: bytes.into(),
        }
    }

    /// How many arguments are left. Reads over them; meant for error texts and for the check at the end.
    pub fn remaining(&self) -> usize {
        match &self.0 {
            Raw::Json(elements) => elements.remaining(),
            Raw::MessagePack(elements) => elements.remaining(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::protocol::trip::{received, sent};

    proptest! {
        #[test]
        fn floats_come_back_to_the_last_bit(bits in any::<u64>()) {
            let value = f64::from_bits(bits);
            prop_assume!(value.is_finite());
            for protocol in [Protocol::Json, Protocol::MessagePack] {
                let back: f64 = received(protocol, &sent(protocol, &value).unwrap()).unwrap();
                prop_assert_eq!(back.to_bits(), bits);
            }
        }
    }
}
