//! What changed between two contracts, and who must update for it.
//!
//! The rules are those of the wire: arguments are counted, so one more is another method; pushes are spelled as the
//! contract spells them, and some official clients compare spellings, so a name that differs by case alone is another
//! name; what the server adds to its own values old clients overlook.

use std::{collections::BTreeMap, fmt};

use hubs_contract::model::{Client, Contract, Hub, Method, Param, Presence, State};
use serde_json::Value;

/// Who must follow a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Old clients go on working.
    Compatible,
    /// Old clients fail on what changed.
    ClientsMustUpdate,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Who must follow.
    pub class: Class,
    /// What changed, in a sentence without a full stop.
    pub text: String,
}

/// All changes, the breaking ones first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The list.
    pub list: Vec<Change>,
}

impl Changes {
    /// Whether old clients fail on something that changed.
    pub fn breaks_clients(&self) -> bool {
        self.list
            .iter()
            .any(|change| change.class > Class::Compatible)
    }

    fn add(&mut self, class: Class, text: String) {
        self.list.push(Change { class, text });
    }
}

impl fmt::Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.list.is_empty() {
            return writeln!(f, "no change");
        }
        for change in &self.list {
            let class = match change.class {
                Class::Compatible => "compatible",
                Class::ClientsMustUpdate => "clients must update",
            };
            writeln!(f, "{class}: {}", change.text)?;
        }
        Ok(())
    }
}

/// Keywords that say nothing about which values fit.
const WORDS: [&str; 7] = [
    "description",
    "title",
    "deprecated",
    "default",
    "examples",
    "x-enum",
    "x-generic",
];

/// Compares two contracts.
pub fn changes(old: &Contract, new: &Contract) -> Changes {
    let mut changes = Changes::default();
    let types = Types { old, new };
    members(
        &old.hubs,
        &new.hubs,
        "hub",
        Class::Compatible,
        &mut changes,
        |name, old, new, changes| {
            hub(name, old, new, &types, changes);
        },
    );
    members(
        &old.clients,
        &new.clients,
        "client contract",
        Class::Compatible,
        &mut changes,
        |name, old, new, changes| client(name, old, new, &types, changes),
    );
    members(
        &old.states,
        &new.states,
        "caller state",
        Class::Compatible,
        &mut changes,
        |name, old, new, changes| {
            state(name, old, new, &types, changes);
        },
    );
    changes
        .list
        .sort_by(|a, b| b.class.cmp(&a.class).then_with(|| a.text.cmp(&b.text)));
    changes
}

/// Walks two maps of the same kind of thing, whose order is nobody's business; `added` is the class of a new one.
fn members<'c, T: 'c>(
    old: impl IntoIterator<Item = (&'c String, &'c T)>,
    new: impl IntoIterator<Item = (&'c String, &'c T)>,
    kind: &str,
    added: Class,
    changes: &mut Changes,
    mut same: impl FnMut(&str, &T, &T, &mut Changes),
) {
    let old: BTreeMap<&String, &T> = old.into_iter().collect();
    let new: BTreeMap<&String, &T> = new.into_iter().collect();
    for (name, old) in &old {
        if let Some(new) = new.get(name) {
            same(name, old, new, changes);
            continue;
        }
        let folded = hubs_contract::names::fold(name);
        let respelled = new
            .keys()
            .find(|other| hubs_contract::names::fold(other) == folded);
        let text = match respelled {
            Some(other) => format!("{kind} `{name}` is spelled `{other}` now"),
            None => format!("{kind} `{name}` is gone"),
        };
        changes.add(Class::ClientsMustUpdate, text);
    }
    for name in new.keys().filter(|name| !old.contains_key(**name)) {
        changes.add(added, format!("{kind} `{name}` is new"));
    }
}

fn hub(name: &str, old: &Hub, new: &Hub, types: &Types<'_>, changes: &mut Changes) {
    let kind = format!("hub `{name}`: method");
    members(
        &old.methods,
        &new.methods,
        &kind,
        Class::Compatible,
        changes,
        |method, old, new, changes| {
            hub_method(
                &format!("method `{name}.{method}`"),
                old,
                new,
                types,
                changes,
            );
        },
    );
    for (what, old, new) in [
        ("client contract", &old.client, &new.client),
        ("caller state", &old.state, &new.state),
    ] {
        if old != new {
            changes.add(
                Class::ClientsMustUpdate,
                format!("hub `{name}` has another {what}"),
            );
        }
    }
}

