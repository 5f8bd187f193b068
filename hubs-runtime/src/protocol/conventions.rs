//! How the values of users' types look to a client: as declared, or as the official client of .NET has them by default.

use std::{
    collections::HashMap,
    sync::{LazyLock, PoisonError, RwLock},
};

use super::Protocol;

/// What values look like to clients that no generator of ours has made. Generated clients always have them as declared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Conventions {
    /// As their types are declared, in both protocols: with `#[hub_type]` names are in camelCase and enums are names. It is
    /// what clients in JavaScript, Java and Python have, and .NET's if its classes say so.
    #[default]
    Declared,
    /// As .NET's client has them with its default options, and so as an ASP.NET Core server sends them:
    ///
    /// | | JSON | MessagePack |
    /// |---|---|---|
    /// | fields, sent | as declared (`someField`) | the first letter in upper case (`SomeField`) |
    /// | variants without fields, sent | their place in the enum, from 0 | their name, the first letter in upper case |
    /// | variants with fields, sent | as declared | the first letter in upper case |
    /// | fields and variants, received | in any case of letters, variants also by their place | the same |
    /// | floats that are not finite | refused | pass |
    /// | dates with time in UTC, sent (`DateTime<Utc>`, `Timestamp`) | RFC 3339 | timestamps |
    ///
    /// Keys of maps are as declared, but for enums in MessagePack. Names that serde writes itself stay as they are: those
    /// within `#[serde(flatten)]`, and on receiving also those within enums with `tag` or `untagged`. Texts of errors, headers
    /// and method names do not change.
    Dotnet,
}

/// A protocol and the conventions of the values in its messages.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoding {
    pub protocol: Protocol,
    pub conventions: Conventions,
}

impl From<Protocol> for Encoding {
    fn from(protocol: Protocol) -> Self {
        Self {
            protocol,
            conventions: Conventions::Declared,
        }
    }
}

impl Conventions {
    /// Those of one client of a hub that has `self` for all that are not generated.
    pub(crate) fn of_client(self, is_generated: bool) -> Self {
        if is_generated { Self::Declared } else { self }
    }

    pub(super) fn is_dotnet(self) -> bool {
        self == Self::Dotnet
    }

    /// A field or a variant as it is written, in MessagePack if `binary`.
    pub(super) fn written(self, name: &'static str, binary: bool) -> &'static str {
        if binary && self.is_dotnet() {
            pascal(name)
        } else {
            name
        }
    }

    /// Which of `declared` is meant by `name`.
    pub(super) fn read(
        self,
        name: &str,
        declared: &'static [&'static str],
    ) -> Option<&'static str> {
        if !self.is_dotnet() {
            return None;
        }
        let exact = declared.iter().find(|declared| **declared == name);
        let folded = || {
            declared
                .iter()
                .find(|declared| declared.eq_ignore_ascii_case(name))
        };
        exact.or_else(folded).copied()
    }
}

