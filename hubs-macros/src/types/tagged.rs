//! Variants of an enum with a tag inside: each value must be an object that the tag fits into.

use syn::{Fields, ItemEnum, Type};

use super::{
    hub_type::{SerdeArguments, is_elsewhere},
    parts::is_told_elsewhere,
};
use crate::{
    errors::{Errors, with_help},
    rules::ty,
};

/// Types whose values are texts, numbers, lists or nothing: no objects. None that a user may have a struct of the name of.
const NO_OBJECTS: &[&str] = &[
    "BTreeSet", "HashSet", "Option", "String", "Uuid", "Vec", "VecDeque", "bool", "char", "f32",
    "f64", "i128", "i16", "i32", "i64", "i8", "isize", "str", "u128", "u16", "u32", "u64", "u8",
    "usize",
];

/// Refuses variants around one value that is seen to be no object, which serde finds out when it writes or reads one.
pub(super) fn check(item: &ItemEnum, errors: &mut Errors) {
    let written = SerdeArguments::read(&item.attrs);
    let Some(tag) = written.text("tag") else {
        return;
    };
    if written.has("content") || written.has("untagged") || is_elsewhere(&item.attrs) {
        return;
    }
    for variant in &item.variants {
        let own = SerdeArguments::read(&variant.attrs);
        let hidden = ["skip", "untagged", "with", "serialize_with"];
        let Fields::Unnamed(fields) = &variant.fields else {
            continue;
        };
        let Some(field) = fields.unnamed.first().filter(|_| fields.unnamed.len() == 1) else {
            continue;
        };
        let is_told = hidden.iter().any(|key| own.has(key)) || is_told_elsewhere(field);
        if is_told || is_object(&field.ty) {
            continue;
        }
        let (variant, tag) = (&variant.ident, tag.value());
        let message = format!(
            "variant `{variant}` holds `{}`, which has no place for the tag `{tag}`",
            ty::text(&field.ty)
        );
        let help = format!(
            "give the value a name, `{variant} {{ value: {} }}`, or put it beside the tag: `#[serde(tag = \"{tag}\", content = \"value\")]`",
            ty::text(&field.ty)
        );
        errors.push(&field.ty, with_help(message, help));
    }
}

fn is_object(ty: &Type) -> bool {
    match ty::bare(ty) {
        Type::Array(_) | Type::Slice(_) => false,
        Type::Tuple(tuple) => tuple.elems.is_empty(),
        ty if ty::is_called(ty, "Box") || ty::is_called(ty, "Arc") => {
            ty::arguments(ty).first().is_none_or(|ty| is_object(ty))
        }
        ty => !NO_OBJECTS.iter().any(|name| ty::is_called(ty, name)),
    }
}
