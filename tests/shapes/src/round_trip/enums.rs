//! Enums with every kind of tag.

use hubs_runtime::prelude::*;
use serde_repr::{Deserialize_repr, Serialize_repr};

#[hub_type]
#[derive(Debug)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Units {
    First,
    SecondOne,
    #[serde(rename = "третий")]
    Third,
}

#[hub_type]
#[derive(Debug)]
pub enum AllExternal {
    Unit,
    Newtype(u8),
    NewtypeOption(Option<u8>),
    NewtypeUnit(()),
    Tuple(u8, String),
    Struct { my_field: u8, other: Option<String> },
    EmptyStruct {},
    EmptyTuple(),
}

#[hub_type]
#[derive(Debug)]
#[serde(
    tag = "type",
    rename_all = "kebab-case",
    rename_all_fields = "SCREAMING_SNAKE_CASE"
)]
pub enum AllInternal {
    UnitOne,
    Struct { my_field: u8 },
    Empty {},
    Newtype(Inside),
}

#[hub_type]
#[derive(Debug)]
pub struct Inside {
    pub inner_value: u8,
}

#[hub_type]
#[derive(Debug)]
#[serde(tag = "t", content = "c")]
pub enum AllAdjacent {
    Unit,
    Newtype(u8),
    NewtypeOption(Option<u8>),
    Tuple(u8, u8),
    Struct { a: u8 },
    Inner(Inside),
}

#[hub_type]
#[derive(Debug)]
#[serde(untagged)]
pub enum AllUntagged {
    Number(i32),
    Float(f64),
    Pair(u8, u8),
    Long { a: u8, b: u8 },
    Short { a: u8 },
    List(Vec<String>),
    Text(String),
    Nothing,
}

#[hub_type]
#[derive(Debug)]
pub enum VariantUntagged {
    Known,
    Value(u8),
    #[serde(untagged)]
    Text(String),
    #[serde(untagged)]
    Fields {
        a: u8,
    },
}

#[hub_type]
#[derive(Debug)]
#[serde(tag = "kind")]
pub enum InternalUntagged {
    Known {
        a: u8,
    },
    #[serde(untagged)]
    Fields {
        b: u8,
    },
}

#[hub_type]
#[derive(Debug)]
#[serde(tag = "kind")]
pub enum Other {
    Known {
        a: u8,
    },
    #[serde(other)]
    Unknown,
}

#[hub_type]
#[derive(Debug)]
pub enum SkippedVariant {
    #[serde(rename = "renamed")]
    Named,
    #[serde(skip)]
    Hidden,
    Last,
}

#[derive(Debug, Serialize_repr, Deserialize_repr)]
#[repr(u8)]
pub enum Repr {
    One = 1,
    Max = 255,
}

/// The schema of such an enum, which has no names of variants, is refused for Rust clients; its number is not.
#[hub_type]
#[derive(Debug)]
pub struct HasRepr {
    #[schemars(with = "u8")]
    pub repr: Repr,
}

#[hub_type]
#[derive(Debug)]
pub enum Never {}

/// Nobody has a value of it.
#[hub_type]
#[derive(Debug)]
pub enum DocumentedNever {}

#[hub_type]
#[derive(Debug)]
pub struct HasNever {
    pub never: Option<Never>,
    pub list: Vec<DocumentedNever>,
}

#[hub_type]
#[derive(Debug)]
pub struct HasResult {
    pub result: Result<u8, String>,
    pub unit: Result<(), Units>,
}

#[hub_type]
#[derive(Debug)]
pub enum VariantAlias {
    #[serde(alias = "Old")]
    New,
}

#[hub_type]
#[derive(Debug)]
#[serde(tag = "kind")]
pub enum OneVariant {
    Only { a: u8 },
}

/// Has the tag of an enum.
#[hub_type]
#[derive(Debug)]
#[serde(tag = "type")]
pub struct TaggedStruct {
    pub a: u8,
}

#[hub_type]
#[derive(Debug)]
pub struct ManyEnums {
    pub list: Vec<AllExternal>,
    pub maybe: Option<AllInternal>,
    pub nested: Vec<Option<AllAdjacent>>,
    pub units: [Units; 2],
}

fn externals() -> Vec<AllExternal> {
    vec![
        AllExternal::Unit,
        AllExternal::Newtype(0),
        AllExternal::NewtypeOption(None),
        AllExternal::NewtypeOption(Some(1)),
        AllExternal::NewtypeUnit(()),
        AllExternal::Tuple(2, "ä".to_owned()),
        AllExternal::Struct {
            my_field: 3,
            other: None,
        },
        AllExternal::EmptyStruct {},
        AllExternal::EmptyTuple(),
    ]
}

fn internals() -> Vec<AllInternal> {
    vec![
        AllInternal::UnitOne,
        AllInternal::Struct { my_field: 1 },
        AllInternal::Empty {},
        AllInternal::Newtype(Inside { inner_value: 2 }),
    ]
}

fn adjacents() -> Vec<AllAdjacent> {
    vec![
        AllAdjacent::Unit,
        AllAdjacent::Newtype(1),
        AllAdjacent::NewtypeOption(None),
        AllAdjacent::NewtypeOption(Some(2)),
        AllAdjacent::Tuple(3, 4),
        AllAdjacent::Struct { a: 5 },
        AllAdjacent::Inner(Inside { inner_value: 6 }),
    ]
}

fn untagged() -> Vec<AllUntagged> {
    vec![
        AllUntagged::Number(-1),
        AllUntagged::Float(0.5),
        AllUntagged::Pair(1, 2),
        AllUntagged::Long { a: 1, b: 2 },
        AllUntagged::Short { a: 1 },
        AllUntagged::List(vec!["a".to_owned()]),
        AllUntagged::Text(String::new()),
        AllUntagged::Nothing,
    ]
}

fn results() -> [HasResult; 2] {
    [
        HasResult {
            result: Ok(1),
            unit: Ok(()),
        },
        HasResult {
            result: Err("e".to_owned()),
            unit: Err(Units::Third),
        },
    ]
}

fn many() -> ManyEnums {
    ManyEnums {
        list: externals(),
        maybe: internals().pop(),
        nested: adjacents().into_iter().map(Some).chain([None]).collect(),
        units: [Units::First, Units::SecondOne],
    }
}

super::shapes! { EnumsHub:
    units: Units = [Units::First, Units::SecondOne, Units::Third];
    all_external: AllExternal = externals();
    all_internal: AllInternal = internals();
    all_adjacent: AllAdjacent = adjacents();
    all_untagged: AllUntagged = untagged();
    variant_untagged: VariantUntagged = [VariantUntagged::Known, VariantUntagged::Value(1), VariantUntagged::Text("t".into()), VariantUntagged::Fields { a: 1 }];
    internal_untagged: InternalUntagged = [InternalUntagged::Known { a: 1 }, InternalUntagged::Fields { b: 2 }];
    other: Other = [Other::Known { a: 1 }, Other::Unknown];
    skipped_variant: SkippedVariant = [SkippedVariant::Named, SkippedVariant::Last];
    has_repr: HasRepr = [HasRepr { repr: Repr::One }, HasRepr { repr: Repr::Max }];
    has_never: HasNever = [HasNever { never: None, list: vec![] }];
    has_result: HasResult = results();
    variant_alias: VariantAlias = [VariantAlias::New];
    one_variant: OneVariant = [OneVariant::Only { a: 1 }];
    tagged_struct: TaggedStruct = [TaggedStruct { a: 1 }];
    many_enums: ManyEnums = [many()];
}
