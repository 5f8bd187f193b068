//! What schemas say, asked in the words of Rust.

use std::collections::BTreeSet;

use hubs_contract::{
    keywords::{NAMED, SEVERAL},
    model::Contract,
};
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::{Map, Value};

pub(crate) type Schema = Map<String, Value>;

/// Longest fixed-size array that serde reads and writes as one.
const LONGEST_ARRAY: u64 = 32;

/// Keywords that hold a schema, as far as this printer has types for it.
const ONE: [&str; 2] = ["additionalProperties", "items"];

/// How an enum's variants are told apart on the wire.
#[derive(PartialEq, Eq)]
pub(crate) enum Tagging {
    External,
    Internal(String),
    Adjacent(String, String),
    Untagged,
}

/// Names that mean something else in the two directions, or that use such a name.
pub(crate) fn split(contract: &Contract) -> BTreeSet<String> {
    let both = contract.types.input.iter().filter_map(|(name, input)| {
        let output = contract.types.output.get(name)?;
        Some((name, input, output))
    });
    let both: Vec<_> = both.collect();
    let mut split: BTreeSet<String> = both
        .iter()
        .filter(|(_, input, output)| !same(input, output))
        .map(|(name, ..)| (*name).clone())
        .collect();
    loop {
        let more = both.iter().find(|(name, input, _)| {
            !split.contains(*name) && split.iter().any(|other| refers(input, other))
        });
        match more {
            Some((name, ..)) => drop(split.insert((*name).clone())),
            None => return split,
        }
    }
}

/// Whether what clients send and what they get is one type in Rust.
pub(crate) fn same(input: &Value, output: &Value) -> bool {
    let plain = |schema: &Value| {
        let mut schema = schema.clone();
        forget_missing_nulls(&mut schema);
        let text = schema.to_string();
        text.replace("/types/input/", "/types/output/")
    };
    plain(&as_sent(input, output)) == plain(output)
}

/// What clients may send, but where the server takes several JSON types and sends one of them, as it sends that.
fn as_sent(input: &Value, output: &Value) -> Value {
    if takes_more(input, output) {
        return output.clone();
    }
    match (input, output) {
        (Value::Object(members), Value::Object(others)) => {
            let member = |(name, value): (&String, &Value)| {
                let other = others.get(name).unwrap_or(&Value::Null);
                (name.clone(), as_sent(value, other))
            };
            members.iter().map(member).collect()
        }
        (Value::Array(items), Value::Array(others)) if items.len() == others.len() => {
            let pairs = items.iter().zip(others);
            pairs.map(|(item, other)| as_sent(item, other)).collect()
        }
        _ => input.clone(),
    }
}

/// Whether clients may send several JSON types, and the server sends one of them, which it reads as well as it writes.
fn takes_more(input: &Value, output: &Value) -> bool {
    match (input.get("type"), output.get("type")) {
        (Some(Value::Array(kinds)), Some(kind)) => {
            kinds.contains(kind) && kinds.iter().filter(|kind| *kind != "null").count() > 1
        }
        _ => false,
    }
}

/// A field that may be null is an `Option` in Rust, whether it may be missing too or not.
fn forget_missing_nulls(schema: &mut Value) {
    let Value::Object(members) = schema else {
        return;
    };
    let may_be_null: Vec<Value> = members
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter(|(_, property)| property.as_object().is_some_and(|p| nullable(p).is_some()))
        .map(|(name, _)| Value::String(name.clone()))
        .collect();
    if let Some(Value::Array(required)) = members.get_mut("required") {
        required.retain(|name| !may_be_null.contains(name));
        if required.is_empty() {
            members.remove("required");
        }
    }
    members.remove("default");
    members.remove("x-generic");
    for (keyword, value) in members {
        let keyword = keyword.as_str();
        match value {
            Value::Object(named) if NAMED.contains(&keyword) => {
                named.values_mut().for_each(forget_missing_nulls);
            }
            Value::Array(several) if SEVERAL.contains(&keyword) => {
                several.iter_mut().for_each(forget_missing_nulls);
            }
            one if ONE.contains(&keyword) => forget_missing_nulls(one),
            _ => {}
        }
    }
}

pub(crate) fn refers(schema: &Value, name: &str) -> bool {
    let Value::Object(schema) = schema else {
        return false;
    };
    let target = schema.get("$ref").and_then(Value::as_str);
    target.is_some_and(|target| last(target) == name)
        || (subschemas(schema).iter()).any(|(_, inner)| refers(inner, name))
}

