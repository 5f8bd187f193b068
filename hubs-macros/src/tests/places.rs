//! None of our attributes is dropped in silence: each of them at each place where Rust takes an attribute is read, or
//! refused by an error that names it.
//!
//! What a macro leaves where it stands, rustc sees next. At an item it runs the attribute's own macro, which is asked here
//! too. Anywhere else it refuses every macro by name, as `ui-tests/tests/fail/misplaced/` shows.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;

use super::{Expand, MACROS};
use crate::misplaced;

/// Every attribute of ours, as it is mostly written.
const ATTRIBUTES: [(&str, &str); 9] = [
    ("hub", "#[hub]"),
    ("client_contract", "#[client_contract]"),
    ("caller_state", "#[caller_state]"),
    ("hub_type", "#[hub_type]"),
    ("authorize", "#[authorize(Admin)]"),
    ("on_connected", "#[on_connected]"),
    ("on_disconnected", "#[on_disconnected]"),
    ("client", "#[client(timeout = \"3s\")]"),
    ("internal", "#[internal]"),
];

/// A place in an item with one of our macros above it.
struct Place {
    name: &'static str,
    /// The macro above, none for an item without one.
    above: &'static str,
    /// The item; `@` is the place.
    item: &'static str,
    /// How `#[hub]` is written here.
    hub: &'static str,
    /// What rustc runs an attribute on that stays here; empty where it takes no macros.
    own: &'static str,
    /// The attributes that mean something here.
    read: &'static [&'static str],
}

const fn place(
    above: &'static str,
    name: &'static str,
    item: &'static str,
    own: &'static str,
    read: &'static [&'static str],
) -> Place {
    let hub = "#[hub]";
    Place {
        name,
        above,
        item,
        hub,
        own,
        read,
    }
}

const STRUCT: &str = "pub struct A { pub a: u8 }";
const METHOD: &str = "pub fn a(&self) {}";

