//! Finds out where a JSON text does not fit a type.
//!
//! serde_json knows the column alone, and to have it note its way would compile each type of a user's once more. So the
//! text becomes MessagePack, the reader of which notes it, and by which the type is read in any case.

use std::fmt;

use rmp::encode;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::super::DecodeError;

/// Why MessagePack does not fit some type.
pub(super) type Attempt = fn(&[u8]) -> Option<DecodeError>;

/// Why and where `text`, of which serde_json said `error`, does not fit what `attempt` reads.
///
/// What else serde_json calls a fault of syntax in a valid text is its word for a type: of these our reader has better
/// ones. Where the two disagree otherwise, the value has no form in MessagePack, and no path.
#[cold]
pub(super) fn explain(text: &str, error: &serde_json::Error, attempt: Attempt) -> DecodeError {
    let reason = without_position(&error.to_string());
    let found = transcode(text).and_then(|bytes| attempt(&bytes));
    found
        .filter(|found| error.is_syntax() || found.reason == reason)
        .unwrap_or(DecodeError {
            path: String::new(),
            reason,
        })
}

/// serde_json ends its texts with a position inside the raw value, which means nothing to a caller.
fn without_position(text: &str) -> String {
    match text.rfind(" at line ") {
        Some(end) => text[..end].to_owned(),
        None => text.to_owned(),
    }
}

/// `text` as MessagePack, if it has a form in it.
pub(super) fn transcode(text: &str) -> Option<Vec<u8>> {
    // Then every length in it fits as well.
    u32::try_from(text.len()).ok()?;
    if has_wide_integer(text) {
        return None;
    }
    let mut bytes = Vec::new();
    let mut json = serde_json::Deserializer::from_str(text);
    Transcode(&mut bytes).deserialize(&mut json).ok()?;
    Some(bytes)
}

/// Whether an integer, or what looks like one in a text, has more than 64 bits: types of 128 bits would read it, and it
/// has no form in MessagePack, so they would be blamed for the fault of another.
fn has_wide_integer(text: &str) -> bool {
    let ends = |letter: char| !letter.is_ascii_digit() && !"-+.eE".contains(letter);
    text.split(ends).any(|number| {
        number.len() > 18
            && number.bytes().skip(1).all(|digit| digit.is_ascii_digit())
            && number.parse::<u64>().is_err()
            && number.parse::<i64>().is_err()
    })
}

/// Writes what it visits, keys that come twice and their order included.
struct Transcode<'a>(&'a mut Vec<u8>);