fn hub_method(name: &str, old: &Method, new: &Method, types: &Types<'_>, changes: &mut Changes) {
    let needed = |params: &[Param]| {
        let is_needed = |param: &&Param| param.presence != Presence::Optional;
        params.iter().filter(is_needed).count()
    };
    if new.params.len() < old.params.len() || needed(&new.params) > needed(&old.params) {
        let text = format!(
            "{name} takes {} arguments, was {}",
            new.params.len(),
            old.params.len()
        );
        changes.add(Class::ClientsMustUpdate, text);
    } else if new.params.len() > old.params.len() {
        changes.add(
            Class::Compatible,
            format!("{name} takes one more optional argument"),
        );
    }
    for (old, new) in old.params.iter().zip(&new.params) {
        let place = format!("{name}, parameter `{}`", old.name);
        if old.upload != new.upload {
            changes.add(
                Class::ClientsMustUpdate,
                format!("{place}: value and stream were exchanged"),
            );
        }
        let lost_null = old.presence != Presence::Required && new.presence == Presence::Required;
        if lost_null {
            changes.add(
                Class::ClientsMustUpdate,
                format!("{place} may not be null any more"),
            );
        }
        types.input(&place, &old.schema, &new.schema, changes);
    }
    let place = format!("{name}, result");
    match (returned(old), returned(new)) {
        ((old_kind, Some(old)), (new_kind, Some(new))) if old_kind == new_kind => {
            types.output(&place, old, new, changes);
        }
        ((old_kind, old), (new_kind, new))
            if old_kind != new_kind || old.is_some() != new.is_some() =>
        {
            changes.add(
                Class::ClientsMustUpdate,
                format!("{place}: was {old_kind}, is {new_kind}"),
            );
        }
        _ => {}
    }
    match (&old.error, &new.error) {
        (Some(old), Some(new)) => types.output(&format!("{name}, error"), old, new, changes),
        (Some(_), None) => {
            changes.add(
                Class::ClientsMustUpdate,
                format!("{name} has no typed error any more"),
            );
        }
        (None, Some(_)) => changes.add(Class::Compatible, format!("{name} has a typed error now")),
        (None, None) => {}
    }
}

fn returned(method: &Method) -> (&'static str, Option<&Value>) {
    use hubs_contract::model::Returns;
    match &method.returns {
        Returns::Nothing => ("nothing", None),
        Returns::Value { schema } => ("a value", Some(schema)),
        Returns::Stream { schema } => ("a stream", Some(schema)),
    }
}

fn client(name: &str, old: &Client, new: &Client, types: &Types<'_>, changes: &mut Changes) {
    // Old clients have no handler for a new method: pushes are lost, questions fail.
    let kind = format!("client contract `{name}`: method");
    members(
        &old.methods,
        &new.methods,
        &kind,
        Class::ClientsMustUpdate,
        changes,
        |method, old, new, changes| {
            let name = format!("client method `{name}.{method}`");
            if old.params.len() != new.params.len() {
                let text = format!(
                    "{name} gets {} arguments, was {}",
                    new.params.len(),
                    old.params.len()
                );
                changes.add(Class::ClientsMustUpdate, text);
            }
            for (old, new) in old.params.iter().zip(&new.params) {
                let place = format!("{name}, parameter `{}`", old.name);
                types.output(&place, &old.schema, &new.schema, changes);
            }
            match (&old.result, &new.result) {
                (Some(old), Some(new)) => match (&old.schema, &new.schema) {
                    (Some(old), Some(new)) => {
                        types.input(&format!("{name}, answer"), old, new, changes)
                    }
                    (None, None) => {}
                    _ => changes.add(
                        Class::ClientsMustUpdate,
                        format!("{name} has another answer"),
                    ),
                },
                (None, None) => {}
                _ => changes.add(
                    Class::ClientsMustUpdate,
                    format!("{name} has another answer"),
                ),
            }
        },
    );
}

fn state(name: &str, old: &State, new: &State, types: &Types<'_>, changes: &mut Changes) {
    for field in &old.fields {
        let place = format!("caller state `{name}`, field `{}`", field.name);
        match new.fields.iter().find(|other| other.name == field.name) {
            None => changes.add(Class::ClientsMustUpdate, format!("{place} is gone")),
            Some(other) => {
                types.input(&place, &field.input, &other.input, changes);
                types.output(&place, &field.output, &other.output, changes);
            }
        }
    }
    for field in &new.fields {
        if !old.fields.iter().any(|other| other.name == field.name) {
            changes.add(
                Class::Compatible,
                format!("caller state `{name}`, field `{}` is new", field.name),
            );
        }
    }
}

/// The named types of both contracts.
struct Types<'a> {
    old: &'a Contract,
    new: &'a Contract,
}

