//! Names in Rust: of members, parameters, types and variants.

use std::collections::{BTreeMap, BTreeSet};

use hubs_contract::{
    model::Contract,
    names::{kebab_case, pascal_case},
};
use proc_macro2::{Ident, Span};

use crate::error::Error;

/// Names that generated files take from Rust and from the runtime. What they use once is written with its path instead.
const OWN: [&str; 20] = [
    "Box",
    "BoxError",
    "CallError",
    "ConnectError",
    "Default",
    "FnOnce",
    "HubConnection",
    "HubConnectionBuilder",
    "HubStream",
    "Into",
    "NoError",
    "NoState",
    "Option",
    "Result",
    "Send",
    "StateError",
    "Stream",
    "String",
    "Sync",
    "Vec",
];

/// Words that cannot be names, not even raw ones.
const NEVER: [&str; 4] = ["Self", "crate", "self", "super"];

/// The names of types, traits and connections, of which no two may be the same.
pub(super) struct Names {
    taken: BTreeMap<String, String>,
    types: BTreeSet<String>,
}

impl Names {
    /// `types` are named in Rust and in words.
    ///
    /// # Errors
    /// If two things would have one name.
    pub(super) fn new(
        contract: &Contract,
        types: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Error> {
        let own = OWN.map(|name| {
            let what = format!("the generated client's own `{name}`");
            (name.to_owned(), what)
        });
        let mut names = Self {
            taken: BTreeMap::from(own),
            types: BTreeSet::new(),
        };
        for (name, what) in types {
            names.types.insert(name.clone());
            names.take(name, what, "schemars(rename = \"…\")")?;
        }
        for name in contract.clients.keys() {
            let what = format!("client contract `{name}`");
            names.take(type_name(name), what, "client_contract(name = \"…\")")?;
        }
        for name in contract.states.keys() {
            let what = format!("caller state `{name}`");
            names.take(type_name(name), what, "caller_state(name = \"…\")")?;
        }
        for (name, hub) in &contract.hubs {
            let what = format!("the connection of hub `{name}`");
            let connection = connection_name(hub.client_name.as_deref().unwrap_or(name));
            names.take(connection, what, "hub(client_name = \"…\")")?;
        }
        Ok(names)
    }

    /// Whether a type of the contract has this name in Rust.
    pub(super) fn is_type(&self, name: &str) -> bool {
        self.types.contains(name)
    }

    pub(super) fn is_taken(&self, name: &str) -> bool {
        self.taken.contains_key(name)
    }

    fn take(&mut self, name: String, what: String, way: &str) -> Result<(), Error> {
        if let Some(other) = self.taken.get(&name) {
            return Err(
                Error::new(format!("{what} and {other} would both be `{name}` in Rust"))
                    .help(format!("give one another name, as with `#[{way}]`")),
            );
        }
        self.taken.insert(name, what);
        Ok(())
    }
}

/// `name`, or with as many underscores behind it as keep it apart from the names in `taken`, to which it is added.
pub(super) fn free(mut name: String, taken: &mut BTreeSet<String>) -> String {
    while !taken.insert(name.clone()) {
        name.push('_');
    }
    name
}

/// `ChatHubConnection` of `ChatHub`.
pub(super) fn connection_name(hub: &str) -> String {
    format!("{}Connection", type_name(hub))
}

/// `room_name` of `roomName`.
pub(super) fn snake_case(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for letter in kebab_case(name).chars() {
        if letter.is_ascii_alphanumeric() {
            plain.push(letter);
        } else if !plain.is_empty() && !plain.ends_with('_') {
            // One in front would say that nobody uses it, and two in a row are no snake case to rustc.
            plain.push('_');
        }
    }
    match plain.chars().next() {
        None => "empty".to_owned(),
        Some('0'..='9') => format!("n{plain}"),
        Some(_) => possible(plain),
    }
}

/// `RoomFull` of `roomFull`, `room-full` and the like.
pub(super) fn type_name(name: &str) -> String {
    let words: Vec<String> = kebab_case(name)
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(pascal_case)
        .collect();
    let joined = words.concat();
    match joined.chars().next() {
        None => "Empty".to_owned(),
        Some('0'..='9') => format!("N{joined}"),
        Some(_) => possible(joined),
    }
}

/// The name itself, if Rust can have it at all.
fn possible(mut name: String) -> String {
    if NEVER.contains(&name.as_str()) {
        name.push('_');
    }
    name
}

/// The identifier of a name that may be a word of the language, of an edition to come too.
pub(super) fn ident(name: &str) -> Ident {
    match syn::parse_str::<Ident>(name) {
        Ok(plain) if name != "gen" => plain,
        _ => Ident::new_raw(name, Span::call_site()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_rust() {
        assert_eq!(snake_case("messagePosted"), "message_posted");
        assert_eq!(snake_case("$ref"), "ref");
        assert_eq!(snake_case("2nd"), "n2nd");
        assert_eq!(snake_case("größe_neu"), "gr_e_neu");
        assert_eq!(snake_case("名前"), "empty");
        assert_eq!(type_name("roomFull"), "RoomFull");
        assert_eq!(type_name("room-full x"), "RoomFullX");
        assert_eq!(type_name("4k"), "N4k");
        assert_eq!(ident("type").to_string(), "r#type");
        assert_eq!(ident("gen").to_string(), "r#gen");
        for word in ["self", "super", "crate"] {
            assert_eq!(snake_case(word), format!("{word}_"));
        }
        assert_eq!(type_name("self"), "Self_");
    }
}