impl Transcode<'_> {
    /// Writes the length of a list or a map in the five bytes from `start`, which came before it was known.
    fn close<E: Error>(self, start: usize, count: usize) -> Result<(), E> {
        let count = u32::try_from(count).map_err(E::custom)?;
        self.0[start + 1..start + 5].copy_from_slice(&count.to_be_bytes());
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Transcode<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Transcode<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        encode::write_nil(self.0).map_err(E::custom)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        encode::write_bool(self.0, value).map_err(E::custom)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        encode::write_uint(self.0, value).map_err(E::custom)?;
        Ok(())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        encode::write_sint(self.0, value).map_err(E::custom)?;
        Ok(())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        encode::write_f64(self.0, value).map_err(E::custom)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        encode::write_str(self.0, text).map_err(E::custom)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        let start = self.0.len();
        encode::write_array_len(self.0, u32::MAX).map_err(A::Error::custom)?;
        let mut count = 0_usize;
        while let Some(()) = elements.next_element_seed(Transcode(self.0))? {
            count += 1;
        }
        self.close(start, count)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let start = self.0.len();
        encode::write_map_len(self.0, u32::MAX).map_err(A::Error::custom)?;
        let mut count = 0_usize;
        while let Some(()) = entries.next_key_seed(Transcode(self.0))? {
            entries.next_value_seed(Transcode(self.0))?;
            count += 1;
        }
        self.close(start, count)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::{Deserialize, de::DeserializeOwned};

    use super::super::{super::Conventions, decode};

    #[derive(Debug, Deserialize)]
    #[allow(dead_code)] // only its type matters
    struct Order {
        id: u32,
        lines: Vec<Line>,
        #[serde(default)]
        total: u128,
    }

    #[derive(Debug, Deserialize)]
    #[allow(dead_code)] // only its type matters
    #[serde(deny_unknown_fields)]
    enum Line {
        Note,
        Text(String),
        Item {
            price: f64,
            counts: BTreeMap<u8, bool>,
        },
    }

    fn fault<T: DeserializeOwned + std::fmt::Debug>(text: &str) -> String {
        decode::<T>(text, Conventions::Declared)
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn the_place_is_named_in_lists_maps_and_variants() {
        let order = |line: &str| fault::<Order>(&format!(r#"{{"lines":["Note",{line}],"id":1}}"#));
        for (line, text) in [
            (
                r#"{"Text":5}"#,
                "at `lines[1].Text`: invalid type: integer `5`, expected a string",
            ),
            (
                r#"{"Item":{"price":null}}"#,
                "at `lines[1].Item.price`: invalid type: null, expected f64",
            ),
            (
                r#"{"Item":{"price":1}}"#,
                "at `lines[1].Item`: missing field `counts`",
            ),
            (
                r#"{"Item":{"price":1,"price":2}}"#,
                "at `lines[1].Item`: duplicate field `price`",
            ),
            (
                r#"{"Item":{"counts":{"7":1}}}"#,
                "at `lines[1].Item.counts.7`: invalid type: integer `1`, expected a boolean",
            ),
            (
                r#"{"Item":{"cost":1}}"#,
                "at `lines[1].Item.cost`: unknown field `cost`, expected `price` or `counts`",
            ),
            (
                r#""Other""#,
                "at `lines[1]`: unknown variant `Other`, expected one of `Note`, `Text`, `Item`",
            ),
        ] {
            assert_eq!(order(line), text, "{line}");
        }
    }

    #[test]
    fn what_serde_json_calls_syntax_is_called_by_its_type() {
        assert_eq!(
            fault::<Vec<Line>>("[7]"),
            "at `[0]`: invalid type: integer `7`, expected the name of a variant, or a map with it as its key"
        );
        assert_eq!(
            fault::<(u8, u8)>("[1,2,3]"),
            "invalid length 3, expected a list of 2"
        );
        assert_eq!(
            fault::<BTreeMap<u8, u8>>(r#"{"x":1}"#),
            r#"at `x`: invalid type: string "x", expected u8"#
        );
    }

    #[test]
    fn what_has_no_form_in_messagepack_has_the_reason_of_json() {
        let wide = format!(r#"{{"total":{},"id":1,"lines":0}}"#, u128::MAX);
        assert_eq!(
            fault::<Order>(&wide),
            "invalid type: integer `0`, expected a sequence"
        );
        let blamed = format!(r#"{{"total":{},"id":1,"lines":[0]}}"#, 1_u128 << 64);
        assert_eq!(fault::<Order>(&blamed), "expected value");
        assert_eq!(
            fault::<u128>("1e30"),
            "invalid type: floating point `1e+30`, expected u128"
        );
        assert_eq!(fault::<Vec<f64>>("[1e999]"), "number out of range");
        assert!(fault::<String>(r#""\ud800""#).contains("hex escape"));
        let raw = r#"{"a":1,"b":null}"#;
        type Raw = BTreeMap<String, Option<Box<serde_json::value::RawValue>>>;
        assert!(decode::<Raw>(raw, Conventions::Declared).is_ok());
        let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
        assert_eq!(
            fault::<serde_json::Value>(&deep),
            "recursion limit exceeded"
        );
    }

    #[test]
    fn floats_look_as_serde_json_has_them() {
        for (text, float) in [
            ("[1.0]", "1.0"),
            ("[1e300]", "1e+300"),
            ("[-0.5e-9]", "-5e-10"),
        ] {
            let expected = format!("at `[0]`: invalid type: floating point `{float}`, expected u8");
            assert_eq!(fault::<Vec<u8>>(text), expected);
        }
    }
}
