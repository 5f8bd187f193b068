//! What else is in the file: whether an item that one of our attributes stands on names one that lacks its own.
//!
//! A macro sees its item alone, so of a forgotten attribute rustc would tell at every use of what it writes. A macro
//! that knows of it tells it once, and writes what keeps all uses quiet. It says nothing where the file leaves a doubt:
//! a right program must not be refused, and of a wrong one rustc says the same, if more often.
//!
//! The file is read, as the compiler shows a macro nothing but its item. In an editor, which expands what is not saved
//! yet, there is no file, and so no such fault.

mod package;
mod resolve;
mod scan;
#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use proc_macro2::TokenStream;
use syn::{ImplItem, ItemImpl, Type, Visibility};

use crate::attr::is_inner;

use self::{
    resolve::{Level, Place, resolve},
    scan::{Found, Kind, Scope},
};

/// A file with our attributes on its items.
pub(crate) struct Surroundings {
    text: Arc<str>,
    path: PathBuf,
    /// Whether `crate::` begins in this file.
    is_root: bool,
}

/// A block of methods that are seen to be for clients, without `#[hub]`.
pub(crate) struct PlainBlock {
    pub(crate) item: ItemImpl,
    /// Whether an attribute of ours on one of its methods tells that it means nothing there.
    pub(crate) is_told: bool,
}

impl PlainBlock {
    fn read(found: &Found) -> Option<Self> {
        let item: ItemImpl = syn::parse2(found.tokens.clone()).ok()?;
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
        static READ: Mutex<BTreeMap<PathBuf, Option<Arc<str>>>> = Mutex::new(BTreeMap::new());
        if !proc_macro::is_available() {
            return None;
        }
        let path = proc_macro::Span::call_site().local_file()?;
        let mut read = READ.lock().ok()?;
        let is_root = is_root(&path);
        let text = read
            .entry(path.clone())
            .or_insert_with_key(|path| std::fs::read_to_string(path).ok().map(Arc::from));
        let text = text.clone()?;
        Some(Self {
            text,
            path,
            is_root,
        })
    }

    /// Whether the struct that a `#[hub] impl` is of has no attribute at all that could be `#[hub]`.
    pub(crate) fn struct_lacks_hub(&self, hub: &Type) -> bool {
        let Type::Path(hub) = hub else {
            return false;
        };
        let text = quote::ToTokens::to_token_stream(hub).to_string();
        self.lacks(&hub.path, Kind::Struct, |found| {
            found.kind == Kind::Impl && found.name == text
        })
    }

    /// Whether the trait that the struct `hub` names as its contract has none that could be `#[client_contract]`.
    pub(crate) fn trait_lacks_contract(&self, hub: &syn::Ident, contract: &syn::Path) -> bool {
        let hub = hub.to_string();
        self.lacks(contract, Kind::Trait, |found| {
            found.kind == Kind::Struct && found.name == hub
        })
    }

    /// The block beside the struct `hub` that lacks `#[hub]`, if it is seen that no block of the hub has it.
    pub(crate) fn block_without_hub(&self, hub: &syn::Ident) -> Option<PlainBlock> {
        let name = hub.to_string();
        // What these bring is not known.
        if self.text.contains("macro_rules!") || self.text.contains("include!") {
            return None;
        }
        let file = self.tokens().map(Scope::read)?;
        let places = places(&file, &|found| {
            found.kind == Kind::Struct && found.name == name
        });
        let [place] = places.as_slice() else {
            return None;
        };
        let is_block = |found: &Found| found.kind == Kind::Impl && found.name == name;
        let mut marked = Vec::new();
        let is_marked = |found: &Found| is_block(found) && !is_bare(found);
        find(&file, true, &mut Vec::new(), &is_marked, &mut marked);
        let blocks = place
            .last()?
            .scope
            .items
            .iter()
            .filter(|found| is_block(found));
        let block = blocks.filter_map(PlainBlock::read).next()?;
        let mut files = Vec::new();
        let is_file = |found: &Found| found.kind == Kind::File;
        find(&file, true, &mut Vec::new(), &is_file, &mut files);
        let is_whole_crate = self.is_root && files.is_empty();
        let is_sole = is_whole_crate || !package::may_hold_impl(&self.path, &name);
        (marked.is_empty() && is_sole).then_some(block)
    }

    /// Whether `path` is an item of the kind without an attribute of ours, as seen from the one place with `#[hub]` that
    /// `is_here` knows.
    fn lacks(&self, path: &syn::Path, kind: Kind, is_here: impl Fn(&Found) -> bool) -> bool {
        let Some(name) = path.segments.last() else {
            return false;
        };
        // Most files need no more than this look.
        if !self.text.contains(&name.ident.to_string()) {
            return false;
        }
        let Some(file) = self.tokens().map(Scope::read) else {
            return false;
        };
        let places = places(&file, &is_here);
        let [place] = places.as_slice() else {
            return false;
        };
        resolve(path, place, self.is_root).is_some_and(|found| found.kind == kind && is_bare(found))
    }

    /// `None` for what is read otherwise in another edition, which the lexer would report.
    fn tokens(&self) -> Option<TokenStream> {
        let text = &*self.text;
        let guarded = text
            .match_indices("#\"")
            .any(|(at, _)| !text[..at].ends_with('r'));
        if guarded || text.contains("##") {
            return None;
        }
        text.parse().ok()
    }
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

/// The places of all items with `#[hub]` that `is_here` knows.
fn places<'a>(file: &'a Scope, is_here: &impl Fn(&Found) -> bool) -> Vec<Place<'a>> {
    let mut places = Vec::new();
    let is_here =
        |found: &Found| is_here(found) && found.attrs.iter().any(|attr| is_called(attr, "hub"));
    find(file, true, &mut Vec::new(), &is_here, &mut places);
    places
}

/// The places of all items that `is_here` knows.
fn find<'a>(
    scope: &'a Scope,
    is_module: bool,
    around: &mut Place<'a>,
    is_here: &impl Fn(&Found) -> bool,
    places: &mut Vec<Place<'a>>,
) {
    around.push(Level { scope, is_module });
    for found in &scope.items {
        if is_here(found) {
            places.push(around.clone());
        }
        let is_module = found.kind == Kind::Module;
        find(&found.inside, is_module, around, is_here, places);
    }
    around.pop();
}

/// Whether the content of an attribute begins with a path whose last name is this.
fn is_called(attr: &TokenStream, name: &str) -> bool {
    path_of(attr).is_some_and(|path| path.segments.last().is_some_and(|last| last.ident == name))
}

fn path_of(attr: &TokenStream) -> Option<syn::Path> {
    let parser = |input: syn::parse::ParseStream<'_>| {
        let path = input.call(syn::Path::parse_mod_style)?;
        let _: TokenStream = input.parse()?;
        Ok(path)
    };
    syn::parse::Parser::parse2(parser, attr.clone()).ok()
}

fn is_bare(found: &Found) -> bool {
    found.attrs.iter().all(|attr| {
        path_of(attr).is_some_and(|path| {
            path.segments
                .first()
                .is_some_and(|first| HARMLESS.iter().any(|harmless| first.ident == harmless))
        })
    })
}
