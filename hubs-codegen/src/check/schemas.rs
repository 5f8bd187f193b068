//! Whether schemas are schemas, and whether what a contract points at is there.

use std::collections::BTreeMap;

use hubs_contract::{
    keywords::{NAMED, ONE, SEVERAL},
    model::{Client, Contract, Hub, Method, Param, Returns, State},
    names::nearest,
};
use serde_json::{Map, Value};

use super::{Fault, place::Place};

/// What `type` can say.
const TYPES: [&str; 7] = [
    "array", "boolean", "integer", "null", "number", "object", "string",
];

/// What clients send, and what they get.
const INPUT: &str = "input";
const OUTPUT: &str = "output";

pub(super) fn faults(contract: &Contract) -> Vec<Fault> {
    let mut check = Check {
        contract,
        faults: Vec::new(),
    };
    let root = Place::default();
    for (name, hub) in &contract.hubs {
        check.hub(&root.key("hubs").key(name), hub);
    }
    for (name, client) in &contract.clients {
        check.client(&root.key("clients").key(name), client);
    }
    for (name, state) in &contract.states {
        check.state(&root.key("states").key(name), state);
    }
    for direction in [INPUT, OUTPUT] {
        let place = root.key("types").key(direction);
        for (name, schema) in check.types(direction) {
            check.schema(&place.key(name), direction, schema);
        }
        check.cycles(&place, direction);
    }
    check.faults
}

struct Check<'c> {
    contract: &'c Contract,
    faults: Vec<Fault>,
}

impl<'c> Check<'c> {
    fn add(&mut self, place: &Place, what: impl Into<String>, help: impl Into<String>) {
        self.faults.push(Fault::new(place, what, help));
    }

