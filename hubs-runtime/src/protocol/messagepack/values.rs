//! From MessagePack to users' types, by the rules that JSON has where both have a form.
//!
//! * A date is a text to the types of every crate, so a timestamp, which official clients make of a date, is read as one.
//! * Keys of maps may be texts for numbers and bools, since JavaScript has no others.
//! * Floats that are not finite are refused, as they are on the way out.
//! * An enum's variant has its name; an integer means none.

use std::fmt;

use rmp::Marker;
use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, Error as _, IntoDeserializer, MapAccess,
    SeqAccess, Unexpected, VariantAccess, Visitor,
};

use super::{super::Conventions, keys::Key, misfit::Misfit, reader::Reader, timestamp};

/// Nesting that is followed into values; the same as serde_json's.
const MAX_DEPTH: usize = 128;

/// What stands next. Of a list or a map the parts follow.
pub(super) enum Token<'de> {
    Nil,
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    Single(f32),
    Double(f64),
    Text(&'de str),
    Bytes(&'de [u8]),
    List(usize),
    Map(usize),
    Moment(timestamp::Timestamp),
}

impl<'de> Token<'de> {
    pub(super) fn read(reader: &mut Reader<'de>) -> Result<Self, Misfit> {
        Ok(match reader.marker()? {
            Marker::Null => Self::Nil,
            Marker::True => Self::Bool(true),
            Marker::False => Self::Bool(false),
            Marker::FixPos(value) => Self::Unsigned(value.into()),
            Marker::U8 => Self::Unsigned(reader.big_endian(1)?),
            Marker::U16 => Self::Unsigned(reader.big_endian(2)?),
            Marker::U32 => Self::Unsigned(reader.big_endian(4)?),
            Marker::U64 => Self::Unsigned(reader.big_endian(8)?),
            Marker::FixNeg(value) => Self::Signed(value.into()),
            Marker::I8 => Self::signed((reader.big_endian(1)? as u8 as i8).into()),
            Marker::I16 => Self::signed((reader.big_endian(2)? as u16 as i16).into()),
            Marker::I32 => Self::signed((reader.big_endian(4)? as u32 as i32).into()),
            Marker::I64 => Self::signed(reader.big_endian(8)? as i64),
            Marker::F32 => Self::Single(f32::from_bits(reader.big_endian(4)? as u32)),
            Marker::F64 => Self::Double(f64::from_bits(reader.big_endian(8)?)),
            Marker::FixStr(length) => Self::text(reader, length.into())?,
            Marker::Str8 => Self::long_text(reader, 1)?,
            Marker::Str16 => Self::long_text(reader, 2)?,
            Marker::Str32 => Self::long_text(reader, 4)?,
            Marker::Bin8 => Self::bytes(reader, 1)?,
            Marker::Bin16 => Self::bytes(reader, 2)?,
            Marker::Bin32 => Self::bytes(reader, 4)?,
            Marker::FixArray(length) => Self::List(length.into()),
            Marker::Array16 => Self::List(reader.length(2)?),
            Marker::Array32 => Self::List(reader.length(4)?),
            Marker::FixMap(length) => Self::Map(length.into()),
            Marker::Map16 => Self::Map(reader.length(2)?),
            Marker::Map32 => Self::Map(reader.length(4)?),
            Marker::FixExt1 => Self::extension(reader, 1)?,
            Marker::FixExt2 => Self::extension(reader, 2)?,
            Marker::FixExt4 => Self::extension(reader, 4)?,
            Marker::FixExt8 => Self::extension(reader, 8)?,
            Marker::FixExt16 => Self::extension(reader, 16)?,
            Marker::Ext8 => Self::long_extension(reader, 1)?,
            Marker::Ext16 => Self::long_extension(reader, 2)?,
            Marker::Ext32 => Self::long_extension(reader, 4)?,
            Marker::Reserved => return Err(Misfit::custom(super::super::texts::RESERVED_MARKER)),
        })
    }

    /// As positive integers are, whatever marker they came with.
    fn signed(value: i64) -> Self {
        match u64::try_from(value) {
            Ok(value) => Self::Unsigned(value),
            Err(_) => Self::Signed(value),
        }
    }

    fn long_text(reader: &mut Reader<'de>, count: usize) -> Result<Self, Misfit> {
        let length = reader.length(count)?;
        Self::text(reader, length)
    }

    fn text(reader: &mut Reader<'de>, length: usize) -> Result<Self, Misfit> {
        let bytes = reader.bytes(length)?;
        let text = simdutf8::basic::from_utf8(bytes);
        text.map(Self::Text)
            .map_err(|_| Misfit::custom("invalid value: a text that is not UTF-8"))
    }

    fn bytes(reader: &mut Reader<'de>, count: usize) -> Result<Self, Misfit> {
        let length = reader.length(count)?;
        Ok(Self::Bytes(reader.bytes(length)?))
    }

    fn long_extension(reader: &mut Reader<'de>, count: usize) -> Result<Self, Misfit> {
        let length = reader.length(count)?;
        Self::extension(reader, length)
    }

    fn extension(reader: &mut Reader<'de>, length: usize) -> Result<Self, Misfit> {
        let kind = reader.big_endian(1)? as u8 as i8;
        let bytes = reader.bytes(length)?;
        if kind != timestamp::EXTENSION {
            return Err(Misfit::custom(format_args!(
                "invalid type: MessagePack extension {kind}; of extensions, timestamps (-1) alone are read"
            )));
        }
        let moment = timestamp::Timestamp::read(bytes).ok_or_else(|| {
            Misfit::custom(
                "invalid value: a timestamp outside of the years 0 to 9999, or malformed",
            )
        });
        moment.map(Self::Moment)
    }

    /// The error of a type that expects something else.
    fn unexpected(&self, expected: &dyn de::Expected) -> Misfit {
        let found = match self {
            Self::Nil => Unexpected::Unit,
            Self::Bool(value) => Unexpected::Bool(*value),
            Self::Unsigned(value) => Unexpected::Unsigned(*value),
            Self::Signed(value) => Unexpected::Signed(*value),
            Self::Single(value) => Unexpected::Float((*value).into()),
            Self::Double(value) => Unexpected::Float(*value),
            Self::Text(text) => Unexpected::Str(text),
            Self::Bytes(bytes) => Unexpected::Bytes(bytes),
            Self::List(_) => Unexpected::Seq,
            Self::Map(_) => Unexpected::Map,
            Self::Moment(_) => Unexpected::Other("timestamp"),
        };
        Misfit::invalid_type(found, expected)
    }
}

/// What the fields of a struct or the variants of an enum are called.
type Names = &'static [&'static str];

