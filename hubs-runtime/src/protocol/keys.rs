//! Keys of maps: what every client can have as one, in both protocols.
//!
//! Texts and numbers stay what they are. A bool is a text, as in JSON: a client of JavaScript ends its connection when it reads
//! another key. So is an integer that JavaScript would round, and so take for another key. Whatever else serde would write is refused.

use std::fmt::Display;

use serde::{
    Serialize, Serializer,
    ser::{Error as _, Impossible},
};

use super::{
    Conventions,
    finite::{self, check_key, pass_on},
};

/// A key that is written through [`KeyWriter`].
pub(super) struct Key<'a, T: ?Sized, const BINARY: bool>(pub(super) &'a T, pub(super) Conventions);

impl<T: Serialize + ?Sized, const BINARY: bool> Serialize for Key<'_, T, BINARY> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(KeyWriter::<S, BINARY>(serializer, self.1))
    }
}

/// What JavaScript counts to without a gap.
const MAX_SAFE: u64 = (1 << 53) - 1;

struct KeyWriter<S, const BINARY: bool>(S, Conventions);

impl<S: Serializer, const BINARY: bool> KeyWriter<S, BINARY> {
    fn refused<R>(what: &str) -> Result<R, S::Error> {
        Err(S::Error::custom(format_args!(
            "{what} cannot be the key of a map; a text, a number, a bool or an enum without fields can"
        )))
    }

    /// Whether an integer is written as the text that it is in JSON. .NET's dictionaries of MessagePack take none for it, and have
    /// all 64 bits.
    fn is_text(&self, distance: u64) -> bool {
        BINARY && distance > MAX_SAFE && !self.1.is_dotnet()
    }
}

