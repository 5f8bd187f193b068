//! Writes the same values in both protocols, or refuses them.
//!
//! [`Finite`] wraps any serializer, and passes everything on but these:
//!
//! * floats that are not finite, for which JSON would write `null`, are refused;
//! * a unit struct is a unit;
//! * bytes are a list of numbers, as their schema says, but those of [`Bytes`](crate::Bytes);
//! * integers of 128 bits are integers in MessagePack, too, and refused if they are too wide for it;
//! * keys of maps are a matter of their own, and `__proto__` is none in MessagePack;
//! * names and enums are written by the [`Conventions`] of the receiver.
//!
//! On the good path it costs a comparison for each float and field; the path to what is bad is found by a second pass.

use serde::{
    Serialize, Serializer,
    ser::{
        SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
        SerializeTupleStruct, SerializeTupleVariant,
    },
};

use super::{
    Conventions, EncodeError,
    keys::Key,
    messagepack::timestamp::{EXTENSION, Timestamp},
};
use crate::bytes::MARK;

/// See the module's head. `BINARY` if the protocol is MessagePack.
pub(super) struct Finite<S, const BINARY: bool> {
    inner: S,
    /// Whether this is what stands within [`Bytes`](crate::Bytes).
    raw: bool,
    conventions: Conventions,
}

fn wrap<S, const BINARY: bool>(inner: S, conventions: Conventions) -> Finite<S, BINARY> {
    Finite {
        inner,
        raw: false,
        conventions,
    }
}

/// For JSON.
pub(super) fn json<S>(serializer: S, conventions: Conventions) -> Finite<S, false> {
    wrap(serializer, conventions)
}

/// For MessagePack.
pub(super) fn messagepack<S>(serializer: S, conventions: Conventions) -> Finite<S, true> {
    wrap(serializer, conventions)
}

/// A value whose parts are written through [`Finite`] too.
struct Part<'a, T: ?Sized, const BINARY: bool>(&'a T, Conventions);

impl<T: Serialize + ?Sized, const BINARY: bool> Serialize for Part<'_, T, BINARY> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(wrap::<S, BINARY>(serializer, self.1))
    }
}

/// The decoder of the official JavaScript client throws at this key, and the client then ends its connection.
pub(super) fn check_key<E: serde::ser::Error>(key: &str, binary: bool) -> Result<(), E> {
    if binary && key == "__proto__" {
        return Err(E::custom(
            "`__proto__` cannot be a key in MessagePack, at which official clients end their connections; choose another one",
        ));
    }
    Ok(())
}

/// Says where in `value` something has no form on the wire, given that writing it failed with `reason`.
#[cold]
pub(super) fn explain<const BINARY: bool, T: Serialize + ?Sized>(
    value: &T,
    conventions: Conventions,
    reason: &str,
) -> EncodeError {
    // What is refused is refused before it reaches the serializer within, whose protocol does not matter.
    let mut json = serde_json::Serializer::new(std::io::sink());
    match serde_path_to_error::serialize(&Part::<T, BINARY>(value, conventions), &mut json) {
        Err(error) => EncodeError {
            path: error.path().to_string(),
            reason: error.into_inner().to_string(),
        },
        Ok(()) => EncodeError {
            path: String::new(),
            reason: reason.to_owned(),
        },
    }
}

fn not_finite<E: serde::ser::Error>(number: f64) -> E {
    E::custom(format_args!(
        "the float {number} is not finite, so it has no form on the wire"
    ))
}

fn too_wide<E: serde::ser::Error>(number: impl std::fmt::Display) -> E {
    E::custom(format_args!(
        "the integer {number} has more than 64 bits, so it has no form in MessagePack; \
         write it as a text, with `#[serde(with = \"…\")]` and `#[schemars(with = \"String\")]`"
    ))
}

/// Methods of a serializer that wraps another one and changes nothing.
macro_rules! pass_on {
    ($inner:tt: $($method:ident($ty:ty);)*) => {
        $(fn $method(self, value: $ty) -> Result<S::Ok, S::Error> {
            self.$inner.$method(value)
        })*
    };
}
pub(super) use pass_on;