/// The values in some bytes, one after the other.
pub(super) struct Values<'de> {
    reader: Reader<'de>,
    depth: usize,
    /// Whether each byte is a number: bytes where a type wants a list.
    raw: bool,
    conventions: Conventions,
}

impl<'de> Values<'de> {
    pub(super) fn new(bytes: &'de [u8], conventions: Conventions) -> Self {
        Self {
            reader: Reader::new(bytes),
            depth: 0,
            raw: false,
            conventions,
        }
    }

    /// Each of `bytes` as a number.
    fn numbers(bytes: &'de [u8], depth: usize) -> Self {
        Self {
            depth,
            raw: true,
            ..Self::new(bytes, Conventions::Declared)
        }
    }

    pub(super) fn token(&mut self) -> Result<Token<'de>, Misfit> {
        if self.raw {
            return Ok(Token::Unsigned(self.reader.big_endian(1)?));
        }
        Token::read(&mut self.reader)
    }

    /// Where the next value starts.
    fn position(&self) -> Reader<'de> {
        self.reader
    }

    fn next_is_nil(&self) -> Result<bool, Misfit> {
        Ok(!self.raw && self.reader.peek()? == Marker::Null)
    }

    pub(super) fn next_is_text(&self) -> bool {
        matches!(
            self.reader.peek(),
            Ok(Marker::FixStr(_) | Marker::Str8 | Marker::Str16 | Marker::Str32)
        )
    }

    fn skip(&mut self) -> Result<(), Misfit> {
        if self.raw {
            self.reader.bytes(1)?;
        } else {
            self.reader.value()?;
        }
        Ok(())
    }

    /// Reads what is one level deeper. Wrappers count as well: a type may consist of nothing but itself.
    pub(super) fn deeper<R>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<R, Misfit>,
    ) -> Result<R, Misfit> {
        self.enter()?;
        let result = read(self);
        self.depth -= 1;
        result
    }

    fn enter(&mut self) -> Result<(), Misfit> {
        if self.depth == MAX_DEPTH {
            return Err(Misfit::custom(format_args!(
                "the value is nested more than {MAX_DEPTH} levels deep"
            )));
        }
        self.depth += 1;
        Ok(())
    }

    fn list<V: Visitor<'de>>(&mut self, count: usize, visitor: V) -> Result<V::Value, Misfit> {
        let mut parts = Parts::new(self, count)?;
        let value = visitor.visit_seq(&mut parts);
        let end = parts.end("list");
        let value = value?;
        end?;
        Ok(value)
    }

    /// A map, or a struct with the fields `declared`.
    fn map<V: Visitor<'de>>(
        &mut self,
        count: usize,
        declared: Names,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        let mut parts = Parts::new(self, count)?;
        parts.declared = declared;
        let value = visitor.visit_map(&mut parts);
        let end = parts.end("map");
        let value = value?;
        end?;
        Ok(value)
    }

    fn visit<V: Visitor<'de>>(
        &mut self,
        token: Token<'de>,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match token {
            Token::Nil => visitor.visit_unit(),
            Token::Bool(value) => visitor.visit_bool(value),
            Token::Unsigned(value) => visitor.visit_u64(value),
            Token::Signed(value) => visitor.visit_i64(value),
            Token::Single(value) => visitor.visit_f32(self.float(value, value.is_finite())?),
            Token::Double(value) => visitor.visit_f64(self.float(value, value.is_finite())?),
            Token::Text(text) => visitor.visit_borrowed_str(text),
            Token::Bytes(bytes) => visitor.visit_borrowed_bytes(bytes),
            Token::List(count) => self.list(count, visitor),
            Token::Map(count) => self.map(count, &[], visitor),
            Token::Moment(moment) => visitor.visit_string(moment.to_string()),
        }
    }

    /// A struct with the fields `declared`.
    fn fields<V: Visitor<'de>>(&mut self, declared: Names, visitor: V) -> Result<V::Value, Misfit> {
        match self.token()? {
            Token::Map(count) => self.map(count, declared, visitor),
            token => self.visit(token, visitor),
        }
    }

    fn float<N: fmt::Display>(&self, number: N, is_finite: bool) -> Result<N, Misfit> {
        if is_finite || self.conventions.is_dotnet() {
            return Ok(number);
        }
        Err(Misfit::custom(format_args!(
            "the float {number} is not finite, so it has no form on the wire"
        )))
    }

    /// If the next value is the name of one of `declared` as the conventions have it, that one; it is passed over then.
    fn declared(&mut self, declared: Names) -> Option<&'static str> {
        // Asked first: most clients have names as declared, and theirs are read once.
        if !self.conventions.is_dotnet() || declared.is_empty() || !self.next_is_text() {
            return None;
        }
        let mut ahead = self.reader;
        let Ok(Token::Text(name)) = Token::read(&mut ahead) else {
            return None;
        };
        let meant = self.conventions.read(name, declared)?;
        self.reader = ahead;
        Some(meant)
    }
}

