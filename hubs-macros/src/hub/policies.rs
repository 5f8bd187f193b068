//! `#[authorize(…)]`: the policies that it names, and their rows in the tables.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Meta, Token, Type, parse::Parser, punctuated::Punctuated};

use crate::{
    attr::is_named,
    errors::{Errors, with_help},
    output::runtime::Runtime,
    rules::ty,
};

/// The types that `#[authorize(…)]` names.
pub(crate) fn policies(attrs: &[Attribute], errors: &mut Errors) -> Vec<Type> {
    let mut policies = Vec::new();
    for attr in attrs.iter().filter(|attr| is_named(attr, "authorize")) {
        let missing = with_help(
            "`#[authorize]` needs a policy",
            "name a type that implements `Policy`: `#[authorize(SignedIn)]`",
        );
        match &attr.meta {
            Meta::List(list) if !list.tokens.is_empty() => {
                let parser = Punctuated::<Type, Token![,]>::parse_terminated;
                match parser.parse2(list.tokens.clone()) {
                    Ok(types) => policies.extend(types),
                    Err(_) => errors.push(
                        &list.tokens,
                        with_help(
                            "expected the type of a policy",
                            "name a type that implements `Policy`: `#[authorize(SignedIn)]`",
                        ),
                    ),
                }
            }
            meta => errors.push(meta, missing),
        }
    }
    policies
}

/// `&[PolicyRow::new::<SignedIn>("SignedIn")]`.
pub(crate) fn policy_rows<'a>(
    runtime: &Runtime,
    policies: impl IntoIterator<Item = &'a Type>,
) -> TokenStream {
    let rows = policies.into_iter().map(|policy| {
        let name = ty::text(policy);
        quote!(#runtime::PolicyRow::new::<#policy>(#name))
    });
    quote!(&[#(#rows),*])
}
