//! Changes of the values that cross the wire.
//!
//! A type can grow, so that values fit that did not, or shrink. What clients send must fit the server that they meet: if it grew,
//! new clients fail at old servers; if it shrank, old clients at new ones. For what the server sends it is the other way round.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Changes, Class};
use crate::rust::{
    refused::WORDS,
    schema::{Schema, last, nullable, variants},
};

/// Which way a value travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// From client to server.
    Input,
    /// From server to client.
    Output,
}

type Types = BTreeMap<String, Value>;

/// Compares the values of one direction.
pub(super) struct Compare<'a> {
    pub(super) old: &'a Types,
    pub(super) new: &'a Types,
    pub(super) direction: Direction,
    changes: &'a mut Changes,
    /// The named types that are being compared, of which each may contain itself.
    inside: Vec<(String, String)>,
}

impl<'a> Compare<'a> {
    pub(super) fn new(
        old: &'a Types,
        new: &'a Types,
        direction: Direction,
        changes: &'a mut Changes,
    ) -> Self {
        Self {
            old,
            new,
            direction,
            changes,
            inside: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, class: Class, text: String) {
        self.changes.add(class, text);
    }

    /// Who must follow if a type grew or shrank.
    pub(super) fn class(&self, grew: bool, shrank: bool) -> Class {
        match self.direction {
            Direction::Input => Class::new(shrank, grew),
            Direction::Output => Class::new(grew, shrank),
        }
    }

    pub(super) fn values(&mut self, place: &str, old: &Value, new: &Value) {
        let (old_names, old) = resolved(old, self.old);
        let (new_names, new) = resolved(new, self.new);
        let is_named = !old_names.is_empty() || !new_names.is_empty();
        // A type without a name is told by what it is: both sides may come back to themselves, but at different places.
        let known = |names: String, schema: &Value| match names.is_empty() {
            true => schema.to_string(),
            false => names,
        };
        let pair = (known(old_names, &old), known(new_names, &new));
        if is_named && self.inside.contains(&pair) {
            return;
        }
        self.inside.push(pair);
        self.resolved(place, &old, &new);
        self.inside.pop();
    }

    fn resolved(&mut self, place: &str, old: &Value, new: &Value) {
        let (Value::Object(was), Value::Object(is)) = (old, new) else {
            return self.anything(place, old, new);
        };
        match (nullable(was), nullable(is)) {
            (None, None) => {}
            (old_inner, new_inner) => {
                match (&old_inner, &new_inner) {
                    (None, _) => {
                        let class = self.class(true, false);
                        self.add(class, format!("{place} may be null now"));
                    }
                    (_, None) => {
                        let class = self.class(false, true);
                        self.add(class, format!("{place} may not be null any more"));
                    }
                    _ => {}
                }
                let old = old_inner.unwrap_or_else(|| old.clone());
                let new = new_inner.unwrap_or_else(|| new.clone());
                return self.values(place, &old, &new);
            }
        }
        match (variants(was), variants(is)) {
            (Some(old), Some(new)) => self.enums(place, (was, &old), (is, &new)),
            (None, None) => self.shapes(place, was, is),
            _ => self.other_type(place, was, is),
        }
    }

    /// `true` lets everything pass, an empty schema too.
    fn anything(&mut self, place: &str, old: &Value, new: &Value) {
        let is_any = |schema: &Value| {
            *schema == Value::Bool(true) || schema.as_object().is_some_and(Map::is_empty)
        };
        match (is_any(old), is_any(new)) {
            (true, true) => {}
            (false, true) => {
                let class = self.class(true, false);
                self.add(class, format!("{place} may be anything now"));
            }
            (true, false) => {
                let class = self.class(false, true);
                self.add(class, format!("{place} may not be anything any more"));
            }
            (false, false) if old != new => {
                self.add(Class::BOTH, format!("{place} has another type"));
            }
            (false, false) => {}
        }
    }

    fn shapes(&mut self, place: &str, old: &Schema, new: &Schema) {
        let empty = |schema: &Schema| schema.is_empty();
        if empty(old) || empty(new) {
            let (old, new) = (Value::Object(old.clone()), Value::Object(new.clone()));
            return self.anything(place, &old, &new);
        }
        if old.get("type") != new.get("type") {
            return self.kinds(place, old, new);
        }
        match old.get("type").and_then(Value::as_str) {
            Some("integer") => return self.integers(place, old, new),
            Some("array") => self.items(place, old, new),
            _ => {}
        }
        self.fields(place, old, new);
        self.map(place, old, new);
        self.beside_fields(place, old, new);
        let rest = |schema: &Schema| {
            let mut rest = schema.clone();
            rest.retain(|keyword, _| !COMPARED.contains(&keyword.as_str()));
            rest
        };
        if rest(old) != rest(new) {
            self.other_type(place, old, new);
        }
    }

    /// Several JSON types, of which one more or less may be there.
    fn kinds(&mut self, place: &str, old: &Schema, new: &Schema) {
        let kinds = |schema: &Schema| match schema.get("type") {
            Some(Value::Array(kinds)) => kinds.clone(),
            Some(kind) => vec![kind.clone()],
            None => Vec::new(),
        };
        let (was, is) = (kinds(old), kinds(new));
        let grew = is.iter().any(|kind| !was.contains(kind));
        let shrank = was.iter().any(|kind| !is.contains(kind));
        let text = format!("{place} is {} now, was {}", shown(new), shown(old));
        let class = self.class(grew, shrank);
        if class != Class::COMPATIBLE {
            self.add(class, text);
        }
    }

    /// Of integers that fit into each other one is only wider.
    fn integers(&mut self, place: &str, old: &Schema, new: &Schema) {
        if old == new {
            return;
        }
        let (grew, shrank) = match (range(old), range(new)) {
            (Some(was), Some(is)) => (is.0 > was.0 || is.1 > was.1, is.0 < was.0 || is.1 < was.1),
            _ => (true, true),
        };
        if grew || shrank {
            let class = self.class(grew, shrank);
            let text = format!("{place} is {} now, was {}", shown(new), shown(old));
            self.add(class, text);
        }
    }

    fn items(&mut self, place: &str, old: &Schema, new: &Schema) {
        let tuple = |schema: &Schema| match schema.get("prefixItems") {
            Some(Value::Array(items)) => items.clone(),
            _ => Vec::new(),
        };
        let (was, is) = (tuple(old), tuple(new));
        if was.len() != is.len() {
            self.add(Class::BOTH, format!("{place} has another length"));
            return;
        }
        for (index, (old, new)) in was.iter().zip(&is).enumerate() {
            self.values(&format!("{place}.{index}"), old, new);
        }
        let item = |schema: &Schema| schema.get("items").cloned().unwrap_or(Value::Bool(true));
        self.values(&format!("{place}[]"), &item(old), &item(new));
    }

    fn fields(&mut self, place: &str, old: &Schema, new: &Schema) {
        let (was, is) = (Fields::of(old), Fields::of(new));
        for (name, schema) in &was.properties {
            let place = format!("{place}.{name}");
            match is.properties.get(name) {
                None => self.field_gone(&place, was.requires(name), is.is_closed),
                Some(other) => {
                    self.values(&place, schema, other);
                    self.presence(&place, was.requires(name), is.requires(name));
                }
            }
        }
        for name in is.properties.keys() {
            if !was.properties.contains_key(name) {
                let place = format!("{place}.{name}");
                self.field_added(&place, is.requires(name), was.is_closed);
            }
        }
    }

    fn presence(&mut self, place: &str, was: bool, is: bool) {
        let words = match (self.direction, is) {
            _ if was == is => return,
            (Direction::Input, true) => "must be sent now",
            (Direction::Input, false) => "need not be sent any more",
            (Direction::Output, true) => "is always sent now",
            (Direction::Output, false) => "may be missing now",
        };
        let class = self.class(!is, is);
        self.add(class, format!("{place} {words}"));
    }

    /// Readers overlook what they do not know, but for those that refuse it: `refused`.
    fn field_gone(&mut self, place: &str, required: bool, refused: bool) {
        let (class, words) = match self.direction {
            Direction::Input => (Class::new(refused, required), "is not read any more"),
            Direction::Output => (Class::new(required, false), "is not sent any more"),
        };
        self.add(class, format!("{place} {words}"));
    }

    fn field_added(&mut self, place: &str, required: bool, refused: bool) {
        let (class, words) = match (self.direction, required) {
            (Direction::Input, true) => (Class::new(true, refused), "is new and must be sent"),
            (Direction::Input, false) => (Class::new(false, refused), "is new and may be sent"),
            (Direction::Output, true) => (Class::SERVERS, "is new and always sent"),
            (Direction::Output, false) => (Class::COMPATIBLE, "is new and may be sent"),
        };
        self.add(class, format!("{place} {words}"));
    }

    /// Values of a map.
    fn map(&mut self, place: &str, old: &Schema, new: &Schema) {
        let is_schema = |value: &&Value| **value != Value::Bool(false);
        let more = |schema: &'_ Schema| {
            let more = schema.get("additionalProperties").filter(is_schema);
            more.cloned()
        };
        let place = format!("{place}{{}}");
        match (more(old), more(new)) {
            (Some(old), Some(new)) => self.values(&place, &old, &new),
            (None, None) => {}
            _ => self.add(Class::BOTH, format!("{place} has another type")),
        }
        let patterns = |schema: &Schema| match schema.get("patternProperties") {
            Some(Value::Object(patterns)) => patterns.clone(),
            _ => Map::new(),
        };
        let (was, is) = (patterns(old), patterns(new));
        if !was.keys().eq(is.keys()) {
            return self.add(Class::BOTH, format!("{place} has other keys"));
        }
        for (old, new) in was.values().zip(is.values()) {
            self.values(&place, old, new);
        }
    }

