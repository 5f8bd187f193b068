//! JSON Schemas of the types that cross the wire, in both directions.

use std::{cell::Cell, collections::BTreeMap};

use hubs_contract::model;
use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Value, json};

use super::finish::finish;

/// Two generators: what the server reads and what it writes.
pub(super) struct Schemas {
    input: SchemaGenerator,
    output: SchemaGenerator,
}

impl Schemas {
    pub(super) fn new() -> Self {
        Self {
            input: generator(model::INPUT_TYPES, SchemaSettings::for_deserialize),
            output: generator(model::OUTPUT_TYPES, SchemaSettings::for_serialize),
        }
    }

    /// The schema of a value that clients send.
    pub(super) fn input<T: JsonSchema>(&mut self) -> Value {
        finish(self.input.subschema_for::<T>().to_value(), "", "input")
    }

    /// The schema of a value that the server sends.
    pub(super) fn output<T: JsonSchema>(&mut self) -> Value {
        finish(self.output.subschema_for::<T>().to_value(), "", "output")
    }

    /// All named types, and the names that had to be numbered because several types share them.
    pub(super) fn finish(mut self) -> (model::Types, Vec<String>) {
        let finished = |generator: &mut SchemaGenerator, way| {
            let types = generator.take_definitions(true).into_iter();
            let finished = types.map(|(name, schema)| {
                let schema = finish(schema, &name, way);
                (name, schema)
            });
            finished.collect()
        };
        let types = model::Types {
            input: finished(&mut self.input, "input"),
            output: finished(&mut self.output, "output"),
        };
        let mut shared = shared_names(&types.input);
        shared.extend(shared_names(&types.output));
        shared.sort();
        shared.dedup();
        (types, shared)
    }
}

fn generator(types: &str, direction: fn(SchemaSettings) -> SchemaSettings) -> SchemaGenerator {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.meta_schema = None;
        settings.definitions_path = types.to_owned().into();
    });
    direction(settings).into_generator()
}

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// The schemas of a generic type's argument, by direction. The type that asks is within a generator that it cannot reach,
/// so these come from another one; what they refer to is in the first one as well. Null within such a generator, of which
/// nothing else is kept: an argument may hold the type that asks.
pub(crate) fn argument_schemas<T: JsonSchema>() -> Value {
    if INSIDE.replace(true) {
        return Value::Null;
    }
    let mut schemas = Schemas::new();
    let schemas = json!({ "input": schemas.input::<T>(), "output": schemas.output::<T>() });
    INSIDE.set(false);
    schemas
}

/// Names of which there is a numbered sister, as `User` and `User2`: the number follows the order of use, so moving a
/// method would rename the clients' types.
fn shared_names(types: &BTreeMap<String, Value>) -> Vec<String> {
    let is_shared = |name: &&String| types.contains_key(&format!("{name}2"));
    types.keys().filter(is_shared).cloned().collect()
}