/// `name` with its first letter in upper case. serde asks for names that live as long as the program: each is made once, of
/// names that stand in the program.
fn pascal(name: &'static str) -> &'static str {
    static KNOWN: LazyLock<RwLock<HashMap<&'static str, &'static str>>> =
        LazyLock::new(RwLock::default);
    if !name.starts_with(|first: char| first.is_ascii_lowercase()) {
        return name;
    }
    // Nothing in it can be half done.
    let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = known.get(name) {
        return known;
    }
    drop(known);
    let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
    known.entry(name).or_insert_with(|| {
        let mut made = name.to_owned();
        made[..1].make_ascii_uppercase();
        made.leak()
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::{DateTime, Utc};
    use serde::{Deserialize, Serialize, de::DeserializeOwned};

    use super::*;
    use crate::protocol::trip::{received, sent};

    #[derive(Debug, PartialEq, PartialOrd, Eq, Ord, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    enum Color {
        Red,
        DarkBlue,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    enum Shape {
        Nothing,
        Circle(f64),
        #[serde(rename_all = "camelCase")]
        Box {
            edge_length: f32,
        },
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Record {
        some_field: String,
        maybe: Option<i32>,
        color: Color,
        shapes: Vec<Shape>,
        table: BTreeMap<Color, i32>,
        at: DateTime<Utc>,
    }

    fn record() -> Record {
        Record {
            some_field: "x".to_owned(),
            maybe: None,
            color: Color::DarkBlue,
            shapes: vec![
                Shape::Nothing,
                Shape::Circle(0.5),
                Shape::Box { edge_length: 0.25 },
            ],
            table: BTreeMap::from([(Color::DarkBlue, 1)]),
            at: "2024-02-29T12:34:56Z".parse().unwrap(),
        }
    }

    const fn dotnet(protocol: Protocol) -> Encoding {
        Encoding {
            protocol,
            conventions: Conventions::Dotnet,
        }
    }

    #[test]
    fn values_are_sent_as_dotnet_has_them() {
        let json = sent(dotnet(Protocol::Json), &record()).unwrap();
        assert_eq!(
            String::from_utf8(json).unwrap(),
            r#"{"type":3,"invocationId":"1","result":{"someField":"x","maybe":null,"color":1,"#
                .to_owned()
                + r#""shapes":[0,{"circle":0.5},{"box":{"edgeLength":0.25}}],"#
                + r#""table":{"darkBlue":1},"at":"2024-02-29T12:34:56Z"}}"#
        );
        let messagepack = sent(dotnet(Protocol::MessagePack), &record()).unwrap();
        let value = [
            &b"\x86\xa9SomeField\xa1x\xa5Maybe\xc0\xa5Color\xa8DarkBlue"[..],
            b"\xa6Shapes\x93\xa7Nothing\x81\xa6Circle\xcb\x3f\xe0\0\0\0\0\0\0",
            b"\x81\xa3Box\x81\xaaEdgeLength\xca\x3e\x80\0\0",
            b"\xa5Table\x81\xa8DarkBlue\x01\xa2At\xd6\xff\x65\xe0\x79\xf0",
        ];
        assert!(messagepack.ends_with(&value.concat()), "{messagepack:x?}");
    }

    #[test]
    fn what_was_sent_is_read_whatever_the_conventions() {
        for protocol in [Protocol::Json, Protocol::MessagePack] {
            for conventions in [Conventions::Declared, Conventions::Dotnet] {
                let encoding = Encoding {
                    protocol,
                    conventions,
                };
                let bytes = sent(encoding, &record()).unwrap();
                let back: Record = received(dotnet(protocol), &bytes).unwrap();
                assert_eq!(back, record(), "{encoding:?}");
            }
        }
    }

    fn read<T: DeserializeOwned>(json: &str, conventions: Conventions) -> Result<T, String> {
        let message = format!(r#"{{"type":3,"invocationId":"1","result":{json}}}"#);
        let encoding = Encoding {
            protocol: Protocol::Json,
            conventions,
        };
        received(encoding, message.as_bytes()).map_err(|error| error.to_string())
    }

    #[test]
    fn names_are_read_in_any_case_and_variants_by_their_place() {
        for color in ["1", r#""DARKBLUE""#, r#""darkBlue""#, r#""DarkBlue""#] {
            assert_eq!(read(color, Conventions::Dotnet), Ok(Color::DarkBlue));
        }
        let json = r#"{"BOX":{"EdgeLength":1}}"#;
        let shape = Shape::Box { edge_length: 1.0 };
        assert_eq!(read(json, Conventions::Dotnet), Ok(shape));
        assert!(read::<Shape>(json, Conventions::Declared).is_err());
        assert!(read::<Color>("1", Conventions::Declared).is_err());
        let error = read::<Color>("2", Conventions::Dotnet).unwrap_err();
        assert!(error.starts_with("invalid type: integer `2`"), "{error}");
    }

    #[test]
    fn an_exact_name_is_meant_before_one_in_another_case() {
        #[derive(Debug, PartialEq, Deserialize)]
        struct Both {
            id: u8,
            #[serde(rename = "ID")]
            other: u8,
        }
        let both = Both { id: 1, other: 2 };
        let json = r#"{"ID":2,"id":1,"iD":[{}]}"#;
        // The third is the first again.
        let error = read::<Both>(json, Conventions::Dotnet).unwrap_err();
        assert_eq!(error, "duplicate field `id`");
        assert_eq!(read(r#"{"ID":2,"id":1}"#, Conventions::Dotnet), Ok(both));
    }

    #[test]
    fn floats_that_are_not_finite_pass_in_messagepack_alone() {
        let nan = sent(dotnet(Protocol::MessagePack), &[f64::NAN, f64::INFINITY]).unwrap();
        let back: [f64; 2] = received(dotnet(Protocol::MessagePack), &nan).unwrap();
        assert!(back[0].is_nan() && back[1] == f64::INFINITY);
        assert!(received::<[f64; 2]>(Protocol::MessagePack, &nan).is_err());
        let error = sent(dotnet(Protocol::Json), &[f64::NAN]).unwrap_err();
        assert!(error.contains("the float NaN is not finite"), "{error}");
    }
}