    fn types(&self, direction: &str) -> &'c BTreeMap<String, Value> {
        match direction {
            INPUT => &self.contract.types.input,
            _ => &self.contract.types.output,
        }
    }

    fn hub(&mut self, place: &Place, hub: &Hub) {
        if let Some(client) = &hub.client
            && !self.contract.clients.contains_key(client)
        {
            let known = self.contract.clients.keys();
            let help = known_names(client, known.map(String::as_str), "`clients`");
            let what = format!("there is no client contract `{client}`");
            self.add(&place.key("client"), what, help);
        }
        if let Some(state) = &hub.state
            && !self.contract.states.contains_key(state)
        {
            let known = self.contract.states.keys();
            let help = known_names(state, known.map(String::as_str), "`states`");
            let what = format!("there is no caller state `{state}`");
            self.add(&place.key("state"), what, help);
        }
        for (name, method) in &hub.methods {
            self.method(&place.key("methods").key(name), method);
        }
    }

    fn method(&mut self, place: &Place, method: &Method) {
        self.params(place, &method.params, INPUT);
        if let Returns::Value { schema } | Returns::Stream { schema } = &method.returns {
            self.schema(&place.key("returns").key("schema"), OUTPUT, schema);
        }
        if let Some(error) = &method.error {
            self.schema(&place.key("error"), OUTPUT, error);
        }
    }

    fn params(&mut self, place: &Place, params: &[Param], direction: &'static str) {
        for (index, param) in params.iter().enumerate() {
            let place = place.key("params").index(index);
            self.schema(&place.key("schema"), direction, &param.schema);
        }
    }

    fn client(&mut self, place: &Place, client: &Client) {
        for (name, method) in &client.methods {
            let place = place.key("methods").key(name);
            self.params(&place, &method.params, OUTPUT);
            if let Some(schema) = method.result.as_ref().and_then(|r| r.schema.as_ref()) {
                self.schema(&place.key("result").key("schema"), INPUT, schema);
            }
        }
    }

    fn state(&mut self, place: &Place, state: &State) {
        for (index, field) in state.fields.iter().enumerate() {
            let place = place.key("fields").index(index);
            if let Some(input) = &field.input {
                self.schema(&place.key("input"), INPUT, input);
            }
            self.schema(&place.key("output"), OUTPUT, &field.output);
        }
    }

    fn schema(&mut self, place: &Place, direction: &'static str, schema: &Value) {
        let schema = match schema {
            Value::Object(schema) => schema,
            Value::Bool(_) => return,
            _ => {
                let help = "write what a value must be, or `true` for any";
                return self.add(place, "a schema is an object, `true` or `false`", help);
            }
        };
        if let Some(target) = schema.get("$ref") {
            self.reference(&place.key("$ref"), direction, target);
        }
        if let Some(kinds) = schema.get("type") {
            self.kinds(&place.key("type"), kinds);
        }
        self.subschemas(place, direction, schema);
    }

    fn subschemas(&mut self, place: &Place, direction: &'static str, schema: &Map<String, Value>) {
        for (keyword, value) in schema {
            let place = place.key(keyword);
            let keyword = keyword.as_str();
            // The last one has a schema of what a text holds, which says nothing of values.
            if ONE.contains(&keyword) || keyword == "contentSchema" {
                self.schema(&place, direction, value);
            } else if SEVERAL.contains(&keyword) {
                let Value::Array(schemas) = value else {
                    let help = "write the schemas in brackets";
                    self.add(&place, format!("`{keyword}` is a list of schemas"), help);
                    continue;
                };
                for (index, schema) in schemas.iter().enumerate() {
                    self.schema(&place.index(index), direction, schema);
                }
            } else if NAMED.contains(&keyword) {
                let Value::Object(schemas) = value else {
                    let help = "write the schemas by name, in braces";
                    self.add(&place, format!("`{keyword}` has schemas by name"), help);
                    continue;
                };
                for (name, schema) in schemas {
                    self.schema(&place.key(name), direction, schema);
                }
            }
        }
    }

    fn kinds(&mut self, place: &Place, kinds: &Value) {
        let several = match kinds {
            Value::Array(several) => several.as_slice(),
            one => std::slice::from_ref(one),
        };
        for (index, kind) in several.iter().enumerate() {
            if kind.as_str().is_some_and(|kind| TYPES.contains(&kind)) {
                continue;
            }
            let place = match kinds {
                Value::Array(_) => place.index(index),
                _ => place.clone(),
            };
            let what = match kind {
                Value::String(kind) => format!("JSON Schema has no type `{kind}`"),
                other => format!("JSON Schema has no type {other}"),
            };
            self.add(&place, what, format!("it has `{}`", TYPES.join("`, `")));
        }
    }

    fn reference(&mut self, place: &Place, direction: &'static str, target: &Value) {
        let way = match direction {
            INPUT => "clients send",
            _ => "the server sends",
        };
        let form = format!("references to what {way} are of the form `#/types/{direction}/Name`");
        let Some(target) = target.as_str() else {
            return self.add(place, "a reference is a text", form);
        };
        let parts = target
            .strip_prefix("#/types/")
            .and_then(|rest| rest.split_once('/'));
        match parts {
            Some((of, name)) if of == direction => {
                if !self.types(direction).contains_key(name) {
                    let known = self.types(direction).keys().map(String::as_str);
                    let help = known_names(name, known, &format!("`types.{direction}`"));
                    self.add(place, format!("there is no type `{name}`"), help);
                }
            }
            Some((INPUT | OUTPUT, _)) => {
                let what = format!("`{target}` is of the other direction");
                self.add(place, what, form);
            }
            _ => self.add(place, format!("`{target}` leads to no type"), form),
        }
    }

    /// Types that are other names of each other, and so of nothing.
    fn cycles(&mut self, place: &Place, direction: &'static str) {
        let types = self.types(direction);
        for first in types.keys() {
            let mut path = vec![first.as_str()];
            let mut schema = &types[first];
            while let Some(next) = alias(schema) {
                if next == first {
                    // Told once, at the first of them.
                    if path.iter().all(|name| *name >= first.as_str()) {
                        let way = format!("{} = {first}", path.join(" = "));
                        let help = "let one of them say what the value is";
                        self.add(&place.key(first), format!("has no end: {way}"), help);
                    }
                    break;
                }
                match types.get(next) {
                    Some(target) if !path.contains(&next) => schema = target,
                    _ => break,
                }
                path.push(next);
            }
        }
    }
}

/// The type that a schema is another name of.
fn alias(schema: &Value) -> Option<&str> {
    let says_more = ["properties", "oneOf", "anyOf", "type"];
    if let Some(Value::String(target)) = schema.get("$ref")
        && !says_more.iter().any(|key| schema.get(key).is_some())
    {
        return target.rsplit('/').next();
    }
    match schema.get("allOf") {
        Some(Value::Array(parts)) if parts.len() == 1 => alias(&parts[0]),
        _ => None,
    }
}

/// The way out for a name that nothing has.
fn known_names<'k>(name: &str, known: impl Iterator<Item = &'k str>, place: &str) -> String {
    match nearest(name, known) {
        Some(other) => format!("did you mean `{other}`?"),
        None => format!("add it to {place}, or point at one that is there"),
    }
}