impl<'de> Deserializer<'de> for &mut Values<'de> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let token = self.token()?;
        self.visit(token, visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        if self.next_is_nil()? {
            self.token()?;
            return visitor.visit_none();
        }
        self.deeper(|values| visitor.visit_some(values))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.deeper(|values| visitor.visit_newtype_struct(values))
    }

    /// Bytes are a list of numbers, too.
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.token()? {
            Token::Bytes(bytes) => Values::numbers(bytes, self.depth).list(bytes.len(), visitor),
            token => self.visit(token, visitor),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        let conventions = self.conventions;
        match self.token()? {
            Token::Text(name) => {
                let meant = conventions.read(name, variants).unwrap_or(name);
                visitor.visit_enum(meant.into_deserializer())
            }
            Token::Unsigned(place) if conventions.is_dotnet() && place < variants.len() as u64 => {
                visitor.visit_enum(variants[place as usize].into_deserializer())
            }
            Token::Map(1) => {
                self.deeper(|values| visitor.visit_enum(Variant::new(values, variants)))
            }
            Token::Map(_) => Err(Misfit::invalid_value(
                Unexpected::Map,
                &"a map with the variant as its only key",
            )),
            token => Err(token.unexpected(&"the name of a variant, or a map with it as its key")),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.fields(fields, visitor)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.token()? {
            Token::Nil => visitor.visit_unit(),
            token => Err(token.unexpected(&visitor)),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.deserialize_unit(visitor)
    }

    /// Whatever it is: extensions that nobody knows may stand in fields that nobody reads.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.skip()?;
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf map identifier
    }
}