const PLACES: &[Place] = &[
    place(
        "hub",
        "struct",
        "@ pub struct A { pub a: u8 }",
        STRUCT,
        &["authorize", "hub_type", "caller_state"],
    ),
    place("hub", "field", "pub struct A { @ a: u8 }", "", &[]),
    place("hub", "tuple field", "pub struct A(@ u8);", "", &[]),
    place("hub", "generic parameter", "pub struct A<@ T>(T);", "", &[]),
    place(
        "hub",
        "impl",
        "@ impl A { pub fn a(&self) {} }",
        "impl A { pub fn a(&self) {} }",
        &["authorize"],
    ),
    place(
        "hub",
        "impl without methods",
        "@ impl A {}",
        "impl A {}",
        &[],
    ),
    place(
        "hub",
        "generic parameter of an impl",
        "impl<@ T> A<T> {}",
        "",
        &[],
    ),
    Place {
        hub: "#[hub(name = \"b\")]",
        ..place(
            "hub",
            "method",
            "impl A { @ pub fn a(&self) {} }",
            METHOD,
            &["hub", "authorize", "on_connected", "on_disconnected"],
        )
    },
    place(
        "hub",
        "method, without arguments",
        "impl A { @ pub fn a(&self) {} }",
        METHOD,
        &["authorize", "on_connected", "on_disconnected"],
    ),
    place(
        "hub",
        "skipped method",
        "impl A { #[hub(skip)] @ pub fn a(&self) {} }",
        METHOD,
        &[],
    ),
    place(
        "hub",
        "hook",
        "impl A { #[on_connected] @ fn a(&self) {} }",
        METHOD,
        &[],
    ),
    place(
        "hub",
        "generic parameter of a method",
        "impl A { pub fn a<@ T>(&self) {} }",
        "",
        &[],
    ),
    place(
        "hub",
        "receiver",
        "impl A { pub fn a(@ &self) {} }",
        "",
        &[],
    ),
    Place {
        hub: "#[hub(nullable)]",
        ..place(
            "hub",
            "parameter",
            "impl A { pub fn a(&self, @ b: Maybe) {} }",
            "",
            &["hub"],
        )
    },
    place(
        "hub",
        "context",
        "impl A { pub fn a(&self, @ cx: &HubContext<Self>) {} }",
        "",
        &[],
    ),
    Place {
        hub: "#[hub(optional)]",
        ..place(
            "hub",
            "context, with arguments",
            "impl A { pub fn a(&self, @ cx: &HubContext<Self>) {} }",
            "",
            &[],
        )
    },
    Place {
        hub: "#[hub(optional)]",
        ..place(
            "hub",
            "parameter of a skipped method",
            "impl A { #[hub(skip)] pub fn a(&self, @ b: u8) {} }",
            "",
            &[],
        )
    },
    Place {
        hub: "#[hub(optional)]",
        ..place(
            "hub",
            "parameter of a hook",
            "impl A { #[on_connected] fn a(&self, @ cx: &HubContext<Self>) {} }",
            "",
            &[],
        )
    },
    place(
        "hub",
        "parameter of a type",
        "impl A { pub fn a(&self, b: fn(@ u8)) {} }",
        "",
        &[],
    ),
    place(
        "hub",
        "constant in an impl",
        "impl A { @ const B: u8 = 1; }",
        "const B: u8 = 1;",
        &[],
    ),
    place(
        "hub",
        "type in an impl",
        "impl A { @ type B = u8; }",
        "type B = u8;",
        &[],
    ),
    place(
        "hub",
        "macro call in an impl",
        "impl A { @ b!(); }",
        "b!();",
        &[],
    ),
    place(
        "hub",
        "statement",
        "impl A { pub fn a(&self) { @ let b = 1; } }",
        "",
        &[],
    ),
    place(
        "hub",
        "expression",
        "impl A { pub fn a(&self) -> u8 { @ 1 } }",
        "",
        &[],
    ),
    place(
        "hub",
        "match arm",
        "impl A { pub fn a(&self) { match 1 { @ _ => {} } } }",
        "",
        &[],
    ),
    place(
        "hub",
        "closure's parameter",
        "impl A { pub fn a(&self) { |@ b: u8| b; } }",
        "",
        &[],
    ),
    place(
        "hub",
        "item in a body",
        "impl A { pub fn a(&self) { @ fn b() {} } }",
        "fn b() {}",
        &[],
    ),
    place(
        "client_contract",
        "trait",
        "@ pub trait A { async fn a(&self); }",
        "pub trait A { async fn a(&self); }",
        &[],
    ),
    place(
        "client_contract",
        "generic parameter of a trait",
        "pub trait A<@ T> {}",
        "",
        &[],
    ),
    Place {
        hub: "#[hub(name = \"b\")]",
        ..place(
            "client_contract",
            "trait method",
            "pub trait A { @ async fn a(&self) -> u8; }",
            "async fn a(&self) -> u8;",
            &["client"],
        )
    },
    place(
        "client_contract",
        "receiver of a trait method",
        "pub trait A { async fn a(@ &self); }",
        "",
        &[],
    ),
    Place {
        hub: "#[hub(optional)]",
        ..place(
            "client_contract",
            "parameter of a trait method",
            "pub trait A { async fn a(&self, @ b: Option<u8>); }",
            "",
            &[],
        )
    },
    place(
        "client_contract",
        "generic parameter of a trait method",
        "pub trait A { async fn a<@ T>(&self); }",
        "",
        &[],
    ),
    place(
        "client_contract",
        "constant in a trait",
        "pub trait A { @ const B: u8; }",
        "const B: u8;",
        &[],
    ),
    place(
        "client_contract",
        "type in a trait",
        "pub trait A { @ type B; }",
        "type B;",
        &[],
    ),
    place(
        "client_contract",
        "macro call in a trait",
        "pub trait A { @ b!(); }",
        "b!();",
        &[],
    ),
    place(
        "caller_state",
        "struct",
        "@ pub struct A { pub a: u8 }",
        STRUCT,
        &["hub"],
    ),
    place(
        "caller_state",
        "field",
        "pub struct A { @ pub a: u8 }",
        "",
        &[],
    ),
    place(
        "caller_state",
        "tuple field",
        "pub struct A(@ pub u8);",
        "",
        &[],
    ),
    place(
        "caller_state",
        "generic parameter",
        "pub struct A<@ T> { pub a: T }",
        "",
        &[],
    ),
    place(
        "hub_type",
        "struct",
        "@ pub struct A { pub a: u8 }",
        STRUCT,
        &["hub"],
    ),
    place("hub_type", "field", "pub struct A { @ pub a: u8 }", "", &[]),
    place(
        "hub_type",
        "enum",
        "@ pub enum A { B }",
        "pub enum A { B }",
        &[],
    ),
    place(
        "hub_type",
        "variant",
        "pub enum A { @ B }",
        "",
        &["internal"],
    ),
    place(
        "hub_type",
        "variant's field",
        "pub enum A { B(@ u8) }",
        "",
        &[],
    ),
    place(
        "HubError",
        "struct",
        "@ pub struct A { pub a: u8 }",
        STRUCT,
        &["internal", "hub", "hub_type", "caller_state"],
    ),
    place("HubError", "field", "pub struct A { @ pub a: u8 }", "", &[]),
    place("HubError", "tuple field", "pub struct A(@ u8);", "", &[]),
    place(
        "HubError",
        "enum",
        "@ pub enum A { B }",
        "pub enum A { B }",
        &["internal", "hub_type"],
    ),
    place(
        "HubError",
        "variant",
        "pub enum A { @ B }",
        "",
        &["internal"],
    ),
    place(
        "HubError",
        "variant's field",
        "pub enum A { B(@ u8) }",
        "",
        &[],
    ),
    place(
        "HubError",
        "generic parameter",
        "pub enum A<@ T> { B(T) }",
        "",
        &[],
    ),
    place(
        "HubError",
        "union",
        "@ pub union A { a: u8 }",
        "pub union A { a: u8 }",
        &["internal"],
    ),
    place(
        "",
        "struct",
        "",
        STRUCT,
        &["hub", "caller_state", "hub_type"],
    ),
    place("", "enum", "", "pub enum A { B }", &["hub_type"]),
    place("", "union", "", "pub union A { a: u8 }", &[]),
    place("", "impl", "", "impl A {}", &["hub"]),
    place("", "impl of a trait", "", "impl B for A {}", &[]),
    place("", "trait", "", "pub trait A {}", &["client_contract"]),
    place("", "trait method", "", "async fn a(&self);", &[]),
    place("", "method", "", METHOD, &[]),
    place("", "function", "", "pub fn a() {}", &[]),
    place("", "module", "", "mod a {}", &[]),
    place("", "constant", "", "const A: u8 = 1;", &[]),
    place("", "static", "", "static A: u8 = 1;", &[]),
    place("", "type alias", "", "type A = u8;", &[]),
    place("", "use", "", "use a::b;", &[]),
    place("", "extern crate", "", "extern crate a;", &[]),
    place("", "extern block", "", "extern \"C\" {}", &[]),
    place("", "macro call", "", "a! {}", &[]),
    place(
        "",
        "above a hub's struct",
        "",
        "#[hub] pub struct A { pub a: u8 }",
        &["caller_state", "hub_type"],
    ),
    place(
        "",
        "above a hub's impl",
        "",
        "#[hub] impl A { pub fn a(&self) {} }",
        &[],
    ),
    place(
        "",
        "above a client contract",
        "",
        "#[client_contract] pub trait A { async fn a(&self); }",
        &[],
    ),
    place(
        "",
        "above a caller state",
        "",
        "#[caller_state] pub struct A { pub a: u8 }",
        &["hub"],
    ),
    place(
        "",
        "above a type for the wire",
        "",
        "#[hub_type] pub struct A { pub a: u8 }",
        &["hub"],
    ),
];

