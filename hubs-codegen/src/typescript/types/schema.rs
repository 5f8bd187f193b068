//! From a JSON Schema, as schemars writes it, to the shape of a TypeScript type.

use serde_json::{Map, Value};

use super::{
    forms::Forms,
    shape::{Alternative, Member, Object, Shape, literal},
};
use crate::{error::Error, typescript::docs::Docs};

/// Longest fixed-size array that is written as a tuple.
const LONGEST_TUPLE: u64 = 16;

/// Keys of maps that are integers on the server. A schema does not tell how wide these are, and TypeScript takes a text for a
/// number only if a `number` is printed so.
const NUMBER_KEY: &str = "number | `${bigint}`";

/// Reads schemas of one contract.
pub(super) struct Reader {
    pub(super) forms: Forms,
}

impl Reader {
    /// The shape of `schema`; `path` names the place for error texts.
    pub(super) fn shape(&self, schema: &Value, path: &str) -> Result<Shape, Error> {
        let schema = match schema {
            Value::Bool(false) => return Ok(Shape::text("never")),
            // The same with words about it.
            Value::Object(schema) if forbids_everything(schema) => return Ok(Shape::text("never")),
            Value::Object(schema) => schema,
            _ => return Ok(Shape::text("unknown")),
        };
        let mut parts = Vec::new();
        if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
            let name = name.rsplit('/').next().unwrap_or(name);
            parts.push(Shape::Name(name.to_owned()));
        }
        for key in ["oneOf", "anyOf"] {
            if let Some(Value::Array(schemas)) = schema.get(key) {
                parts.push(self.union(schemas, key == "oneOf", path)?);
            }
        }
        if let Some(Value::Array(schemas)) = schema.get("allOf") {
            for schema in schemas {
                parts.push(self.shape(schema, path)?);
            }
        }
        if let Some(literal) = literals(schema) {
            parts.push(literal);
        } else if let Some(own) = self.own(schema, path, parts.is_empty())? {
            // What stands beside a reference or a union belongs to the same value.
            parts.insert(0, own);
        }
        Ok(match parts.len() {
            0 => Shape::text("unknown"),
            1 => parts.remove(0),
            _ => Shape::Intersection(parts),
        })
    }

    /// One of `schemas`; `just_one` if a value that suits two of them is none.
    fn union(&self, schemas: &[Value], just_one: bool, path: &str) -> Result<Shape, Error> {
        let mut alternatives = Vec::new();
        for schema in schemas {
            let docs = Docs::of_schema(schema);
            match self.shape(schema, path)? {
                Shape::Union(inner) if docs.is_empty() => alternatives.extend(inner),
                shape => alternatives.push(Alternative { docs, shape }),
            }
        }
        exclude_each_other(&mut alternatives, just_one);
        Ok(Shape::union(alternatives))
    }

    /// The shape that `type` and its fellows describe.
    fn own(
        &self,
        schema: &Map<String, Value>,
        path: &str,
        alone: bool,
    ) -> Result<Option<Shape>, Error> {
        let types: Vec<&str> = match schema.get("type") {
            Some(Value::String(one)) => vec![one],
            Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
            _ if schema.contains_key("properties") => vec!["object"],
            _ => return Ok(None),
        };
        let mut alternatives = Vec::new();
        for kind in types {
            let shape = match kind {
                "object" => {
                    let object = self.object(schema, path)?;
                    if object.says_nothing() && !alone {
                        continue;
                    }
                    Shape::Object(object)
                }
                "array" => self.array(schema, path)?,
                "integer" | "number" => self.forms.number(schema),
                "string" => self.forms.text(schema),
                other => Shape::text(other),
            };
            alternatives.push(Alternative::plain(shape));
        }
        Ok((!alternatives.is_empty()).then(|| Shape::union(alternatives)))
    }

    fn array(&self, schema: &Map<String, Value>, path: &str) -> Result<Shape, Error> {
        let bound = |key: &str| schema.get(key).and_then(Value::as_u64);
        if let Some(Value::Array(items)) = schema.get("prefixItems") {
            let shapes = items
                .iter()
                .enumerate()
                .map(|(index, item)| self.shape(item, &format!("{path}.{index}")));
            return Ok(Shape::Tuple(shapes.collect::<Result<_, _>>()?));
        }
        let item = match schema.get("items") {
            _ if bound("maxItems") == Some(0) => return Ok(Shape::Tuple(Vec::new())),
            Some(items) => self.shape(items, &format!("{path}[]"))?,
            None => Shape::text("unknown"),
        };
        match (bound("minItems"), bound("maxItems")) {
            (Some(least), Some(most)) if least == most && most <= LONGEST_TUPLE => {
                Ok(Shape::Tuple((0..most).map(|_| item.clone()).collect()))
            }
            _ => Ok(Shape::Array(Box::new(item))),
        }
    }

    fn object(&self, schema: &Map<String, Value>, path: &str) -> Result<Object, Error> {
        let required: Vec<&str> = (schema.get("required").and_then(Value::as_array))
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let mut members = Vec::new();
        if let Some(Value::Object(properties)) = schema.get("properties") {
            for (name, schema) in properties {
                members.push(Member {
                    name: name.clone(),
                    optional: !required.contains(&name.as_str()),
                    docs: Docs::of_schema(schema),
                    shape: self.shape(schema, &format!("{path}.{name}"))?,
                });
            }
        }
        // `required` keeps the order of declaration, `properties` does not.
        let position = |member: &Member| required.iter().position(|name| *name == member.name);
        members.sort_by_key(|member| position(member).unwrap_or(usize::MAX));
        Ok(Object {
            index: self.index(schema, path)?,
            exact: schema.get("additionalProperties") == Some(&Value::Bool(false)),
            members,
        })
    }

    /// The index signature of a map.
    fn index(
        &self,
        schema: &Map<String, Value>,
        path: &str,
    ) -> Result<Option<(&'static str, Box<Shape>)>, Error> {
        let path = format!("{path}{{}}");
        if let Some(Value::Object(patterns)) = schema.get("patternProperties")
            && let Some((pattern, value)) = patterns.iter().next()
        {
            let key = if pattern.contains("\\d") {
                NUMBER_KEY
            } else {
                "string"
            };
            return Ok(Some((key, Box::new(self.shape(value, &path)?))));
        }
        match schema.get("additionalProperties") {
            Some(Value::Bool(false)) | None => Ok(None),
            Some(value) => Ok(Some(("string", Box::new(self.shape(value, &path)?)))),
        }
    }
}

