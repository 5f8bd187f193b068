//! Types whose form on the wire is written by hand, or another type's.

use hubs_runtime::prelude::*;

mod as_text {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    #[allow(clippy::trivially_copy_pass_by_ref)] // as serde calls it
    pub(super) fn serialize<S: Serializer>(value: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

#[hub_type]
#[derive(Debug)]
pub struct WithText {
    #[serde(with = "as_text")]
    #[schemars(with = "String")]
    pub number: u64,
}

#[hub_type]
#[derive(Clone, Debug)]
#[serde(try_from = "String", into = "String")]
pub struct Name(String);

impl TryFrom<String> for Name {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text.is_empty() {
            return Err("a name is not empty".to_owned());
        }
        Ok(Self(text))
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.0
    }
}

#[hub_type]
#[derive(Debug)]
pub struct HasName {
    pub name: Name,
    pub list: Vec<Name>,
}

/// Stands for a type of a crate that does not know serde.
mod remote {
    #[derive(Debug)]
    pub struct Point {
        pub x: i32,
        pub y: i32,
    }
}

#[hub_type]
#[derive(Debug)]
#[serde(remote = "remote::Point")]
pub struct PointForm {
    pub x: i32,
    pub y: i32,
}

#[hub_type]
#[derive(Debug)]
pub struct HasRemote {
    #[serde(with = "PointForm")]
    pub point: remote::Point,
}

/// Ends in `*/` and has "quotes", a `\` and `{braces}`.
#[hub_type]
#[derive(Debug)]
pub struct Documented {
    /// */ of a field
    #[deprecated(note = "use `new`")]
    pub old: u8,
    /// # Heading
    ///
    /// #![allow(x)]
    pub new: u8,
}

mod private {
    use hubs_runtime::prelude::*;

    #[hub_type]
    #[derive(Debug)]
    pub(super) struct Hidden {
        pub(super) value: u8,
    }
}

/// A type that nobody else sees, in a field that nobody else sees.
#[hub_type]
#[derive(Debug)]
pub struct HasHidden {
    hidden: private::Hidden,
}

fn name(text: &str) -> Name {
    Name(text.to_owned())
}

#[allow(deprecated)]
fn documented() -> Documented {
    Documented { old: 1, new: 2 }
}

super::shapes! { CustomHub:
    with_text: WithText = [WithText { number: 0 }, WithText { number: u64::MAX }];
    has_name: HasName = [HasName { name: name("ä"), list: vec![name("b")] }];
    has_remote: HasRemote = [HasRemote { point: remote::Point { x: 1, y: -1 } }];
    documented: Documented = [documented()];
    has_hidden: HasHidden = [HasHidden { hidden: private::Hidden { value: 1 } }];
}
