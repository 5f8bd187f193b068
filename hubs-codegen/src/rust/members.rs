//! What hubs and handlers share: parameters, docs, imports.

use std::collections::BTreeSet;

use hubs_contract::model::{About, Deprecated, Param, Presence};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{
    names::{free, ident, snake_case, type_name},
    types::{At, Direction, Types, identifiers, lines},
};
use crate::error::Error;

/// The longest list of arguments that the runtime has a tuple for.
const MOST_ARGUMENTS: usize = 12;

/// A file with what it imports.
pub(super) fn file(head: &str, body: &TokenStream, types: &Types<'_>) -> TokenStream {
    let imports = imports(body);
    let types = types.imports();
    quote! {
        #![doc = #head]
        #imports
        #types
        #body
    }
}

/// What of the runtime the module names.
fn imports(body: &TokenStream) -> TokenStream {
    let words = identifiers(body);
    let known = [
        "BoxError",
        "CallError",
        "ConnectError",
        "HubConnection",
        "HubConnectionBuilder",
        "HubStream",
        "NoError",
        "NoState",
        "StateError",
    ];
    let used: Vec<Ident> = known
        .into_iter()
        .filter(|name| words.contains(*name))
        .map(ident)
        .collect();
    let stream = words
        .contains("Stream")
        .then(|| quote! { use hubs_runtime::__private::Stream; });
    let runtime = (!used.is_empty()).then(|| quote! { use hubs_runtime::client::{#(#used),*}; });
    quote! {
        #stream
        #runtime
    }
}

pub(super) fn few_enough(method: &str, count: usize) -> Result<(), Error> {
    if count <= MOST_ARGUMENTS {
        return Ok(());
    }
    Err(Error::new(format!(
        "method `{method}` has {count} arguments; the Rust client can send {MOST_ARGUMENTS}"
    ))
    .help("take a struct instead"))
}

pub(super) fn parameter_names(params: &[Param]) -> Vec<Ident> {
    let mut taken = BTreeSet::new();
    let names = params.iter();
    names
        .map(|param| ident(&free(snake_case(&param.name), &mut taken)))
        .collect()
}

pub(super) fn parameters(
    params: &[Param],
    direction: Direction,
    types: &Types<'_>,
    hint: &str,
    place: &str,
) -> Result<Vec<TokenStream>, Error> {
    let names = parameter_names(params);
    let parameter = |(param, name): (&Param, &Ident)| {
        let hint = format!("{hint}{}", type_name(&param.name));
        let place = format!("{place}({})", param.name);
        let ty = types.signature(&param.schema, &At::new(direction, hint, place))?;
        let ty = match (param.upload, param.presence) {
            (true, _) => quote! { impl Stream<Item = #ty> + Send + 'static },
            (false, Presence::Required) => ty,
            (false, _) => quote! { Option<#ty> },
        };
        Ok(quote! { #name: #ty })
    };
    params.iter().zip(&names).map(parameter).collect()
}

/// Docs and deprecation of an item.
pub(super) fn about(about: &About) -> TokenStream {
    let docs = lines(&about.docs);
    let deprecated = about.deprecated.as_ref().map(deprecation);
    quote! { #docs #deprecated }
}

/// The attribute, as it stands in the source.
pub(super) fn deprecation(Deprecated { since, note }: &Deprecated) -> TokenStream {
    let since = since.as_ref().map(|since| quote! { since = #since, });
    let note = note.as_ref().map(|note| quote! { note = #note });
    match (&since, &note) {
        (None, None) => quote! { #[deprecated] },
        _ => quote! { #[deprecated(#since #note)] },
    }
}
