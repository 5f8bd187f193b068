//! Values that stay raw until someone knows their type.

use serde::de::DeserializeOwned;

use super::{
    Conventions, DecodeError, Encoding, OwnedArguments, OwnedPayload, Protocol, json, messagepack,
};
use crate::panics;

/// One value as it stands in a frame.
#[derive(Clone, Copy, Debug)]
pub struct Payload<'a> {
    pub(super) raw: RawValue<'a>,
    pub(super) conventions: Conventions,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum RawValue<'a> {
    Json(&'a str),
    MessagePack(&'a [u8]),
}

impl<'a> Payload<'a> {
    /// JSON text.
    pub fn json(text: &'a str) -> Self {
        Self {
            raw: RawValue::Json(text),
            conventions: Conventions::Declared,
        }
    }

    /// MessagePack bytes.
    pub fn messagepack(bytes: &'a [u8]) -> Self {
        Self {
            raw: RawValue::MessagePack(bytes),
            conventions: Conventions::Declared,
        }
    }

    /// Decodes the value.
    ///
    /// # Errors
    /// [`DecodeError`] with the path inside the value, what was expected and what was there.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        match self.raw {
            RawValue::Json(text) => json::decode(text, self.conventions),
            RawValue::MessagePack(bytes) => messagepack::decode(bytes, self.conventions),
        }
    }

    /// Decodes a user's value: a `Deserialize` that panics is an error like any other.
    pub(crate) fn decode_contained<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        panics::contain(|| self.decode()).unwrap_or_else(|| Err(DecodeError::panicked()))
    }

    /// A copy that outlives the frame.
    pub fn to_owned(&self) -> OwnedPayload {
        let (protocol, bytes) = match self.raw {
            RawValue::Json(text) => (Protocol::Json, text.as_bytes()),
            RawValue::MessagePack(bytes) => (Protocol::MessagePack, bytes),
        };
        let encoding = Encoding {
            protocol,
            conventions: self.conventions,
        };
        OwnedPayload::new(encoding, bytes)
    }
}

/// The arguments of a call, decoded one after the other.
#[derive(Clone, Debug)]
pub struct Arguments<'a> {
    raw: Raw<'a>,
    pub(super) conventions: Conventions,
}

#[derive(Clone, Debug)]
enum Raw<'a> {
    Json(json::Elements<'a>),
    MessagePack(messagepack::Elements<'a>),
}

impl<'a> Arguments<'a> {
    pub(super) fn json(elements: json::Elements<'a>) -> Self {
        Self {
            raw: Raw::Json(elements),
            conventions: Conventions::Declared,
        }
    }

    pub(super) fn messagepack(elements: messagepack::Elements<'a>) -> Self {
        Self {
            raw: Raw::MessagePack(elements),
            conventions: Conventions::Declared,
        }
    }

    /// The next argument, or `None` after the last.
    ///
    /// # Errors
    /// [`DecodeError`] if it is not a `T`; the argument is not passed over then.
    #[allow(clippy::should_implement_trait)] // generic in the item, so no iterator
    pub fn next<T: DeserializeOwned>(&mut self) -> Result<Option<T>, DecodeError> {
        match &mut self.raw {
            Raw::Json(elements) => elements.next(self.conventions),
            Raw::MessagePack(elements) => elements.next(self.conventions),
        }
    }

    /// A copy of the arguments that are left.
    pub fn to_owned(&self) -> OwnedArguments {
        let (protocol, count, bytes) = match &self.raw {
            Raw::Json(elements) => (Protocol::Json, 0, elements.rest().as_bytes()),
            Raw::MessagePack(elements) => {
                (Protocol::MessagePack, elements.remaining(), elements.rest())
            }
        };
        OwnedArguments {
            encoding: Encoding {
                protocol,
                conventions: self.conventions,
            },
            count,
            bytes: bytes.into(),
        }
    }

    /// How many arguments are left. Reads over them; meant for error texts and for the check at the end.
    pub fn remaining(&self) -> usize {
        match &self.raw {
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
