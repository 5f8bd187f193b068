//! Values on their way over the wire, for tests.

use serde::{Serialize, de::DeserializeOwned};

use super::{Completion, DecodeError, Encoding, Message, Outcome, parse};

/// The message that carries `value` as a result, or why there is none.
pub(super) fn sent<T: Serialize>(
    encoding: impl Into<Encoding>,
    value: &T,
) -> Result<Vec<u8>, String> {
    let encoding = encoding.into();
    let mut bytes = Vec::new();
    let written = Completion::result("1", value).encode(encoding, &mut bytes);
    written.map_err(|error| error.to_string())?;
    let frame = encoding.protocol.framing().next(&bytes, usize::MAX / 2);
    Ok(bytes[frame.unwrap().unwrap().body].to_vec())
}

/// The value in such a message.
pub(super) fn received<T: DeserializeOwned>(
    encoding: impl Into<Encoding>,
    message: &[u8],
) -> Result<T, DecodeError> {
    match parse(encoding, message).unwrap() {
        Message::Completion(Completion {
            outcome: Outcome::Result(payload),
            ..
        }) => payload.decode(),
        other => panic!("{other:?}"),
    }
}
