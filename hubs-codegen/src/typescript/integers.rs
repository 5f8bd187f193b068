//! What a hub's client checks so that wide integers are exact: where they stand in everything that crosses the wire.

use std::collections::BTreeMap;

use hubs_contract::model::{Contract, Hub, Method, Returns};
use serde_json::{Map, Value, json};

use super::types::{Direction, Places, TypePrinter};
use crate::error::Error;

/// `HubPlaces` of the support file; nothing for a hub without wide integers.
///
/// # Errors
/// If a type cannot be right in TypeScript.
pub(super) fn of_hub(
    contract: &Contract,
    hub: &Hub,
    types: &TypePrinter,
) -> Result<Option<Value>, Error> {
    let mut search = Search {
        types,
        met: Vec::new(),
    };
    let mut methods = Map::new();
    for (wire, method) in &hub.methods {
        insert(&mut methods, wire, search.method(wire, method)?);
    }
    let mut answered = Map::new();
    if let Some(client) = hub
        .client
        .as_ref()
        .and_then(|name| contract.clients.get(name))
    {
        for (wire, method) in &client.methods {
            let params = method.params.iter().map(|param| &param.schema);
            let arguments = search.tuple(params, Direction::Output, wire)?;
            let answer = method
                .result
                .as_ref()
                .and_then(|answer| answer.schema.as_ref());
            let mut places = Map::new();
            insert(&mut places, "arguments", arguments);
            insert(
                &mut places,
                "result",
                search.value(answer, Direction::Input, wire)?,
            );
            insert(&mut answered, wire, Value::Object(places));
        }
    }
    let mut fields = BTreeMap::new();
    if let Some(state) = hub
        .state
        .as_ref()
        .and_then(|name| contract.states.get(name))
    {
        for field in &state.fields {
            let places = types.places(&field.output, Direction::Output, &field.name)?;
            fields.insert(field.name.clone(), places);
        }
    }
    let state = search.json(Places::of_fields(fields));
    if methods.is_empty() && answered.is_empty() && state.is_null() {
        return Ok(None);
    }
    let named = search.named_types();
    Ok(Some(
        json!({ "types": named, "methods": methods, "client": answered, "state": state }),
    ))
}

/// What there is nothing to say about is left out.
fn insert(map: &mut Map<String, Value>, key: &str, value: Value) {
    let says_nothing = value.is_null() || value.as_object().is_some_and(Map::is_empty);
    if !says_nothing {
        map.insert(key.to_owned(), value);
    }
}

struct Search<'t> {
    types: &'t TypePrinter,
    /// What was found, whose named types are to be told too.
    met: Vec<Places>,
}

impl Search<'_> {
    fn method(&mut self, wire: &str, method: &Method) -> Result<Value, Error> {
        let sent = |upload: bool| {
            let chosen = method
                .params
                .iter()
                .filter(move |param| param.upload == upload);
            chosen.map(|param| &param.schema)
        };
        let result = match &method.returns {
            Returns::Value { schema } | Returns::Stream { schema } => Some(schema),
            Returns::Nothing => None,
        };
        let mut places = Map::new();
        insert(
            &mut places,
            "arguments",
            self.tuple(sent(false), Direction::Input, wire)?,
        );
        // Each upload is checked by itself, by its position.
        let uploads = self.tuple(sent(true), Direction::Input, wire)?;
        insert(&mut places, "uploads", uploads["tuple"].clone());
        insert(
            &mut places,
            "result",
            self.value(result, Direction::Output, wire)?,
        );
        insert(
            &mut places,
            "error",
            self.value(method.error.as_ref(), Direction::Output, wire)?,
        );
        Ok(Value::Object(places))
    }

    fn tuple<'s>(
        &mut self,
        schemas: impl Iterator<Item = &'s Value>,
        direction: Direction,
        place: &str,
    ) -> Result<Value, Error> {
        let places = schemas.map(|schema| self.types.places(schema, direction, place));
        let places = places.collect::<Result<_, _>>()?;
        Ok(self.json(Places::of_tuple(places)))
    }

    fn value(
        &mut self,
        schema: Option<&Value>,
        direction: Direction,
        place: &str,
    ) -> Result<Value, Error> {
        match schema {
            Some(schema) => {
                let places = self.types.places(schema, direction, place)?;
                Ok(self.json(places))
            }
            None => Ok(Value::Null),
        }
    }

    fn json(&mut self, places: Places) -> Value {
        let json = places.to_json();
        self.met.push(places);
        json
    }

    /// Every named type that was met, and those that are met in these.
    fn named_types(&mut self) -> Map<String, Value> {
        let mut known = Map::new();
        while let Some(places) = self.met.pop() {
            let mut named = BTreeMap::new();
            places.named(&mut named);
            for (declared, named) in named {
                if !known.contains_key(&declared) {
                    let places = self.types.places_of_type(&named);
                    known.insert(declared, places.to_json());
                    self.met.push(places);
                }
            }
        }
        known.sort_keys();
        known
    }
}
