//! Where wide integers stand in the values of a type, for the check that none passes which a `number` is not exact for.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{
    Direction, Named, TypePrinter,
    forms::WIDE_INTEGER,
    shape::{Alternative, Object, Shape},
    with_users,
};
use crate::error::Error;

/// A named type of the contract, one way.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NamedType {
    name: String,
    direction: Direction,
}

/// Where they stand in a value; the default is nowhere.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Places {
    /// The value is one.
    itself: bool,
    /// The value may be a number of any size, too, so that nothing can be said about itself.
    any_number: bool,
    /// Named types of which the value is, by the names that are declared.
    types: BTreeMap<String, NamedType>,
    fields: BTreeMap<String, Self>,
    values: Option<Box<Self>>,
    items: Option<Box<Self>>,
    tuple: Vec<Self>,
}

impl Places {
    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        !self.is_one()
            && self.types.is_empty()
            && self.fields.values().all(Self::is_empty)
            && self.values.as_deref().is_none_or(Self::is_empty)
            && self.items.as_deref().is_none_or(Self::is_empty)
            && self.tuple.iter().all(Self::is_empty)
    }

    /// Whether the value is one, and nothing else.
    fn is_one(&self) -> bool {
        self.itself && !self.any_number
    }

    /// Places by the position of an argument.
    pub(crate) fn of_tuple(tuple: Vec<Self>) -> Self {
        Self {
            tuple,
            ..Self::default()
        }
    }

    /// Places by the name of a field.
    pub(crate) fn of_fields(fields: BTreeMap<String, Self>) -> Self {
        Self {
            fields,
            ..Self::default()
        }
    }

    /// The named types that are said to be looked into.
    pub(crate) fn named(&self, found: &mut BTreeMap<String, NamedType>) {
        found.extend(self.types.clone());
        let inside = self.values.iter().chain(&self.items).map(AsRef::as_ref);
        let parts = self.fields.values().chain(&self.tuple).chain(inside);
        parts.for_each(|part| part.named(found));
    }

    /// As `IntegerPlaces` of the support file; null if there are none.
    pub(crate) fn to_json(&self) -> Value {
        if self.is_empty() {
            return Value::Null;
        }
        let mut json = Map::new();
        if !self.types.is_empty() {
            let names: Vec<&String> = self.types.keys().collect();
            json.insert("types".to_owned(), json!(names));
        }
        let fields: Map<String, Value> = (self.fields.iter())
            .filter(|(_, field)| !field.is_empty())
            .map(|(name, field)| (name.clone(), field.to_json()))
            .collect();
        if !fields.is_empty() {
            json.insert("fields".to_owned(), Value::Object(fields));
        }
        for (key, inside) in [("values", &self.values), ("items", &self.items)] {
            if let Some(inside) = inside.as_deref().filter(|inside| !inside.is_empty()) {
                json.insert(key.to_owned(), inside.to_json());
            }
        }
        if !self.tuple.iter().all(Self::is_empty) {
            json.insert(
                "tuple".to_owned(),
                self.tuple.iter().map(Self::to_json).collect(),
            );
        }
        match (self.is_one(), json.is_empty()) {
            (true, true) => Value::Bool(true),
            (true, false) => {
                json.insert("self".to_owned(), Value::Bool(true));
                Value::Object(json)
            }
            _ => Value::Object(json),
        }
    }

    /// What holds for a value that `other` describes as well.
    fn and(&mut self, other: Self) {
        self.itself |= other.itself;
        self.any_number |= other.any_number;
        self.types.extend(other.types);
        for (name, field) in other.fields {
            self.fields.entry(name).or_default().and(field);
        }
        for (mine, other) in [
            (&mut self.values, other.values),
            (&mut self.items, other.items),
        ] {
            if let Some(other) = other {
                mine.get_or_insert_default().and(*other);
            }
        }
        for (index, item) in other.tuple.into_iter().enumerate() {
            if index == self.tuple.len() {
                self.tuple.push(item);
            } else {
                self.tuple[index].and(item);
            }
        }
    }
}

impl TypePrinter {
    /// Where wide integers stand in values of this schema.
    ///
    /// # Errors
    /// If the type cannot be right in TypeScript.
    pub(crate) fn places(
        &self,
        schema: &Value,
        direction: Direction,
        place: &str,
    ) -> Result<Places, Error> {
        let shape = self.reader.shape(schema, place)?;
        Ok(self.walk(direction).of(&shape))
    }

    /// Where they stand in values of a named type.
    pub(crate) fn places_of_type(&self, named: &NamedType) -> Places {
        let mut walk = self.walk(named.direction);
        let shape = walk.types.get(&named.name).map(|named| &named.shape);
        shape.map(|shape| walk.of(shape)).unwrap_or_default()
    }

    fn walk(&self, direction: Direction) -> Walk<'_> {
        let wide = match direction {
            Direction::Input => &self.wide_input,
            Direction::Output => &self.wide_output,
        };
        Walk {
            printer: self,
            direction,
            types: self.plain.of(direction),
            wide,
            inside: Vec::new(),
        }
    }
}

/// Named types in which wide integers stand, however deep.
pub(super) fn wide_types(types: &BTreeMap<String, Named>) -> BTreeSet<String> {
    with_users(BTreeSet::from([WIDE_INTEGER.to_owned()]), types, |_| true)
}

struct Walk<'p> {
    printer: &'p TypePrinter,
    direction: Direction,
    types: &'p BTreeMap<String, Named>,
    wide: &'p BTreeSet<String>,
    /// Named types that are looked into.
    inside: Vec<String>,
}

