//! Digests of members: whether two contracts mean the same on the wire, in 16 hex digits.
//!
//! The rule is written in `docs/contract.md`, for other languages too; whatever changes here changes there, and with it
//! every digest that is out.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Number, Value, json};
use sha2::{Digest, Sha256};

use crate::{
    HELLO_DIGEST_DIGITS,
    keywords::{NAMED, ONE, SEVERAL},
    model::{ClientMethod, Contract, Hub, Method, Param, Returns, StateField},
};

/// Keywords that say nothing about which values fit.
const WORDS: [&str; 9] = [
    "$comment",
    "default",
    "deprecated",
    "description",
    "examples",
    "title",
    "x-deprecated",
    "x-enum",
    "x-generic",
];

/// Keywords whose list says the same in any order.
const SETS: [&str; 6] = ["allOf", "anyOf", "enum", "oneOf", "required", "type"];

/// So many bytes of a hello may tell the digests of members, at most; servers read messages of 32 KiB by default.
const MAX_HELLO_MEMBERS_BYTES: usize = 16 * 1024;

/// How many digits of a hash make a digest.
const DIGITS: usize = 16;

impl Contract {
    /// The contract with its digests, also if its writer made none.
    #[must_use]
    pub fn with_digests(&self) -> Self {
        let mut contract = self.clone();
        contract.write_digests();
        contract
    }

    /// Writes the digests of all members and hubs, whatever they were.
    pub fn write_digests(&mut self) {
        let mut schemas = Schemas::new(self);
        let mut methods = Vec::new();
        for hub in self.hubs.values() {
            for (name, method) in &hub.methods {
                methods.push(schemas.method(name, method));
            }
        }
        let clients = self.clients.values().flat_map(|client| &client.methods);
        let clients: Vec<String> = clients
            .map(|(name, method)| schemas.client_method(name, method))
            .collect();
        let fields = self.states.values().flat_map(|state| &state.fields);
        let fields: Vec<String> = fields.map(|field| schemas.state_field(field)).collect();

        let mut fields = fields.into_iter();
        for state in self.states.values_mut() {
            for (field, digest) in state.fields.iter_mut().zip(&mut fields) {
                field.digest = digest;
            }
            let fields = state.fields.iter();
            let fields: Map<String, Value> = fields
                .map(|field| (field.name.clone(), json!(field.digest)))
                .collect();
            state.digest = digest(&json!({ "state": fields }));
        }
        let methods_of_clients = self.clients.values_mut();
        let methods_of_clients = methods_of_clients.flat_map(|client| client.methods.values_mut());
        for (method, digest) in methods_of_clients.zip(clients) {
            method.digest = digest;
        }
        let mut methods = methods.into_iter();
        for hub in self.hubs.values_mut() {
            for (method, digest) in hub.methods.values_mut().zip(&mut methods) {
                method.digest = digest;
            }
            let client = hub.client.as_ref().and_then(|name| self.clients.get(name));
            let client: Map<String, Value> = (client.iter())
                .flat_map(|client| &client.methods)
                .map(|(name, method)| (name.clone(), json!(method.digest)))
                .collect();
            let state = hub.state.as_ref().and_then(|name| self.states.get(name));
            let methods: Map<String, Value> = (hub.methods.iter())
                .map(|(name, method)| (name.clone(), json!(method.digest)))
                .collect();
            hub.digest = digest(&json!({
                "client": client,
                "methods": methods,
                "state": state.map(|state| &state.digest),
            }));
        }
    }
}

/// What a client says of its contract in its hello, by which the server knows what has changed since.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HelloDigests {
    /// Of the whole hub.
    pub hub: String,
    /// Hub methods, with the first digits of their digests, as those below.
    pub methods: Vec<(String, String)>,
    /// Methods of the client contract.
    pub client: Vec<(String, String)>,
    /// Fields of the caller state.
    pub state: Vec<(String, String)>,
}

impl Contract {
    /// What clients of `hub` say in their hello; of a hub so large that the hello would be too long
    /// (16 KiB), the digest of the whole alone. The digests must be written.
    pub fn hello_digests(&self, hub: &Hub) -> HelloDigests {
        let client = hub.client.as_ref().and_then(|name| self.clients.get(name));
        let state = hub.state.as_ref().and_then(|name| self.states.get(name));
        let pair = |name: &String, digest: &String| {
            let first = digest.chars().take(HELLO_DIGEST_DIGITS);
            (name.clone(), first.collect())
        };
        let whole = HelloDigests {
            hub: hub.digest.clone(),
            methods: (hub.methods.iter())
                .map(|(name, method)| pair(name, &method.digest))
                .collect(),
            client: (client.into_iter())
                .flat_map(|client| &client.methods)
                .map(|(name, method)| pair(name, &method.digest))
                .collect(),
            state: (state.into_iter())
                .flat_map(|state| &state.fields)
                .map(|field| pair(&field.name, &field.digest))
                .collect(),
        };
        let members = [&whole.methods, &whole.client, &whole.state];
        // Each as `"name":"digest",` at most; names of ours need no escapes.
        let lengths = members.into_iter().flatten();
        let length: usize = lengths
            .map(|(name, digest)| name.len() + digest.len() + 6)
            .sum();
        if length > MAX_HELLO_MEMBERS_BYTES {
            return HelloDigests {
                hub: whole.hub,
                ..HelloDigests::default()
            };
        }
        whole
    }
}