impl<S: Serializer, const BINARY: bool> Serializer for Finite<S, BINARY> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Finite<S::SerializeSeq, BINARY>;
    type SerializeTuple = Finite<S::SerializeTuple, BINARY>;
    type SerializeTupleStruct = Finite<S::SerializeTupleStruct, BINARY>;
    type SerializeTupleVariant = Finite<S::SerializeTupleVariant, BINARY>;
    type SerializeMap = Finite<S::SerializeMap, BINARY>;
    type SerializeStruct = Finite<S::SerializeStruct, BINARY>;
    type SerializeStructVariant = Finite<S::SerializeStructVariant, BINARY>;

    pass_on! { inner:
        serialize_bool(bool);
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
        serialize_char(char);
        serialize_str(&str);
    }

    /// As JSON has it and every client expects it; in MessagePack it would be an empty list.
    fn serialize_unit_struct(self, _name: &'static str) -> Result<S::Ok, S::Error> {
        self.inner.serialize_unit()
    }

    /// rmp-serde would write 16 bytes, however small it is.
    fn serialize_i128(self, value: i128) -> Result<S::Ok, S::Error> {
        match (BINARY, u64::try_from(value), i64::try_from(value)) {
            (false, ..) => self.inner.serialize_i128(value),
            (true, Ok(value), _) => self.inner.serialize_u64(value),
            (true, _, Ok(value)) => self.inner.serialize_i64(value),
            _ => Err(too_wide(value)),
        }
    }

    fn serialize_u128(self, value: u128) -> Result<S::Ok, S::Error> {
        match (BINARY, u64::try_from(value)) {
            (false, _) => self.inner.serialize_u128(value),
            (true, Ok(value)) => self.inner.serialize_u64(value),
            _ => Err(too_wide(value)),
        }
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<S::Ok, S::Error> {
        if self.raw {
            return self.inner.serialize_bytes(value);
        }
        self.inner.collect_seq(value)
    }

    fn serialize_f32(self, value: f32) -> Result<S::Ok, S::Error> {
        if value.is_finite() || BINARY && self.conventions.is_dotnet() {
            self.inner.serialize_f32(value)
        } else {
            Err(not_finite(value.into()))
        }
    }

    fn serialize_f64(self, value: f64) -> Result<S::Ok, S::Error> {
        if value.is_finite() || BINARY && self.conventions.is_dotnet() {
            self.inner.serialize_f64(value)
        } else {
            Err(not_finite(value))
        }
    }

    fn serialize_none(self) -> Result<S::Ok, S::Error> {
        self.inner.serialize_none()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.inner
            .serialize_some(&Part::<_, BINARY>(value, self.conventions))
    }

    fn serialize_unit(self) -> Result<S::Ok, S::Error> {
        self.inner.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
    ) -> Result<S::Ok, S::Error> {
        if !BINARY && self.conventions.is_dotnet() {
            return self.inner.serialize_u32(index);
        }
        let variant = self.conventions.written(variant, BINARY);
        self.inner.serialize_unit_variant(name, index, variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        if BINARY && name == MARK {
            return value.serialize(Self { raw: true, ..self });
        }
        self.inner
            .serialize_newtype_struct(name, &Part::<_, BINARY>(value, self.conventions))
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        let variant = self.conventions.written(variant, BINARY);
        self.inner.serialize_newtype_variant(
            name,
            index,
            variant,
            &Part::<_, BINARY>(value, self.conventions),
        )
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Self::SerializeSeq, S::Error> {
        self.inner
            .serialize_seq(length)
            .map(|inner| wrap(inner, self.conventions))
    }

    fn serialize_tuple(self, length: usize) -> Result<Self::SerializeTuple, S::Error> {
        self.inner
            .serialize_tuple(length)
            .map(|inner| wrap(inner, self.conventions))
    }

    fn serialize_tuple_struct(
        self,
        name: &'static str,
        length: usize,
    ) -> Result<Self::SerializeTupleStruct, S::Error> {
        self.inner
            .serialize_tuple_struct(name, length)
            .map(|inner| wrap(inner, self.conventions))
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Self::SerializeTupleVariant, S::Error> {
        let variant = self.conventions.written(variant, BINARY);
        self.inner
            .serialize_tuple_variant(name, index, variant, length)
            .map(|inner| wrap(inner, self.conventions))
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Self::SerializeMap, S::Error> {
        self.inner
            .serialize_map(length)
            .map(|inner| wrap(inner, self.conventions))
    }

    fn serialize_struct(
        self,
        name: &'static str,
        length: usize,
    ) -> Result<Self::SerializeStruct, S::Error> {
        self.inner
            .serialize_struct(name, length)
            .map(|inner| wrap(inner, self.conventions))
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Self::SerializeStructVariant, S::Error> {
        let variant = self.conventions.written(variant, BINARY);
        self.inner
            .serialize_struct_variant(name, index, variant, length)
            .map(|inner| wrap(inner, self.conventions))
    }

    /// Types that display themselves are written by this, those of dates among them; users' texts are not.
    fn collect_str<T: std::fmt::Display + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        if BINARY && self.conventions.is_dotnet() {
            let text = value.to_string();
            return match Timestamp::of_text(&text) {
                Some(moment) => write_moment(moment, self.inner),
                None => self.inner.serialize_str(&text),
            };
        }
        self.inner.collect_str(value)
    }

    /// By this the bytes choose their form.
    fn is_human_readable(&self) -> bool {
        !self.raw && self.inner.is_human_readable()
    }
}

/// As MessagePack's extension, of which rmp-serde knows by the name of a newtype.
fn write_moment<S: Serializer>(moment: Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    let (bytes, length) = moment.bytes();
    let extension = (EXTENSION, Raw(&bytes[..length]));
    serializer.serialize_newtype_struct(rmp_serde::MSGPACK_EXT_STRUCT_NAME, &extension)
}

struct Raw<'a>(&'a [u8]);

impl Serialize for Raw<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

macro_rules! pass_parts_on {
    ($($compound:ident::$method:ident;)*) => {
        $(impl<S: $compound, const BINARY: bool> $compound for Finite<S, BINARY> {
            type Ok = S::Ok;
            type Error = S::Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
                self.inner.$method(&Part::<_, BINARY>(value, self.conventions))
            }

            fn end(self) -> Result<S::Ok, S::Error> {
                self.inner.end()
            }
        })*
    };
}

pass_parts_on! {
    SerializeSeq::serialize_element;
    SerializeTuple::serialize_element;
    SerializeTupleStruct::serialize_field;
    SerializeTupleVariant::serialize_field;
}

macro_rules! pass_fields_on {
    ($($compound:ident;)*) => {
        $(impl<S: $compound, const BINARY: bool> $compound for Finite<S, BINARY> {
            type Ok = S::Ok;
            type Error = S::Error;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                key: &'static str,
                value: &T,
            ) -> Result<(), S::Error> {
                check_key(key, BINARY)?;
                let key = self.conventions.written(key, BINARY);
                self.inner.serialize_field(key, &Part::<_, BINARY>(value, self.conventions))
            }

            fn skip_field(&mut self, key: &'static str) -> Result<(), S::Error> {
                self.inner.skip_field(self.conventions.written(key, BINARY))
            }

            fn end(self) -> Result<S::Ok, S::Error> {
                self.inner.end()
            }
        })*
    };
}

pass_fields_on! {
    SerializeStruct;
    SerializeStructVariant;
}

impl<S: SerializeMap, const BINARY: bool> SerializeMap for Finite<S, BINARY> {
    type Ok = S::Ok;
    type Error = S::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), S::Error> {
        self.inner
            .serialize_key(&Key::<_, BINARY>(key, self.conventions))
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        self.inner
            .serialize_value(&Part::<_, BINARY>(value, self.conventions))
    }

    fn end(self) -> Result<S::Ok, S::Error> {
        self.inner.end()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::protocol::{
        Protocol,
        trip::{received, sent},
    };

    #[derive(Serialize)]
    struct Reading {
        label: &'static str,
        values: Vec<Option<f64>>,
    }

    #[test]
    fn finite_values_pass_unchanged() {
        let value = BTreeMap::from([(
            "a",
            Reading {
                label: "x",
                values: vec![Some(1.5), None],
            },
        )]);
        assert_eq!(
            serde_json::to_string(&Part::<_, false>(&value, Conventions::Declared)).unwrap(),
            serde_json::to_string(&value).unwrap()
        );
    }

    #[test]
    fn the_path_to_a_bad_float_is_named() {
        let value = (
            1,
            Reading {
                label: "x",
                values: vec![Some(1.0), Some(f64::NAN)],
            },
        );
        assert!(serde_json::to_string(&Part::<_, false>(&value, Conventions::Declared)).is_err());
        let error = explain::<false, _>(&value, Conventions::Declared, "failed").to_string();
        assert_eq!(
            error,
            "at `[1].values[1]`: the float NaN is not finite, so it has no form on the wire"
        );
    }

    #[test]
    fn raw_values_pass_through() {
        let raw = serde_json::value::RawValue::from_string("[1,2]".to_owned()).unwrap();
        assert_eq!(
            serde_json::to_string(&Part::<_, false>(&raw, Conventions::Declared)).unwrap(),
            "[1,2]"
        );
    }

    fn bad<T: Serialize>(protocol: Protocol, value: &T) -> String {
        sent(protocol, value).unwrap_err()
    }

    #[test]
    fn integers_of_128_bits_are_integers_or_refused() {
        for value in [0_i128, -1, i64::MIN.into(), u64::MAX.into()] {
            let plain = sent(Protocol::MessagePack, &value).unwrap();
            let back: i128 = received(Protocol::MessagePack, &plain).unwrap();
            assert_eq!(back, value);
        }
        assert!(
            sent(Protocol::MessagePack, &5_u128)
                .unwrap()
                .ends_with(b"\x03\x05")
        );
        for wide in [1_i128 << 64, i128::from(i64::MIN) - 1] {
            let error = bad(Protocol::MessagePack, &[0, wide]);
            assert!(
                error.starts_with(&format!(
                    "at `[1]`: the integer {wide} has more than 64 bits"
                )),
                "{error}"
            );
        }
        assert!(bad(Protocol::MessagePack, &u128::MAX).contains("`#[serde(with"));
        let json = sent(Protocol::Json, &u128::MAX).unwrap();
        assert_eq!(received::<u128>(Protocol::Json, &json).unwrap(), u128::MAX);
    }

    #[test]
    fn the_key_that_clients_choke_on_is_refused_in_messagepack() {
        #[derive(Serialize)]
        struct Named {
            #[serde(rename = "__proto__")]
            prototype: u8,
        }
        let map = BTreeMap::from([("a", BTreeMap::from([("__proto__", 1)]))]);
        let error = bad(Protocol::MessagePack, &map);
        assert!(
            error.starts_with("at `a`: `__proto__` cannot be a key"),
            "{error}"
        );
        assert!(bad(Protocol::MessagePack, &[Named { prototype: 1 }]).starts_with("at `[0]"));
        assert!(sent(Protocol::Json, &map).is_ok());
        assert!(sent(Protocol::Json, &Named { prototype: 1 }).is_ok());
    }

    #[test]
    fn bytes_are_what_their_schema_says() {
        #[derive(Serialize, serde::Deserialize)]
        #[serde(tag = "kind")]
        enum Tagged {
            Own { bytes: crate::Bytes },
        }
        let list = bytes::Bytes::from_static(&[1, 2]);
        assert!(
            sent(Protocol::MessagePack, &list)
                .unwrap()
                .ends_with(b"\x92\x01\x02")
        );
        let own = Tagged::Own { bytes: list.into() };
        let binary = sent(Protocol::MessagePack, &own).unwrap();
        assert!(binary.ends_with(b"\xc4\x02\x01\x02"));
        let text = sent(Protocol::Json, &own).unwrap();
        assert!(
            String::from_utf8(text.clone())
                .unwrap()
                .contains(r#""bytes":"AQI=""#)
        );
        for (protocol, message) in [(Protocol::Json, text), (Protocol::MessagePack, binary)] {
            let Tagged::Own { bytes } = received(protocol, &message).unwrap();
            assert_eq!(*bytes, [1, 2]);
        }
    }
}
