//! One message for many receivers, encoded once per protocol and conventions.

use std::cell::OnceCell;

use bytes::Bytes;

use crate::{
    error::SendError,
    protocol::{Conventions, EncodeError, Encoding, Protocol, encode_contained},
};

/// Writes one framed message in one encoding.
pub(crate) type Encode<'a> = dyn Fn(Encoding, &mut Vec<u8>) -> Result<(), EncodeError> + 'a;

/// The message as far as somebody has asked for it.
#[derive(Default)]
struct Encoded {
    json: OnceCell<Bytes>,
    messagepack: OnceCell<Bytes>,
}

/// See the module's head.
pub(crate) struct Push<'a> {
    method: &'static str,
    encode: &'a Encode<'a>,
    declared: Encoded,
    dotnet: Encoded,
}

impl<'a> Push<'a> {
    /// A push of client method `method`; `encode` runs at most once for each.
    pub(crate) fn new(method: &'static str, encode: &'a Encode<'a>) -> Self {
        Self {
            method,
            encode,
            declared: Encoded::default(),
            dotnet: Encoded::default(),
        }
    }

    /// The framed message in `encoding`, shared by all who get it.
    pub(crate) fn bytes(&self, encoding: Encoding) -> Result<Bytes, SendError> {
        let encoded = match encoding.conventions {
            Conventions::Declared => &self.declared,
            Conventions::Dotnet => &self.dotnet,
        };
        let cell = match encoding.protocol {
            Protocol::Json => &encoded.json,
            Protocol::MessagePack => &encoded.messagepack,
        };
        if let Some(bytes) = cell.get() {
            return Ok(bytes.clone());
        }
        let mut buffer = Vec::with_capacity(128);
        let encoded = encode_contained(|| (self.encode)(encoding, &mut buffer));
        encoded.map_err(|error| SendError::Encode {
            method: self.method,
            reason: error.to_string(),
        })?;
        Ok(cell.get_or_init(|| Bytes::from(buffer)).clone())
    }
}