/// The named types of a contract, and the hashes that are known.
struct Schemas {
    types: HashMap<String, Value>,
    known: HashMap<String, String>,
    /// References to the types whose hash is being made, the outermost first.
    inside: Vec<String>,
}

/// The hash of a schema.
struct Hash {
    text: String,
    /// The outermost type that it refers back to, by its place in [`Schemas::inside`].
    back_to: Option<usize>,
}

impl Schemas {
    fn new(contract: &Contract) -> Self {
        let types = |path: &str, types: &BTreeMap<String, Value>| {
            let reference =
                |(name, schema): (&String, &Value)| (format!("#{path}/{name}"), schema.clone());
            types.iter().map(reference).collect::<Vec<_>>()
        };
        let mut all = types(crate::model::INPUT_TYPES, &contract.types.input);
        all.extend(types(crate::model::OUTPUT_TYPES, &contract.types.output));
        Self {
            types: all.into_iter().collect(),
            known: HashMap::new(),
            inside: Vec::new(),
        }
    }

    fn method(&mut self, name: &str, method: &Method) -> String {
        let returns = match &method.returns {
            Returns::Nothing => json!({ "kind": "nothing" }),
            Returns::Value { schema } => json!({ "kind": "value", "schema": self.whole(schema) }),
            Returns::Stream { schema } => json!({ "kind": "stream", "schema": self.whole(schema) }),
        };
        let error = method.error.as_ref().map(|schema| self.whole(schema));
        digest(&json!({
            "method": name,
            "params": self.params(&method.params),
            "returns": returns,
            "error": error,
        }))
    }

    fn client_method(&mut self, name: &str, method: &ClientMethod) -> String {
        let result = method.result.as_ref().map(|result| {
            let schema = result.schema.as_ref().map(|schema| self.whole(schema));
            json!({ "schema": schema })
        });
        digest(&json!({
            "clientMethod": name,
            "params": self.params(&method.params),
            "result": result,
        }))
    }

    fn state_field(&mut self, field: &StateField) -> String {
        digest(&json!({
            "field": field.name,
            "input": field.input.as_ref().map(|schema| self.whole(schema)),
            "output": self.whole(&field.output),
        }))
    }

    /// Arguments are positional, so their names do not count.
    fn params(&mut self, params: &[Param]) -> Vec<Value> {
        let mut forms = Vec::new();
        for param in params {
            forms.push(json!({
                "presence": param.presence,
                "schema": self.whole(&param.schema),
                "upload": param.upload,
            }));
        }
        forms
    }

    /// The hash of a schema that stands at a member.
    fn whole(&mut self, schema: &Value) -> String {
        self.hash(schema).text
    }

    fn hash(&mut self, schema: &Value) -> Hash {
        let schema = plain(schema);
        let Value::Object(object) = &schema else {
            return Hash {
                text: hash(&schema),
                back_to: None,
            };
        };
        if object.len() == 1
            && let Some(target) = object.get("$ref").and_then(Value::as_str)
        {
            return self.target(&decoded(target));
        }
        let mut back_to: Option<usize> = None;
        let mut put = |schemas: &mut Self, schema: &Value| {
            let hash = schemas.hash(schema);
            back_to = back_to.into_iter().chain(hash.back_to).min();
            Value::String(hash.text)
        };
        let mut form = Map::new();
        for (keyword, value) in object {
            let is = |keywords: &[&str]| keywords.contains(&keyword.as_str());
            let mut value = match value {
                Value::String(_) if keyword == "$ref" => put(self, &json!({ "$ref": value })),
                value if is(&ONE) => put(self, value),
                Value::Array(items) if is(&SEVERAL) => {
                    Value::Array(items.iter().map(|item| put(self, item)).collect())
                }
                Value::Object(members) if is(&NAMED) => {
                    let members = members.iter();
                    Value::Object(
                        members
                            .map(|(name, item)| (name.clone(), put(self, item)))
                            .collect(),
                    )
                }
                value => value.clone(),
            };
            if let Value::Array(items) = &mut value
                && is(&SETS)
            {
                items.sort_by_cached_key(canonical);
            }
            form.insert(keyword.clone(), value);
        }
        Hash {
            text: hash(&Value::Object(form)),
            back_to,
        }
    }

