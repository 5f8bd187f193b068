//! Types that no type of Rust is named for: forms of texts and numbers, with words about what to do with them.

use hubs_contract::model::Contract;
use serde_json::{Map, Value};

use super::{
    Named,
    shape::{Alternative, Shape},
};
use crate::{
    bytes::is_bytes,
    typescript::{docs::Docs, wide::is_wide},
};

/// What integers that may be wider than a `number` are called.
pub(super) const WIDE_INTEGER: &str = "WideInteger";

/// A form of texts or numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Moment,
    Bytes,
    WideInteger,
}

/// Those that the contract uses and whose names no type of its own has.
#[derive(Clone, Debug, Default)]
pub(super) struct Forms(Vec<Form>);

impl Form {
    const ALL: [Self; 3] = [Self::Moment, Self::Bytes, Self::WideInteger];

    /// That of values with this schema.
    fn of(schema: &Map<String, Value>) -> Option<Self> {
        if is_bytes(schema) {
            return Some(Self::Bytes);
        }
        if is_wide(schema) {
            return Some(Self::WideInteger);
        }
        let format = schema.get("format").and_then(Value::as_str);
        (format == Some("date-time")).then_some(Self::Moment)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Moment => "IsoDateTime",
            Self::Bytes => "Base64OrBytes",
            Self::WideInteger => WIDE_INTEGER,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Moment => {
                "A moment as text, as `2026-03-01T09:30:00Z`: `new Date(text)` reads it, `date.toISOString()` writes it."
            }
            Self::Bytes => {
                "Bytes: a text of base64 over JSON, a `Uint8Array` over MessagePack. `bytesOf` makes a `Uint8Array` of both.\n\
                 Base64, which `base64Of` writes, can be sent over both, a `Uint8Array` over MessagePack alone."
            }
            Self::WideInteger => {
                "An integer that has more than 53 bits on the server. Beyond `Number.MAX_SAFE_INTEGER` a `number` is not exact, so a\n\
                 call that would send or get such a one fails with a `RangeError`."
            }
        }
    }

    /// What the name stands for.
    fn shape(self) -> Shape {
        match self {
            Self::Moment => Shape::text("string"),
            Self::Bytes => Shape::union(vec![
                Alternative::plain(Shape::text("string")),
                Alternative::plain(Shape::text("Uint8Array")),
            ]),
            Self::WideInteger => Shape::text("number"),
        }
    }
}

impl Forms {
    pub(super) fn of(contract: &Contract) -> Self {
        let whole = serde_json::to_value(contract).unwrap_or_default();
        let free = |form: &Form| !is_taken(form.name(), contract);
        let used = |form: &Form| mentions(&whole, *form);
        Self(Form::ALL.into_iter().filter(free).filter(used).collect())
    }

    /// The shape of a text with this schema.
    pub(super) fn text(&self, schema: &Map<String, Value>) -> Shape {
        match Form::of(schema) {
            None | Some(Form::WideInteger) => Shape::text("string"),
            Some(form) if self.0.contains(&form) => Shape::Name(form.name().to_owned()),
            Some(form) => form.shape(),
        }
    }

    /// The shape of a number with this schema.
    pub(super) fn number(&self, schema: &Map<String, Value>) -> Shape {
        match Form::of(schema) {
            Some(form @ Form::WideInteger) if self.0.contains(&form) => {
                Shape::Name(form.name().to_owned())
            }
            _ => Shape::text("number"),
        }
    }

    /// What is declared.
    pub(super) fn named(&self) -> impl Iterator<Item = (String, Named)> {
        self.0.iter().map(|form| {
            let docs = Docs::new(form.words());
            let shape = form.shape();
            (form.name().to_owned(), Named::plain(docs, shape))
        })
    }
}

/// Whether the name is for a form, used or not.
pub(super) fn is_form(name: &str) -> bool {
    Form::ALL.into_iter().any(|form| form.name() == name)
}

/// Whether something of the contract has the name already.
pub(super) fn is_taken(name: &str, contract: &Contract) -> bool {
    let types = &contract.types;
    types.input.contains_key(name)
        || types.output.contains_key(name)
        || contract.clients.contains_key(name)
        || contract.states.contains_key(name)
}

/// Whether a schema in `value` is of the form.
fn mentions(value: &Value, form: Form) -> bool {
    match value {
        Value::Object(map) => {
            Form::of(map) == Some(form) || map.values().any(|value| mentions(value, form))
        }
        Value::Array(values) => values.iter().any(|value| mentions(value, form)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn text(forms: &Forms, schema: Value) -> Shape {
        forms.text(schema.as_object().unwrap())
    }

    #[test]
    fn forms_have_names_unless_these_are_taken() {
        let bytes =
            || json!({ "type": "string", "contentEncoding": "base64", "x-messagepack": "bin" });
        let moment = || json!({ "type": "string", "format": "date-time" });
        let forms = Forms(Form::ALL.into());
        assert_eq!(
            text(&forms, bytes()),
            Shape::Name("Base64OrBytes".to_owned())
        );
        assert_eq!(
            text(&forms, moment()),
            Shape::Name("IsoDateTime".to_owned())
        );
        let none = Forms::default();
        assert_eq!(text(&none, bytes()), Form::Bytes.shape());
        assert_eq!(text(&none, moment()), Shape::text("string"));
    }

    #[test]
    fn other_texts_are_texts() {
        let forms = Forms(Form::ALL.into());
        for schema in [
            json!({ "type": "string", "contentEncoding": "base64" }),
            json!({ "type": "string", "format": "date" }),
        ] {
            assert_eq!(text(&forms, schema), Shape::text("string"));
        }
    }
}
