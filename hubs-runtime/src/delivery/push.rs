//! One message for many receivers, encoded once per protocol.

use std::cell::OnceCell;

use bytes::Bytes;

use crate::{
    error::SendError,
    protocol::{EncodeError, Protocol, encode_contained},
};

/// Writes one framed message in one protocol.
pub(crate) type Encode<'a> = dyn Fn(Protocol, &mut Vec<u8>) -> Result<(), EncodeError> + 'a;

/// See the module's head.
pub(crate) struct Push<'a> {
    method: &'static str,
    encode: &'a Encode<'a>,
    json: OnceCell<Bytes>,
    messagepack: OnceCell<Bytes>,
}

impl<'a> Push<'a> {
    /// A push of client method `method`; `encode` runs at most once per protocol.
    pub(crate) fn new(method: &'static str, encode: &'a Encode<'a>) -> Self {
        Self {
            method,
            encode,
            json: OnceCell::new(),
            messagepack: OnceCell::new(),
        }
    }

    /// The framed message in `protocol`, shared by all who get it.
    pub(crate) fn bytes(&self, protocol: Protocol) -> Result<Bytes, SendError> {
        let cell = match protocol {
            Protocol::Json => &self.json,
            Protocol::MessagePack => &self.messagepack,
        };
        if let Some(bytes) = cell.get() {
            return Ok(bytes.clone());
        }
        let mut buffer = Vec::with_capacity(128);
        let encoded = encode_contained(|| (self.encode)(protocol, &mut buffer));
        encoded.map_err(|error| SendError::Encode {
            method: self.method,
            reason: error.to_string(),
        })?;
        Ok(cell.get_or_init(|| Bytes::from(buffer)).clone())
    }
}