impl Walk<'_> {
    fn of(&mut self, shape: &Shape) -> Places {
        match shape {
            Shape::Name(name) => self.reference(name),
            // Instances are looked into by themselves, as each has its own places.
            Shape::Generic(..) => Places::default(),
            Shape::Text(text) => Places {
                any_number: text == "number",
                ..Places::default()
            },
            Shape::Array(item) => Places {
                items: Some(Box::new(self.of(item))),
                ..Places::default()
            },
            Shape::Tuple(items) => {
                Places::of_tuple(items.iter().map(|item| self.of(item)).collect())
            }
            Shape::Object(object) => self.object(object),
            Shape::Union(alternatives) => self.union(alternatives),
            Shape::Intersection(parts) => {
                let mut whole = Places::default();
                parts.iter().for_each(|part| whole.and(self.of(part)));
                whole
            }
        }
    }

    fn reference(&self, name: &str) -> Places {
        let mut places = Places::default();
        if name == WIDE_INTEGER {
            places.itself = true;
        } else if self.wide.contains(name) {
            let declared = self.printer.plain.name(name, self.direction);
            let direction = self.direction;
            places.types.insert(
                declared,
                NamedType {
                    name: name.to_owned(),
                    direction,
                },
            );
        }
        places
    }

    fn object(&mut self, object: &Object) -> Places {
        let fields = object.members.iter();
        Places {
            fields: fields
                .map(|member| (member.name.clone(), self.of(&member.shape)))
                .collect(),
            values: (object.index.as_ref()).map(|(_, value)| Box::new(self.of(value))),
            ..Places::default()
        }
    }

    /// Which alternative a value is, nobody knows: what is a wide integer in one and any number in another is not looked at.
    /// For that, named types are looked into.
    fn union(&mut self, alternatives: &[Alternative]) -> Places {
        let is_null = |shape: &Shape| *shape == Shape::text("null");
        let others = alternatives.iter().map(|one| &one.shape);
        let others: Vec<&Shape> = others.filter(|shape| !is_null(shape)).collect();
        if let [only] = others.as_slice() {
            return self.of(only);
        }
        let mut whole = Places::default();
        for shape in others {
            whole.and(self.looked_into(shape));
        }
        whole
    }

    fn looked_into(&mut self, shape: &Shape) -> Places {
        match shape {
            Shape::Name(name) if name != WIDE_INTEGER && !self.inside.contains(name) => {
                let Some(named) = self.types.get(name) else {
                    return Places::default();
                };
                self.inside.push(name.clone());
                let places = self.of(&named.shape);
                self.inside.pop();
                places
            }
            Shape::Intersection(parts) => {
                let mut whole = Places::default();
                parts
                    .iter()
                    .for_each(|part| whole.and(self.looked_into(part)));
                whole
            }
            other => self.of(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typescript::Int64;

    fn contract(types: Value) -> hubs_contract::model::Contract {
        serde_json::from_value(json!({
            "format": hubs_contract::FORMAT,
            "server": { "kind": "hubs", "version": "0.1.0" },
            "hubs": {}, "clients": {}, "states": {},
            "types": { "input": {}, "output": types },
        }))
        .unwrap()
    }

    fn places(types: Value, schema: &Value) -> Value {
        let printer = TypePrinter::new(&contract(types), Int64::Number).unwrap();
        let places = printer.places(schema, Direction::Output, "here").unwrap();
        places.to_json()
    }

    fn wide() -> Value {
        json!({ "type": "integer", "format": "uint64" })
    }

    #[test]
    fn they_stand_in_lists_tuples_maps_and_fields() {
        let bounded = json!({ "type": "integer", "format": "uint64", "minimum": 0, "maximum": 9 });
        for (schema, expected) in [
            (wide(), json!(true)),
            (
                json!({ "type": ["integer", "null"], "format": "int64" }),
                json!(true),
            ),
            (bounded.clone(), Value::Null),
            (
                json!({ "type": "array", "items": wide() }),
                json!({ "items": true }),
            ),
            (
                json!({ "type": "array", "prefixItems": [bounded, wide()] }),
                json!({ "tuple": [null, true] }),
            ),
            (
                json!({ "type": "object", "additionalProperties": wide() }),
                json!({ "values": true }),
            ),
            (
                json!({ "type": "object", "properties": { "a": wide(), "b": { "type": "string" } } }),
                json!({ "fields": { "a": true } }),
            ),
            (
                json!({ "anyOf": [wide(), { "type": "array", "items": wide() }] }),
                json!({ "self": true, "items": true }),
            ),
        ] {
            let types = json!({ "Uses": { "type": "object", "properties": { "it": wide() } } });
            assert_eq!(places(types, &schema), expected, "{schema}");
        }
    }

    #[test]
    fn what_may_be_any_number_is_not_looked_at() {
        let one = |name: &str, field: Value| json!({ "type": "object", "properties": { "kind": { "const": name }, "x": field, "y": wide() } });
        let types = json!({
            "Count": one("count", wide()),
            "Ratio": one("ratio", json!({ "type": "number", "format": "double" })),
        });
        let reference = |name: &str| json!({ "$ref": format!("#/types/output/{name}") });
        let either = json!({ "anyOf": [reference("Count"), reference("Ratio")] });
        assert_eq!(
            places(types.clone(), &either),
            json!({ "fields": { "y": true } })
        );
        let only = json!({ "anyOf": [reference("Count"), { "type": "null" }] });
        assert_eq!(places(types, &only), json!({ "types": ["Count"] }));
    }

    #[test]
    fn the_name_of_wide_integers_is_theirs() {
        let types = json!({ "WideInteger": { "type": "string" } });
        let error = TypePrinter::new(&contract(types), Int64::Number)
            .err()
            .unwrap();
        assert!(
            error.to_string().contains("there is a type `WideInteger`"),
            "{error}"
        );
    }
}
