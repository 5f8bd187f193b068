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
    ZonedMoment,
    LocalMoment,
    Date,
    Time,
    Duration,
    Uuid,
    Bytes,
    WideInteger,
}

/// Those that the contract uses and whose names no type of its own has.
#[derive(Clone, Debug, Default)]
pub(super) struct Forms(Vec<Form>);

impl Form {
    const ALL: [Self; 9] = [
        Self::Moment,
        Self::ZonedMoment,
        Self::LocalMoment,
        Self::Date,
        Self::Time,
        Self::Duration,
        Self::Uuid,
        Self::Bytes,
        Self::WideInteger,
    ];

    /// That of values with this schema.
    fn of(schema: &Map<String, Value>) -> Option<Self> {
        if is_bytes(schema) {
            return Some(Self::Bytes);
        }
        if is_wide(schema) {
            return Some(Self::WideInteger);
        }
        Some(match schema.get("format")?.as_str()? {
            "date-time" => Self::Moment,
            "zoned-date-time" => Self::ZonedMoment,
            "partial-date-time" => Self::LocalMoment,
            "date" => Self::Date,
            "partial-time" => Self::Time,
            "duration" => Self::Duration,
            "uuid" => Self::Uuid,
            _ => return None,
        })
    }

    fn name(self) -> &'static str {
        match self {
            Self::Moment => "IsoDateTime",
            Self::ZonedMoment => "IsoZonedDateTime",
            Self::LocalMoment => "IsoLocalDateTime",
            Self::Date => "IsoDate",
            Self::Time => "IsoTime",
            // `Duration` is what std's is called, which is no text.
            Self::Duration => "IsoDuration",
            Self::Uuid => "Uuid",
            Self::Bytes => "Base64OrBytes",
            Self::WideInteger => WIDE_INTEGER,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Moment => {
                "A moment as text, as `2026-03-01T09:30:00Z`: `new Date(text)` reads it, `date.toISOString()` writes it."
            }
            Self::ZonedMoment => {
                "A moment and its zone as text, as `2026-03-01T09:30:00+01:00[Europe/Berlin]`, which `Date` does not read."
            }
            Self::LocalMoment => {
                "A day and a time of day without a zone as text, as `2026-03-01T09:30:00`. `new Date(text)` takes the zone of the\n\
                 machine, `toISOString()` writes another form, which the server refuses."
            }
            Self::Date => {
                "A day as text, as `2026-03-01`. `new Date(text)` is its midnight in UTC, which is the day before in some zones."
            }
            Self::Time => "A time of day as text, as `09:30:00`.",
            Self::Duration => "A length of time as text, as `PT1H30M`.",
            Self::Uuid => "A UUID as text, as `0190163d-8694-739b-aea5-966c26f8ad91`.",
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
            Self::Moment
            | Self::ZonedMoment
            | Self::LocalMoment
            | Self::Date
            | Self::Time
            | Self::Duration
            | Self::Uuid => Shape::text("string"),
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
        let free =
            |form: &Form| !is_taken(form.name(), contract) && !is_class(form.name(), contract);
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

/// Whether a hub has the name.
fn is_class(name: &str, contract: &Contract) -> bool {
    let mut hubs = contract.hubs.iter();
    hubs.any(|(hub, described)| described.client_name.as_ref().unwrap_or(hub) == name)
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

    /// A schema of each form of texts, and what it is called.
    fn texts() -> Vec<(Value, &'static str)> {
        let of_format = [
            ("date-time", "IsoDateTime"),
            ("zoned-date-time", "IsoZonedDateTime"),
            ("partial-date-time", "IsoLocalDateTime"),
            ("date", "IsoDate"),
            ("partial-time", "IsoTime"),
            ("duration", "IsoDuration"),
            ("uuid", "Uuid"),
        ];
        let bytes =
            json!({ "type": "string", "contentEncoding": "base64", "x-messagepack": "bin" });
        let texts = of_format.map(|(format, name)| (format_of(format), name));
        texts
            .into_iter()
            .chain([(bytes, "Base64OrBytes")])
            .collect()
    }

    fn format_of(format: &str) -> Value {
        json!({ "type": "string", "format": format })
    }

    #[test]
    fn forms_have_names_unless_these_are_taken() {
        let forms = Forms(Form::ALL.into());
        let none = Forms::default();
        for (schema, name) in texts() {
            let form = Form::of(schema.as_object().unwrap()).unwrap();
            assert_eq!(text(&none, schema.clone()), form.shape(), "{name}");
            assert_eq!(text(&forms, schema), Shape::Name(name.to_owned()));
            assert!(is_form(name));
        }
    }

    #[test]
    fn types_and_hubs_of_the_same_name_leave_texts_what_they_are() {
        let contract = |hub: &str, mut types: Value| {
            types["User"] = json!({ "type": "object", "properties": { "id": format_of("uuid") } });
            serde_json::from_value::<Contract>(json!({
                "format": hubs_contract::FORMAT,
                "server": { "kind": "hubs", "version": "0.1.0" },
                "hubs": { "Hub": { "about": { "path": "hub" }, "clientName": hub, "methods": {} } },
                "clients": {}, "states": {},
                "types": { "input": types, "output": {} },
            }))
            .unwrap()
        };
        let taken = json!({ "Uuid": { "type": "integer" } });
        assert_eq!(Forms::of(&contract("Finder", json!({}))).0, [Form::Uuid]);
        assert_eq!(Forms::of(&contract("Finder", taken)).0, []);
        assert_eq!(Forms::of(&contract("Uuid", json!({}))).0, []);
    }

    #[test]
    fn other_texts_are_texts() {
        let forms = Forms(Form::ALL.into());
        let base64 = json!({ "type": "string", "contentEncoding": "base64" });
        for schema in [base64, format_of("uri"), format_of("ipv4")] {
            assert_eq!(text(&forms, schema), Shape::text("string"));
        }
    }
}
