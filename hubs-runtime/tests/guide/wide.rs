use hubs_runtime::prelude::*;

/// A `u64` as text, for `#[serde(with = "decimal")]`.
mod decimal {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(number: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(number)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

#[hub_type]
pub struct Order {
    #[serde(with = "decimal")]
    #[schemars(with = "String")]
    pub id: u64,
}