impl Types<'_> {
    /// A value that clients send: the new server must take what old clients send.
    fn input(&self, place: &str, old: &Value, new: &Value, changes: &mut Changes) {
        let (old, new) = (
            whole(old, &self.old.types.input),
            whole(new, &self.new.types.input),
        );
        self.compare(place, &old, &new, true, changes);
    }

    /// A value that the server sends: old clients must understand what the new server sends.
    fn output(&self, place: &str, old: &Value, new: &Value, changes: &mut Changes) {
        let (old, new) = (
            whole(old, &self.old.types.output),
            whole(new, &self.new.types.output),
        );
        self.compare(place, &old, &new, false, changes);
    }

    fn compare(&self, place: &str, old: &Value, new: &Value, input: bool, changes: &mut Changes) {
        if old == new {
            return;
        }
        let (Some(before), Some(after)) = (fields(old), fields(new)) else {
            changes.add(
                Class::ClientsMustUpdate,
                format!("{place} has another type"),
            );
            return;
        };
        for (name, schema) in &before.properties {
            let place = format!("{place}.{name}");
            match after.properties.get(name) {
                None if input => {
                    changes.add(Class::Compatible, format!("{place} is not read any more"))
                }
                None => changes.add(Class::ClientsMustUpdate, format!("{place} is gone")),
                Some(other) => self.compare(&place, schema, other, input, changes),
            }
            let (was, is) = (
                before.required.contains(name),
                after.required.contains(name),
            );
            if input && is && !was {
                changes.add(
                    Class::ClientsMustUpdate,
                    format!("{place} must be sent now"),
                );
            } else if !input && was && !is && after.properties.contains_key(name) {
                changes.add(
                    Class::ClientsMustUpdate,
                    format!("{place} may be missing now"),
                );
            }
        }
        for name in after
            .properties
            .keys()
            .filter(|name| !before.properties.contains_key(*name))
        {
            let place = format!("{place}.{name}");
            if input && after.required.contains(name) {
                changes.add(
                    Class::ClientsMustUpdate,
                    format!("{place} is new and must be sent"),
                );
            } else {
                changes.add(Class::Compatible, format!("{place} is new"));
            }
        }
        if before.rest != after.rest {
            changes.add(
                Class::ClientsMustUpdate,
                format!("{place} has another type"),
            );
        }
    }
}

/// A struct's schema, taken apart.
struct Fields {
    properties: BTreeMap<String, Value>,
    required: Vec<String>,
    /// Everything else that decides which values fit.
    rest: Value,
}

fn fields(schema: &Value) -> Option<Fields> {
    let mut rest = schema.as_object()?.clone();
    let properties = match rest.remove("properties") {
        Some(Value::Object(properties)) => properties.into_iter().collect(),
        None if rest.get("type") == Some(&Value::from("object")) => BTreeMap::new(),
        _ => return None,
    };
    let required = match rest.remove("required") {
        Some(Value::Array(names)) => names
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    };
    Some(Fields {
        properties,
        required,
        rest: Value::Object(rest),
    })
}

/// A schema with its named types put in, without words; a type inside itself stays a name.
fn whole(schema: &Value, types: &BTreeMap<String, Value>) -> Value {
    fn put(schema: &Value, types: &BTreeMap<String, Value>, inside: &mut Vec<String>) -> Value {
        match schema {
            Value::Object(object) => {
                let mut object = object.clone();
                for words in WORDS {
                    object.remove(words);
                }
                let name = object.get("$ref").and_then(Value::as_str);
                let name = name
                    .and_then(|name| name.rsplit('/').next())
                    .map(str::to_owned);
                if let Some(name) = name
                    && let Some(schema) = types.get(&name)
                    && !inside.contains(&name)
                    && object.len() == 1
                {
                    inside.push(name);
                    let schema = put(schema, types, inside);
                    inside.pop();
                    return schema;
                }
                let entries = object.into_iter().map(|(key, value)| {
                    let value = match value {
                        // Names of fields, which may be any words.
                        Value::Object(fields)
                            if key == "properties" || key == "patternProperties" =>
                        {
                            let fields = fields
                                .iter()
                                .map(|(name, schema)| (name.clone(), put(schema, types, inside)));
                            Value::Object(fields.collect())
                        }
                        value => in_any_order(&key, put(&value, types, inside)),
                    };
                    (key, value)
                });
                Value::Object(entries.collect())
            }
            Value::Array(items) => {
                Value::Array(items.iter().map(|item| put(item, types, inside)).collect())
            }
            other => other.clone(),
        }
    }
    put(schema, types, &mut Vec::new())
}

/// A schema's keyword with its items sorted, if the same values fit however they are ordered.
fn in_any_order(keyword: &str, value: Value) -> Value {
    let sets = ["required", "enum", "type", "oneOf", "anyOf", "allOf"];
    match value {
        Value::Array(mut items) if sets.contains(&keyword) => {
            items.sort_by_cached_key(Value::to_string);
            Value::Array(items)
        }
        value => value,
    }
}
