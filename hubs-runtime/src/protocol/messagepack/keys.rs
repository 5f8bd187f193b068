//! Keys of maps: JavaScript has no keys but texts, and its clients send those for keys of every type.

use std::str::FromStr;

use serde::de::{Deserializer, Visitor};

use super::{
    misfit::Misfit,
    values::{Token, Values},
};

/// The next value as a key, or the name that it was taken for.
pub(super) struct Key<'v, 'de> {
    values: &'v mut Values<'de>,
    declared: Option<&'static str>,
}

impl<'v, 'de> Key<'v, 'de> {
    pub(super) fn new(values: &'v mut Values<'de>, declared: Option<&'static str>) -> Self {
        Self { values, declared }
    }

    /// A text that stands for a number or a bool, or whatever else is there.
    fn read<T, V>(
        self,
        visitor: V,
        visit: impl FnOnce(V, T) -> Result<V::Value, Misfit>,
    ) -> Result<V::Value, Misfit>
    where
        T: FromStr,
        V: Visitor<'de>,
    {
        if !self.values.next_is_text() {
            return self.values.deserialize_any(visitor);
        }
        match self.values.token()? {
            Token::Text(text) => match text.parse() {
                Ok(value) if is_plain(text) => visit(visitor, value),
                _ => visitor.visit_borrowed_str(text),
            },
            // What `next_is_text` rules out.
            _ => visitor.visit_unit(),
        }
    }
}

/// What Rust's numbers read and JSON's do not: a sign before a positive number, and floats by name.
fn is_plain(text: &str) -> bool {
    !text.starts_with('+')
        && !text.contains("inf")
        && !text.contains("nan")
        && !text.contains("NaN")
}

macro_rules! keys_of_numbers {
    ($($method:ident: $ty:ty => $visit:ident;)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
            self.read::<$ty, V>(visitor, |visitor, value| visitor.$visit(value))
        })*
    };
}

impl<'de> Deserializer<'de> for Key<'_, 'de> {
    type Error = Misfit;

    keys_of_numbers! {
        deserialize_bool: bool => visit_bool;
        deserialize_i8: i64 => visit_i64;
        deserialize_i16: i64 => visit_i64;
        deserialize_i32: i64 => visit_i64;
        deserialize_i64: i64 => visit_i64;
        deserialize_i128: i128 => visit_i128;
        deserialize_u8: u64 => visit_u64;
        deserialize_u16: u64 => visit_u64;
        deserialize_u32: u64 => visit_u64;
        deserialize_u64: u64 => visit_u64;
        deserialize_u128: u128 => visit_u128;
        deserialize_f32: f64 => visit_f64;
        deserialize_f64: f64 => visit_f64;
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.declared {
            Some(name) => visitor.visit_borrowed_str(name),
            None => self.values.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.values
            .deeper(|values| visitor.visit_some(Key::new(values, None)))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.values
            .deeper(|values| visitor.visit_newtype_struct(Key::new(values, None)))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.values.deserialize_enum(name, variants, visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.declared {
            Some(_) => visitor.visit_unit(),
            None => self.values.deserialize_ignored_any(visitor),
        }
    }

    serde::forward_to_deserialize_any! {
        char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier
    }
}
