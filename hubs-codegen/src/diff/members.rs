//! Changes of hubs, methods, client contracts and caller states.

use std::collections::BTreeMap;

use hubs_contract::{
    model::{
        Client, ClientMethod, Contract, Hub, Method, Param, Presence, Returns, State, StateField,
    },
    names::fold,
};
use serde_json::Value;

use super::{
    Changes, Class,
    schemas::{Compare, Direction},
};

pub(super) fn changes(old: &Contract, new: &Contract) -> Changes {
    let mut walk = Walk {
        old,
        new,
        changes: Changes::default(),
    };
    let hubs = Kind::called("hub".to_owned());
    walk.members(&old.hubs, &new.hubs, &hubs, &mut |walk, name, old, new| {
        walk.hub(name, old, new);
    });
    for (name, client) in &old.clients {
        if let Some(other) = new.clients.get(name) {
            walk.client(name, client, other);
        }
    }
    for (name, state) in &old.states {
        if let Some(other) = new.states.get(name) {
            walk.state(name, state, other);
        }
    }
    walk.changes
}

/// A kind of member in words, and who must follow if one is gone, new, or spelled in another case.
struct Kind {
    words: String,
    gone: Class,
    added: Class,
    spelled: Class,
}

impl Kind {
    /// What clients call, which servers find whatever its case.
    fn called(words: String) -> Self {
        Self {
            words,
            gone: Class::CLIENTS,
            added: Class::SERVERS,
            spelled: Class::COMPATIBLE,
        }
    }

    /// What the server calls. Old clients have no handler for a new one: pushes are lost, questions fail. Nor have new clients for
    /// one that is gone, and some clients find a handler only as it is spelled.
    fn handled(words: String) -> Self {
        Self {
            words,
            gone: Class::SERVERS,
            added: Class::CLIENTS,
            spelled: Class::BOTH,
        }
    }
}

struct Walk<'c> {
    old: &'c Contract,
    new: &'c Contract,
    changes: Changes,
}

impl<'c> Walk<'c> {
    fn add(&mut self, class: Class, text: String) {
        self.changes.add(class, text);
    }

    fn compare(&mut self, place: &str, old: &Value, new: &Value, direction: Direction) {
        let (was, is) = match direction {
            Direction::Input => (&self.old.types.input, &self.new.types.input),
            Direction::Output => (&self.old.types.output, &self.new.types.output),
        };
        let mut compare = Compare::new(was, is, direction, &mut self.changes);
        compare.values(place, old, new);
    }

