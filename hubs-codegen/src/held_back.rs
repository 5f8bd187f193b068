//! Maps with numbers as keys in values that serde holds back: all that is beside a tag, or in an enum without one, until it knows
//! the variant. Keys are texts in JSON, and held back they stay texts, which nobody then reads as numbers.

use std::collections::{BTreeMap, BTreeSet};

use hubs_contract::model::{Contract, Returns};
use serde_json::{Map, Value};

use crate::{
    error::Error,
    rust::schema::{is_tagged, tagging},
};

/// Which values are read by serde.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Read {
    /// Those that clients send.
    ByServer,
    /// Those that the server sends, too.
    ByBoth,
}

/// Refuses a contract that has such maps in what is read.
///
/// # Errors
/// All of them, by type, variant and field.
pub(crate) fn refuse(contract: &Contract, read: Read) -> Result<(), Error> {
    let mut found = BTreeSet::new();
    for sent in [true, false] {
        if sent || read == Read::ByBoth {
            Search::new(contract, sent).all(&mut found);
        }
    }
    if found.is_empty() {
        return Ok(());
    }
    let places: Vec<String> = found.iter().map(|place| format!("`{place}`")).collect();
    let (keys, them) = match places.len() {
        1 => ("has numbers as keys", "it"),
        _ => ("have numbers as keys", "them"),
    };
    Err(Error::new(format!(
        "{} {keys}, which nobody can read: serde holds {them} back until it knows the variant of the enum around {them}, and keys are \
         texts by then",
        places.join(", ")
    ))
    .help(
        "take texts as keys, as `HashMap<hubs_runtime::Text<u32>, _>` has them, or an enum without `tag` and `untagged`",
    ))
}

/// What goes one way.
struct Search<'c> {
    contract: &'c Contract,
    sent: bool,
}

impl<'c> Search<'c> {
    fn new(contract: &'c Contract, sent: bool) -> Self {
        Self { contract, sent }
    }

    fn types(&self) -> &'c BTreeMap<String, Value> {
        let types = &self.contract.types;
        if self.sent {
            &types.input
        } else {
            &types.output
        }
    }

    fn all(&self, found: &mut BTreeSet<String>) {
        for (name, schema) in self.types() {
            self.enums(schema, name, found);
        }
        // Enums without a name of their own.
        for (name, hub) in &self.contract.hubs {
            for (wire, method) in &hub.methods {
                let place = format!("{name}.{wire}");
                let params = method.params.iter().map(|param| &param.schema);
                let result = match &method.returns {
                    Returns::Value { schema } | Returns::Stream { schema } => Some(schema),
                    Returns::Nothing => None,
                };
                let got = result.into_iter().chain(&method.error);
                self.members(self.sent, params, &place, found);
                self.members(!self.sent, got, &place, found);
            }
        }
        for (name, client) in &self.contract.clients {
            for (wire, method) in &client.methods {
                let place = format!("{name}.{wire}");
                let params = method.params.iter().map(|param| &param.schema);
                let answer = (method.result.iter()).filter_map(|answer| answer.schema.as_ref());
                self.members(!self.sent, params, &place, found);
                self.members(self.sent, answer, &place, found);
            }
        }
        for (name, state) in &self.contract.states {
            for field in &state.fields {
                let place = format!("{name}.{}", field.name);
                self.members(self.sent, field.input.iter(), &place, found);
                self.members(!self.sent, [&field.output].into_iter(), &place, found);
            }
        }
    }

    fn members<'s>(
        &self,
        goes_this_way: bool,
        schemas: impl Iterator<Item = &'s Value>,
        place: &str,
        found: &mut BTreeSet<String>,
    ) {
        if goes_this_way {
            schemas.for_each(|schema| self.enums(schema, place, found));
        }
    }

    /// Looks for enums that are held back.
    fn enums(&self, schema: &Value, place: &str, found: &mut BTreeSet<String>) {
        let Value::Object(schema) = schema else {
            return;
        };
        if is_held_back(schema) {
            // Not what stands beside an enum that is flattened into a struct.
            for (place, variant) in variants(schema, place) {
                self.part(variant, &place, &mut BTreeSet::new(), found);
            }
        }
        for (place, part) in parts(schema, place) {
            self.enums(part, &place, found);
        }
    }

    /// Looks for numbers as keys in such an enum. One within is looked into by itself.
    fn keys(
        &self,
        schema: &Map<String, Value>,
        place: &str,
        inside: &mut BTreeSet<String>,
        found: &mut BTreeSet<String>,
    ) {
        if has_number_keys(schema) {
            found.insert(place.to_owned());
        }
        let target = schema.get("$ref").and_then(Value::as_str);
        let target = target.and_then(|target| target.rsplit('/').next());
        let target = target.and_then(|name| {
            let schema = self
                .types()
                .get(name)
                .filter(|_| inside.insert(name.to_owned()))?;
            Some((place.to_owned(), schema))
        });
        for (place, part) in parts(schema, place).into_iter().chain(target) {
            self.part(part, &place, inside, found);
        }
    }

    fn part(
        &self,
        part: &Value,
        place: &str,
        inside: &mut BTreeSet<String>,
        found: &mut BTreeSet<String>,
    ) {
        if let Value::Object(part) = part
            && !is_held_back(part)
        {
            self.keys(part, place, inside, found);
        }
    }
}

