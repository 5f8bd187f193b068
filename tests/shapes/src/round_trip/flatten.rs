//! What is flattened into a struct.

use std::collections::BTreeMap;

use hubs_runtime::prelude::*;
use serde_json::{Value, json};

#[hub_type]
#[derive(Debug)]
pub struct Base {
    pub id: u8,
    pub note: Option<String>,
}

#[hub_type]
#[derive(Debug)]
pub struct FlatStruct {
    pub name: String,
    #[serde(flatten)]
    pub base: Base,
}

#[hub_type]
#[derive(Debug)]
pub struct FlatMap {
    pub a: u8,
    #[serde(flatten)]
    pub rest: BTreeMap<String, String>,
}

#[hub_type]
#[derive(Debug)]
pub struct FlatValues {
    pub a: u8,
    #[serde(flatten)]
    pub rest: BTreeMap<String, Value>,
}

#[hub_type]
#[derive(Debug)]
#[serde(tag = "kind")]
pub enum FlatKind {
    Circle { radius: f64 },
    Square { side: f64 },
    Nothing,
}

#[hub_type]
#[derive(Debug)]
pub struct FlatInternal {
    pub name: String,
    #[serde(flatten)]
    pub kind: FlatKind,
}

#[hub_type]
#[derive(Debug)]
pub struct FlatOption {
    pub name: String,
    #[serde(flatten)]
    pub base: Option<FlatPart>,
}

#[hub_type]
#[derive(Debug)]
pub struct FlatPart {
    pub part: u8,
}

#[hub_type]
#[derive(Debug)]
pub enum FlatChoice {
    Left(u8),
    Right { text: String },
}

#[hub_type]
#[derive(Debug)]
pub struct FlatExternal {
    pub name: String,
    #[serde(flatten)]
    pub choice: FlatChoice,
}

#[hub_type]
#[derive(Debug)]
pub struct FlatTwo {
    #[serde(flatten)]
    pub first: FlatPart,
    #[serde(flatten)]
    pub second: Base,
}

#[hub_type]
#[derive(Debug)]
pub struct FlatAdjacent {
    pub name: String,
    #[serde(flatten)]
    pub kind: FlatBeside,
}

#[hub_type]
#[derive(Debug)]
#[serde(tag = "t", content = "c")]
pub enum FlatBeside {
    Unit,
    One(u8),
    Two(u8, u8),
}

fn name() -> String {
    "n".to_owned()
}

fn internal(kind: FlatKind) -> FlatInternal {
    FlatInternal { name: name(), kind }
}

fn external(choice: FlatChoice) -> FlatExternal {
    FlatExternal {
        name: name(),
        choice,
    }
}

fn adjacent(kind: FlatBeside) -> FlatAdjacent {
    FlatAdjacent { name: name(), kind }
}

fn base(note: Option<&str>) -> Base {
    Base {
        id: 1,
        note: note.map(str::to_owned),
    }
}

fn texts(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    (pairs.iter())
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

fn values() -> BTreeMap<String, Value> {
    BTreeMap::from([
        ("list".to_owned(), json!([1, -1, 0.5, "ä", null])),
        ("ключ".to_owned(), json!({"x": {}})),
    ])
}

super::shapes! { FlattenHub:
    flat_struct: FlatStruct = [FlatStruct { name: name(), base: base(None) }, FlatStruct { name: name(), base: base(Some("")) }];
    flat_map: FlatMap = [FlatMap { a: 1, rest: texts(&[]) }, FlatMap { a: 1, rest: texts(&[("", "b"), ("other", "ü")]) }];
    flat_values: FlatValues = [FlatValues { a: 1, rest: BTreeMap::new() }, FlatValues { a: 1, rest: values() }];
    flat_internal: FlatInternal = [internal(FlatKind::Circle { radius: 1.5 }), internal(FlatKind::Square { side: 2.0 }), internal(FlatKind::Nothing)];
    flat_option: FlatOption = [FlatOption { name: name(), base: None }, FlatOption { name: name(), base: Some(FlatPart { part: 1 }) }];
    flat_external: FlatExternal = [external(FlatChoice::Left(1)), external(FlatChoice::Right { text: "r".into() })];
    flat_two: FlatTwo = [FlatTwo { first: FlatPart { part: 1 }, second: base(Some("x")) }];
    flat_adjacent: FlatAdjacent = [adjacent(FlatBeside::Unit), adjacent(FlatBeside::One(1)), adjacent(FlatBeside::Two(1, 2))];
}