impl<S: Serializer, const BINARY: bool> Serializer for KeyWriter<S, BINARY> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Impossible<S::Ok, S::Error>;
    type SerializeTuple = Impossible<S::Ok, S::Error>;
    type SerializeTupleStruct = Impossible<S::Ok, S::Error>;
    type SerializeTupleVariant = Impossible<S::Ok, S::Error>;
    type SerializeMap = Impossible<S::Ok, S::Error>;
    type SerializeStruct = Impossible<S::Ok, S::Error>;
    type SerializeStructVariant = Impossible<S::Ok, S::Error>;

    pass_on! { 0:
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_char(char);
    }

    fn serialize_str(self, value: &str) -> Result<S::Ok, S::Error> {
        check_key(value, BINARY)?;
        self.0.serialize_str(value)
    }

    fn serialize_i64(self, value: i64) -> Result<S::Ok, S::Error> {
        match self.is_text(value.unsigned_abs()) {
            true => self.0.collect_str(&value),
            false => self.0.serialize_i64(value),
        }
    }

    fn serialize_u64(self, value: u64) -> Result<S::Ok, S::Error> {
        match self.is_text(value) {
            true => self.0.collect_str(&value),
            false => self.0.serialize_u64(value),
        }
    }

    /// Bytes otherwise, in MessagePack.
    fn serialize_i128(self, value: i128) -> Result<S::Ok, S::Error> {
        self.0.collect_str(&value)
    }

    fn serialize_u128(self, value: u128) -> Result<S::Ok, S::Error> {
        self.0.collect_str(&value)
    }

    fn serialize_bool(self, value: bool) -> Result<S::Ok, S::Error> {
        self.0.serialize_str(if value { "true" } else { "false" })
    }

    fn serialize_f32(self, value: f32) -> Result<S::Ok, S::Error> {
        finite::json(self.0, self.1).serialize_f32(value)
    }

    fn serialize_f64(self, value: f64) -> Result<S::Ok, S::Error> {
        finite::json(self.0, self.1).serialize_f64(value)
    }

    fn serialize_unit_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
    ) -> Result<S::Ok, S::Error> {
        let variant = self.1.written(variant, BINARY);
        self.0.serialize_unit_variant(name, index, variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        value.serialize(self)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        value.serialize(self)
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.0.collect_str(value)
    }

    fn is_human_readable(&self) -> bool {
        self.0.is_human_readable()
    }

    fn serialize_bytes(self, _value: &[u8]) -> Result<S::Ok, S::Error> {
        Self::refused("a value of bytes")
    }

    fn serialize_none(self) -> Result<S::Ok, S::Error> {
        Self::refused("`None`")
    }

    fn serialize_unit(self) -> Result<S::Ok, S::Error> {
        Self::refused("a unit")
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<S::Ok, S::Error> {
        Self::refused("a unit")
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _value: &T,
    ) -> Result<S::Ok, S::Error> {
        Self::refused("an enum with fields")
    }

    fn serialize_seq(self, _length: Option<usize>) -> Result<Self::SerializeSeq, S::Error> {
        Self::refused("a list")
    }

    fn serialize_tuple(self, _length: usize) -> Result<Self::SerializeTuple, S::Error> {
        Self::refused("a tuple")
    }

    fn serialize_tuple_struct(
        self,
        _name: &'static str,
        _length: usize,
    ) -> Result<Self::SerializeTupleStruct, S::Error> {
        Self::refused("a tuple")
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _length: usize,
    ) -> Result<Self::SerializeTupleVariant, S::Error> {
        Self::refused("an enum with fields")
    }

    fn serialize_map(self, _length: Option<usize>) -> Result<Self::SerializeMap, S::Error> {
        Self::refused("a map")
    }

    fn serialize_struct(
        self,
        _name: &'static str,
        _length: usize,
    ) -> Result<Self::SerializeStruct, S::Error> {
        Self::refused("a struct")
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _length: usize,
    ) -> Result<Self::SerializeStructVariant, S::Error> {
        Self::refused("an enum with fields")
    }
}

#[cfg(test)]
mod tests {
    use std::{
        collections::{BTreeMap, HashMap},
        fmt::Debug,
        hash::Hash,
    };

    use serde::{Deserialize, de::DeserializeOwned};

    use crate::protocol::{
        Conventions, Encoding, Protocol,
        trip::{received, sent},
    };

    const BOTH: [Protocol; 2] = [Protocol::Json, Protocol::MessagePack];

    #[derive(Clone, Debug, PartialEq, serde::Serialize, Deserialize)]
    struct Deep<K: Eq + Hash> {
        name: String,
        bytes: Vec<u8>,
        maps: Vec<Option<HashMap<K, f64>>>,
    }

    /// The value comes back, as itself and as a client of JavaScript sends it: with texts for keys.
    fn there_and_back<K>(key: K, text: &str)
    where
        K: Clone + Debug + Eq + Hash + serde::Serialize + DeserializeOwned,
    {
        let deep = Deep {
            name: "5".to_owned(),
            bytes: vec![1, 2],
            maps: vec![None, Some(HashMap::from([(key, 0.1)]))],
        };
        let texts = Deep {
            name: deep.name.clone(),
            bytes: deep.bytes.clone(),
            maps: vec![None, Some(HashMap::from([(text.to_owned(), 0.1)]))],
        };
        for protocol in BOTH {
            let own: Deep<K> = received(protocol, &sent(protocol, &deep).unwrap()).unwrap();
            assert_eq!(own, deep, "{protocol:?}");
            let of_javascript: Deep<K> =
                received(protocol, &sent(protocol, &texts).unwrap()).unwrap();
            assert_eq!(of_javascript, deep, "{protocol:?}");
        }
    }

    #[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, Deserialize)]
    enum Color {
        Red,
    }

    #[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, Deserialize)]
    struct Id(u32);

    #[test]
    fn keys_of_every_kind_come_back() {
        there_and_back("a".to_owned(), "a");
        there_and_back('ß', "ß");
        there_and_back(5_u8, "5");
        there_and_back(i64::MIN, "-9223372036854775808");
        there_and_back(u64::MAX, "18446744073709551615");
        there_and_back(u128::MAX, "340282366920938463463374607431768211455");
        there_and_back(true, "true");
        there_and_back(Color::Red, "Red");
        there_and_back(Id(7), "7");
    }

    #[test]
    fn a_bool_is_a_text_on_the_wire() {
        let body = sent(Protocol::MessagePack, &BTreeMap::from([(true, 1)])).unwrap();
        assert!(body.ends_with(b"\x81\xa4true\x01"), "{body:x?}");
    }

    #[test]
    fn an_integer_that_javascript_would_round_is_a_text() {
        let safe = 9_007_199_254_740_991_i64;
        for key in [safe, -safe] {
            let body = sent(Protocol::MessagePack, &BTreeMap::from([(key, 1)])).unwrap();
            let mark = if key > 0 { 0xcf } else { 0xd3 };
            let expected = [&[0x81, mark], key.to_be_bytes().as_slice(), &[1]].concat();
            assert!(body.ends_with(&expected), "{key}: {body:x?}");
        }
        for (key, text) in [
            (safe + 1, "9007199254740992"),
            (-safe - 1, "-9007199254740992"),
        ] {
            let body = sent(Protocol::MessagePack, &BTreeMap::from([(key, 1)])).unwrap();
            let expected = [&[0x81, 0xa0 | text.len() as u8], text.as_bytes(), &[1]].concat();
            assert!(body.ends_with(&expected), "{key}: {body:x?}");
        }
    }

    #[test]
    fn dotnet_gets_its_integers() {
        let encoding = Encoding {
            protocol: Protocol::MessagePack,
            conventions: Conventions::Dotnet,
        };
        let body = sent(encoding, &BTreeMap::from([(u64::MAX, 1)])).unwrap();
        let expected = [&[0x81, 0xcf], [0xff; 8].as_slice(), &[1]].concat();
        assert!(body.ends_with(&expected), "{body:x?}");
    }

    #[test]
    fn what_no_client_could_read_is_refused_with_its_path() {
        let tuples = BTreeMap::from([("map", BTreeMap::from([((1, 2), "x")]))]);
        for protocol in BOTH {
            let error = sent(protocol, &tuples).unwrap_err();
            assert_eq!(
                error,
                "at `map`: a tuple cannot be the key of a map; a text, a number, a bool or an enum without fields can",
                "{protocol:?}"
            );
            let none = BTreeMap::from([(None::<u8>, 1)]);
            assert!(
                sent(protocol, &none)
                    .unwrap_err()
                    .contains("`None` cannot be the key")
            );
        }
    }

    #[test]
    fn a_wrong_key_is_still_told() {
        let body = sent(Protocol::MessagePack, &BTreeMap::from([("x", 1)])).unwrap();
        let read = received::<BTreeMap<u32, u8>>(Protocol::MessagePack, &body);
        assert!(read.is_err());
    }
}