/// Whether serde reads the variants of this enum from what it has kept. That needs our attribute, which says how it is tagged.
fn is_held_back(schema: &Map<String, Value>) -> bool {
    let is_flattened = schema.contains_key("properties");
    match schema.get("x-enum") {
        None => false,
        Some(Value::Object(tags)) if !tags.contains_key("content") => true,
        Some(_) if is_flattened => true,
        Some(_) => {
            // One variant that is untagged itself is enough.
            let variants = variants(schema, "").into_iter();
            let variants: Vec<Value> = variants.map(|(_, variant)| variant.clone()).collect();
            let tagging = tagging(schema, &variants);
            let mut variants = variants.iter().filter_map(Value::as_object);
            variants.any(|variant| !is_tagged(variant, &tagging))
        }
    }
}

fn has_number_keys(schema: &Map<String, Value>) -> bool {
    let patterns = schema.get("patternProperties").and_then(Value::as_object);
    patterns.is_some_and(|patterns| patterns.keys().any(|pattern| pattern.contains("\\d")))
}

fn list<'s>(schema: &'s Map<String, Value>, key: &'static str) -> impl Iterator<Item = &'s Value> {
    let list = schema.get(key).and_then(Value::as_array);
    list.into_iter().flatten()
}

/// The variants of an enum, each with its place as an author would call it.
fn variants<'s>(schema: &'s Map<String, Value>, place: &str) -> Vec<(String, &'s Value)> {
    let variants = list(schema, "oneOf").chain(list(schema, "anyOf"));
    let named = variants.map(|variant| {
        let title = variant.get("title").and_then(Value::as_str);
        let step = title.map(|title| format!("::{title}")).unwrap_or_default();
        (format!("{place}{step}"), variant)
    });
    named.collect()
}

/// The schemas directly in one, each with its place.
fn parts<'s>(schema: &'s Map<String, Value>, place: &str) -> Vec<(String, &'s Value)> {
    let list = |key: &'static str| list(schema, key);
    let mut parts = variants(schema, place);
    parts.extend(list("allOf").map(|part| (place.to_owned(), part)));
    for (index, item) in list("prefixItems").enumerate() {
        parts.push((format!("{place}.{index}"), item));
    }
    parts.extend(
        schema
            .get("items")
            .map(|items| (format!("{place}[]"), items)),
    );
    let named = |key: &str| {
        schema
            .get(key)
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
    };
    // The key of an external variant is the variant once more.
    let is_tag = schema.contains_key("title")
        && named("properties").count() == 1
        && schema.get("additionalProperties") == Some(&Value::Bool(false));
    for (name, field) in named("properties") {
        let step = if is_tag {
            String::new()
        } else {
            format!(".{name}")
        };
        parts.push((format!("{place}{step}"), field));
    }
    let values = named("patternProperties").map(|(_, value)| value);
    for value in values.chain(schema.get("additionalProperties")) {
        parts.push((format!("{place}{{}}"), value));
    }
    parts
}
