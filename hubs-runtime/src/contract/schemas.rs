//! JSON Schemas of the types that cross the wire, in both directions.

use std::collections::BTreeMap;

use hubs_contract::model;
use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

/// Two generators: what the server reads and what it writes.
pub(super) struct Schemas {
    input: SchemaGenerator,
    output: SchemaGenerator,
}

impl Schemas {
    pub(super) fn new() -> Self {
        let settings = |path: &str| {
            let path = path.to_owned();
            SchemaSettings::draft2020_12().with(|settings| {
                settings.meta_schema = None;
                settings.definitions_path = path.into();
            })
        };
        Self {
            input: settings(model::INPUT_TYPES)
                .for_deserialize()
                .into_generator(),
            output: settings(model::OUTPUT_TYPES)
                .for_serialize()
                .into_generator(),
        }
    }

    /// The schema of a value that clients send.
    pub(super) fn input<T: JsonSchema>(&mut self) -> Value {
        named_units(self.input.subschema_for::<T>().to_value())
    }

    /// The schema of a value that the server sends.
    pub(super) fn output<T: JsonSchema>(&mut self) -> Value {
        named_units(self.output.subschema_for::<T>().to_value())
    }

    /// All named types, and the names that had to be numbered because several types share them.
    pub(super) fn finish(mut self) -> (model::Types, Vec<String>) {
        let finished = |generator: &mut SchemaGenerator| {
            let types = generator.take_definitions(true).into_iter();
            types
                .map(|(name, schema)| (name, named_units(schema)))
                .collect()
        };
        let types = model::Types {
            input: finished(&mut self.input),
            output: finished(&mut self.output),
        };
        let mut shared = shared_names(&types.input);
        shared.extend(shared_names(&types.output));
        shared.sort();
        shared.dedup();
        (types, shared)
    }
}

/// The names that `#[hub_type]` lists for an enum's constants, given to them as titles; the list of constants becomes one
/// schema for each, as they are written if they have docs.
fn named_units(mut schema: Value) -> Value {
    match &mut schema {
        Value::Object(object) => {
            for value in object.values_mut() {
                *value = named_units(value.take());
            }
            // A field may be called like that, too; then it is a schema.
            if object.get("x-units").is_some_and(Value::is_array)
                && let Some(Value::Array(names)) = object.remove("x-units")
            {
                name_units(object, &names);
            }
        }
        Value::Array(items) => {
            for item in items {
                *item = named_units(item.take());
            }
        }
        _ => {}
    }
    schema
}

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

/// Names of which there is a numbered sister, as `User` and `User2`: the number follows the order of use, so moving a
/// method would rename the clients' types.
fn shared_names(types: &BTreeMap<String, Value>) -> Vec<String> {
    let is_shared = |name: &&String| types.contains_key(&format!("{name}2"));
    types.keys().filter(is_shared).cloned().collect()
}
