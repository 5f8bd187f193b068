//! Which of the user's types a hub method sends and receives, and what a hook fails with.

use proc_macro2::TokenStream;
use syn::Type;

use super::ast::{Hook, Method};
use crate::{
    attr,
    output::fitting::{Asked, Use},
    rules::ty,
};

/// The types of a method that are worth a question.
pub(crate) fn types_of<'a>(method: &Method<'a>) -> Vec<Asked<'a>> {
    let mut types = Vec::new();
    let key = |ty, cfgs| Asked {
        usage: Use::Key,
        ty,
        cfgs,
    };
    for param in method.params() {
        let keys = ty::map_keys(param.ty).into_iter();
        types.extend(keys.map(|ty| key(ty, attr::cfgs(&param.item.attrs))));
        for ty in ty::leaves(param.ty) {
            types.push(Asked {
                usage: Use::FromClient,
                ty,
                cfgs: attr::cfgs(&param.item.attrs),
            });
        }
    }
    if let Some(result) = ty::returned(&method.item.sig.output) {
        let keys = ty::map_keys(result).into_iter();
        types.extend(keys.map(|ty| key(ty, TokenStream::new())));
        let mut results = Vec::new();
        result_types(result, None, &mut results);
        types.extend(results.into_iter().map(|(usage, ty)| Asked {
            usage,
            ty,
            cfgs: TokenStream::new(),
        }));
    }
    types
}

/// The error with which a hook refuses a connection.
pub(crate) fn types_of_hook<'a>(hook: &Hook<'a>) -> Vec<Asked<'a>> {
    let result = ty::returned(&hook.item.sig.output).map(ty::bare);
    let result = result.filter(|result| ty::is_called(result, "Result"));
    let error = result.and_then(|result| ty::arguments(result).get(1).copied());
    let asked = error.map(|ty| Asked {
        usage: Use::Failure,
        ty,
        cfgs: TokenStream::new(),
    });
    asked.into_iter().collect()
}

/// The types of a result, of what a `Result` holds or of a stream's items: `place` tells them apart, a whole result has
/// none.
fn result_types<'a>(result: &'a Type, place: Option<Use>, types: &mut Vec<(Use, &'a Type)>) {
    let result = ty::bare(result);
    if let Type::ImplTrait(stream) = result {
        if let Some(item) = ty::stream_item(stream) {
            result_types(item, Some(Use::StreamItem), types);
        }
        return;
    }
    if place != Some(Use::Success)
        && ty::is_called(result, "Result")
        && let [value, rest @ ..] = ty::arguments(result).as_slice()
    {
        let inside = match place {
            Some(_) => Use::Part,
            None => Use::Success,
        };
        result_types(value, Some(inside), types);
        types.extend(rest.first().map(|error| (Use::Failure, *error)));
        return;
    }
    if ty::find_impl_trait(result).is_some() {
        // The answer decides: no name says what it is.
        return;
    }
    for leaf in ty::leaves(result) {
        types.push((Use::ToClient, leaf));
        if !std::ptr::eq(leaf, result) {
            types.push((Use::Part, leaf));
        } else if let Some(place) = place {
            types.push((place, leaf));
        }
    }
}
