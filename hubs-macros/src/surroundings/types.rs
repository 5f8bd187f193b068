//! Types that are seen to lack `#[hub_type]`, and errors that lack `#[derive(HubError)]`.

use std::{collections::BTreeSet, path::PathBuf, sync::Mutex};

use syn::{DeriveInput, Path};

use super::{
    Here, Surroundings, has_word, is_harmless, is_one_of, package,
    scan::{Attr, Found, Kind},
};

/// What makes a type one of these.
struct Role {
    /// The traits, by a derive or by hand.
    traits: &'static [&'static str],
    /// The only derives with which it is known not to be one.
    harmless: &'static [&'static str],
    /// The attribute of ours that makes it one, if that is one.
    attribute: Option<&'static str>,
    /// An attribute of ours that does not make it one.
    also: &'static [&'static str],
    /// Derives without which it lacks more than one thing.
    needed: &'static [&'static str],
}

/// What travels.
const TYPE: Role = Role {
    traits: &["Serialize", "Deserialize", "JsonSchema"],
    harmless: &[
        "Clone",
        "Copy",
        "Debug",
        "Default",
        // Serde's alone are not enough: what travels is described, too.
        "Deserialize",
        "Eq",
        "Hash",
        "Ord",
        "PartialEq",
        "PartialOrd",
        "Serialize",
    ],
    attribute: Some("hub_type"),
    also: &[],
    needed: &[],
};

/// What a caller state holds.
const STATE_FIELD: Role = Role {
    needed: &["Clone", "Default"],
    ..TYPE
};

/// What a hub method may fail with.
const ERROR: Role = Role {
    traits: &["HubError", "IntoCallFailure"],
    harmless: &[
        "Clone",
        "Copy",
        "Debug",
        "Deserialize",
        "Display",
        "Eq",
        "Error",
        "Hash",
        "JsonSchema",
        "Ord",
        "PartialEq",
        "PartialOrd",
        "Serialize",
    ],
    attribute: None,
    also: &["hub_type"],
    needed: &[],
};

/// A struct or enum without the attribute that it needs.
pub(crate) struct Unmarked {
    pub(crate) name: String,
    /// `struct` or `enum`.
    pub(crate) keyword: &'static str,
    /// Whether rustc tells of an attribute that there is none of its name, or of what belongs to the one that it lacks.
    pub(crate) is_told: bool,
    /// What it derives.
    derives: Vec<String>,
    /// Its fields or variants.
    body: String,
}

impl Surroundings {
    /// The type that `path` means, if it is seen not to travel and was not told of before.
    pub(crate) fn untold_type(&self, here: &Here, path: &Path) -> Option<Unmarked> {
        let role = match here.attribute {
            "caller_state" => &STATE_FIELD,
            _ => &TYPE,
        };
        self.untold(here, path, role)
    }

    /// The error that `path` means, if it is seen to be one that callers cannot get, and was not told of before.
    pub(crate) fn untold_error(&self, here: &Here, path: &Path) -> Option<Unmarked> {
        self.untold(here, path, &ERROR)
    }

    fn untold(&self, here: &Here, path: &Path, role: &Role) -> Option<Unmarked> {
        // What a type with arguments is, they may decide.
        if path
            .segments
            .iter()
            .any(|segment| !segment.arguments.is_none())
        {
            return None;
        }
        let found = self.resolved(here, path)?;
        let keyword = match found.kind {
            Kind::Struct => "struct",
            Kind::Enum => "enum",
            _ => return None,
        };
        let harmless = |name: &String| role.harmless.contains(&name.as_str());
        let derived = |name: &&str| found.derives().any(|it| it == name);
        let unknown = |attr: &Attr| {
            role.attribute
                .is_some_and(|meant| self.is_unknown(found, attr, meant))
        };
        let is_plain = (found.attrs.iter())
            .all(|attr| is_harmless(attr) || unknown(attr) || is_one_of(attr, role.also))
            && !found.is_generic
            && found.derives().all(harmless)
            && role.needed.iter().all(derived);
        let may_implement = || {
            self.implements(&found.name, role.traits)
                || !self.is_whole_crate()
                    && package::may_implement(&self.path, &found.name, role.traits)
        };
        if !is_plain || may_implement() || !self.is_first(found) {
            return None;
        }
        Some(Unmarked {
            name: found.name.clone(),
            keyword,
            is_told: found.attrs.iter().any(unknown)
                || role.attribute.is_none() && found.has_inside("internal"),
            derives: found.derives().cloned().collect(),
            body: found.text.clone(),
        })
    }

    /// Whether the file itself may implement one of the traits for the type: by hand or by a macro.
    fn implements(&self, name: &str, traits: &[&str]) -> bool {
        self.includes_files()
            || self.scopes().any(|scope| {
                scope.trait_impls.iter().any(|head| {
                    has_word(head, name) && traits.iter().any(|name| has_word(head, name))
                }) || scope.macros.iter().any(|call| has_word(call, name))
            })
    }

    /// Whether this is the first time that the type is told of.
    fn is_first(&self, found: &Found) -> bool {
        static TOLD: Mutex<BTreeSet<(PathBuf, usize)>> = Mutex::new(BTreeSet::new());
        // Where it lies, as the file stays what it was when it was read.
        let place = std::ptr::from_ref(found).addr();
        TOLD.lock()
            .is_ok_and(|mut told| told.insert((self.path.clone(), place)))
    }
}

impl Unmarked {
    pub(crate) fn derives(&self, name: &str) -> bool {
        self.derives.iter().any(|derived| derived == name)
    }

    /// The item without attributes of its own.
    pub(crate) fn read(&self) -> Option<DeriveInput> {
        syn::parse_str(&format!(
            "{} {} {{ {} }}",
            self.keyword, self.name, self.body
        ))
        .ok()
    }
}
