//! Which of the user's types a hub method sends and receives.

use syn::Type;

use super::ast::Method;
use crate::{output::fitting::Use, rules::ty};

/// The types of a method that are worth a question.
pub(crate) fn types_of<'a>(method: &Method<'a>) -> Vec<(Use, &'a Type)> {
    let mut types = Vec::new();
    for param in method.params() {
        for leaf in ty::leaves(param.ty) {
            types.push((Use::FromClient, leaf));
        }
    }
    if let Some(result) = ty::returned(&method.item.sig.output) {
        result_types(result, None, &mut types);
    }
    types
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
