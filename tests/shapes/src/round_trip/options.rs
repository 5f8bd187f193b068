//! Fields that may be missing, null or left out.

use hubs_runtime::prelude::*;
use serde::{Deserialize, Deserializer};

#[hub_type]
#[derive(Debug)]
pub struct Options {
    pub number: Option<u8>,
    pub text: Option<String>,
    pub inner: Option<Box<Options>>,
}

#[hub_type]
#[derive(Debug)]
pub struct SkipIfNone {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub a: Option<u8>,
    pub b: u8,
}

#[hub_type]
#[derive(Debug)]
pub struct DefaultAndSkip {
    #[serde(default, skip_serializing_if = "is_zero")]
    pub count: u32,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as serde calls it
fn is_zero(count: &u32) -> bool {
    *count == 0
}

#[hub_type]
#[derive(Debug)]
pub struct DoubleOption {
    pub plain: Option<Option<u8>>,
}

/// Tells what is missing from what is null.
#[hub_type]
#[derive(Debug)]
pub struct ThreeStates {
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "some"
    )]
    pub state: Option<Option<u8>>,
}

fn some<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<u8>>, D::Error> {
    Deserialize::deserialize(deserializer).map(Some)
}

#[hub_type]
#[derive(Debug)]
pub struct FieldDefault {
    #[serde(default)]
    pub a: u8,
    #[serde(default = "seven")]
    pub b: u8,
}

fn seven() -> u8 {
    7
}

#[hub_type]
#[derive(Debug)]
#[serde(default)]
pub struct ContainerDefault {
    pub a: u8,
    pub b: String,
    pub c: Vec<Option<u8>>,
}

impl Default for ContainerDefault {
    fn default() -> Self {
        Self {
            a: 9,
            b: "b".to_owned(),
            c: vec![None],
        }
    }
}

#[hub_type]
#[derive(Debug)]
pub struct Skipped {
    #[serde(skip)]
    pub hidden: u8,
    pub shown: u8,
}

#[hub_type]
#[derive(Debug)]
pub struct SkipSerializing {
    #[serde(skip_serializing, default)]
    pub secret: String,
    pub name: String,
}

#[hub_type]
#[derive(Debug)]
pub struct SkipDeserializing {
    #[serde(skip_deserializing)]
    pub id: u8,
    pub name: String,
}

#[hub_type]
#[derive(Debug)]
pub struct SkipIfEmpty {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub list: Vec<u8>,
}

#[hub_type]
#[derive(Debug)]
pub struct OptionUnit {
    pub unit: Option<()>,
}

#[hub_type]
#[derive(Debug)]
pub struct ListOfOptions {
    pub list: Vec<Option<String>>,
    pub pair: (Option<u8>, Option<u8>),
}

fn options(inner: Option<Options>) -> Options {
    Options {
        number: inner.as_ref().map(|_| 0),
        text: inner.as_ref().map(|_| String::new()),
        inner: inner.map(Box::new),
    }
}

fn skip_deserializing(name: &str) -> SkipDeserializing {
    SkipDeserializing {
        id: 0,
        name: name.to_owned(),
    }
}

super::shapes! { OptionsHub:
    options: Options = [options(None), options(Some(options(None)))];
    option_alone: Option<u8> = [None, Some(0)];
    skip_if_none: SkipIfNone = [SkipIfNone { a: None, b: 1 }, SkipIfNone { a: Some(0), b: 1 }];
    default_and_skip: DefaultAndSkip = [DefaultAndSkip { count: 0, text: "a".into() }, DefaultAndSkip { count: 1, text: String::new() }];
    double_option: DoubleOption = [DoubleOption { plain: None }, DoubleOption { plain: Some(Some(1)) }];
    three_states: ThreeStates = [ThreeStates { state: None }, ThreeStates { state: Some(Some(1)) }];
    three_states_null: ThreeStates = [ThreeStates { state: Some(None) }];
    field_default: FieldDefault = [FieldDefault { a: 0, b: 7 }, FieldDefault { a: 1, b: 0 }];
    container_default: ContainerDefault = [ContainerDefault::default(), ContainerDefault { a: 0, b: String::new(), c: Vec::new() }];
    skipped: Skipped = [Skipped { hidden: 0, shown: 1 }];
    skip_serializing: SkipSerializing = [SkipSerializing { secret: String::new(), name: "n".into() }];
    skip_deserializing: SkipDeserializing = [skip_deserializing(""), skip_deserializing("n")];
    skip_if_empty: SkipIfEmpty = [SkipIfEmpty { list: Vec::new() }, SkipIfEmpty { list: vec![0] }];
    option_unit: OptionUnit = [OptionUnit { unit: None }];
    list_of_options: ListOfOptions = [ListOfOptions { list: vec![None, Some(String::new())], pair: (None, Some(1)) }];
    [
        pub fn secret_of(&self, value: SkipSerializing) -> String {
            value.secret
        }

        pub fn defaults(&self, value: FieldDefault) -> FieldDefault {
            value
        }
    ]
}
