//! Texts that are bytes.

use serde_json::{Map, Value};

/// Whether the schema is that of `hubs_runtime::Bytes`: base64 in JSON, binary data in MessagePack.
pub(crate) fn is_bytes(schema: &Map<String, Value>) -> bool {
    let is =
        |keyword: &str, value: &str| schema.get(keyword).and_then(Value::as_str) == Some(value);
    is("contentEncoding", "base64") && is("x-messagepack", "bin")
}
