//! The blocks of a hub's methods: those without `#[hub]`, and what those with it say.

use std::{collections::BTreeSet, path::PathBuf, sync::Mutex};

use hubs_contract::names::nearest;
use syn::{Ident, ImplItem, ItemImpl, Type, Visibility};

use super::{
    Here, Surroundings, has_word, is_bare, package,
    scan::{Attr, Found, Kind, Scope},
};
use crate::attr::is_inner;

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

impl Surroundings {
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

    /// What the hub's block beside its struct names as its contract or its state, which belongs on the struct.
    pub(crate) fn named_by_block(&self, hub: &Ident, key: &str) -> Option<syn::Path> {
        let place = self.place(&Here::of_hub(hub))?;
        let here = Here::new(&[Kind::Impl], hub, "hub");
        let mut blocks = place
            .last()?
            .scope
            .items
            .iter()
            .filter(|found| here.is(found));
        let mut attrs = blocks.next()?.attrs.iter();
        attrs
            .find_map(|attr| attr.path_of(key))
            .filter(|_| blocks.next().is_none())
    }

    /// Whether a `#[hub] impl` that is being expanded is not the first of its hub.
    pub(crate) fn is_second_block(&self, hub: &Type) -> bool {
        static EXPANDED: Mutex<BTreeSet<(PathBuf, usize, String)>> = Mutex::new(BTreeSet::new());
        let here = Here::of_block(hub);
        let is_sure = |found: &Found| is_bare(found, &["hub", "authorize"]);
        let blocks = |scope: &Scope| scope.items.iter().filter(|found| here.is(found)).count();
        let mut scopes = self.scopes().filter(|scope| blocks(scope) > 0);
        let (Some(scope), None) = (scopes.next(), scopes.next()) else {
            return false;
        };
        let all_sure = scope
            .items
            .iter()
            .filter(|found| here.is(found))
            .all(is_sure);
        let block = (
            self.path.clone(),
            std::ptr::from_ref(scope).addr(),
            here.name.clone(),
        );
        all_sure
            && blocks(scope) > 1
            && EXPANDED
                .lock()
                .is_ok_and(|mut expanded| !expanded.insert(block))
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

    /// A `#[hub] impl` of what is no type at all, but almost has the name of the hub: rustc tells of it.
    fn misnamed_block(&self, found: &Found, hub: &str) -> Option<PlainBlock> {
        let is_marked = found.kind == Kind::Impl && found.has_attr("hub");
        if !is_marked || found.name == hub || nearest(&found.name, [hub]).is_none() {
            return None;
        }
        let is_item = |other: &Found| other.kind != Kind::Impl && other.name == found.name;
        let is_known = self.items().any(is_item) || self.imports(&found.name);
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

    /// Whether macros may have written a block of the hub that is not seen.
    fn brings_the_unknown(&self, hub: &str) -> bool {
        let names = |scope: &Scope| scope.macros.iter().any(|call| has_word(call, hub));
        self.includes_files() || self.calls("macro_rules!") || self.scopes().any(names)
    }
}
