//! What else is in the file: whether an item that one of our attributes stands on names one that lacks its own.
//!
//! A macro sees its item alone, so of a forgotten attribute rustc would tell at every use of what it writes. A macro
//! that knows of it tells it once, and writes what keeps all uses quiet. It says nothing where the file leaves a doubt:
//! a right program must not be refused, and of a wrong one rustc says the same, if more often.
//!
//! The file is read, as the compiler shows a macro nothing but its item. In an editor, which expands what is not saved
//! yet, there is no file, and so no such fault.

mod blocks;
mod imports;
mod lexical;
mod package;
mod resolve;
mod scan;
#[cfg(test)]
mod tests;
mod types;
mod unknown;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use quote::ToTokens;
use syn::{Ident, Type};

pub(crate) use self::types::Unmarked;

use self::{
    resolve::{Level, Place, resolve},
    scan::{Attr, Found, Kind, Scope},
};

/// A file with our attributes on its items.
pub(crate) struct Surroundings {
    file: Arc<Scope>,
    path: PathBuf,
    /// Whether `crate::` begins in this file.
    is_root: bool,
}

/// The item that is being expanded, as the file has it.
pub(crate) struct Here {
    kinds: &'static [Kind],
    name: String,
    attribute: &'static str,
}

impl Here {
    pub(crate) fn of_hub(hub: &Ident) -> Self {
        Self::new(&[Kind::Struct], hub, "hub")
    }

    /// The block of a hub's methods.
    pub(crate) fn of_block(hub: &Type) -> Self {
        Self::new(&[Kind::Impl], hub, "hub")
    }

    pub(crate) fn of_contract(contract: &Ident) -> Self {
        Self::new(&[Kind::Trait], contract, "client_contract")
    }

    /// A type with this attribute of ours.
    pub(crate) fn of_type(ident: &Ident, attribute: &'static str) -> Self {
        Self::new(&[Kind::Struct, Kind::Enum], ident, attribute)
    }

    fn new(kinds: &'static [Kind], name: &impl ToTokens, attribute: &'static str) -> Self {
        Self {
            kinds,
            name: name.to_token_stream().to_string(),
            attribute,
        }
    }

    fn is(&self, found: &Found) -> bool {
        self.kinds.contains(&found.kind)
            && found.name == self.name
            && found.has_attr(self.attribute)
    }
}

/// Attributes that cannot be ours under another name, nor hide one.
const HARMLESS: &[&str] = &[
    "allow",
    "deny",
    "deprecated",
    "derive",
    "diagnostic",
    "doc",
    "expect",
    "forbid",
    "must_use",
    "non_exhaustive",
    "repr",
    "rustfmt",
    "clippy",
    "serde",
    "schemars",
    "warn",
];

impl Surroundings {
    /// The file that is being expanded, if there is one.
    pub(crate) fn of_call() -> Option<Self> {
        static READ: Mutex<BTreeMap<PathBuf, Option<Arc<Scope>>>> = Mutex::new(BTreeMap::new());
        if !proc_macro::is_available() {
            return None;
        }
        let path = proc_macro::Span::call_site().local_file()?;
        let mut read = READ.lock().ok()?;
        let file = read
            .entry(path.clone())
            .or_insert_with_key(|path| {
                let text = std::fs::read_to_string(path).ok()?;
                scanned(&text).map(Arc::new)
            })
            .clone()?;
        let is_root = is_root(&path);
        Some(Self {
            file,
            path,
            is_root,
        })
    }

    /// Whether the struct that a `#[hub] impl` is of has no attribute at all that could be `#[hub]`.
    pub(crate) fn struct_lacks_hub(&self, hub: &Type) -> bool {
        let Type::Path(path) = hub else {
            return false;
        };
        self.resolved(&Here::of_block(hub), &path.path)
            .is_some_and(|found| found.kind == Kind::Struct && self.lacks(found, "hub"))
    }

    /// Whether the trait that the struct `hub` names as its contract has none that could be `#[client_contract]`.
    pub(crate) fn trait_lacks_contract(&self, hub: &Ident, contract: &syn::Path) -> bool {
        self.plain_trait(&Here::of_hub(hub), contract).is_some()
    }

    /// Whether of each trait that has `#[client]` on a method and is no contract a hub in the file tells, which names it.
    pub(crate) fn tells_of_contracts(&self) -> bool {
        let hubs = self.items().filter(|found| found.has_attr("hub"));
        let told: Vec<&Found> = hubs
            .filter_map(|hub| {
                let ident = syn::parse_str(&hub.name).ok()?;
                let contract = hub.attrs.iter().find_map(|attr| attr.path_of("client"))?;
                self.plain_trait(&Here::of_hub(&ident), &contract)
            })
            .collect();
        let mut marked = self.items().filter(|found| {
            found.kind == Kind::Trait && found.has_inside("client") && is_bare(found, &[])
        });
        !told.is_empty() && marked.all(|found| told.iter().any(|told| std::ptr::eq(*told, found)))
    }

    fn plain_trait(&self, here: &Here, path: &syn::Path) -> Option<&Found> {
        self.resolved(here, path)
            .filter(|found| found.kind == Kind::Trait && self.lacks(found, "client_contract"))
    }

    /// Whether the trait that `path` means is seen to ask nothing of what implements it.
    pub(crate) fn trait_asks_nothing(&self, here: &Here, path: &syn::Path) -> bool {
        self.resolved(here, path).is_some_and(|found| {
            let head: Vec<&str> = found.head.split_whitespace().collect();
            found.kind == Kind::Trait && matches!(head.as_slice(), [_name])
        })
    }

