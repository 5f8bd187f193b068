//! Fields that would keep a hub on one thread, though all its connections share it: told at the field, once.
//!
//! Only those that look like it are asked, by a constant in the place of the field's type: where it fails the field is of
//! no known type, and rustc says nothing of what is done with it, nor of the hub.

use quote::ToTokens;
use syn::{
    Fields, Ident, Path, Type, TypeParamBound, TypePath, TypeTraitObject,
    visit::{self, Visit},
};

use crate::{
    attr,
    output::{fitting::settled, runtime::Runtime},
    rules::ty,
    surroundings::{Here, Surroundings},
};

/// What stays on one thread, whatever it holds.
const ALONE: &[&str] = &["Rc", "RefCell", "Cell", "OnceCell", "UnsafeCell", "NonNull"];

/// Asks about the fields of `hub`.
pub(super) fn ask(runtime: &Runtime, hub: &Ident, fields: &mut Fields) {
    for field in fields {
        let is_asked = is_alone(&field.ty) || holds_alone(hub, &field.ty);
        if is_asked && attr::cfg_predicate(&field.attrs).is_none() {
            field.ty = Type::Verbatim(settled(runtime, "Shareable", &field.ty));
        }
    }
}

fn is_alone(ty: &Type) -> bool {
    let words = ty::words(ty.to_token_stream());
    ALONE.iter().any(|name| words.contains(*name))
}

/// Whether the file shows a part that may stay on one thread: `dyn` of a trait that asks for nothing, a type with such a field.
fn holds_alone(hub: &Ident, ty: &Type) -> bool {
    let mut named = Named::default();
    named.visit_type(ty);
    if named.traits.is_empty() && named.types.is_empty() {
        return false;
    }
    let Some(file) = Surroundings::of_call() else {
        return false;
    };
    let here = Here::of_hub(hub);
    let mut traits = named.traits.iter();
    let mut types = named.types.iter();
    traits.any(|path| file.trait_asks_nothing(&here, path))
        || types.any(|path| file.type_names_any(&here, path, ALONE))
}

/// The traits and the types that a type names.
#[derive(Default)]
struct Named<'a> {
    /// Of each `dyn` with one trait alone.
    traits: Vec<&'a Path>,
    types: Vec<&'a Path>,
}

impl<'a> Visit<'a> for Named<'a> {
    fn visit_type_trait_object(&mut self, object: &'a TypeTraitObject) {
        let bounds = object.bounds.iter().filter_map(|bound| match bound {
            TypeParamBound::Trait(bound) => Some(&bound.path),
            _ => None,
        });
        if let [path] = bounds.collect::<Vec<_>>().as_slice() {
            self.traits.push(path);
        }
    }

    fn visit_type_path(&mut self, path: &'a TypePath) {
        self.types.push(&path.path);
        visit::visit_type_path(self, path);
    }
}
