//! Fields whose form on the wire a function of the user's decides: the contract must be told it.

use syn::{Attribute, Field, LitStr};

use super::hub_type::SerdeArguments;
use crate::{
    attr::is_named,
    errors::{Errors, with_help},
};

/// Refuses `#[serde(serialize_with = "…")]` and `#[serde(with = "module")]` on a field or a variant beside which nothing
/// says what travels: schemars would describe the type that is written, or take the module for a type.
///
/// A type in `with` describes itself, and `deserialize_with` changes what is read, not what is sent.
pub(crate) fn check_form(attrs: &mut Vec<Attribute>, errors: &mut Errors) {
    let (serde, schemars) = (
        SerdeArguments::read(attrs),
        SerdeArguments::named("schemars", attrs),
    );
    let told = ["with", "schema_with", "skip"]
        .iter()
        .any(|key| schemars.key(key).is_some())
        || serde.key("skip").is_some()
        || attrs.iter().any(|attr| is_named(attr, "cfg_attr"));
    let module = serde.key("with").filter(|_| {
        let path = serde.text("with");
        path.is_some_and(is_module)
    });
    let Some(key) = module.or_else(|| serde.key("serialize_with")) else {
        return;
    };
    if told {
        return;
    }
    errors.push(
        key,
        with_help(
            format!("`{key}` hides from the contract what travels"),
            "name the type that is written, beside it: `#[schemars(with = \"String\")]`",
        ),
    );
    // Reported; whatever it is, schemars need not look for it.
    attrs.push(syn::parse_quote!(#[schemars(with = "()")]));
}

/// The same for all fields.
pub(crate) fn check_forms<'a>(
    fields: impl IntoIterator<Item = &'a mut Field>,
    errors: &mut Errors,
) {
    for field in fields {
        check_form(&mut field.attrs, errors);
    }
}

/// Modules and types are told apart by how they are written.
fn is_module(path: &LitStr) -> bool {
    let Ok(path) = path.parse::<syn::Path>() else {
        return false;
    };
    path.segments.last().is_some_and(|segment| {
        let name = syn::ext::IdentExt::unraw(&segment.ident).to_string();
        segment.arguments.is_none() && name.starts_with(|first: char| !first.is_uppercase())
    })
}
