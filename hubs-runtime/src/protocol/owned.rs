//! Raw values that outlive the frame they stood in.

use serde::de::{DeserializeOwned, IgnoredAny};

use super::{
    Arguments, DecodeError, Encoding, Headers, Payload, Protocol, headers, json, messagepack,
    payload::RawValue,
};

/// One raw value.
#[derive(Clone, Debug)]
pub struct OwnedPayload {
    encoding: Encoding,
    bytes: Box<[u8]>,
}

impl OwnedPayload {
    pub(super) fn new(encoding: impl Into<Encoding>, bytes: &[u8]) -> Self {
        Self {
            encoding: encoding.into(),
            bytes: bytes.into(),
        }
    }

    /// Decodes the value.
    ///
    /// # Errors
    /// As [`Payload::decode`].
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        self.view().decode()
    }

    /// The value as it stood in its frame.
    pub fn view(&self) -> Payload<'_> {
        let raw = match self.encoding.protocol {
            Protocol::Json => RawValue::Json(text(&self.bytes)),
            Protocol::MessagePack => RawValue::MessagePack(&self.bytes),
        };
        Payload {
            raw,
            conventions: self.encoding.conventions,
        }
    }
}

/// The raw arguments of a call.
#[derive(Clone, Debug)]
pub struct OwnedArguments {
    pub(super) encoding: Encoding,
    /// How many there are; known beforehand in MessagePack only.
    pub(super) count: usize,
    /// What follows the array's opening.
    pub(super) bytes: Box<[u8]>,
}

impl OwnedArguments {
    /// The arguments, to be read from the first on.
    pub fn view(&self) -> Arguments<'_> {
        let mut arguments = match self.encoding.protocol {
            Protocol::Json => Arguments::json(json::Elements::resume(text(&self.bytes))),
            Protocol::MessagePack => {
                Arguments::messagepack(messagepack::Elements::resume(self.count, &self.bytes))
            }
        };
        arguments.conventions = self.encoding.conventions;
        arguments
    }

    /// Argument `index`, or `None` if there are fewer.
    ///
    /// # Errors
    /// [`DecodeError`] if it is not a `T`.
    pub fn get<T: DeserializeOwned>(&self, index: usize) -> Result<Option<T>, DecodeError> {
        let mut arguments = self.view();
        for _ in 0..index {
            if arguments.next::<IgnoredAny>()?.is_none() {
                return Ok(None);
            }
        }
        arguments.next()
    }
}

/// The headers of a message.
#[derive(Clone, Debug, Default)]
pub struct OwnedHeaders(pub(super) Option<OwnedPayload>);

impl OwnedHeaders {
    /// The headers as they stood in their message.
    pub fn view(&self) -> Headers<'_> {
        Headers(match self.0.as_ref().map(|headers| headers.view().raw) {
            None => headers::Raw::None,
            Some(RawValue::Json(text)) => headers::Raw::Json(text),
            Some(RawValue::MessagePack(bytes)) => headers::Raw::MessagePack(bytes),
        })
    }
}

/// JSON payloads were texts before they were copied.
fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("a copy of a text is a text; this is a bug in hubs-runtime")
}
