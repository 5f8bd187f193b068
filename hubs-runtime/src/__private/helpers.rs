//! Small functions that expansions call, so that an expansion itself stays small.

use serde::Serialize;

use crate::{
    __private::markers::{Masked, StateValue},
    error::CallFailure,
};

/// `T::default()`, with the bound at the caller's place.
pub fn default_of<T: Default>() -> T {
    T::default()
}

/// A copy of a caller state's field.
pub fn copy_field<T: StateValue>(field: &T) -> T {
    field.clone()
}

/// A caller state's field as JSON.
///
/// # Errors
/// What the field's `Serialize` says.
pub fn field_to_json<T: Serialize>(field: &T) -> Result<String, serde_json::Error> {
    serde_json::to_string(field)
}

/// Sets a caller state's field; leaves it as it was on an error.
///
/// # Errors
/// If `json` is no `T`.
pub fn set_field<T: serde::de::DeserializeOwned>(
    field: &mut T,
    json: &str,
) -> Result<(), serde_json::Error> {
    *field = serde_json::from_str(json)?;
    Ok(())
}

/// The index of a field that a caller state does not have.
pub fn no_such_field<T>(index: usize) -> Result<T, serde_json::Error> {
    let message = format!("the caller state has no field {index}; this is a bug in hubs-runtime");
    Err(<serde_json::Error as serde::ser::Error>::custom(message))
}

/// The failure that only the log reads.
pub fn masked_failure<E: Masked>(error: &E) -> CallFailure {
    CallFailure::internal(error.to_string())
}
