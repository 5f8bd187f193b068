//! The traits of what clients handle: one for each client contract, however many hubs share it.

use std::collections::BTreeSet;

use hubs_contract::model::{Client, Contract};
use proc_macro2::TokenStream;
use quote::quote;

use super::{
    members::{about, file, parameters},
    names::{ident, snake_case, type_name},
    types::{At, Direction, Types},
};
use crate::error::Error;

/// The text of the file; none if no hub calls its clients.
pub(super) fn module(contract: &Contract, types: &Types<'_>) -> Result<Option<TokenStream>, Error> {
    if contract.clients.is_empty() {
        return Ok(None);
    }
    let traits = (contract.clients.iter())
        .map(|(name, client)| handlers(name, client, types))
        .collect::<Result<TokenStream, Error>>()?;
    Ok(Some(file(
        " What hubs call on their clients.",
        &traits,
        types,
    )))
}

/// The trait of one client contract.
fn handlers(wire: &str, client: &Client, types: &Types<'_>) -> Result<TokenStream, Error> {
    let name = ident(&type_name(wire));
    let mut methods = TokenStream::new();
    let mut taken = BTreeSet::new();
    for (method_name, method) in &client.methods {
        let member = snake_case(method.client_name.as_deref().unwrap_or(method_name));
        if !taken.insert(member.clone()) {
            return Err(Error::new(format!(
                "two methods of client contract `{wire}` would be `{member}` in Rust"
            ))
            .help("name one with `#[client(client_name = \"…\")]`"));
        }
        let place = format!("{wire}.{method_name}");
        let hint = format!("{name}{}", type_name(&member));
        let parameters = parameters(&method.params, Direction::Output, types, &hint, &place)?;
        let output = match &method.result {
            None => quote! { () },
            Some(result) => {
                let value = match &result.schema {
                    Some(schema) => {
                        let hint = format!("{hint}Answer");
                        types.signature(schema, &At::new(Direction::Input, hint, place))?
                    }
                    None => quote! { () },
                };
                quote! { Result<#value, BoxError> }
            }
        };
        let docs = about(&method.about);
        let member = ident(&member);
        methods.extend(quote! {
            #docs
            fn #member(&self, #(#parameters),*) -> impl std::future::Future<Output = #output> + Send;
        });
    }
    let docs = about(&client.about);
    Ok(quote! {
        #docs
        ///
        /// Handlers may be written as `async fn`; they run one after the other, in the order of the calls.
        pub trait #name: Send + Sync + 'static {
            #methods
        }
    })
}
