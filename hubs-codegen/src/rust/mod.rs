//! The Rust client: one module for each hub, one for the traits of handlers and one for the types, standing on `hubs_runtime::client`.

mod handlers;
mod hub;
mod members;
mod names;
mod types;

use hubs_contract::{
    model::{Contract, ServerKind},
    names::kebab_case,
};
use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    check,
    error::Error,
    held_back::{self, Read},
    output::Files,
    output::head,
};
use names::{ident, snake_case};
use types::Types;
pub(crate) use types::{refused, schema};

/// Files that no hub can have.
const OWN_FILES: [&str; 3] = ["handlers", "mod", "types"];

/// How files are written.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Path of a module that has every type with a name, as `chat_types`: only types without one are printed then.
    pub types_from: Option<String>,
}

/// All files of the client of `contract`.
///
/// # Errors
/// If names collide in Rust or a type cannot be printed right; if the server does not answer what the client says.
pub fn generate(contract: &Contract, options: &Options) -> Result<Files, Error> {
    if contract.server.kind == ServerKind::Dotnet {
        return Err(Error::new(
            "the contract is of a .NET server, which does not answer the hello of the Rust client",
        )
        .help("use `hubs_runtime::client::HubConnection`, the dynamic client, which needs no contract"));
    }
    let from = options.types_from.as_deref().map(module_path).transpose()?;
    check::schemas(contract)?;
    held_back::refuse(contract, Read::ByBoth)?;
    let contract = &contract.with_digests();
    let types = Types::new(contract, from.as_ref())?;
    let mut files = Files::default();
    let mut modules = Vec::new();
    for (name, hub) in &contract.hubs {
        let file = snake_case(&kebab_case(hub.client_name.as_ref().unwrap_or(name)));
        if OWN_FILES.contains(&file.as_str()) || modules.contains(&file) {
            return Err(Error::new(format!(
                "hub `{name}` needs the file `{file}.rs`, which is taken"
            ))
            .help("give its client another name with `#[hub(client_name = \"…\")]`"));
        }
        let tokens = hub::module(contract, name, hub, &types)?;
        files.add(format!("{file}.rs"), text(tokens)?);
        modules.push(file);
    }
    if let Some(tokens) = handlers::module(contract, &types)? {
        files.add("handlers.rs", text(tokens)?);
        modules.push("handlers".to_owned());
    }
    if let Some(tokens) = types.module() {
        files.add("types.rs", text(tokens)?);
        modules.push("types".to_owned());
    }
    // As rustfmt has them.
    modules.sort();
    let modules: Vec<_> = modules.iter().map(|module| ident(module)).collect();
    let docs =
        " Typed clients of hubs: connections, the traits of what clients handle, and the types.";
    // No program uses all of a client, and what types look like is the server's choice: a user's lints must not fail on either.
    let root = quote! {
        #![doc = #docs]
        #![allow(dead_code, unreachable_pub, unused_imports, clippy::type_complexity)]
        #(#[rustfmt::skip] mod #modules;)*
        #(pub use self::#modules::*;)*
    };
    files.add("mod.rs", text(root)?);
    Ok(files)
}

/// How a path of [`Options::types_from`] is written.
pub(crate) const MODULE_PATH_HELP: &str =
    "write it as in `use`, for example `chat_types` or `crate::types`";

/// What [`Options::types_from`] says.
pub(crate) fn module_path(text: &str) -> Result<syn::Path, Error> {
    syn::parse_str(text).map_err(|_| {
        Error::new(format!("`{text}` is no path of a Rust module")).help(MODULE_PATH_HELP)
    })
}

/// A file as people write it, behind the words that say who wrote it.
fn text(tokens: TokenStream) -> Result<String, Error> {
    let file = syn::parse2(tokens).map_err(|error| {
        Error::new(format!(
            "a generated file is no Rust: {error}; this is a bug"
        ))
    })?;
    Ok(head() + &prettyplease::unparse(&file))
}
