//! Generic types of std, whose schemas do not tell that they are generic: schemars calls each instance `Range_of_uint32` or the
//! like. They are told by that name and by being exactly what schemars writes, so a type of the contract's own is none.

use serde_json::{Value, json};

/// The generic type that this one is an instance of, and its argument.
pub(super) fn instance<'s>(name: &str, schema: &'s Value) -> Option<(&'static str, &'s Value)> {
    // `RangeInclusive` is called so as well.
    let (family, argument, written) = if name.starts_with("Range_of_") {
        let argument = schema.pointer("/properties/start")?;
        ("Range", argument, range(argument))
    } else if name.starts_with("Bound_of_") {
        let argument = schema.pointer("/oneOf/0/properties/Included")?;
        ("Bound", argument, bound(argument))
    } else {
        return None;
    };
    (*schema == written).then_some((family, argument))
}

fn range(of: &Value) -> Value {
    json!({ "type": "object", "properties": { "start": of, "end": of }, "required": ["start", "end"] })
}

fn bound(of: &Value) -> Value {
    let variant =
        |name: &str| json!({ "type": "object", "properties": { name: of }, "required": [name] });
    let unbounded = json!({ "type": "string", "const": "Unbounded" });
    json!({ "oneOf": [variant("Included"), variant("Excluded"), unbounded] })
}
