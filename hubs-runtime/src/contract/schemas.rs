//! JSON Schemas of the types that cross the wire, in both directions.

use std::collections::BTreeMap;

use hubs_contract::model;
use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::Value;

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
        self.input.subschema_for::<T>().to_value()
    }

    /// The schema of a value that the server sends.
    pub(super) fn output<T: JsonSchema>(&mut self) -> Value {
        self.output.subschema_for::<T>().to_value()
    }

    /// All named types, and the names that had to be numbered because several types share them.
    pub(super) fn finish(mut self) -> (model::Types, Vec<String>) {
        let types = model::Types {
            input: self.input.take_definitions(true).into_iter().collect(),
            output: self.output.take_definitions(true).into_iter().collect(),
        };
        let mut shared = shared_names(&types.input);
        shared.extend(shared_names(&types.output));
        shared.sort();
        shared.dedup();
        (types, shared)
    }
}

/// Names of which there is a numbered sister, as `User` and `User2`: the number follows the order of use, so moving a
/// method would rename the clients' types.
fn shared_names(types: &BTreeMap<String, Value>) -> Vec<String> {
    let is_shared = |name: &&String| types.contains_key(&format!("{name}2"));
    types.keys().filter(is_shared).cloned().collect()
}