    /// An enum that is flattened into a struct.
    fn beside_fields(&mut self, place: &str, old: &Schema, new: &Schema) {
        let flattened = |schema: &Schema| {
            let mut kind = schema.clone();
            kind.retain(|keyword, _| ["oneOf", "anyOf", "x-enum"].contains(&keyword.as_str()));
            variants(&kind).map(|variants| (kind, variants))
        };
        match (flattened(old), flattened(new)) {
            (Some((old, was)), Some((new, is))) => self.enums(place, (&old, &was), (&new, &is)),
            (None, None) => {}
            _ => self.add(Class::BOTH, format!("{place} has another type")),
        }
    }

    pub(super) fn other_type(&mut self, place: &str, old: &Schema, new: &Schema) {
        let (is, was) = (shown(new), shown(old));
        let text = match is == was {
            true => format!("{place} has another type"),
            false => format!("{place} is {is} now, was {was}"),
        };
        self.add(Class::BOTH, text);
    }
}

/// Keywords of which each has its own comparison.
const COMPARED: [&str; 11] = [
    "additionalProperties",
    "anyOf",
    "items",
    "minimum",
    "oneOf",
    "patternProperties",
    "prefixItems",
    "properties",
    "required",
    "type",
    "x-enum",
];

/// A struct's schema, taken apart.
struct Fields {
    properties: Map<String, Value>,
    required: Vec<Value>,
    /// Whether other fields are refused.
    is_closed: bool,
}

