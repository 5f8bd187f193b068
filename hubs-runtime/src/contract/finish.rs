//! From what `#[hub_type]` leaves in a schema to what the contract says.

use serde_json::{Map, Value, json};

use crate::__private::TAG_MARK;

/// A schema as the contract has it; `name` is its type's, if it has one, and `way` the direction of its values.
pub(super) fn finish(mut schema: Value, name: &str, way: &str) -> Value {
    match &mut schema {
        Value::Object(object) => {
            for value in object.values_mut() {
                *value = finish(value.take(), "", way);
            }
            // The same holds for this word as for the next.
            if object.get("x-generic").is_some_and(is_instance)
                && let Some(instance) = object.remove("x-generic")
                && let Some(instance) = of_one_way(&instance, name, way)
            {
                object.insert("x-generic".to_owned(), instance);
            }
            // A field may be called like that, too; then it is a schema.
            if object.get("x-units").is_some_and(Value::is_array)
                && let Some(Value::Array(names)) = object.remove("x-units")
            {
                name_units(object, &names);
            }
            finish_tag(object, way);
        }
        Value::Array(items) => {
            for item in items {
                *item = finish(item.take(), "", way);
            }
        }
        _ => {}
    }
    schema
}

/// Takes the mark off the tag of a struct. A struct that refuses unknown fields refuses its own tag, too, when it is read.
fn finish_tag(schema: &mut Map<String, Value>, way: &str) {
    let refused = way == "input" && schema.get("additionalProperties") == Some(&Value::Bool(false));
    let Some(Value::Object(properties)) = schema.get_mut("properties") else {
        return;
    };
    let mut tags = Vec::new();
    for (name, property) in properties.iter_mut() {
        let marked = property
            .as_object_mut()
            .and_then(|property| property.remove(TAG_MARK));
        if marked == Some(Value::Bool(true)) {
            tags.push(name.clone());
        }
    }
    if refused {
        properties.retain(|name, _| !tags.contains(name));
        if let Some(Value::Array(required)) = schema.get_mut("required") {
            required.retain(|name| !tags.iter().any(|tag| name == tag));
        }
    }
}

fn is_instance(value: &Value) -> bool {
    value.get("self").is_some_and(Value::is_string)
}

/// The generic type and its arguments in one direction, if they are those of the type called `name` and all have a schema.
fn of_one_way(instance: &Value, name: &str, way: &str) -> Option<Value> {
    let arguments = instance["arguments"].as_array()?.iter();
    let arguments: Option<Vec<&Value>> = arguments
        .map(|argument| match argument.get("const") {
            Some(_) => Some(argument),
            None => argument.get(way),
        })
        .collect();
    let found = json!({ "name": instance["name"], "arguments": arguments? });
    (instance["self"] == name).then_some(found)
}

/// The names that `#[hub_type]` lists for an enum's constants, given to them as titles; the list of constants becomes one
/// schema for each, as they are written if they have docs.
fn name_units(schema: &mut Map<String, Value>, names: &[Value]) {
    // An enum with flattened or nullable constants has none that these names belong to.
    let constants = |schema: &Value| match schema.get("enum") {
        Some(Value::Array(values)) if values.len() == names.len() => {
            let named = |(value, name)| json!({ "type": "string", "const": value, "title": name });
            Some(values.iter().zip(names).map(named).collect::<Vec<_>>())
        }
        _ => None,
    };
    if let Some(named) = constants(&Value::Object(schema.clone())) {
        schema.remove("enum");
        schema.remove("type");
        schema.insert("oneOf".to_owned(), Value::Array(named));
        return;
    }
    for keyword in ["oneOf", "anyOf"] {
        if let Some(Value::Array(variants)) = schema.get_mut(keyword)
            && let Some(named) = variants.first().and_then(constants)
        {
            variants.splice(..1, named);
        }
    }
}
