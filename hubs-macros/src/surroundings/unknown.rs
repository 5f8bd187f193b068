//! Attributes that rustc does not find, and names that can be the runtime's alone.

use hubs_contract::names::nearest;

use super::{
    Surroundings, has_word,
    imports::Import,
    is_harmless,
    scan::{Attr, Found, Kind, MACRO_USE, Scope},
};

impl Surroundings {
    /// Whether none of its attributes can be this one of ours or hide it; one that rustc does not find is not.
    pub(super) fn lacks(&self, found: &Found, attribute: &str) -> bool {
        let is_unknown = |attr: &Attr| self.is_unknown(found, attr, attribute);
        (found.attrs.iter()).all(|attr| is_harmless(attr) || is_unknown(attr))
    }

    /// Whether rustc will say of an attribute of `found`, which most likely is to be `meant`, that there is none of the name.
    pub(super) fn is_unknown(&self, found: &Found, attr: &Attr, meant: &str) -> bool {
        let [name] = attr.path.as_slice() else {
            return false;
        };
        if name == meant {
            return self.is_unimported(found, name);
        }
        nearest(name, [meant]).is_some() && !self.imports(name)
    }

    /// Whether the module of `found` is seen to know no macro of this name.
    fn is_unimported(&self, found: &Found, name: &str) -> bool {
        let holds = |scope: &Scope| scope.items.iter().any(|item| std::ptr::eq(item, found));
        let mut modules = self.items().filter(|item| item.kind == Kind::Module);
        let module = match modules.find(|module| holds(&module.inside)) {
            Some(module) => &module.inside,
            None if holds(&self.file) => &*self.file,
            None => return false,
        };
        let brings = |import: &Import| import.name.as_deref().is_none_or(|it| it == name);
        let is_everywhere = || !self.is_root || self.includes_files() || self.calls(MACRO_USE);
        !module.imports.iter().any(brings) && module.macros.is_empty() && !is_everywhere()
    }

    /// Whether a block of methods has what rustc will not find in the place of `#[hub]`.
    pub(crate) fn has_unknown_hub(&self) -> bool {
        let mut blocks = self.items().filter(|found| found.kind == Kind::Impl);
        blocks.any(|block| {
            block
                .attrs
                .iter()
                .any(|attr| self.is_unknown(block, attr, "hub"))
        })
    }

    /// Whether a name of the runtime's can have no other meaning in the file.
    pub(crate) fn has_from_the_runtime(&self, name: &str) -> bool {
        let of_runtime = |import: &Import| import.first() == Some("hubs_runtime");
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
}