/// What becomes of an attribute.
#[derive(Debug, PartialEq)]
enum Fate {
    Read,
    /// With all that was said.
    Refused(Vec<String>),
    Left,
    Dropped,
}

fn expand(name: &str, item: &str) -> TokenStream {
    let item: TokenStream = item.parse().unwrap();
    let found = MACROS.iter().find(|(known, _)| *known == name);
    match found {
        Some((_, expand)) => (*expand as Expand)(TokenStream::new(), item),
        None => misplaced::inner(name, item),
    }
}

/// The texts of all `compile_error!`s.
fn errors(tokens: TokenStream) -> Vec<String> {
    let mut texts = Vec::new();
    let mut after = false;
    for token in tokens {
        match token {
            proc_macro2::TokenTree::Group(group) if after => {
                texts.push(group.stream().to_string());
                after = false;
            }
            proc_macro2::TokenTree::Group(group) => texts.extend(errors(group.stream())),
            proc_macro2::TokenTree::Ident(ident) => after = ident == "compile_error",
            _ => {}
        }
    }
    texts
}

/// Whether an attribute of this name stands anywhere in an expansion.
fn holds(tokens: TokenStream, name: &str) -> bool {
    let mut after = false;
    for token in tokens {
        match token {
            proc_macro2::TokenTree::Group(group) => {
                let first = group.stream().into_iter().next();
                let starts =
                    matches!(&first, Some(proc_macro2::TokenTree::Ident(ident)) if ident == name);
                if (after && starts) || holds(group.stream(), name) {
                    return true;
                }
                after = false;
            }
            proc_macro2::TokenTree::Punct(punct) => after = punct.as_char() == '#',
            _ => after = false,
        }
    }
    false
}