/// The schemas inside a schema, with the keyword that each stands below. What `x-generic` has is said twice.
pub(crate) fn subschemas(schema: &Schema) -> Vec<(&str, &Value)> {
    let mut found = Vec::new();
    for (keyword, value) in schema {
        let keyword = keyword.as_str();
        match value {
            Value::Object(named) if NAMED.contains(&keyword) => {
                found.extend(named.values().map(|inner| (keyword, inner)));
            }
            Value::Array(several) if SEVERAL.contains(&keyword) => {
                found.extend(several.iter().map(|inner| (keyword, inner)));
            }
            one if ONE.contains(&keyword) => found.push((keyword, one)),
            _ => {}
        }
    }
    found
}

/// The length of a list that always has the same one, and of which Rust makes an array.
pub(crate) fn fixed_length(schema: &Schema) -> Option<u64> {
    let bound = |key: &str| schema.get(key).and_then(Value::as_u64);
    let length = bound("maxItems").filter(|most| *most <= LONGEST_ARRAY)?;
    (bound("minItems") == Some(length)).then_some(length)
}

/// Whether a schema needs no type of its own: neither fields nor variants.
pub(crate) fn is_alias(schema: &Schema) -> bool {
    let is_struct = schema.contains_key("properties") && !is_map(schema);
    !is_struct && variants(schema).is_none()
}

pub(crate) fn last(reference: &str) -> String {
    let name = reference.rsplit('/').next().unwrap_or(reference);
    name.to_owned()
}

/// The name that a schema points at and says nothing else of.
pub(crate) fn reference(schema: &Schema) -> Option<String> {
    let says_more = ["properties", "oneOf", "anyOf", "type"];
    if let Some(Value::String(name)) = schema.get("$ref")
        && !says_more.iter().any(|key| schema.contains_key(*key))
    {
        return Some(last(name));
    }
    match schema.get("allOf") {
        Some(Value::Array(parts)) if parts.len() == 1 => reference(parts[0].as_object()?),
        _ => None,
    }
}

/// What a value is if it is not null.
pub(crate) fn nullable(schema: &Schema) -> Option<Value> {
    if let Some(Value::Array(kinds)) = schema.get("type")
        && let Some(kind) = kinds.iter().find(|kind| *kind != "null")
        && kinds.len() == 2
        && kinds.iter().any(|kind| kind == "null")
    {
        let mut inner = schema.clone();
        inner.insert("type".to_owned(), kind.clone());
        if let Some(Value::Array(values)) = inner.get_mut("enum") {
            values.retain(|value| !value.is_null());
        }
        return Some(Value::Object(inner));
    }
    for key in ["anyOf", "oneOf"] {
        if let Some(Value::Array(parts)) = schema.get(key) {
            let is_null = |part: &&Value| part.get("type").is_some_and(|kind| kind == "null");
            let others: Vec<&Value> = parts.iter().filter(|part| !is_null(part)).collect();
            if let ([inner], 2) = (others.as_slice(), parts.len()) {
                return Some((*inner).clone());
            }
        }
    }
    None
}

/// The variants of an enum; constants in a list are variants too.
pub(crate) fn variants(schema: &Schema) -> Option<Vec<Value>> {
    if schema.contains_key("properties") || nullable(schema).is_some() {
        return None;
    }
    let mut found = Vec::new();
    for key in ["oneOf", "anyOf"] {
        if let Some(Value::Array(parts)) = schema.get(key) {
            for part in parts {
                match part.get("enum") {
                    Some(Value::Array(values)) => found.extend(values.iter().map(constant)),
                    _ => found.push(part.clone()),
                }
            }
        }
    }
    if let Some(Value::Array(values)) = schema.get("enum") {
        found.extend(values.iter().map(constant));
    }
    if let Some(value) = schema.get("const") {
        found.push(constant(value));
    }
    (!found.is_empty()).then_some(found)
}

pub(crate) fn constant(value: &Value) -> Value {
    serde_json::json!({ "const": value })
}