    /// Walks two maps of the same kind of thing, whose order is nobody's business.
    fn members<T: 'c>(
        &mut self,
        old: impl IntoIterator<Item = (&'c String, &'c T)>,
        new: impl IntoIterator<Item = (&'c String, &'c T)>,
        kind: &Kind,
        same: &mut dyn FnMut(&mut Self, &str, &'c T, &'c T),
    ) {
        let mut new: BTreeMap<&String, &T> = new.into_iter().collect();
        let mut missing = BTreeMap::new();
        for (name, old) in old {
            match new.remove(name) {
                Some(new) => same(self, name, old, new),
                None => drop(missing.insert(name, old)),
            }
        }
        let words = &kind.words;
        for (name, old) in missing {
            let spelled = new.keys().find(|other| fold(other) == fold(name)).copied();
            match spelled.and_then(|other| new.remove_entry(other)) {
                Some((other, new)) => {
                    let text = format!("{words} `{name}` is spelled `{other}` now");
                    self.add(kind.spelled, text);
                    same(self, other, old, new);
                }
                None => self.add(kind.gone, format!("{words} `{name}` is gone")),
            }
        }
        for name in new.keys() {
            self.add(kind.added, format!("{words} `{name}` is new"));
        }
    }

    fn hub(&mut self, name: &str, old: &'c Hub, new: &'c Hub) {
        let kind = Kind::called(format!("hub `{name}`: method"));
        let mut same = |walk: &mut Self, method: &str, old: &'c Method, new: &'c Method| {
            walk.method(&format!("method `{name}.{method}`"), old, new);
        };
        self.members(&old.methods, &new.methods, &kind, &mut same);
        self.hub_client(name, old, new);
        self.hub_state(name, old, new);
    }

    /// A client contract that has another name only is the same.
    fn hub_client(&mut self, name: &str, old: &Hub, new: &Hub) {
        let find = |contract: &'c Contract, name: &String| contract.clients.get(name);
        match (&old.client, &new.client) {
            (Some(was), Some(is)) if was != is => {
                let found = find(self.old, was).zip(find(self.new, is));
                if let Some((old, new)) = found {
                    self.client(is, old, new);
                }
            }
            (None, Some(is)) => {
                let text = format!("hub `{name}` has the client contract `{is}` now");
                self.add(Class::CLIENTS, text);
            }
            (Some(was), None) => {
                let text = format!("hub `{name}` has the client contract `{was}` no more");
                self.add(Class::SERVERS, text);
            }
            _ => {}
        }
    }

    /// Who has no state drops the fields of who has one, so that both ends know something else.
    fn hub_state(&mut self, name: &str, old: &Hub, new: &Hub) {
        let find = |contract: &'c Contract, name: &String| contract.states.get(name);
        match (&old.state, &new.state) {
            (Some(was), Some(is)) if was != is => {
                let found = find(self.old, was).zip(find(self.new, is));
                if let Some((old, new)) = found {
                    self.state(is, old, new);
                }
            }
            (None, Some(is)) => {
                let text = format!("hub `{name}` has the caller state `{is}` now");
                self.add(Class::SERVERS, text);
            }
            (Some(was), None) => {
                let text = format!("hub `{name}` has the caller state `{was}` no more");
                self.add(Class::CLIENTS, text);
            }
            _ => {}
        }
    }

    fn method(&mut self, name: &str, old: &Method, new: &Method) {
        self.argument_counts(name, &old.params, &new.params);
        for (old, new) in old.params.iter().zip(&new.params) {
            self.param(&format!("{name}, parameter `{}`", old.name), old, new);
        }
        let place = format!("{name}, result");
        match (returned(old), returned(new)) {
            ((was, Some(old)), (is, Some(new))) if was == is => {
                self.compare(&place, old, new, Direction::Output);
            }
            ((was, _), (is, _)) if was != is => {
                self.add(Class::BOTH, format!("{place}: is {is} now, was {was}"));
            }
            _ => {}
        }
        match (&old.error, &new.error) {
            (Some(old), Some(new)) => {
                self.compare(&format!("{name}, error"), old, new, Direction::Output);
            }
            (Some(_), None) => {
                self.add(
                    Class::CLIENTS,
                    format!("{name} has no typed error any more"),
                );
            }
            (None, Some(_)) => self.add(Class::SERVERS, format!("{name} has a typed error now")),
            (None, None) => {}
        }
    }

    /// A server takes so many arguments and no others, and clients may send any of these counts.
    fn argument_counts(&mut self, name: &str, old: &[Param], new: &[Param]) {
        let (was, is) = (Counts::of(old), Counts::of(new));
        let class = Class {
            clients: is.needed > was.needed || is.all < was.all,
            servers: is.all > was.all || is.needed < was.needed,
        };
        if class != Class::COMPATIBLE {
            self.add(class, format!("{name} takes {is} now, was {was}"));
        }
    }

    fn param(&mut self, place: &str, old: &Param, new: &Param) {
        if old.upload != new.upload {
            let (was, is) = match new.upload {
                true => ("a value", "a stream"),
                false => ("a stream", "a value"),
            };
            self.add(Class::BOTH, format!("{place}: is {is} now, was {was}"));
            return;
        }
        // Whether it may be missing is told with the number of arguments.
        match (old.presence, new.presence) {
            (Presence::Required, Presence::Nullable) => {
                self.add(Class::SERVERS, format!("{place} may be null now"));
            }
            (Presence::Nullable, Presence::Required) => {
                self.add(Class::CLIENTS, format!("{place} may not be null any more"));
            }
            _ => {}
        }
        self.compare(place, &old.schema, &new.schema, Direction::Input);
    }

    fn client(&mut self, name: &str, old: &'c Client, new: &'c Client) {
        let kind = Kind::handled(format!("client contract `{name}`: method"));
        let mut same = |walk: &mut Self, method: &str, old: &'c _, new: &'c _| {
            walk.client_method(&format!("client method `{name}.{method}`"), old, new);
        };
        self.members(&old.methods, &new.methods, &kind, &mut same);
    }

    fn client_method(&mut self, name: &str, old: &ClientMethod, new: &ClientMethod) {
        if old.params.len() != new.params.len() {
            let (was, is) = (Counts::of(&old.params), Counts::of(&new.params));
            self.add(Class::BOTH, format!("{name} gets {is} now, was {was}"));
        }
        for (old, new) in old.params.iter().zip(&new.params) {
            let place = format!("{name}, parameter `{}`", old.name);
            self.compare(&place, &old.schema, &new.schema, Direction::Output);
        }
        let (was, is) = (answered(old), answered(new));
        if was != is {
            let text = format!("{name}, answer: is {is} now, was {was}");
            self.add(Class::BOTH, text);
        }
        let schema = |method: &'_ ClientMethod| method.result.clone().and_then(|r| r.schema);
        if let Some((old, new)) = schema(old).zip(schema(new)) {
            self.compare(&format!("{name}, answer"), &old, &new, Direction::Input);
        }
    }

    /// A server refuses fields that it does not know; for those that it does not get it keeps the default, as clients do.
    fn state(&mut self, name: &str, old: &State, new: &State) {
        let place = |field: &str| format!("caller state `{name}`, field `{field}`");
        for field in &old.fields {
            let place = place(&field.name);
            match new.fields.iter().find(|other| other.name == field.name) {
                None => self.add(Class::CLIENTS, format!("{place} is gone")),
                Some(other) => {
                    self.settable(&place, field, other);
                    self.compare(&place, &field.output, &other.output, Direction::Output);
                }
            }
        }
        for field in &new.fields {
            if !old.fields.iter().any(|other| other.name == field.name) {
                let text = format!("{} is new", place(&field.name));
                self.add(Class::SERVERS, text);
            }
        }
    }

    /// What clients may set a field to, if they may: a server refuses who sets one that it alone sets.
    fn settable(&mut self, place: &str, old: &StateField, new: &StateField) {
        match (&old.input, &new.input) {
            (Some(old), Some(new)) => self.compare(place, old, new, Direction::Input),
            (Some(_), None) => {
                self.add(
                    Class::CLIENTS,
                    format!("{place}: the server alone sets it now"),
                );
            }
            (None, Some(_)) => {
                self.add(Class::SERVERS, format!("{place}: clients may set it now"));
            }
            (None, None) => {}
        }
    }
}

/// How many arguments a method takes.
struct Counts {
    all: usize,
    needed: usize,
}

impl Counts {
    fn of(params: &[Param]) -> Self {
        let is_needed = |param: &&Param| param.presence != Presence::Optional;
        Self {
            all: params.len(),
            needed: params.iter().filter(is_needed).count(),
        }
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let arguments = if self.all == 1 {
            "argument"
        } else {
            "arguments"
        };
        match self.all - self.needed {
            0 => write!(f, "{} {arguments}", self.all),
            optional => write!(f, "{} {arguments} ({optional} optional)", self.all),
        }
    }
}

fn returned(method: &Method) -> (&'static str, Option<&Value>) {
    match &method.returns {
        Returns::Nothing => ("nothing", None),
        Returns::Value { schema } => ("a value", Some(schema)),
        Returns::Stream { schema } => ("a stream", Some(schema)),
    }
}

fn answered(method: &ClientMethod) -> &'static str {
    match &method.result {
        None => "not waited for",
        Some(result) if result.schema.is_none() => "nothing",
        Some(_) => "a value",
    }
}