    /// The `type … = …;` that `path` means.
    pub(crate) fn alias(&self, here: &Here, path: &syn::Path) -> Option<syn::ItemType> {
        let found = self.resolved(here, path)?;
        let is_alias = found.kind == Kind::Alias && is_bare(found, &[]);
        is_alias
            .then(|| syn::parse_str(&format!("type {};", found.head)).ok())
            .flatten()
    }

    /// Whether the struct or enum that `path` means is seen to have a field in whose type one of the names stands.
    pub(crate) fn type_names_any(&self, here: &Here, path: &syn::Path, names: &[&str]) -> bool {
        self.resolved(here, path).is_some_and(|found| {
            matches!(found.kind, Kind::Struct | Kind::Enum)
                && names.iter().any(|name| has_word(&found.text, name))
        })
    }

    /// The name of the file's one item with this attribute of ours.
    pub(crate) fn only_with(&self, attribute: &str) -> Option<&str> {
        let mut items = self.items().filter(|found| found.has_attr(attribute));
        let only = items.next()?;
        items.next().is_none().then_some(&only.name)
    }

    /// The file's scopes, all of them.
    fn scopes(&self) -> impl Iterator<Item = &Scope> {
        let mut rest = vec![&*self.file];
        std::iter::from_fn(move || {
            let scope = rest.pop()?;
            rest.extend(scope.items.iter().map(|found| &found.inside));
            Some(scope)
        })
    }

    fn resolved(&self, here: &Here, path: &syn::Path) -> Option<&Found> {
        resolve(path, &self.place(here)?, self.is_root)
    }

    /// Where the item is, if there is one such alone.
    fn place(&self, here: &Here) -> Option<Place<'_>> {
        let mut places = find(&self.file, &|found| here.is(found)).into_iter();
        places.next().filter(|_| places.next().is_none())
    }

    /// The file's items, all of them.
    fn items(&self) -> impl Iterator<Item = &Found> {
        self.scopes().flat_map(|scope| &scope.items)
    }

    /// Whether an import anywhere brings this name by itself.
    fn imports(&self, name: &str) -> bool {
        let mut imports = self.scopes().flat_map(|scope| &scope.imports);
        imports.any(|import| import.name.as_deref() == Some(name))
    }

    fn includes_files(&self) -> bool {
        let has_path = |found: &Found| found.kind == Kind::File && found.has_attr("path");
        self.calls("include!") || self.items().any(has_path)
    }

    fn calls(&self, name: &str) -> bool {
        let mut macros = self.scopes().flat_map(|scope| &scope.macros);
        macros.any(|call| call.starts_with(name))
    }

    /// Whether the crate has no other file.
    fn is_whole_crate(&self) -> bool {
        self.is_root && !self.items().any(|found| found.kind == Kind::File)
    }
}

/// Whether the expansion is an editor's, which has no file.
pub(crate) fn is_in_editor() -> bool {
    proc_macro::is_available() && proc_macro::Span::call_site().local_file().is_none()
}

/// `None` for what the lexer would report, in this or another edition.
fn scanned(text: &str) -> Option<Scope> {
    if !lexical::is_plain(text) {
        return None;
    }
    text.parse().ok().map(Scope::read)
}

/// Whether a file of this name is one that cargo begins a crate with.
fn is_root(path: &Path) -> bool {
    let named = |name: Option<&std::ffi::OsStr>, names: &[&str]| {
        name.is_some_and(|name| names.iter().any(|root| name == *root))
    };
    let folder = path.parent().and_then(Path::file_name);
    named(path.file_name(), &["main.rs", "lib.rs"])
        || named(folder, &["examples", "tests", "benches", "bin"])
}

/// The places of all items that `is_it` knows.
fn find<'a>(file: &'a Scope, is_it: &impl Fn(&Found) -> bool) -> Vec<Place<'a>> {
    fn within<'a>(
        level: Level<'a>,
        around: &mut Place<'a>,
        is_it: &impl Fn(&Found) -> bool,
        places: &mut Vec<Place<'a>>,
    ) {
        around.push(level);
        for found in &level.scope.items {
            if is_it(found) {
                places.push(around.clone());
            }
            let level = Level {
                scope: &found.inside,
                is_module: found.kind == Kind::Module,
            };
            // An attribute on a module may change what is in it; that its condition holds is known once it is expanded.
            if found.kind != Kind::Module || is_bare(found, &["cfg"]) {
                within(level, around, is_it, places);
            }
        }
        around.pop();
    }
    let mut places = Vec::new();
    let file = Level {
        scope: file,
        is_module: true,
    };
    within(file, &mut Vec::new(), is_it, &mut places);
    places
}

/// Whether the text has this word.
fn has_word(text: &str, word: &str) -> bool {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .any(|it| it == word)
}

/// Whether none of its attributes can be one of ours or hide one, those in `also` aside.
fn is_bare(found: &Found, also: &[&str]) -> bool {
    (found.attrs.iter()).all(|attr| is_harmless(attr) || is_one_of(attr, also))
}

fn is_one_of(attr: &Attr, names: &[&str]) -> bool {
    names.iter().any(|name| attr.is_called(name))
}

fn is_harmless(attr: &Attr) -> bool {
    let first = attr.path.first();
    first.is_some_and(|first| HARMLESS.contains(&first.as_str()))
}
