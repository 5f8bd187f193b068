//! `#[client_contract]`: read, check, write.

mod ast;
mod check;
mod expand;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{
    Attribute, GenericParam, Generics, ItemTrait, TraitItem, TraitItemFn, Visibility,
    parse::{Parse, ParseStream},
};

use crate::{
    errors::{Errors, with_help},
    lenient::lost::Lost,
    output::runtime::Runtime,
    rules::ty,
};

/// Takes `pub` off methods, where a trait has none, and reports it.
pub(crate) fn without_visibility(item: &mut ItemTrait, errors: &mut Errors) {
    for part in &mut item.items {
        let TraitItem::Verbatim(tokens) = part else {
            continue;
        };
        let Ok(method) = syn::parse2::<VisibleMethod>(tokens.clone()) else {
            continue;
        };
        let message = format!(
            "client method `{}` must not be `pub`",
            method.item.sig.ident
        );
        let help = "the methods of a trait are as public as the trait; remove the word";
        errors.push(&method.visibility, with_help(message, help));
        *part = TraitItem::Fn(method.item);
    }
}

/// `pub async fn said(&self);` with its attributes.
struct VisibleMethod {
    visibility: Visibility,
    item: TraitItemFn,
}

impl Parse for VisibleMethod {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        let mut item: TraitItemFn = input.parse()?;
        item.attrs = attrs;
        Ok(Self { visibility, item })
    }
}

/// The trait without parameters that nothing in it names: it can be the contract all the same.
fn without_unused_generics(item: &ItemTrait) -> Option<ItemTrait> {
    let parts = &item.items;
    let words = ty::words(quote!(#(#parts)*));
    let is_unused = |param: &GenericParam| match param {
        GenericParam::Type(param) => {
            param.attrs.is_empty() && !words.contains(&param.ident.to_string())
        }
        GenericParam::Lifetime(_) | GenericParam::Const(_) => false,
    };
    let params = &item.generics.params;
    let plain = !params.is_empty() && params.iter().all(is_unused);
    plain.then(|| ItemTrait {
        generics: Generics::default(),
        ..item.clone()
    })
}

/// The user's trait in the form that clients implement, and the code behind it. What is `lost` of it is known in part.
pub(crate) fn client_contract(
    arguments: TokenStream,
    item: &ItemTrait,
    lost: &[Lost],
    mut errors: Errors,
) -> TokenStream {
    if let Some(plain) = without_unused_generics(item) {
        check::check_generics(item, &mut errors);
        return client_contract(arguments, &plain, lost, errors);
    }
    let contract = ast::Contract::read(arguments, item, &mut errors);
    let conditional = check::check(&contract, &mut errors);
    let runtime = Runtime::of(&contract.args);
    let emitted = expand::contract_trait(&runtime, &contract, !errors.is_empty());
    // A generic trait is many types, none of which is the contract's key.
    let code = if item.generics.params.is_empty() {
        expand::expand(&runtime, &contract, lost, &conditional)
    } else {
        TokenStream::new()
    };
    let errors = errors.into_tokens();
    quote!(#errors #emitted #code)
}
