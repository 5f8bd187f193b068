//! Finds out where a value does not fit its type, once it is known that it does not.
//!
//! That is rare and may be slow, but each type of a user's would be compiled once more for each protocol. So here
//! both sides are erased: a type is compiled once for all formats, the search for the path once for all types.

use erased_serde::Error;
use serde::{Deserializer, de::DeserializeOwned};
use serde_path_to_error::Track;

use super::{DecodeError, EncodeError, finite::Part};

/// Reads one value of a certain type, and drops it.
pub(super) type Attempt =
    for<'de> fn(&mut dyn erased_serde::Deserializer<'de>) -> Result<(), Error>;

/// The [`Attempt`] to read a `T`.
pub(super) fn attempt<T: DeserializeOwned>(
    deserializer: &mut dyn erased_serde::Deserializer<'_>,
) -> Result<(), Error> {
    T::deserialize(deserializer).map(drop)
}

/// Where and why `attempt` fails with what `deserializer` gives, or `otherwise` if it does not fail.
#[cold]
pub(super) fn reading<'de>(
    deserializer: impl Deserializer<'de>,
    attempt: Attempt,
    otherwise: &str,
) -> DecodeError {
    let mut track = Track::new();
    let tracked = serde_path_to_error::Deserializer::new(deserializer, &mut track);
    let result = attempt(&mut <dyn erased_serde::Deserializer<'de>>::erase(tracked));
    match result {
        Err(error) => DecodeError {
            path: match track.path().to_string().as_str() {
                "." => String::new(),
                path => path.to_owned(),
            },
            reason: error.to_string(),
        },
        Ok(()) => DecodeError {
            path: String::new(),
            reason: otherwise.to_owned(),
        },
    }
}

/// Where in `value` something has no form on the wire, given that writing it failed with `reason`.
#[cold]
pub(super) fn writing(value: &dyn erased_serde::Serialize, reason: &str) -> EncodeError {
    let mut json = serde_json::Serializer::new(std::io::sink());
    match serde_path_to_error::serialize(&Part(value), &mut json) {
        Err(error) => EncodeError {
            path: error.path().to_string(),
            reason: error.into_inner().to_string(),
        },
        Ok(()) => EncodeError {
            path: String::new(),
            reason: reason.to_owned(),
        },
    }
}
