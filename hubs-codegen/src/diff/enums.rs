//! Changes of enums, variant by variant.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    Class,
    schemas::{Compare, Direction, resolved},
};
use crate::rust::schema::{Schema, Tagging, is_tagged, tagging, wire_name};

/// An enum's schema and its variants.
type Enum<'e> = (&'e Schema, &'e [Value]);

impl Compare<'_> {
    pub(super) fn enums(&mut self, place: &str, old: Enum<'_>, new: Enum<'_>) {
        let (was, is) = (tagging(old.0, old.1), tagging(new.0, new.1));
        if was != is {
            let text = format!("{place} is tagged {} now, was {}", words(&is), words(&was));
            return self.add(Class::BOTH, text);
        }
        let (old_tagged, mut old_rest) = sorted(old.1, &was);
        let (new_tagged, mut new_rest) = sorted(new.1, &is);
        for (wire, variant) in &old_tagged {
            match new_tagged.iter().find(|(other, _)| other == wire) {
                Some((_, other)) => self.bodies(&format!("{place}::{wire}"), variant, other, &was),
                None => self.variant_gone(place, wire),
            }
        }
        for (wire, _) in &new_tagged {
            if !old_tagged.iter().any(|(other, _)| other == wire) {
                self.variant_added(place, wire);
            }
        }
        self.without_equal(&mut old_rest, &mut new_rest);
        self.untagged(place, &old_rest, new_rest);
    }

    /// What stands behind a tag.
    fn bodies(&mut self, place: &str, old: &Value, new: &Value, tagging: &Tagging) {
        if !matches!(tagging, Tagging::External) {
            return self.values(place, old, new);
        }
        let content = |variant: &Value| {
            let properties = variant.get("properties")?.as_object()?;
            properties.values().next().cloned()
        };
        match (content(old), content(new)) {
            (Some(old), Some(new)) => self.values(place, &old, &new),
            (None, None) => {}
            (None, Some(_)) => self.add(Class::BOTH, format!("{place} has a value now")),
            (Some(_), None) => self.add(Class::BOTH, format!("{place} has no value any more")),
        }
    }

    /// Takes out the variants that are the same on both sides, whatever they are called.
    fn without_equal(&self, old: &mut Vec<&Value>, new: &mut Vec<&Value>) {
        old.retain(|variant| {
            let own = whole(variant, self.old, &mut Vec::new());
            let equal = |other: &&Value| whole(other, self.new, &mut Vec::new());
            match new.iter().position(|other| equal(other) == own) {
                Some(index) => {
                    new.remove(index);
                    false
                }
                None => true,
            }
        });
    }

    /// Variants without a tag are told apart by their names in Rust.
    fn untagged(&mut self, place: &str, old: &[&Value], mut new: Vec<&Value>) {
        for variant in old {
            let name = title(variant);
            let same = new.iter().position(|other| {
                let are_values = is_value(variant) || is_value(other);
                !are_values && title(other).is_some() && title(other) == name
            });
            match same {
                Some(index) => {
                    let place = format!("{place}::{}", name.unwrap_or_default());
                    self.values(&place, variant, new.remove(index));
                }
                None => self.variant_gone(place, &shown(variant)),
            }
        }
        for variant in new {
            self.variant_added(place, &shown(variant));
        }
    }

    fn variant_gone(&mut self, place: &str, name: &str) {
        let words = match self.direction {
            Direction::Input => "clients may not send it any more",
            Direction::Output => "the server does not send it any more",
        };
        let class = self.class(false, true);
        self.add(class, format!("{place}: variant `{name}` is gone, {words}"));
    }

    fn variant_added(&mut self, place: &str, name: &str) {
        let words = match self.direction {
            Direction::Input => "clients may send it",
            Direction::Output => "the server may send it",
        };
        let class = self.class(true, false);
        self.add(class, format!("{place}: variant `{name}` is new, {words}"));
    }
}

/// Variants by what names them on the wire, and those that nothing names.
fn sorted<'v>(
    variants: &'v [Value],
    tagging: &Tagging,
) -> (Vec<(String, &'v Value)>, Vec<&'v Value>) {
    let (mut tagged, mut rest) = (Vec::new(), Vec::new());
    for variant in variants {
        let object = variant.as_object();
        let named = object.filter(|object| is_tagged(object, tagging));
        match named.and_then(|object| wire_name(object, tagging)) {
            Some(wire) => tagged.push((wire, variant)),
            None => rest.push(variant),
        }
    }
    (tagged, rest)
}

fn title(variant: &Value) -> Option<&str> {
    variant.get("title")?.as_str()
}

/// Whether it is one value and no type.
fn is_value(variant: &Value) -> bool {
    variant.get("const").is_some()
}

/// What to call a variant without a tag.
fn shown(variant: &Value) -> String {
    let name = title(variant).map(str::to_owned);
    let value = || variant.get("const").map(Value::to_string);
    let target = || {
        Some(
            variant
                .get("$ref")?
                .as_str()?
                .rsplit('/')
                .next()?
                .to_owned(),
        )
    };
    let kind = || Some(variant.get("type")?.as_str()?.to_owned());
    name.or_else(value)
        .or_else(target)
        .or_else(kind)
        .unwrap_or_else(|| "without a name".to_owned())
}

fn words(tagging: &Tagging) -> String {
    match tagging {
        Tagging::External => "externally".to_owned(),
        Tagging::Internal(tag) => format!("by `{tag}`"),
        Tagging::Adjacent(tag, content) => format!("by `{tag}` beside `{content}`"),
        Tagging::Untagged => "not at all".to_owned(),
    }
}

/// A schema with its named types put in, without words; a type inside itself stays a name.
fn whole(schema: &Value, types: &BTreeMap<String, Value>, inside: &mut Vec<String>) -> Value {
    let (names, schema) = resolved(schema, types);
    if !names.is_empty() && inside.contains(&names) {
        return Value::String(names);
    }
    inside.push(names);
    let whole = match schema {
        Value::Object(members) => {
            let member = |(keyword, value): (String, Value)| {
                let value = match value {
                    // Names of fields, which may be any words.
                    Value::Object(named) if keyword.ends_with("roperties") => named
                        .into_iter()
                        .map(|(name, schema)| (name, whole(&schema, types, inside)))
                        .collect(),
                    Value::Array(items) => in_any_order(&keyword, items, types, inside),
                    value => whole(&value, types, inside),
                };
                (keyword, value)
            };
            members.into_iter().map(member).collect()
        }
        other => other,
    };
    inside.pop();
    whole
}

/// A keyword's items, sorted if the same values fit however they are ordered.
fn in_any_order(
    keyword: &str,
    items: Vec<Value>,
    types: &BTreeMap<String, Value>,
    inside: &mut Vec<String>,
) -> Value {
    let sets = ["required", "enum", "type", "oneOf", "anyOf", "allOf"];
    let mut items: Vec<Value> = items
        .iter()
        .map(|item| whole(item, types, inside))
        .collect();
    if sets.contains(&keyword) {
        items.sort_by_cached_key(Value::to_string);
    }
    Value::Array(items)
}
