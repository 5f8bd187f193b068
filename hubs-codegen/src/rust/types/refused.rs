//! Schemas that no type of Rust is right for. What may be anything is `Value`; what is only not understood never is.

use serde_json::Value;

use super::{At, schema::Schema};
use crate::error::Error;

/// Keywords that say nothing about which values fit; those of ours and of other tools start with `x-`.
pub(crate) const WORDS: [&str; 8] = [
    "$comment",
    "default",
    "deprecated",
    "description",
    "examples",
    "readOnly",
    "title",
    "writeOnly",
];

/// The error that names the place, what is wrong there, and the way out.
pub(super) fn refused(at: &At, what: &str) -> Error {
    Error::new(format!("`{}` {what}, which Rust has no type for", at.place)).help(
        "give it the schema of another type with `#[schemars(with = \"…\")]`, of `serde_json::Value` if it may be anything",
    )
}

/// Refuses a schema whose parts have to be true together.
pub(super) fn check_parts(schema: &Schema, at: &At) -> Result<(), Error> {
    for (keyword, most) in [("allOf", 1), ("patternProperties", 1)] {
        let count = match schema.get(keyword) {
            Some(Value::Array(parts)) => parts.len(),
            Some(Value::Object(parts)) => parts.len(),
            _ => 0,
        };
        if count > most {
            return Err(refused(at, &format!("has `{keyword}` with several parts")));
        }
    }
    Ok(())
}

/// Refuses a schema without a type that does not let everything pass.
pub(super) fn check_anything(schema: &Schema, at: &At) -> Result<(), Error> {
    let is_rule =
        |keyword: &&String| !WORDS.contains(&keyword.as_str()) && !keyword.starts_with("x-");
    match schema.keys().find(is_rule) {
        Some(keyword) => Err(refused(at, &format!("has the keyword `{keyword}`"))),
        None => Ok(()),
    }
}

/// The error of a value that may be of several types, beside null.
pub(super) fn several(kinds: &[Value], at: &At) -> Error {
    let kinds: Vec<String> = (kinds.iter().filter_map(Value::as_str))
        .map(|kind| format!("`{kind}`"))
        .collect();
    let words = match kinds.split_last() {
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => "none".to_owned(),
    };
    refused(at, &format!("is of several types, {words}"))
}
