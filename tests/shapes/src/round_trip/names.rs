//! Names of fields and types.

use hubs_runtime::prelude::*;

#[hub_type]
#[derive(Debug)]
#[serde(rename_all = "camelCase")]
pub struct CamelCase {
    pub http2_url: u8,
    pub id_3d: u8,
    pub a_b_c: u8,
    pub x1: u8,
    pub trailing_: u8,
    pub _leading: u8,
}

#[hub_type]
#[derive(Debug)]
#[serde(rename_all = "SCREAMING-KEBAB-CASE")]
pub struct Screaming {
    pub of_fields: u8,
}

/// Clients send one name and get the other.
#[hub_type]
#[derive(Debug)]
pub struct RenamedByDirection {
    #[serde(rename(serialize = "sent", deserialize = "taken"))]
    pub value: u8,
}

#[hub_type]
#[derive(Debug)]
#[serde(rename_all(serialize = "snake_case", deserialize = "camelCase"))]
pub struct CasedByDirection {
    pub of_both: u8,
}

#[hub_type]
#[derive(Debug)]
pub struct Aliased {
    #[serde(alias = "old", alias = "older")]
    pub new: u8,
}

#[hub_type]
#[derive(Debug)]
pub struct OddKeys {
    #[serde(rename = "with space")]
    pub a: u8,
    #[serde(rename = "")]
    pub b: u8,
    #[serde(rename = "$ref")]
    pub c: u8,
    #[serde(rename = "ключ")]
    pub d: u8,
    #[serde(rename = "1st")]
    pub e: u8,
    #[serde(rename = "a-b")]
    pub f: u8,
    #[serde(rename = "a_b")]
    pub g: u8,
    #[serde(rename = "aB")]
    pub h: u8,
    #[serde(rename = "quote\" \\ */ \n")]
    pub i: u8,
    #[serde(rename = "😀")]
    pub j: u8,
    pub r#type: u8,
    pub r#fn: u8,
}

#[hub_type]
#[derive(Debug)]
pub struct Prototype {
    #[serde(rename = "__proto__")]
    pub proto: u8,
    pub constructor: String,
}

#[hub_type]
#[derive(Debug)]
#[serde(deny_unknown_fields)]
pub struct DenyUnknown {
    pub known: u8,
    pub maybe: Option<u8>,
}

/// Types called like those of TypeScript, and of Rust.
#[hub_type]
#[derive(Debug)]
pub struct Date {
    pub date: u8,
}

#[hub_type]
#[derive(Debug)]
pub struct Record {
    pub date: Date,
    pub error: Error,
    pub eq: PartialEq,
}

#[hub_type]
#[derive(Debug)]
pub enum Error {
    Ok,
    Err(u8),
    None,
    Some { some: u8 },
}

#[hub_type]
#[derive(Debug)]
pub struct PartialEq {
    pub default: Option<Box<PartialEq>>,
}

pub type Alias = Vec<Date>;

#[hub_type]
#[derive(Debug)]
pub struct UsesAlias {
    pub alias: Alias,
    pub other: Option<Alias>,
}

fn record(error: Error) -> Record {
    Record {
        date: Date { date: 1 },
        error,
        eq: PartialEq {
            default: Some(Box::new(PartialEq { default: None })),
        },
    }
}

super::shapes! { NamesHub:
    camel_case: CamelCase = [CamelCase { http2_url: 1, id_3d: 2, a_b_c: 3, x1: 4, trailing_: 5, _leading: 6 }];
    screaming: Screaming = [Screaming { of_fields: 1 }];
    aliased: Aliased = [Aliased { new: 1 }];
    odd_keys: OddKeys = [OddKeys { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8, i: 9, j: 10, r#type: 11, r#fn: 12 }];
    prototype_keys: Prototype = [Prototype { proto: 1, constructor: "c".into() }];
    deny_unknown: DenyUnknown = [DenyUnknown { known: 1, maybe: None }, DenyUnknown { known: 1, maybe: Some(2) }];
    record: Record = [record(Error::Ok), record(Error::Err(1)), record(Error::None), record(Error::Some { some: 2 })];
    uses_alias: UsesAlias = [UsesAlias { alias: vec![Date { date: 1 }], other: None }, UsesAlias { alias: vec![], other: Some(vec![]) }];
    alias_alone: Alias = [vec![], vec![Date { date: 2 }]];
    [
        pub fn renamed_by_direction(&self, value: RenamedByDirection) -> RenamedByDirection {
            value
        }

        pub fn cased_by_direction(&self, value: CasedByDirection) -> CasedByDirection {
            value
        }
    ]
}
