//! Fields of which no value ever arrives anywhere: told at the field, which is then of no known type, so that rustc says
//! nothing of the type that has it.

use quote::ToTokens;
use syn::{
    Fields, Generics, Type, TypeTraitObject,
    visit::{self, Visit},
};

use super::parts::is_told_elsewhere;
use crate::{
    errors::with_help,
    output::{fallback, fitting::settled, runtime::Runtime},
    rules::ty,
};

/// Refuses `dyn Trait`, and asks about what may stay on one thread.
pub(super) fn refuse(runtime: &Runtime, generics: &Generics, fields: &mut Fields) {
    // What a constant asks must not depend on parameters.
    if !generics.params.is_empty() {
        return;
    }
    for field in fields.iter_mut().filter(|field| !is_told_elsewhere(field)) {
        let refused = match find_dyn(&field.ty) {
            Some(object) => {
                let name = ty::text(object);
                let message = with_help(
                    format!("`{name}` cannot travel: no client knows what is behind it"),
                    "write an enum of what it may be, with `#[hub_type]`; or keep it with `#[serde(skip)]`",
                );
                let error = syn::Error::new_spanned(object, message);
                fallback::unknown(runtime, &error)
            }
            None if names_rc(&field.ty) => settled(runtime, "Moved", &field.ty),
            None => continue,
        };
        field.ty = Type::Verbatim(refused);
    }
}

/// What counts references without a lock.
fn names_rc(ty: &Type) -> bool {
    ty::words(ty.to_token_stream()).contains("Rc")
}

/// The first `dyn Trait` of which there would be a value.
fn find_dyn(ty: &Type) -> Option<&TypeTraitObject> {
    struct Finder<'a>(Option<&'a TypeTraitObject>);
    impl<'a> Visit<'a> for Finder<'a> {
        fn visit_type(&mut self, ty: &'a Type) {
            if !ty::is_called(ty, "PhantomData") {
                visit::visit_type(self, ty);
            }
        }

        fn visit_type_trait_object(&mut self, object: &'a TypeTraitObject) {
            self.0.get_or_insert(object);
        }
    }
    let mut finder = Finder(None);
    finder.visit_type(ty);
    finder.0
}
