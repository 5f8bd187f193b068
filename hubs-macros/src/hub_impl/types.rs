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
    /// The error of a hub method.
    Failure,
}

impl Use {
    fn wrapper(self) -> TokenStream {
        match self {
            Self::FromClient => quote!(FromClient),
            Self::ToClient => quote!(ToClient),
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
        result_types(result, &mut types);
    }
    types
}

fn result_types<'a>(result: &'a Type, types: &mut Vec<(Use, &'a Type)>) {
    if let Type::ImplTrait(stream) = result {
        if let Some(item) = ty::stream_item(stream) {
            result_types(item, types);
        }
        return;
    }
    if ty::is_called(result, "Result")
        && let [value, rest @ ..] = ty::arguments(result).as_slice()
    {
        result_types(value, types);
        types.extend(rest.first().map(|error| (Use::Failure, *error)));
        return;
    }
    if ty::find_impl_trait(result).is_none() {
        types.extend(
            ty::leaves(result)
                .into_iter()
                .map(|leaf| (Use::ToClient, leaf)),
        );
    }
}

/// The value on which a method's code calls its reading functions: strict if all types fit, silent if not.
pub(crate) fn fitting(runtime: &Runtime, self_ty: &Type, method: &Method<'_>) -> TokenStream {
    let result = ty::returned(&method.item.sig.output);
    let mut list = quote!(());
    let mut any = false;
    for (usage, ty) in types_of(method).into_iter().rev() {
        // The whole result may be an alias of `Result`, about which the answer decides.
        let wrapper = if result.is_some_and(|result| std::ptr::eq(result, ty)) {
            quote!(Whole)
        } else {
            usage.wrapper()
        };
        let ty = ty::nameable(runtime, self_ty, ty);
        list = quote!((#runtime::#wrapper<#ty>, #list));
        any = true;
    }
    if any {
        quote!({
            use #runtime::levels::*;
            (&&#runtime::Types::<#list>::NEW).fitting()
        })
    } else {
        quote!(#runtime::Fits)
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
