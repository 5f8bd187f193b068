//! Serde's own functions for a field, where the contract knows what travels.

use hubs_runtime::prelude::*;
use schemars::{Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serializer, de::Error};

mod as_text {
    use super::*;

    pub fn serialize<S: Serializer>(value: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }

    pub fn schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<String>()
    }
}

mod foreign {
    pub struct Point(pub u8);
}

#[hub_type]
#[serde(remote = "foreign::Point")]
pub struct Point(pub u8);

#[hub_type]
pub struct Numbers {
    #[serde(with = "as_text")]
    #[schemars(with = "String")]
    pub told: u64,
    #[serde(serialize_with = "as_text::serialize")]
    #[schemars(schema_with = "as_text::schema")]
    pub described: u64,
    #[serde(default, deserialize_with = "small")]
    pub checked: u64,
    #[cfg_attr(all(), serde(with = "as_text"), schemars(with = "String"))]
    pub conditional: u64,
    #[serde(with = "Point")]
    pub point: foreign::Point,
}

fn small<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    u64::deserialize(deserializer).map(|value| value.min(9))
}

#[hub]
pub struct NumberHub;

#[hub]
impl NumberHub {
    pub fn echo(&self, numbers: Numbers) -> Numbers {
        numbers
    }
}

#[test]
fn the_contract_says_what_travels() {
    let schema = schemars::schema_for!(Numbers).to_value();
    let types: Vec<_> = ["told", "described", "checked", "conditional"]
        .iter()
        .map(|field| schema["properties"][field]["type"].as_str())
        .collect();
    let (text, number) = (Some("string"), Some("integer"));
    assert_eq!(types, [text, text, number, text]);
}
