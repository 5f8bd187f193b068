//! Values that cross the wire as the text that they print.

use std::{fmt, marker::PhantomData, ops::Deref, str::FromStr};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, Unexpected, Visitor},
};

/// A value that is a text on the wire, in both protocols and for every client: written by its `Display`, read by its `FromStr`.
///
/// It is for integers of 64 bits and more, of which a number of JavaScript is exact only up to 2^53 - 1, and for whatever
/// serde has no form for. A number is not read in its place.
///
/// ```
/// # use hubs_runtime::prelude::*;
/// use hubs_runtime::Text;
///
/// #[hub_type]
/// pub struct Order {
///     pub id: Text<u64>,
///     pub from: Text<std::net::IpAddr>,
/// }
///
/// let json = r#"{"id":"9007199254740993","from":"::1"}"#;
/// let order: Order = serde_json::from_str(json).unwrap();
/// assert_eq!(*order.id, 9_007_199_254_740_993);
/// assert_eq!(serde_json::to_string(&order).unwrap(), json);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text<T>(
    /// The value.
    pub T,
);

impl<T> Deref for Text<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> From<T> for Text<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T: fmt::Display> fmt::Display for Text<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: fmt::Display> Serialize for Text<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de, T: FromStr> Deserialize<'de> for Text<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor(PhantomData))
    }
}

struct TextVisitor<T>(PhantomData<T>);

impl<T: FromStr> Visitor<'_> for TextVisitor<T> {
    type Value = Text<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = std::any::type_name::<T>();
        let name = path.rsplit("::").next().unwrap_or(path);
        write!(f, "the text of a value of `{name}`")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Text<T>, E> {
        let value = text.parse();
        let value = value.map_err(|_| E::invalid_value(Unexpected::Str(text), &self))?;
        Ok(Text(value))
    }
}

#[cfg(feature = "server")]
impl<T> schemars::JsonSchema for Text<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Text".into()
    }

    fn schema_id() -> std::borrow::Cow<'static, str> {
        "$hubs_runtime::Text".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string" })
    }
}
