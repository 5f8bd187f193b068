//! Integers that are wider than a JavaScript number, and where they stand. All of a contract are refused at once, by the names
//! that their author gave: of the type, the variant and the field.

use std::collections::BTreeSet;

use hubs_contract::model::{Contract, Returns};
use serde_json::{Map, Value};

use crate::error::Error;

/// What JavaScript counts to without a gap.
const MAX_SAFE: f64 = 9_007_199_254_740_991.0;

/// Whether a `number` may not have every value of an integer's schema. Whoever gives it bounds (`#[schemars(range(…))]`) says
/// that it has none beyond them.
pub(super) fn is_wide(schema: &Map<String, Value>) -> bool {
    let bound = |key: &str| schema.get(key).and_then(Value::as_f64);
    let bounds = bound("minimum").zip(bound("maximum"));
    let is_bounded = bounds.is_some_and(|(least, most)| least >= -MAX_SAFE && most <= MAX_SAFE);
    rust_type(schema).is_some() && !is_bounded
}

/// The type of an integer that is wider than 53 bits, as Rust calls it.
fn rust_type(schema: &Map<String, Value>) -> Option<&'static str> {
    Some(match schema.get("format")?.as_str()? {
        "int64" => "i64",
        "uint64" => "u64",
        "int128" => "i128",
        "uint128" => "u128",
        "int" => "isize",
        "uint" => "usize",
        _ => return None,
    })
}

/// Refuses a contract that has wide integers.
///
/// # Errors
/// All of them.
pub(super) fn refuse(contract: &Contract) -> Result<(), Error> {
    let mut search = Search {
        contract,
        places: BTreeSet::new(),
        found: Vec::new(),
    };
    search.members();
    search.types();
    match search.found.as_slice() {
        [] => Ok(()),
        found => Err(told(found)),
    }
}

/// What stands at a place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wide {
    Integer(&'static str),
    Duration,
    SystemTime,
}

impl Wide {
    /// Those of std, whose seconds are a `u64`: nobody can give these fields another type.
    fn of_std(name: &str, schema: &Value) -> Option<Self> {
        let has = |field: &str| schema["properties"].get(field).is_some();
        match name {
            "Duration" if has("secs") && has("nanos") => Some(Self::Duration),
            "SystemTime" if has("secs_since_epoch") => Some(Self::SystemTime),
            _ => None,
        }
    }

    fn words(self) -> String {
        match self {
            Self::Integer(name @ ("i64" | "i128" | "isize")) => format!("an `{name}`"),
            Self::Integer(name) => format!("a `{name}`"),
            Self::Duration => "a `std::time::Duration`, whose seconds are a `u64`".to_owned(),
            Self::SystemTime => "a `std::time::SystemTime`, whose seconds are a `u64`".to_owned(),
        }
    }
}

fn told(found: &[(String, Wide)]) -> Error {
    let limit = "beyond 2^53 - 1 a TypeScript `number` is not exact";
    let message = match found {
        [(place, wide)] => format!("{place} is {}; {limit}", wide.words()),
        several => {
            let lines = several.iter();
            let lines = lines.map(|(place, wide)| format!("\n{place} is {}", wide.words()));
            let count = several.len();
            format!(
                "{limit}, which concerns {count} places:{}",
                lines.collect::<String>()
            )
        }
    };
    let has = |wanted: fn(&Wide) -> bool| found.iter().any(|(_, wide)| wanted(wide));
    let helps = [
        (
            has(|wide| matches!(wide, Wide::Integer(_))),
            "take `u32`, `i32` or `f64` for an integer, or `hubs_runtime::Text<…>` if every digit counts; for a field that never \
             exceeds it, `#[schemars(range(min = 0, max = 9007199254740991_u64))]` says so; with `--int64 number` or \
             `int64 = \"number\"` in `hubs.toml` the calls fail that would send or get a greater one",
        ),
        (
            has(|wide| *wide == Wide::Duration),
            "send a duration as milliseconds in a `u32` or `f64`",
        ),
        (
            has(|wide| *wide == Wide::SystemTime),
            "send a moment as `chrono::DateTime<Utc>` or `jiff::Timestamp`, which clients get as text",
        ),
    ];
    let helps = helps.iter().filter(|(applies, _)| *applies);
    let helps: Vec<&str> = helps.map(|(_, help)| *help).collect();
    Error::new(message).help(helps.join("\nhelp: "))
}

struct Search<'c> {
    contract: &'c Contract,
    /// A type that is read and written is told once.
    places: BTreeSet<String>,
    found: Vec<(String, Wide)>,
}