/// The parts of a list or a map that are left.
struct Parts<'v, 'de> {
    values: &'v mut Values<'de>,
    count: usize,
    left: usize,
    /// Where the last key of a map started. What it says is read again if its value does not fit.
    key: Reader<'de>,
    /// The fields, if it is a struct.
    declared: Names,
}

impl<'v, 'de> Parts<'v, 'de> {
    fn new(values: &'v mut Values<'de>, count: usize) -> Result<Self, Misfit> {
        values.enter()?;
        let key = values.position();
        Ok(Self {
            values,
            count,
            left: count,
            key,
            declared: &[],
        })
    }

    /// Whether there is one more part, which is then taken.
    fn take(&mut self) -> bool {
        let some = self.left > 0;
        self.left -= usize::from(some);
        some
    }

    /// Leaves the list or map, of which no part must be left.
    fn end(&mut self, kind: &str) -> Result<(), Misfit> {
        self.values.depth -= 1;
        if self.left == 0 {
            return Ok(());
        }
        let taken = format!("a {kind} of {}", self.count - self.left);
        Err(Misfit::invalid_length(self.count, &taken.as_str()))
    }
}

// By `match`, since `map_err` and its closure would be compiled for each type of users.
impl<'de> SeqAccess<'de> for &mut Parts<'_, 'de> {
    type Error = Misfit;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Misfit> {
        if !self.take() {
            return Ok(None);
        }
        match seed.deserialize(&mut *self.values) {
            Ok(value) => Ok(Some(value)),
            Err(misfit) => Err(misfit.at_index(self.count - self.left - 1)),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left)
    }
}

