//! What else is in the file: whether an item that one of our attributes stands on names one that lacks its own.
//!
//! A macro sees its item alone, so of a forgotten attribute rustc would tell at every use of what it writes. A macro
//! that knows of it tells it once, and writes what keeps all uses quiet. It says nothing where the file leaves a doubt:
//! a right program must not be refused, and of a wrong one rustc says the same, if more often.
//!
//! The file is read, as the compiler shows a macro nothing but its item. In an editor, which expands what is not saved
//! yet, there is no file, and so no such fault.

mod imports;
mod lexical;
mod package;
mod resolve;
mod scan;
#[cfg(test)]
mod tests;
mod types;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use hubs_contract::names::nearest;
use quote::ToTokens;
use syn::{Ident, ImplItem, ItemImpl, Type, Visibility};

use crate::attr::is_inner;

pub(crate) use self::types::Unmarked;

use self::{
    imports::Import,
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

/// A block of methods that are seen to be for clients, without `#[hub]`.
pub(crate) struct PlainBlock {
    pub(crate) item: ItemImpl,
    /// Whether an attribute of ours on one of its methods tells that it means nothing there.
    pub(crate) is_told: bool,
}

impl PlainBlock {
    fn read(found: &Found) -> Option<Self> {
        let item: ItemImpl = syn::parse_str(&found.text).ok()?;
        let methods = || {
            item.items.iter().filter_map(|part| match part {
                ImplItem::Fn(method) => Some(method),
                _ => None,
            })
        };
        let is_told = methods().any(|method| method.attrs.iter().any(is_inner));
        let is_public = methods().any(|method| {
            matches!(method.vis, Visibility::Public(_)) && method.sig.receiver().is_some()
        });
        (is_told || is_public).then_some(Self { item, is_told })
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

    /// Whether none of its attributes can be this one of ours or hide it; a misspelled one is not.
    fn lacks(&self, found: &Found, attribute: &str) -> bool {
        let is_misspelled = |attr: &Attr| self.is_misspelled(attr, attribute);
        (found.attrs.iter()).all(|attr| is_harmless(attr) || is_misspelled(attr))
    }

    /// Whether rustc will say of an attribute, which most likely is to be `meant`, that there is none of the name.
    fn is_misspelled(&self, attr: &Attr, meant: &str) -> bool {
        let [name] = attr.path.as_slice() else {
            return false;
        };
        let is_import = |scope: &Scope| {
            let mut imports = scope.imports.iter();
            imports.any(|import| import.name.as_ref() == Some(name))
        };
        name != meant && nearest(name, [meant]).is_some() && !self.scopes().any(is_import)
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

    /// The block beside the struct `hub` that lacks `#[hub]`, if it is seen that no block of the hub has it.
    pub(crate) fn block_without_hub(&self, hub: &Ident) -> Option<PlainBlock> {
        let name = hub.to_string();
        if self.brings_the_unknown(&name) {
            return None;
        }
        let place = self.place(&Here::of_hub(hub))?;
        let is_block = |found: &Found| found.kind == Kind::Impl && found.name == name;
        let is_marked = |found: &Found| is_block(found) && !self.lacks(found, "hub");
        let blocks = || {
            place
                .last()
                .into_iter()
                .flat_map(|level| &level.scope.items)
        };
        // First what the file says, as most hubs have their block in it; the package is asked last.
        if self.items().any(is_marked) {
            return None;
        }
        let block = blocks()
            .filter(|found| is_block(found))
            .find_map(|found| {
                let block = PlainBlock::read(found)?;
                let is_told = block.is_told || !is_bare(found, &[]);
                Some(PlainBlock { is_told, ..block })
            })
            .or_else(|| blocks().find_map(|found| self.misnamed_block(found, &name)))?;
        let is_sole = self.is_whole_crate() || !package::may_hold_impl(&self.path, &name);
        is_sole.then_some(block)
    }

    /// The one `#[hub] impl` of the struct `hub`, if it has no argument that belongs on the struct, of which it is told there.
    pub(crate) fn block_of(&self, hub: &Ident) -> Option<ItemImpl> {
        let misplaced = |attr: &Attr| {
            let belongs = |key: &&str| has_word(&attr.arguments, key);
            attr.is_called("hub") && ["client", "state"].iter().any(belongs)
        };
        let here = Here::new(&[Kind::Impl], hub, "hub");
        let mut blocks = self.items().filter(|found| here.is(found));
        let (Some(block), None) = (blocks.next(), blocks.next()) else {
            return None;
        };
        let is_whole = !block.attrs.iter().any(misplaced);
        is_whole.then(|| syn::parse_str(&block.text).ok()).flatten()
    }

    /// The name of the file's one item with this attribute of ours.
    pub(crate) fn only_with(&self, attribute: &str) -> Option<&str> {
        let mut items = self.items().filter(|found| found.has_attr(attribute));
        let only = items.next()?;
        items.next().is_none().then_some(&only.name)
    }

    /// Whether a name of the runtime's can have no other meaning in the file.
    pub(crate) fn has_from_the_runtime(&self, name: &str) -> bool {
        let of_runtime = |import: &Import| {
            import
                .path
                .first()
                .is_some_and(|first| first == "hubs_runtime")
        };
        let is_own = |import: &Import| {
            let first = import.path.first().map(String::as_str);
            matches!(first, Some("crate" | "self" | "super"))
        };
        let may_be_another = |import: &Import| match &import.name {
            Some(it) => it == name && !of_runtime(import),
            None => !(of_runtime(import) || is_own(import) && self.is_whole_crate()),
        };
        let imports = || self.scopes().flat_map(|scope| &scope.imports);
        let mut macros = self.scopes().flat_map(|scope| &scope.macros);
        !self.includes_files()
            && !self.items().any(|found| found.name == name)
            && !macros.any(|call| has_word(call, name))
            && imports().any(of_runtime)
            && !imports().any(may_be_another)
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

    /// A `#[hub] impl` of what is no type at all, but almost has the name of the hub: rustc tells of it.
    fn misnamed_block(&self, found: &Found, hub: &str) -> Option<PlainBlock> {
        let is_marked = found.kind == Kind::Impl && found.has_attr("hub");
        if !is_marked || found.name == hub || nearest(&found.name, [hub]).is_none() {
            return None;
        }
        let is_item = |other: &Found| other.kind != Kind::Impl && other.name == found.name;
        let is_import = |scope: &Scope| {
            let mut imports = scope.imports.iter();
            imports.any(|import| import.name.as_deref() == Some(&found.name))
        };
        let is_known = self.items().any(is_item) || self.scopes().any(is_import);
        let is_elsewhere = || !self.is_whole_crate() && package::mentions(&self.path, &found.name);
        if is_known || is_elsewhere() {
            return None;
        }
        let block = PlainBlock::read(found)?;
        Some(PlainBlock {
            is_told: true,
            ..block
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

    /// Whether macros may have written a block of the hub that is not seen.
    fn brings_the_unknown(&self, hub: &str) -> bool {
        let names = |scope: &Scope| scope.macros.iter().any(|call| has_word(call, hub));
        self.includes_files() || self.calls("macro_rules!") || self.scopes().any(names)
    }

    /// The file's items, all of them.
    fn items(&self) -> impl Iterator<Item = &Found> {
        self.scopes().flat_map(|scope| &scope.items)
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