pub(crate) fn tagging(schema: &Schema, variants: &[Value]) -> Tagging {
    match schema.get("x-enum") {
        Some(Value::String(kind)) if kind == "external" => return Tagging::External,
        Some(Value::String(_)) => return Tagging::Untagged,
        Some(Value::Object(tags)) => {
            let text = |key: &str| tags.get(key).and_then(Value::as_str).map(str::to_owned);
            return match (text("tag"), text("content")) {
                (Some(tag), Some(content)) => Tagging::Adjacent(tag, content),
                (Some(tag), None) => Tagging::Internal(tag),
                _ => Tagging::Untagged,
            };
        }
        _ => {}
    }
    // Of types without our attribute, what the schemas show.
    let is_external = |variant: &Value| {
        variant.get("const").is_some_and(Value::is_string)
            || (variant.get("additionalProperties") == Some(&Value::Bool(false))
                && variant
                    .get("properties")
                    .and_then(Value::as_object)
                    .is_some_and(|p| p.len() == 1))
    };
    if variants.iter().all(is_external) {
        return Tagging::External;
    }
    let tag = variants.first().and_then(|variant| {
        let properties = variant.get("properties")?.as_object()?;
        let mut tags = properties
            .iter()
            .filter(|(_, schema)| schema.get("const").is_some_and(Value::is_string));
        tags.next().map(|(name, _)| name.clone())
    });
    let has = |name: &str| {
        let is_tag = |variant: &Value| {
            let tag = variant
                .get("properties")
                .and_then(|properties| properties.get(name));
            tag.is_some_and(|tag| tag.get("const").is_some())
        };
        variants.iter().all(is_tag)
    };
    match tag {
        Some(tag) if has(&tag) => Tagging::Internal(tag),
        _ => Tagging::Untagged,
    }
}

/// What goes over the wire for a variant, if that is a name.
pub(crate) fn wire_name(variant: &Schema, tagging: &Tagging) -> Option<String> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    match tagging {
        Tagging::External => match variant.get("const") {
            Some(value) => text(value),
            None => {
                let properties = variant.get("properties")?.as_object()?;
                properties.keys().next().cloned()
            }
        },
        Tagging::Internal(tag) | Tagging::Adjacent(tag, _) => {
            text(variant.get("properties")?.get(tag)?.get("const")?)
        }
        Tagging::Untagged => None,
    }
}

/// Whether a variant stands on the wire as `tagging` says; serde can except the last ones of an enum from it.
pub(crate) fn is_tagged(variant: &Schema, tagging: &Tagging) -> bool {
    match tagging {
        Tagging::External => {
            variant.get("const").is_some()
                || variant.get("additionalProperties") == Some(&Value::Bool(false))
        }
        Tagging::Internal(_) | Tagging::Adjacent(..) => wire_name(variant, tagging).is_some(),
        Tagging::Untagged => false,
    }
}

/// Whether no value fits, as none is of an enum without variants.
pub(crate) fn is_never(schema: &Value) -> bool {
    let everything =
        |not: &Value| *not == Value::Bool(true) || not.as_object().is_some_and(Map::is_empty);
    *schema == Value::Bool(false) || schema.get("not").is_some_and(everything)
}

pub(crate) fn required(schema: &Schema) -> Vec<&str> {
    let listed = schema.get("required").and_then(Value::as_array);
    listed
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

/// Properties in the order of declaration, which `required` keeps.
pub(crate) fn properties<'s>(
    schema: &'s Schema,
    required: &[&str],
) -> Vec<(&'s String, &'s Value)> {
    let listed = schema.get("properties").and_then(Value::as_object);
    let mut properties: Vec<_> = listed.into_iter().flatten().collect();
    let position = |name: &str| required.iter().position(|other| *other == name);
    properties.sort_by_key(|(name, _)| position(name).unwrap_or(usize::MAX));
    properties
}

pub(crate) fn is_map(schema: &Schema) -> bool {
    let has_none = schema
        .get("properties")
        .and_then(Value::as_object)
        .is_none_or(Map::is_empty);
    has_none && map(schema).is_some()
}

/// Key and value of a map.
pub(crate) fn map(schema: &Schema) -> Option<(&'static str, Option<&Value>)> {
    if let Some(Value::Object(patterns)) = schema.get("patternProperties")
        && let Some((pattern, value)) = patterns.iter().next()
    {
        let key = match pattern.contains("\\d") {
            true if pattern.contains('-') => "i64",
            true => "u64",
            false => "String",
        };
        return Some((key, Some(value)));
    }
    match schema.get("additionalProperties") {
        Some(Value::Bool(false)) | None => None,
        Some(value) => Some(("String", Some(value))),
    }
}

/// The integer of a format; without one it is the widest that every protocol carries.
pub(crate) fn integer(format: &str) -> Option<TokenStream> {
    Some(match format {
        "uint8" => quote! { u8 },
        "uint16" => quote! { u16 },
        "uint32" => quote! { u32 },
        "uint64" | "uint" => quote! { u64 },
        "uint128" => quote! { u128 },
        "int8" => quote! { i8 },
        "int16" => quote! { i16 },
        "int32" => quote! { i32 },
        "int64" | "int" | "" => quote! { i64 },
        "int128" => quote! { i128 },
        _ => return None,
    })
}

pub(crate) fn float(format: &str) -> Option<TokenStream> {
    Some(match format {
        "float" => quote! { f32 },
        "double" | "" => quote! { f64 },
        _ => return None,
    })
}
