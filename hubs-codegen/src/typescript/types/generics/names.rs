//! Names that generic types and their parameters may have: those that nothing else has, nor could get.

use std::collections::BTreeSet;

use hubs_contract::model::Contract;

use super::Generics;
use crate::typescript::{
    names::{is_own, is_word_of_language},
    types::{forms::is_form, input_name, is_identifier},
};

/// What parameters are called, in this order.
const PARAMETERS: [&str; 26] = [
    "T", "U", "V", "W", "X", "Y", "Z", "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L",
    "M", "N", "O", "P", "Q", "R", "S",
];

/// Types of the language that generated files name.
const LANGUAGE: [&str; 2] = ["Promise", "Uint8Array"];

pub(super) struct Names {
    families: BTreeSet<String>,
    /// All that is declared by the side of generic types.
    others: BTreeSet<String>,
}

impl Names {
    pub(super) fn new(contract: &Contract, generics: &Generics) -> Self {
        let types = contract
            .types
            .input
            .keys()
            .filter(|name| !generics.input.contains_key(*name));
        let output = contract.types.output.keys();
        let types = types.chain(output.filter(|name| !generics.output.contains_key(*name)));
        let hubs = contract.hubs.iter();
        let classes = hubs.map(|(name, hub)| hub.client_name.as_ref().unwrap_or(name));
        let others = types
            .chain(contract.clients.keys())
            .chain(contract.states.keys())
            .chain(classes);
        Self {
            families: generics.families(),
            others: others.cloned().collect(),
        }
    }

    /// Whether a generic type may be called so, in both its forms. Words of the language begin with a small letter, also those
    /// that are words at some places only.
    pub(super) fn is_free(&self, family: &str) -> bool {
        let begins_well = family.starts_with(|letter: char| letter.is_ascii_uppercase());
        let is_name = begins_well && is_identifier(family) && !is_word_of_language(family);
        let own = [family.to_owned(), input_name(family)];
        let taken = own.iter().any(|name| {
            self.others.contains(name) || is_own(name) || is_form(name) || is_language(name)
        });
        let others = self.families.iter().filter(|other| *other != family);
        let mut others = others.chain(&self.others);
        is_name
            && !taken
            && !others.any(|other| own.contains(&input_name(other)) || own[1] == *other)
    }

    /// The names of this many parameters, if so many are left.
    pub(super) fn parameters(&self, count: usize) -> Option<Vec<&'static str>> {
        let is_taken = |name: &&str| self.families.contains(*name) || self.others.contains(*name);
        let free = PARAMETERS.into_iter().filter(|name| !is_taken(name));
        let names: Vec<_> = free.take(count).collect();
        (names.len() == count).then_some(names)
    }
}

fn is_language(name: &str) -> bool {
    LANGUAGE.contains(&name)
}