impl<'de> MapAccess<'de> for &mut Parts<'_, 'de> {
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Misfit> {
        if !self.take() {
            return Ok(None);
        }
        self.key = self.values.position();
        let declared = self.values.declared(self.declared);
        match seed.deserialize(Key::new(&mut *self.values, declared)) {
            Ok(key) => Ok(Some(key)),
            Err(misfit) => Err(misfit.at_key(self.key)),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Misfit> {
        match seed.deserialize(&mut *self.values) {
            Ok(value) => Ok(value),
            Err(misfit) => Err(misfit.at_key(self.key)),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left)
    }
}

/// A variant with what it holds: a map of one entry.
struct Variant<'v, 'de> {
    values: &'v mut Values<'de>,
    /// Where the variant's name starts.
    name: Reader<'de>,
    declared: Names,
}

impl<'v, 'de> Variant<'v, 'de> {
    fn new(values: &'v mut Values<'de>, declared: Names) -> Self {
        let name = values.position();
        Self {
            values,
            name,
            declared,
        }
    }
}

impl<'v, 'de> EnumAccess<'de> for Variant<'v, 'de> {
    type Error = Misfit;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Misfit> {
        if !self.values.next_is_text() {
            return Err(self.values.token()?.unexpected(&"the name of a variant"));
        }
        let declared = self.values.declared(self.declared);
        let name = seed.deserialize(Key::new(&mut *self.values, declared))?;
        Ok((name, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, 'de> {
    type Error = Misfit;

    fn unit_variant(self) -> Result<(), Misfit> {
        let read = de::Deserialize::deserialize(self.values);
        read.map_err(|misfit| misfit.at_key(self.name))
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Misfit> {
        match seed.deserialize(self.values) {
            Ok(value) => Ok(value),
            Err(misfit) => Err(misfit.at_key(self.name)),
        }
    }

    fn tuple_variant<V: Visitor<'de>>(
        self,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match self.values.deserialize_seq(visitor) {
            Ok(value) => Ok(value),
            Err(misfit) => Err(misfit.at_key(self.name)),
        }
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match self.values.fields(fields, visitor) {
            Ok(value) => Ok(value),
            Err(misfit) => Err(misfit.at_key(self.name)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::{DateTime, Utc};
    use serde::{Deserialize, de::DeserializeOwned};
    use serde_json::Value;

    use super::super::super::{Conventions, DecodeError};

    fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, DecodeError> {
        super::super::decode(bytes, Conventions::Declared)
    }

    #[derive(Debug, PartialEq, Deserialize)]
    enum Kind {
        Unit,
        Pair(u8, u8),
        Fields { at: Option<DateTime<Utc>> },
    }

    fn fault<T: DeserializeOwned + std::fmt::Debug>(bytes: &[u8]) -> String {
        decode::<T>(bytes).unwrap_err().to_string()
    }

    #[test]
    fn a_timestamp_is_read_as_a_date_wherever_it_stands() {
        let expected: DateTime<Utc> = "2024-02-29T12:34:56Z".parse().unwrap();
        let stamp = b"\xd6\xff\x65\xe0\x79\xf0";
        assert_eq!(decode::<DateTime<Utc>>(stamp).unwrap(), expected);
        let fields = [b"\x81\xa6Fields\x81\xa2at", &stamp[..]].concat();
        let at = Some(expected);
        assert_eq!(decode::<Kind>(&fields).unwrap(), Kind::Fields { at });
        // Through what serde keeps until it knows the variant, as well.
        #[derive(Debug, PartialEq, Deserialize)]
        #[serde(untagged)]
        enum Either {
            Number(u8),
            Date(DateTime<Utc>),
        }
        assert_eq!(decode::<Either>(stamp).unwrap(), Either::Date(expected));
        assert_eq!(decode::<Either>(b"\x05").unwrap(), Either::Number(5));
        assert_eq!(decode::<Value>(stamp).unwrap(), "2024-02-29T12:34:56Z");
    }

    #[test]
    fn errors_are_those_of_json_with_the_path() {
        type Lists = BTreeMap<String, Vec<u32>>;
        for (messagepack, json) in [
            (&b"\x81\xa1a\x91\xa1x"[..], r#"{"a":["x"]}"#),
            (b"\x81\xa1a\x91\xff", r#"{"a":[-1]}"#),
            (b"\x81\xa1a\x91\xc0", r#"{"a":[null]}"#),
            (b"\x81\xa1a\xc3", r#"{"a":true}"#),
            (b"\x90", "[]"),
        ] {
            let expected = super::super::super::json::decode::<Lists>(json, Conventions::Declared)
                .unwrap_err();
            assert_eq!(fault::<Lists>(messagepack), expected.to_string());
        }
    }

    #[test]
    fn what_json_has_no_form_of_is_refused() {
        let nan = [&b"\x92\x01\xcb"[..], &f64::NAN.to_be_bytes()].concat();
        let text = "at `[1]`: the float NaN is not finite, so it has no form on the wire";
        assert_eq!(fault::<(u8, f64)>(&nan), text);
        assert_eq!(
            fault::<Value>(b"\xd4\x05\x00"),
            "invalid type: MessagePack extension 5; of extensions, timestamps (-1) alone are read"
        );
        assert!(fault::<Value>(b"\xd7\xff\xff\xff\xff\xff\xff\xff\xff\xff").contains("timestamp"));
        assert!(fault::<String>(b"\xa1\xff").contains("not UTF-8"));
    }

    #[test]
    fn variants_have_names() {
        assert_eq!(decode::<Kind>(b"\xa4Unit").unwrap(), Kind::Unit);
        assert_eq!(decode::<Kind>(b"\x81\xa4Unit\xc0").unwrap(), Kind::Unit);
        let pair = decode::<Kind>(b"\x81\xa4Pair\x92\x01\x02").unwrap();
        assert_eq!(pair, Kind::Pair(1, 2));
        assert!(fault::<Kind>(b"\x00").starts_with("invalid type: integer `0`, expected the name"));
        assert!(fault::<Kind>(b"\x81\x00\xc0").contains("expected the name of a variant"));
        assert!(fault::<Kind>(b"\x82\xa4Unit\xc0\xa4Unit\xc0").contains("only key"));
    }

    #[test]
    fn lists_have_their_length() {
        assert_eq!(
            fault::<(u8, u8)>(b"\x93\x01\x02\x03"),
            "invalid length 3, expected a list of 2"
        );
        assert_eq!(decode::<Vec<u8>>(b"\xc4\x02\x01\xff").unwrap(), [1, 255]);
    }

    #[test]
    fn a_type_of_nothing_but_itself_does_not_end_the_process() {
        #[derive(Debug, Deserialize)]
        struct Chain(#[allow(dead_code)] Option<Box<Chain>>);
        assert!(fault::<Chain>(b"\x05").contains("nested more than 128 levels deep"));
        let deep = [vec![0x91; 200], vec![0xc0]].concat();
        assert!(fault::<Value>(&deep).contains("nested more than 128 levels deep"));
    }
}