/// What the macro above does with the attribute.
fn fate(place: &Place, name: &str, attribute: &str) -> Fate {
    if place.above.is_empty() {
        return Fate::Left;
    }
    let with = expand(place.above, &place.item.replace('@', attribute));
    let said = errors(with.clone());
    if said.iter().any(|text| text.contains(&format!("`#[{name}"))) {
        return Fate::Refused(said);
    }
    let without = expand(place.above, &place.item.replace('@', ""));
    // What a helper of a derive does, it does there: nobody runs it afterwards.
    let left = match (place.above, name) {
        ("HubError", "internal") => false,
        ("HubError", _) => true,
        _ => holds(with.clone(), name) && !holds(without.clone(), name),
    };
    let changed = with.to_string().len() > without.to_string().len() + attribute.len() + 8;
    if left && !(place.above == "hub_type" && name == "internal" && changed) {
        Fate::Left
    } else if said.is_empty() && with.to_string() != without.to_string() {
        Fate::Read
    } else {
        Fate::Dropped
    }
}

/// What rustc does with an attribute that was left: it runs its macro, if it is one and stands on an item.
fn fate_when_left(place: &Place, name: &str) -> Fate {
    if place.own.is_empty() || name == "internal" {
        // `expected non-macro attribute` or `cannot find attribute`: see `ui-tests`.
        return Fate::Refused(Vec::new());
    }
    let said = errors(expand(name, place.own));
    if said.is_empty() {
        Fate::Read
    } else if said.iter().any(|text| text.contains(&format!("`#[{name}"))) {
        Fate::Refused(said)
    } else {
        Fate::Dropped
    }
}

#[test]
fn every_attribute_is_read_or_refused_by_name_at_every_place() {
    let mut wrong = Vec::new();
    for place in PLACES {
        for (name, attribute) in ATTRIBUTES {
            let attribute = if name == "hub" { place.hub } else { attribute };
            let fate = match fate(place, name, attribute) {
                Fate::Left => fate_when_left(place, name),
                fate => fate,
            };
            let right = match fate {
                Fate::Read => place.read.contains(&name),
                Fate::Refused(_) => !place.read.contains(&name),
                Fate::Left | Fate::Dropped => false,
            };
            if !right {
                wrong.push(format!(
                    "`{attribute}` at `{}` {}: {fate:?}",
                    place.above, place.name
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_attribute_has_a_row() {
    let file = syn::parse_file(include_str!("../lib.rs")).unwrap();
    let mut names = BTreeSet::new();
    for item in file.items {
        let syn::Item::Fn(item) = item else { continue };
        for attr in &item.attrs {
            if attr.path().is_ident("proc_macro_attribute") {
                names.insert(item.sig.ident.to_string());
            } else if attr.path().is_ident("proc_macro_derive")
                && let syn::Meta::List(list) = &attr.meta
                && let Some((_, helpers)) = list.tokens.to_string().split_once("attributes")
            {
                let helpers = helpers.split(|c: char| !(c.is_alphanumeric() || c == '_'));
                let is_ours =
                    |name: &&str| !name.is_empty() && !["error", "from", "source"].contains(name);
                names.extend(helpers.filter(is_ours).map(str::to_owned));
            }
        }
    }
    let rows: BTreeSet<_> = ATTRIBUTES
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect();
    assert_eq!(names, rows);
}
