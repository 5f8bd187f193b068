//! Which of the user's types a hub sends and receives, and how the compiler is asked about them.
//!
//! A missing derive is reported once for each type, at the first place that names it. So that nothing else is said
//! about the methods that use the type, their code asks first whether all of it fits.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Type, spanned::Spanned};

use super::ast::{Method, cfgs};
use crate::{runtime::Runtime, ty};

/// What is asked of a type.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Use {
    /// An argument of a hub method, the answer of a client method.
    FromClient,
    /// A result of a hub method, an argument of a client method.
    ToClient,
    /// The same inside another value, where a `Result` or a stream has no meaning of its own.
    Part,
    /// What a `Result` holds: a value or a stream.
    Success,
    /// An item of a stream: a value or a `Result`.
    StreamItem,
    /// The answer of a client method or a part of it, which is no upload.
    ClientAnswer,
    /// The error of a hub method.
    Failure,
}

impl Use {
    fn wrapper(self) -> TokenStream {
        match self {
            Self::FromClient => quote!(FromClient),
            Self::ToClient => quote!(ToClient),
            Self::Part => quote!(Part),
            Self::Success => quote!(Success),
            Self::StreamItem => quote!(StreamItem),
            Self::ClientAnswer => quote!(ClientAnswer),
            Self::Failure => quote!(Failure),
        }
    }
}

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

/// The types of an argument of a client method.
pub(crate) fn sent_types(ty: &Type) -> impl Iterator<Item = (Use, &Type)> {
    let leaves = ty::leaves(ty).into_iter();
    leaves.flat_map(|leaf| [(Use::ToClient, leaf), (Use::Part, leaf)])
}

/// The types of a client method's answer.
pub(crate) fn received_types(ty: &Type) -> impl Iterator<Item = (Use, &Type)> {
    let leaves = ty::leaves(ty).into_iter();
    leaves.flat_map(|leaf| [(Use::FromClient, leaf), (Use::ClientAnswer, leaf)])
}

/// The value on which a method's code calls its reading functions: strict if all types fit, silent if not.
pub(crate) fn fitting<'a>(
    runtime: &Runtime,
    self_ty: &Type,
    types: impl DoubleEndedIterator<Item = (Use, &'a Type)>,
) -> TokenStream {
    let mut fitting = quote!(#runtime::Fits);
    let mut any = false;
    for (usage, ty) in types.rev() {
        let wrapper = usage.wrapper();
        let ty = ty::nameable(runtime, self_ty, ty);
        fitting = quote!((&&&&&&&#runtime::#wrapper::<#ty>::NEW).kind().and(#fitting));
        any = true;
    }
    if any {
        quote!({
            use #runtime::levels::*;
            #fitting
        })
    } else {
        fitting
    }
}

/// One question for each type and use.
pub(crate) struct TypeChecks<'a> {
    runtime: &'a Runtime,
    self_ty: &'a Type,
    seen: BTreeSet<(Use, String)>,
    checks: Vec<TokenStream>,
}

impl<'a> TypeChecks<'a> {
    pub(crate) fn new(runtime: &'a Runtime, self_ty: &'a Type) -> Self {
        Self {
            runtime,
            self_ty,
            seen: BTreeSet::new(),
            checks: Vec::new(),
        }
    }

    /// Adds the types of `method` that no method before it had.
    pub(crate) fn add(&mut self, method: &Method<'_>) {
        let cfgs = cfgs(method.item);
        for (usage, ty) in types_of(method) {
            self.ask(usage, ty, &cfgs);
        }
    }

    /// Asks about one type, once. A conditional question counts for its condition alone.
    pub(crate) fn ask(&mut self, usage: Use, ty: &Type, cfgs: &TokenStream) {
        let (runtime, wrapper) = (self.runtime, usage.wrapper());
        let ty = ty::nameable(runtime, self.self_ty, ty);
        if self
            .seen
            .insert((usage, format!("{} {cfgs}", ty::text(&ty))))
        {
            let span = ty.span();
            let receiver = quote_spanned!(span=> (&&&&&&&#runtime::#wrapper::<#ty>::NEW).kind());
            self.checks
                .push(quote!(#cfgs { #receiver.check::<#ty>(); }));
        }
    }
}

impl quote::ToTokens for TypeChecks<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        if self.checks.is_empty() {
            return;
        }
        let (runtime, checks) = (self.runtime, &self.checks);
        tokens.extend(quote! {
            #[allow(dead_code, deprecated)]
            fn __hubs_types() {
                use #runtime::levels::*;
                #(#checks)*
            }
        });
    }
}
