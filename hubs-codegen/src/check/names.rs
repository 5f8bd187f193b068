//! Whether names can be what clients need them for: identifiers of TypeScript and Rust, keys, names on the wire.

use std::collections::BTreeMap;

use hubs_contract::{
    model::{Client, Contract, Hub, Param, State},
    names::{check_member_name, fold},
    wire::PREFIX,
};

use super::{Fault, place::Place};
use crate::typescript::is_word_of_language;

pub(super) fn faults(contract: &Contract) -> Vec<Fault> {
    let mut check = Check { faults: Vec::new() };
    let root = Place::default();
    if contract.hubs.is_empty() {
        let help = "make it from a crate that has hubs";
        check.add(&root.key("hubs"), "the contract has no hubs", help);
    }
    for (name, hub) in &contract.hubs {
        check.hub(&root.key("hubs").key(name), name, hub);
    }
    for (name, client) in &contract.clients {
        let place = root.key("clients").key(name);
        check.identifier(&place, name, "#[client_contract(name = \"…\")]", true);
        check.client(&place, client);
    }
    for (name, state) in &contract.states {
        let place = root.key("states").key(name);
        check.identifier(&place, name, "#[caller_state(name = \"…\")]", true);
        check.state(&place, state);
    }
    for (direction, types) in [
        ("input", &contract.types.input),
        ("output", &contract.types.output),
    ] {
        for name in types.keys() {
            let place = root.key("types").key(direction).key(name);
            check.identifier(&place, name, "#[schemars(rename = \"…\")]", true);
        }
    }
    check.faults
}

struct Check {
    faults: Vec<Fault>,
}

impl Check {
    fn add(&mut self, place: &Place, what: impl Into<String>, help: impl Into<String>) {
        self.faults.push(Fault::new(place, what, help));
    }

    fn hub(&mut self, place: &Place, name: &str, hub: &Hub) {
        let way = "#[hub(client_name = \"…\")]";
        self.text(place, name);
        match &hub.client_name {
            Some(class) => self.identifier(&place.key("clientName"), class, way, true),
            None => self.identifier(place, name, way, true),
        }
        let place = place.key("methods");
        self.wire_names(&place, hub.methods.keys());
        for (wire, method) in &hub.methods {
            let place = place.key(wire);
            if let Some(member) = &method.client_name {
                self.identifier(&place.key("clientName"), member, way, false);
            }
            self.params(&place, &method.params);
        }
    }

    fn client(&mut self, place: &Place, client: &Client) {
        let place = place.key("methods");
        self.wire_names(&place, client.methods.keys());
        for (wire, method) in &client.methods {
            let place = place.key(wire);
            if let Some(member) = &method.client_name {
                let way = "#[client(client_name = \"…\")]";
                self.identifier(&place.key("clientName"), member, way, false);
            }
            self.params(&place, &method.params);
        }
    }

    fn params(&mut self, place: &Place, params: &[Param]) {
        for (index, param) in params.iter().enumerate() {
            let place = place.key("params").index(index);
            // Letters of Rust that TypeScript's printer does not take it writes as others.
            let starts = |first: char| unicode_ident::is_xid_start(first) || first == '_';
            if !param.name.starts_with(starts)
                || !param.name.chars().all(unicode_ident::is_xid_continue)
            {
                let what = format!("`{}` is no name of a parameter", param.name);
                let help = "give it one of letters, digits and `_`, with no digit in front";
                self.add(&place.key("name"), what, help);
            }
        }
    }

    fn state(&mut self, place: &Place, state: &State) {
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for (index, field) in state.fields.iter().enumerate() {
            let place = place.key("fields").index(index).key("name");
            self.text(&place, &field.name);
            if let Some(other) = seen.insert(fold(&field.name), &field.name) {
                let what = format!("fields `{other}` and `{}` are the same", field.name);
                self.add(&place, what, "give one another name");
            }
        }
    }

    /// Names of methods on the wire, which servers compare ignoring case.
    fn wire_names<'n>(&mut self, place: &Place, names: impl Iterator<Item = &'n String>) {
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for name in names {
            let place = place.key(name);
            self.text(&place, name);
            let folded = fold(name);
            if folded.starts_with(PREFIX) {
                let what = format!("names that start with `{PREFIX}` are reserved");
                self.add(&place, what, "give the method another name");
            }
            if let Some(other) = seen.insert(folded, name) {
                let what = format!("`{other}` and `{name}` differ by case alone");
                let help = "rename one: SignalR servers take them for the same method";
                self.add(&place, what, help);
            }
        }
    }

    /// A name that stands in literals only.
    fn text(&mut self, place: &Place, name: &str) {
        if name.is_empty() {
            self.add(place, "a name must not be empty", "give it a name");
        }
        if let Some(letter) = name.chars().find(|letter| letter.is_control()) {
            let what = format!("a name must not contain {letter:?}");
            self.add(place, what, "take the character out of the name");
        }
    }

    /// A name that is declared in the generated code; `is_type` if the languages' words would be in its way.
    fn identifier(&mut self, place: &Place, name: &str, way: &str, is_type: bool) {
        let help = format!("give it another name, in Rust with `{way}`");
        if let Err(fault) = check_member_name(name) {
            let what = format!("`{name}` is no name for generated code: it {fault}");
            self.add(place, what, help);
        } else if is_type && is_word_of_language(name) {
            let what =
                format!("`{name}` is no name for generated code: it is a word of TypeScript");
            self.add(place, what, help);
        }
    }
}
