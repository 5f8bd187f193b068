//! What is known of a method that cannot be read, or that nothing can be made of: enough that calls of it are no errors too.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{
    FnArg, Pat, Type,
    parse::{ParseStream, Parser},
};

use super::with_commas_between_fields;
use crate::{attr::split_at_commas, output::runtime::Runtime, rules::ty};

/// A method's name, and as much of its signature as there is.
pub(crate) struct Lost {
    pub(crate) ident: Ident,
    params: Vec<Option<Type>>,
    output: Option<Type>,
}

impl Lost {
    /// One method, however it is written.
    pub(crate) fn of_item(method: &impl ToTokens) -> Option<Self> {
        let tokens: Vec<TokenTree> = method.to_token_stream().into_iter().collect();
        Self::of(&tokens)
    }

    pub(super) fn of(member: &[TokenTree]) -> Option<Self> {
        let at = (member.iter())
            .position(|token| matches!(token, TokenTree::Ident(word) if word == "fn"))?;
        let TokenTree::Ident(ident) = member.get(at + 1)? else {
            return None;
        };
        let is_params = |token: &TokenTree| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis);
        let params_at = at + 2 + member.get(at + 2..)?.iter().position(is_params)?;
        let TokenTree::Group(params) = &member[params_at] else {
            return None;
        };
        // What only the method itself can name.
        let generics = ty::words(member[at + 2..params_at].iter().cloned().collect());
        let its_own = |ty: &Type| {
            ty::words(quote!(#ty))
                .iter()
                .any(|it| generics.contains(it))
        };
        let params = params_of(params.stream()).into_iter();
        Some(Self {
            ident: ident.clone(),
            params: params.map(|ty| ty.filter(|ty| !its_own(ty))).collect(),
            output: output_of(&member[params_at + 1..]).filter(|ty| !its_own(ty)),
        })
    }

    /// Its parameters, of a type that fits whatever is passed where none can be read.
    pub(crate) fn params(&self, runtime: &Runtime) -> TokenStream {
        let types = self.params.iter().map(|ty| match ty {
            Some(ty) => ty.to_token_stream(),
            None => quote!(impl #runtime::Sized),
        });
        quote!(#(_: #types),*)
    }

    /// Its result, if that is a trait and no type.
    pub(crate) fn bare_trait(&self) -> Option<&Type> {
        self.output.as_ref().filter(|ty| ty::holds_a_bare_trait(ty))
    }

    /// Its result, if another function can have it.
    pub(crate) fn answer(&self) -> Option<&Type> {
        let output = self.output.as_ref();
        output.filter(|ty| ty::can_be_answered(ty) && ty::find_lifetime(ty).is_none())
    }
}

/// What a caller passes: neither `self` nor the context.
fn params_of(params: TokenStream) -> Vec<Option<Type>> {
    let of_caller = |param: &TokenStream| {
        let text = param.to_string();
        let first = text.trim_start_matches(['&', ' ']);
        let first = first.trim_start_matches("mut ").trim_start_matches("'_ ");
        !(first == "self" || first.starts_with("self ") || text.contains("Context"))
    };
    split_at_commas(with_commas_between_fields(params))
        .into_iter()
        .filter(of_caller)
        .filter_map(|param| {
            let read = |input: ParseStream<'_>| input.parse::<FnArg>();
            match read.parse2(param) {
                // What is taken apart, as an extractor of axum, nobody passes.
                Ok(FnArg::Typed(param)) if !matches!(*param.pat, Pat::Ident(_)) => None,
                Ok(FnArg::Typed(param)) => Some(Some(*param.ty).filter(is_passed)),
                _ => Some(None),
            }
        })
        .collect()
}

/// Whether what is passed is of the type itself, and of one that can be named elsewhere.
fn is_passed(ty: &Type) -> bool {
    let elsewhere = !ty::words(quote!(#ty)).contains("Self");
    ty::can_be_owned(ty) && elsewhere && !ty::is_called(ty, "Upload")
}

/// What stands between the parameters and the body, with its arrow or without.
fn output_of(rest: &[TokenTree]) -> Option<Type> {
    let is_end = |token: &TokenTree| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(punct) => punct.as_char() == ';',
        TokenTree::Ident(word) => word == "where",
        TokenTree::Literal(_) => false,
    };
    let end = rest.iter().position(is_end).unwrap_or(rest.len());
    let is_arrow = |token: &&TokenTree| matches!(token, TokenTree::Punct(punct) if ['-', '>'].contains(&punct.as_char()));
    let ty = rest[..end].iter().skip_while(is_arrow).cloned().collect();
    syn::parse2(ty).ok()
}