    /// The hash of the type that a reference leads to.
    fn target(&mut self, reference: &str) -> Hash {
        if let Some(known) = self.known.get(reference) {
            return Hash {
                text: known.clone(),
                back_to: None,
            };
        }
        if let Some(place) = self.inside.iter().position(|inside| inside == reference) {
            let between = self.inside.len() - 1 - place;
            return Hash {
                text: hash(&json!({ "$ref": between })),
                back_to: Some(place),
            };
        }
        let Some(schema) = self.types.get(reference).cloned() else {
            return Hash {
                text: hash(&json!({ "$ref": reference })),
                back_to: None,
            };
        };
        let place = self.inside.len();
        self.inside.push(reference.to_owned());
        let mut found = self.hash(&schema);
        self.inside.pop();
        found.back_to = found.back_to.filter(|back_to| *back_to < place);
        // One that refers further back has another hash wherever it stands.
        if found.back_to.is_none() {
            self.known.insert(reference.to_owned(), found.text.clone());
        }
        found
    }
}

/// A reference without the escapes of URIs and JSON pointers, as `Page%3CLamp%3E` has them.
fn decoded(reference: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = reference.as_bytes();
    while let [first, after @ ..] = rest {
        let escaped = match after {
            [high, low, ..] if *first == b'%' => hex(*high).zip(hex(*low)),
            _ => None,
        };
        bytes.push(escaped.map_or(*first, |(high, low)| high * 16 + low));
        rest = escaped.map_or(after, |_| &after[2..]);
    }
    let text = String::from_utf8_lossy(&bytes);
    text.replace("~1", "/").replace("~0", "~")
}

fn hex(digit: u8) -> Option<u8> {
    let value = char::from(digit).to_digit(16)?;
    u8::try_from(value).ok()
}

/// A schema without words, with constants written in one way: schemars lists those without words and writes a schema for
/// each that has some.
fn plain(schema: &Value) -> Value {
    let Value::Object(object) = schema else {
        return schema.clone();
    };
    let mut object = object.clone();
    object.retain(|keyword, _| !WORDS.contains(&keyword.as_str()));
    if object
        .keys()
        .all(|keyword| keyword == "enum" || keyword == "type")
        && let Some(Value::Array(values)) = object.remove("enum")
    {
        let constants = values.into_iter().map(|value| {
            let mut constant = object.clone();
            constant.insert("const".to_owned(), value);
            Value::Object(constant)
        });
        return json!({ "oneOf": constants.collect::<Vec<_>>() });
    }
    for keyword in ["oneOf", "anyOf"] {
        if let Some(Value::Array(alternatives)) = object.get_mut(keyword) {
            let flat = alternatives.iter().flat_map(|alternative| {
                let alternative = plain(alternative);
                match alternative.get("oneOf") {
                    Some(Value::Array(inner)) if only(&alternative) => inner.clone(),
                    _ => vec![alternative],
                }
            });
            *alternatives = flat.collect();
        }
    }
    Value::Object(object)
}

/// Whether a schema has one keyword.
fn only(schema: &Value) -> bool {
    schema.as_object().is_some_and(|object| object.len() == 1)
}

fn digest(form: &Value) -> String {
    let mut text = hash(form);
    text.truncate(DIGITS);
    text
}

fn hash(form: &Value) -> String {
    let bytes = Sha256::digest(canonical(form));
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// JSON without white space, keys sorted.
fn canonical(form: &Value) -> String {
    fn sorted(form: &Value) -> Value {
        match form {
            Value::Object(object) => {
                // Sorted here, since a program may switch on `preserve_order` of serde_json.
                let members: BTreeMap<&String, &Value> = object.iter().collect();
                let members = members.into_iter();
                Value::Object(
                    members
                        .map(|(name, value)| (name.clone(), sorted(value)))
                        .collect(),
                )
            }
            Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
            Value::Number(number) => Value::Number(whole_number(number)),
            other => other.clone(),
        }
    }
    sorted(form).to_string()
}

/// `1.0` as `1`, which is what most languages write.
fn whole_number(number: &Number) -> Number {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match number.as_f64() {
        Some(value) if number.is_f64() && value.fract() == 0.0 && value.abs() < EXACT => {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "it is a whole number of 53 bits"
            )]
            let whole = value as i64;
            whole.into()
        }
        _ => number.clone(),
    }
}

#[cfg(test)]
mod tests;
