//! Names that Rust, serde or JSON Schema has a meaning for.

use hubs_runtime::prelude::*;

/// Named like a trait that generated code derives; its fields are keywords, of Rust or of schemas.
#[hub_type]
#[derive(Clone, Debug, PartialEq)]
#[schemars(rename = "Debug")]
pub struct Odd {
    pub r#type: String,
    pub r#gen: u32,
    #[serde(rename = "self")]
    pub me: bool,
    #[serde(rename = "crate")]
    pub home: Option<u32>,
    #[serde(rename = "$ref")]
    pub reference: Word,
    pub items: Vec<Word>,
    pub default: Option<Word>,
    pub properties: Word,
}

#[hub_type]
#[derive(Clone, Copy, Debug, PartialEq)]
#[schemars(rename = "Clone")]
pub enum Word {
    #[serde(rename = "Self")]
    Me,
    #[serde(rename = "type")]
    Type,
    #[serde(rename = "")]
    Nothing,
}
