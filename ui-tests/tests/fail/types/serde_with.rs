use hubs_runtime::prelude::*;

mod as_text {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(value: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

#[hub_type]
pub struct Number {
    #[serde(with = "as_text")]
    pub value: u64,
    #[serde(serialize_with = "as_text::serialize")]
    pub written: u64,
}

#[hub_type]
pub enum Event {
    Counted {
        #[serde(default, with = "as_text")]
        value: u64,
    },
    #[serde(with = "as_text")]
    Other(u64),
}

fn main() {}
