//! Which item of the file a path means.

use syn::{Path, ext::IdentExt};

use super::{
    imports::Import,
    is_bare,
    scan::{Found, Kind, Scope},
};

/// More imports of imports than this are not followed.
const MOST_STEPS: u8 = 8;

/// The scopes around a place, the innermost last. The first is the file.
pub(super) type Place<'a> = Vec<Level<'a>>;

/// A scope and whether names of the scopes around it mean nothing in there.
#[derive(Clone, Copy)]
pub(super) struct Level<'a> {
    pub(super) scope: &'a Scope,
    pub(super) is_module: bool,
}

/// What `path` means at `place`, if the file alone says it; `is_root` says whether it is the crate's first.
pub(super) fn resolve<'a>(path: &Path, place: &Place<'a>, is_root: bool) -> Option<&'a Found> {
    if path.leading_colon.is_some() {
        return None;
    }
    let names: Vec<String> = path
        .segments
        .iter()
        .map(|segment| segment.ident.unraw().to_string())
        .collect();
    let resolver = Resolver { is_root };
    resolver.follow(&names, place, MOST_STEPS)
}

struct Resolver {
    is_root: bool,
}

impl Resolver {
    fn follow<'a>(&self, names: &[String], place: &Place<'a>, steps: u8) -> Option<&'a Found> {
        let steps = steps.checked_sub(1)?;
        let (first, rest) = names.split_first()?;
        match first.as_str() {
            "self" => return self.within(rest, &module_of(place), steps),
            "super" => {
                let mut module = module_of(place);
                module.pop();
                let above = module_of(&module);
                return if above.is_empty() {
                    None
                } else {
                    self.within(rest, &above, steps)
                };
            }
            "crate" if self.is_root => return self.within(rest, &place[..1].to_vec(), steps),
            "crate" => return None,
            _ => {}
        }
        let mut place = place.clone();
        while let Some(level) = place.last().copied() {
            if let Some(found) = self.step(first, rest, &place, steps) {
                return Some(found);
            }
            if level.is_module {
                return None;
            }
            place.pop();
        }
        None
    }

    /// A path that begins in a module, without what stands around that.
    fn within<'a>(&self, names: &[String], module: &Place<'a>, steps: u8) -> Option<&'a Found> {
        let (first, rest) = names.split_first()?;
        self.step(first, rest, module, steps)
    }

    /// `first` as the innermost scope of `place` has it, and `rest` in there.
    fn step<'a>(
        &self,
        first: &str,
        rest: &[String],
        place: &Place<'a>,
        steps: u8,
    ) -> Option<&'a Found> {
        let scope = place.last()?.scope;
        let mut own = scope
            .items
            .iter()
            .filter(|found| found.name == first && !matches!(found.kind, Kind::Impl | Kind::Block));
        if let Some(found) = own.next() {
            // Two of one name are chosen between by `cfg`.
            return match own.next() {
                None => self.inside(found, rest, place, steps),
                Some(_) => None,
            };
        }
        let named = |import: &&Import| import.name.as_deref() == Some(first);
        let mut path = match scope.imports.iter().find(named) {
            Some(import) => import.path.clone(),
            None => {
                // Of imports of everything, one must be the only one that has it.
                let mut found = scope
                    .imports
                    .iter()
                    .filter(|import| import.name.is_none())
                    .filter_map(|glob| {
                        let mut path = glob.path.clone();
                        path.push(first.to_owned());
                        path.extend(rest.iter().cloned());
                        self.follow(&path, place, steps)
                    });
                let only = found.next();
                return if found.next().is_none() { only } else { None };
            }
        };
        // An import of a name in the same scope means the one outside.
        if path.len() == 1 && path[0] == first {
            return None;
        }
        path.extend(rest.iter().cloned());
        self.follow(&path, place, steps)
    }

    fn inside<'a>(
        &self,
        found: &'a Found,
        rest: &[String],
        place: &Place<'a>,
        steps: u8,
    ) -> Option<&'a Found> {
        if rest.is_empty() {
            return Some(found);
        }
        // An attribute on a module may change what is in it.
        if found.kind != Kind::Module || !is_bare(found, &[]) {
            return None;
        }
        let mut place = place.clone();
        place.push(Level {
            scope: &found.inside,
            is_module: true,
        });
        self.within(rest, &place, steps.checked_sub(1)?)
    }
}

/// The scopes up to the module that `place` is in.
fn module_of<'a>(place: &Place<'a>) -> Place<'a> {
    let mut place = place.clone();
    while place.last().is_some_and(|level| !level.is_module) {
        place.pop();
    }
    place
}
