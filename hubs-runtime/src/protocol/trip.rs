//! Values on their way over the wire, for tests.

use serde::{Serialize, de::DeserializeOwned};

use super::{Completion, DecodeError, Message, Outcome, Protocol, parse};

/// The message that carries `value` as a result, or why there is none.
pub(super) fn sent<T: Serialize>(protocol: Protocol, value: &T) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let written = Completion::result("1", value).encode(protocol, &mut bytes);
    written.map_err(|error| error.to_string())?;
    let frame = protocol.framing().next(&bytes, usize::MAX / 2);
    Ok(bytes[frame.unwrap().unwrap().body].to_vec())
}

/// The value in such a message.
pub(super) fn received<T: DeserializeOwned>(
    protocol: Protocol,
    message: &[u8],
) -> Result<T, DecodeError> {
    match parse(protocol, message).unwrap() {
        Message::Completion(Completion {
            outcome: Outcome::Result(payload),
            ..
        }) => payload.decode(),
        other => panic!("{other:?}"),
    }
}
