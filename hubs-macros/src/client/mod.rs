//! `#[client_contract]`: read, check, write.

mod ast;
mod check;
mod expand;

use proc_macro2::TokenStream;
use quote::quote;
use syn::ItemTrait;

use crate::{errors::Errors, output::runtime::Runtime};

/// The user's trait in the form that clients implement, and the code behind it.
pub(crate) fn client_contract(
    arguments: TokenStream,
    item: &ItemTrait,
    mut errors: Errors,
) -> TokenStream {
    let contract = ast::Contract::read(arguments, item, &mut errors);
    let conditional = check::check(&contract, &mut errors);
    let runtime = Runtime::of(&contract.args);
    let emitted = expand::contract_trait(&runtime, &contract, !errors.is_empty());
    // A generic trait is many types, none of which is the contract's key.
    let code = if item.generics.params.is_empty() {
        expand::expand(&runtime, &contract, &conditional)
    } else {
        TokenStream::new()
    };
    let errors = errors.into_tokens();
    quote!(#errors #emitted #code)
}
