//! Arguments of serde that are misspelled. Its derives report them and then write nothing, so that whatever uses the type would
//! be an error too: what most likely is a slip is told here, and the derives never see it.

use hubs_contract::names::nearest;
use syn::{Attribute, Fields, Item};

use super::hub_type::SerdeArguments;
use crate::errors::{Errors, with_help};

const RULES: [&str; 8] = [
    "lowercase",
    "UPPERCASE",
    "PascalCase",
    "camelCase",
    "snake_case",
    "SCREAMING_SNAKE_CASE",
    "kebab-case",
    "SCREAMING-KEBAB-CASE",
];

/// What serde reads on a type, a variant or a field. A name that is missing here is left to serde, unless it resembles one.
const ARGUMENTS: [&str; 32] = [
    "alias",
    "borrow",
    "bound",
    "content",
    "crate",
    "default",
    "deny_unknown_fields",
    "deserialize",
    "deserialize_with",
    "expecting",
    "field_identifier",
    "flatten",
    "from",
    "getter",
    "into",
    "other",
    "remote",
    "rename",
    "rename_all",
    "rename_all_fields",
    "serialize",
    "serialize_with",
    "skip",
    "skip_deserializing",
    "skip_serializing",
    "skip_serializing_if",
    "tag",
    "transparent",
    "try_from",
    "untagged",
    "variant_identifier",
    "with",
];

/// Reports them, and takes the attributes away that they stand in.
pub(crate) fn check(item: &mut Item, errors: &mut Errors) {
    match item {
        Item::Struct(item) => {
            check_attributes(&mut item.attrs, errors);
            check_fields(&mut item.fields, errors);
        }
        Item::Enum(item) => {
            check_attributes(&mut item.attrs, errors);
            for variant in &mut item.variants {
                check_attributes(&mut variant.attrs, errors);
                check_fields(&mut variant.fields, errors);
            }
        }
        _ => {}
    }
}

fn check_fields(fields: &mut Fields, errors: &mut Errors) {
    for field in fields {
        check_attributes(&mut field.attrs, errors);
    }
}

fn check_attributes(attrs: &mut Vec<Attribute>, errors: &mut Errors) {
    attrs.retain(|attr| {
        if !attr.path().is_ident("serde") {
            return true;
        }
        let before = errors.len();
        check_arguments(&SerdeArguments::read(std::slice::from_ref(attr)), errors);
        errors.len() == before
    });
}

fn check_arguments(written: &SerdeArguments, errors: &mut Errors) {
    for key in written.keys() {
        let name = key.to_string();
        if ARGUMENTS.contains(&name.as_str()) {
            continue;
        }
        if let Some(meant) = nearest(&name, ARGUMENTS) {
            let message = format!("serde has no argument `{name}`");
            errors.push(key, with_help(message, format!("did you mean `{meant}`?")));
        }
    }
    for key in ["rename_all", "rename_all_fields"] {
        let Some(rule) = written.text(key) else {
            continue;
        };
        if !RULES.contains(&rule.value().as_str()) {
            let message = format!("serde has no rule `{}` for `{key}`", rule.value());
            let rules = RULES.map(|rule| format!("`{rule}`")).join(", ");
            errors.push(rule, with_help(message, format!("write one of {rules}")));
        }
    }
}
