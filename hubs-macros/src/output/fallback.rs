//! The user's item without our attributes: emitted in every case, so that nothing that uses it is an error too.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{
    Attribute, Fields, FnArg, Generics, ImplItem, ItemEnum, ItemImpl, ItemStruct, ItemTrait,
    Signature, TraitItem, parse_quote,
};

use super::runtime::Runtime;
use crate::{
    attr::{conditional, is_inner, misspelled},
    lenient::Broken,
};

/// A type that is an error, which says `message`: of what is done with it rustc says nothing more.
///
/// A `compile_error!` in the place of a type is `()` for rustc, in that of a value it is an error.
pub(crate) fn unknown_type(runtime: &Runtime, span: Span, message: &str) -> TokenStream {
    unknown(runtime, &syn::Error::new(span, message))
}

/// The same for an error that may be told elsewhere, too: what is said twice rustc shows once.
pub(crate) fn unknown(runtime: &Runtime, error: &syn::Error) -> TokenStream {
    let told = error.to_compile_error();
    quote!(#runtime::Verdict<{ #told }>)
}

/// The user's struct: if it is no Rust yet, as it is written.
pub(crate) fn as_written(clean: &ItemStruct, broken: Option<&Broken>) -> TokenStream {
    broken.map_or_else(|| clean.to_token_stream(), |broken| broken.tokens.clone())
}

/// What we want to be `pub` is so in a private module too, where rustc's lint wants it to be less.
pub(crate) fn public() -> TokenStream {
    quote!(#[allow(unreachable_pub)])
}

/// The generics of a hub that must have none, which has been reported: like this it is a hub for every parameter, so that no use
/// of it is an error too.
pub(crate) fn for_every_parameter(runtime: &Runtime, generics: &Generics) -> Generics {
    let mut own = generics.clone();
    if !own.params.is_empty() {
        own.make_where_clause()
            .predicates
            .push(parse_quote!(Self: #runtime::Send + #runtime::Sync + 'static));
    }
    own
}

/// A struct in the place of an enum that cannot be what its attribute says, for the code behind it.
pub(crate) fn as_struct(item: &ItemEnum) -> ItemStruct {
    let (vis, ident, generics) = (&item.vis, &item.ident, &item.generics);
    parse_quote!(#vis struct #ident #generics;)
}

/// Takes our attributes off a hub's `impl`.
pub(crate) fn clean_impl(item: &mut ItemImpl) {
    clean_attributes(&mut item.attrs);
    for part in &mut item.items {
        match part {
            ImplItem::Fn(method) => clean_method(&mut method.attrs, &mut method.sig),
            ImplItem::Const(part) => clean_attributes(&mut part.attrs),
            ImplItem::Type(part) => clean_attributes(&mut part.attrs),
            ImplItem::Macro(part) => clean_attributes(&mut part.attrs),
            _ => {}
        }
    }
}

/// Keeps rustc from proposing a generic parameter, which a hub cannot have: of a type that it does not find inside another
/// one it would say so at the user's block alone, and all of it again at the generated code that names the type.
pub(crate) fn no_generics_of_impl(item: &mut ItemImpl) {
    let keyword = &mut item.impl_token.span;
    *keyword = Span::call_site().located_at(*keyword);
}

/// The same for a client contract, by an empty list of them that is not the user's.
pub(crate) fn no_generics_of_trait(item: &ItemTrait) -> TokenStream {
    let tokens = item.to_token_stream();
    if !item.generics.params.is_empty() {
        return tokens;
    }
    let mut name_follows = false;
    tokens
        .into_iter()
        .flat_map(|token| {
            let keyword = matches!(&token, TokenTree::Ident(word) if word == "trait");
            let none = (!keyword && name_follows).then(|| quote!(<>));
            name_follows = keyword;
            [Some(token.into()), none]
        })
        .flatten()
        .collect::<TokenStream>()
}

/// Takes our attributes off a client contract.
pub(crate) fn clean_trait(item: &mut ItemTrait) {
    clean_attributes(&mut item.attrs);
    for part in &mut item.items {
        match part {
            TraitItem::Fn(method) => clean_method(&mut method.attrs, &mut method.sig),
            TraitItem::Const(part) => clean_attributes(&mut part.attrs),
            TraitItem::Type(part) => clean_attributes(&mut part.attrs),
            TraitItem::Macro(part) => clean_attributes(&mut part.attrs),
            _ => {}
        }
    }
}

/// Takes our attributes off one method and its parameters.
pub(crate) fn clean_method(attrs: &mut Vec<Attribute>, sig: &mut Signature) {
    clean_attributes(attrs);
    clean_signature(sig);
}

/// Takes our attributes off the fields of a struct.
pub(crate) fn clean_fields(fields: &mut Fields) {
    for field in fields {
        clean_ours(&mut field.attrs);
    }
}

/// Takes our attributes, and misspelled ones that have been reported, off one item.
pub(crate) fn clean_attributes(attrs: &mut Vec<Attribute>) {
    clean_ours(attrs);
    attrs.retain(|attr| misspelled(attr).is_none());
}

/// Takes off what is ours alone: at places where nobody looks for misspelled ones.
pub(crate) fn clean_ours(attrs: &mut Vec<Attribute>) {
    attrs.retain(|attr| !is_inner(attr) && conditional(attr).is_empty());
}

fn clean_signature(sig: &mut Signature) {
    // Reported, and rustc would say of it that it is unstable.
    sig.variadic = None;
    for input in &mut sig.inputs {
        match input {
            FnArg::Receiver(receiver) => clean_ours(&mut receiver.attrs),
            FnArg::Typed(typed) => {
                clean_ours(&mut typed.attrs);
                // Reported; rustc knows it on no parameter.
                typed.attrs.retain(|attr| !attr.path().is_ident("serde"));
            }
        }
    }
}