/// Fixed values.
fn literals(schema: &Map<String, Value>) -> Option<Shape> {
    if let Some(value) = schema.get("const") {
        return Some(Shape::text(literal(value)));
    }
    let Value::Array(values) = schema.get("enum")? else {
        return None;
    };
    let alternatives = values
        .iter()
        .map(|value| Alternative::plain(Shape::text(literal(value))));
    Some(Shape::union(alternatives.collect()))
}

/// Whether no value suits the schema.
fn forbids_everything(schema: &Map<String, Value>) -> bool {
    let not = schema.get("not").and_then(Value::as_object);
    not.is_some_and(Map::is_empty)
}

/// Of the variants `{ circle: … }` and `{ square: … }` a value has one and not both, which the type must say.
fn exclude_each_other(alternatives: &mut [Alternative], just_one: bool) {
    let tag = |alternative: &Alternative| match &alternative.shape {
        Shape::Object(object) if object.exact || just_one => object.only_key().map(str::to_owned),
        _ => None,
    };
    let tags: Vec<String> = alternatives.iter().filter_map(tag).collect();
    for alternative in alternatives {
        let Some(own) = tag(alternative) else {
            continue;
        };
        if let Shape::Object(object) = &mut alternative.shape {
            let others = tags.iter().filter(|other| **other != own);
            object
                .members
                .extend(others.map(|name| Member::absent(name)));
        }
    }
}
