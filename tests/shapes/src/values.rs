//! Enums with every kind of tag, the widest integers, and what else has a form of its own on the wire.

use std::collections::{BTreeMap, BTreeSet};

use hubs_runtime::prelude::*;

/// Every kind of variant, told apart from outside.
#[hub_type]
#[derive(Clone, Debug, PartialEq)]
pub enum External {
    Unit,
    One(u8),
    Two(u8, String),
    Fields { first: Option<u8>, r#type: String },
}

/// Told apart within.
#[hub_type]
#[derive(Clone, Debug, PartialEq)]
#[serde(tag = "type")]
pub enum Internal {
    Unit,
    Newtype(More),
    Fields { first: Option<u8>, kind: String },
}

/// Told apart beside.
#[hub_type]
#[derive(Clone, Debug, PartialEq)]
#[serde(tag = "type", content = "content")]
pub enum Adjacent {
    Unit,
    One(Wide),
    Two(u8, String),
    Fields { first: Option<u8>, kind: String },
}

/// Not told apart.
#[hub_type]
#[derive(Clone, Debug, PartialEq)]
#[serde(untagged)]
pub enum Untagged {
    Number(i64),
    Two(u8, String),
    Fields { first: u8, second: String },
    Many(Vec<bool>),
    Text(String),
}

#[hub_type]
#[derive(Clone, Debug, PartialEq)]
pub struct Wide {
    pub unsigned: u128,
    pub signed: i128,
}

/// Sets, keys that are numbers, arrays, and another struct's fields.
#[hub_type]
#[derive(Clone, Debug, PartialEq)]
pub struct Mixed {
    pub set: BTreeSet<String>,
    pub by_number: BTreeMap<i64, f32>,
    pub bytes: [u8; 3],
    pub unit: (),
    #[serde(default)]
    pub letters: Vec<char>,
    #[serde(flatten)]
    pub more: More,
}

#[hub_type]
#[derive(Clone, Debug, PartialEq)]
pub struct More {
    pub side: Option<bool>,
    pub external: Box<External>,
}