impl Search<'_> {
    fn members(&mut self) {
        let contract = self.contract;
        for (name, hub) in &contract.hubs {
            for (wire, method) in &hub.methods {
                let method_name = format!("hub method `{name}.{wire}`");
                for param in &method.params {
                    let place = format!("parameter `{}` of {method_name}", param.name);
                    self.schema(&param.schema, &Place::words(place));
                }
                if let Returns::Value { schema } | Returns::Stream { schema } = &method.returns {
                    let place = format!("the result of {method_name}");
                    self.schema(schema, &Place::words(place));
                }
                if let Some(schema) = &method.error {
                    self.schema(schema, &Place::words(format!("the error of {method_name}")));
                }
            }
        }
        self.clients();
        for (name, state) in &contract.states {
            for field in &state.fields {
                let place = format!("field `{}` of caller state `{name}`", field.name);
                self.schema(&field.output, &Place::words(place));
            }
        }
    }

    fn clients(&mut self) {
        for (name, client) in &self.contract.clients {
            for (wire, method) in &client.methods {
                let method_name = format!("client method `{name}.{wire}`");
                for param in &method.params {
                    let place = format!("parameter `{}` of {method_name}", param.name);
                    self.schema(&param.schema, &Place::words(place));
                }
                let answer = method.result.as_ref();
                if let Some(schema) = answer.and_then(|answer| answer.schema.as_ref()) {
                    let place = format!("the answer of {method_name}");
                    self.schema(schema, &Place::words(place));
                }
            }
        }
    }

    fn types(&mut self) {
        let types = &self.contract.types;
        for (name, schema) in types.input.iter().chain(&types.output) {
            // Told where it is used, which is the code that can change.
            if Wide::of_std(name, schema).is_none() {
                self.schema(schema, &Place::of_type(name));
            }
        }
    }

    fn schema(&mut self, schema: &Value, place: &Place) {
        let Value::Object(schema) = schema else {
            return;
        };
        if let Some(wide) = self.of_reference(schema) {
            self.tell(place, wide);
        }
        if let Some(name) = rust_type(schema)
            && allows_integers(schema)
            && is_wide(schema)
        {
            self.tell(place, Wide::Integer(name));
        }
        for key in ["oneOf", "anyOf"] {
            for schema in items(schema, key) {
                let title = schema.get("title").and_then(Value::as_str);
                self.schema(schema, &place.variant(title));
            }
        }
        for schema in items(schema, "allOf") {
            self.schema(schema, place);
        }
        for (index, schema) in items(schema, "prefixItems").enumerate() {
            self.schema(schema, &place.step(&format!(".{index}")));
        }
        if let Some(schema) = schema.get("items") {
            self.schema(schema, &place.step("[]"));
        }
        self.fields(schema, place);
    }

    fn fields(&mut self, schema: &Map<String, Value>, place: &Place) {
        let members = |key: &str| {
            schema
                .get(key)
                .and_then(Value::as_object)
                .into_iter()
                .flatten()
        };
        for (name, field) in members("properties") {
            // An external tag is the variant once more.
            let is_tag = place.ends_in_variant(name);
            match is_tag {
                true => self.schema(field, place),
                false => self.schema(field, &place.step(&format!(".{name}"))),
            }
        }
        let values = members("patternProperties").map(|(_, value)| value);
        for value in values.chain(schema.get("additionalProperties")) {
            self.schema(value, &place.step("{}"));
        }
    }

    fn of_reference(&self, schema: &Map<String, Value>) -> Option<Wide> {
        let name = schema.get("$ref")?.as_str()?.rsplit('/').next()?;
        let types = &self.contract.types;
        let named = types.output.get(name).or(types.input.get(name))?;
        Wide::of_std(name, named)
    }

    fn tell(&mut self, place: &Place, wide: Wide) {
        let text = place.text();
        if self.places.insert(text.clone()) {
            self.found.push((text, wide));
        }
    }
}

fn allows_integers(schema: &Map<String, Value>) -> bool {
    match schema.get("type") {
        Some(Value::String(one)) => one == "integer",
        Some(Value::Array(several)) => several.iter().any(|one| one == "integer"),
        _ => false,
    }
}

fn items<'s>(schema: &'s Map<String, Value>, key: &str) -> impl Iterator<Item = &'s Value> {
    schema
        .get(key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

/// A place as its author would call it: `Drawing::Circle.radius`, or words and what is inside of them.
struct Place {
    words: String,
    path: String,
    variant: Option<String>,
}

impl Place {
    fn words(words: String) -> Self {
        Self {
            words,
            path: String::new(),
            variant: None,
        }
    }

    fn of_type(name: &str) -> Self {
        Self {
            words: String::new(),
            path: name.to_owned(),
            variant: None,
        }
    }

    fn step(&self, step: &str) -> Self {
        Self {
            words: self.words.clone(),
            path: format!("{}{step}", self.path),
            variant: None,
        }
    }

    /// Alternatives without a name, as those of an `Option`, are no step.
    fn variant(&self, title: Option<&str>) -> Self {
        let mut inside = self.step(&title.map(|title| format!("::{title}")).unwrap_or_default());
        inside.variant = title.map(str::to_owned);
        inside
    }

    fn ends_in_variant(&self, key: &str) -> bool {
        let fold = |text: &str| text.replace(['_', '-'], "").to_lowercase();
        self.variant
            .as_deref()
            .is_some_and(|variant| fold(variant) == fold(key))
    }

    fn text(&self) -> String {
        let path = self.path.trim_start_matches('.');
        match (self.words.as_str(), path) {
            (words, "") => words.to_owned(),
            ("", path) => format!("`{path}`"),
            (words, path) => format!("`{path}` in {words}"),
        }
    }
}
