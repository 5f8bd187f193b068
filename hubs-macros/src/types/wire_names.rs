//! Two fields of one wire name in a `#[hub_type]`: serde takes the last one that it reads, without a word.

use std::collections::BTreeMap;

use hubs_contract::names::camel_case;
use syn::{Attribute, Field, Fields, ext::IdentExt};

use super::hub_type::SerdeArguments;
use crate::{
    attr,
    errors::{Errors, with_help},
};

/// Refuses the later of two fields that share a wire name. `container` are the attributes that rename all of them,
/// `rule` is the argument that does.
pub(crate) fn check_fields(
    fields: &Fields,
    container: &[Attribute],
    rule: &str,
    errors: &mut Errors,
) {
    let Fields::Named(fields) = fields else {
        return;
    };
    let in_camel_case = SerdeArguments::read(container).key(rule).is_none();
    let mut seen = BTreeMap::new();
    for field in &fields.named {
        let (Some(ident), Some(name)) = (&field.ident, wire_name(field, in_camel_case)) else {
            continue;
        };
        if let Some(earlier) = seen.insert(name.clone(), ident.unraw()) {
            let serde = SerdeArguments::read(&field.attrs);
            let span = serde.text("rename").map_or(ident.span(), syn::LitStr::span);
            let message = format!(
                "fields `{earlier}` and `{}` share the wire name `{name}`",
                ident.unraw()
            );
            errors.push_at(
                span,
                with_help(
                    message,
                    "rename one of them: a reader would keep one value and lose the other",
                ),
            );
        }
    }
}

/// What the field is called on the wire, if that can be seen: not of a field that is not always there or has a name for
/// each direction.
fn wire_name(field: &Field, in_camel_case: bool) -> Option<String> {
    let serde = SerdeArguments::read(&field.attrs);
    let absent = ["skip", "skip_serializing", "skip_deserializing", "flatten"];
    if attr::cfg_predicate(&field.attrs).is_some()
        || absent.iter().any(|key| serde.key(key).is_some())
        || field
            .attrs
            .iter()
            .any(|attr| attr::is_named(attr, "cfg_attr"))
    {
        return None;
    }
    if serde.key("rename").is_some() {
        return serde.text("rename").map(syn::LitStr::value);
    }
    let ident = field.ident.as_ref()?.unraw().to_string();
    in_camel_case.then(|| camel_case(&ident))
}