impl Fields {
    fn of(schema: &Schema) -> Self {
        let properties = match schema.get("properties") {
            Some(Value::Object(properties)) => properties.clone(),
            _ => Map::new(),
        };
        let required = match schema.get("required") {
            Some(Value::Array(names)) => names.clone(),
            _ => Vec::new(),
        };
        let closed = [
            schema.get("additionalProperties"),
            schema.get("unevaluatedProperties"),
        ];
        Self {
            properties,
            required,
            is_closed: closed.contains(&Some(&Value::Bool(false))),
        }
    }

    fn requires(&self, name: &str) -> bool {
        self.required.iter().any(|required| required == name)
    }
}

/// A schema without words, and with the named type put in that it is or extends, whose names come along.
pub(super) fn resolved(schema: &Value, types: &Types) -> (String, Value) {
    let (mut names, mut schema) = (String::new(), schema.clone());
    let mut seen: Vec<String> = Vec::new();
    loop {
        let Value::Object(object) = &mut schema else {
            return (names, schema);
        };
        // Of ours, `x-enum` tells variants apart and is compared.
        object.retain(|keyword, _| !WORDS.contains(&keyword.as_str()) && keyword != "x-generic");
        if let Some(Value::Array(parts)) = object.get("allOf")
            && let [part] = parts.as_slice()
            && object.len() == 1
        {
            schema = part.clone();
            continue;
        }
        let target = object.get("$ref").and_then(Value::as_str).map(last);
        let found = target.filter(|name| !seen.contains(name));
        let Some((name, named)) = found.and_then(|name| Some((name.clone(), types.get(&name)?)))
        else {
            return (names, schema);
        };
        object.remove("$ref");
        // With fields of its own it is another type at every place.
        if object.is_empty() {
            names = format!("{names}/{name}");
        }
        seen.push(name);
        schema = extended(object.clone(), named);
    }
}

/// A named type with what stands beside the reference to it.
fn extended(mut object: Schema, named: &Value) -> Value {
    let Value::Object(named) = named else {
        return match object.is_empty() {
            true => named.clone(),
            false => Value::Object(object),
        };
    };
    for (keyword, value) in named {
        match (object.get_mut(keyword), value) {
            (None, value) => drop(object.insert(keyword.clone(), value.clone())),
            (Some(Value::Object(own)), Value::Object(more)) if keyword == "properties" => {
                own.extend(more.clone());
            }
            (Some(Value::Array(own)), Value::Array(more)) if keyword == "required" => {
                own.extend(more.clone());
            }
            _ => {}
        }
    }
    Value::Object(object)
}

/// Bits of the least and of the greatest value.
fn range(schema: &Schema) -> Option<(u32, u32)> {
    let format = schema.get("format").map_or(Some("int64"), Value::as_str)?;
    let bits = |bits: &str| match bits {
        "" => Some(64),
        bits => bits.parse::<u32>().ok(),
    };
    match format.strip_prefix("uint") {
        Some(rest) => Some((0, bits(rest)?)),
        None => {
            let bits = bits(format.strip_prefix("int")?)? - 1;
            Some((bits, bits))
        }
    }
}

/// A type in a word or two.
fn shown(schema: &Schema) -> String {
    let text = |keyword: &str| schema.get(keyword).and_then(Value::as_str);
    if variants(schema).is_some() {
        return "an enum".to_owned();
    }
    match (text("format").or(text("type")), schema.get("type")) {
        (Some(word), _) => format!("`{word}`"),
        (None, Some(Value::Array(kinds))) => {
            let kinds: Vec<&str> = kinds.iter().filter_map(Value::as_str).collect();
            format!("`{}`", kinds.join("` or `"))
        }
        _ => "another type".to_owned(),
    }
}
