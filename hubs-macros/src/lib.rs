//! Attribute macros of `hubs-runtime`, which re-exports and documents them.
//!
//! Each macro works in three steps: read the item into a model that keeps every node (`ast.rs`, `attr.rs`), check the
//! rules (`check.rs`), write code (`expand.rs`). All errors of an item come in one run, and the user's item is always
//! emitted, so that nothing else fails because of it. Set `HUBS_MACROS_DEBUG=1` to see expansions on stderr.

mod about;
mod attr;
mod client;
mod errors;
mod fallback;
mod hub_error;
mod hub_impl;
mod hub_struct;
mod hub_type;
mod misplaced;
mod names;
mod runtime;
mod state;
#[cfg(test)]
mod tests;
mod ty;

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::quote;
use syn::Item;

/// Marks a hub's struct, and the `impl` block with the methods that clients call.
#[proc_macro_attribute]
pub fn hub(arguments: TokenStream, item: TokenStream) -> TokenStream {
    run("hub", expand_hub, arguments, item)
}

/// Marks the trait with the methods that the server calls on clients.
#[proc_macro_attribute]
pub fn client_contract(arguments: TokenStream, item: TokenStream) -> TokenStream {
    run("client_contract", expand_client_contract, arguments, item)
}

/// Marks the struct that each caller carries, readable and writable from both ends.
#[proc_macro_attribute]
pub fn caller_state(arguments: TokenStream, item: TokenStream) -> TokenStream {
    run("caller_state", expand_caller_state, arguments, item)
}

/// Adds the derives that a type needs to go over the wire.
#[proc_macro_attribute]
pub fn hub_type(arguments: TokenStream, item: TokenStream) -> TokenStream {
    run("hub_type", expand_hub_type, arguments, item)
}

/// Names the policies that callers of a hub or a hub method must pass.
///
/// On the hub's struct it decides who may connect. On a method it decides who may call it, and on the `#[hub] impl` who
/// may call any method in the block: first the block's policies are asked, then the method's own. Lifecycle hooks run
/// for everyone who may connect.
#[proc_macro_attribute]
pub fn authorize(_arguments: TokenStream, item: TokenStream) -> TokenStream {
    misplaced::inner("authorize", item.into()).into()
}

/// Marks the hub method that runs when a connection is there.
#[proc_macro_attribute]
pub fn on_connected(_arguments: TokenStream, item: TokenStream) -> TokenStream {
    misplaced::inner("on_connected", item.into()).into()
}

/// Marks the hub method that runs when a connection has ended.
#[proc_macro_attribute]
pub fn on_disconnected(_arguments: TokenStream, item: TokenStream) -> TokenStream {
    misplaced::inner("on_disconnected", item.into()).into()
}

/// Settings of one method of a client contract.
#[proc_macro_attribute]
pub fn client(_arguments: TokenStream, item: TokenStream) -> TokenStream {
    misplaced::inner("client", item.into()).into()
}

/// Makes an error type one that hub methods return and callers get typed.
#[proc_macro_derive(HubError, attributes(internal))]
pub fn hub_error(item: TokenStream) -> TokenStream {
    let tokens = expand_hub_error(item.into());
    show("HubError", &tokens);
    tokens.into()
}

type Expand = fn(Tokens, Tokens) -> Tokens;

fn run(name: &str, expand: Expand, arguments: TokenStream, item: TokenStream) -> TokenStream {
    let tokens = expand(arguments.into(), item.into());
    show(name, &tokens);
    tokens.into()
}

/// Prints an expansion if the environment asks for it.
fn show(name: &str, tokens: &Tokens) {
    if std::env::var_os("HUBS_MACROS_DEBUG").is_some() {
        eprintln!("// expansion of `{name}`\n{tokens}\n");
    }
}

fn expand_hub(arguments: Tokens, tokens: Tokens) -> Tokens {
    match syn::parse2::<Item>(tokens.clone()) {
        Ok(Item::Struct(item)) => hub_struct::hub_struct(arguments, &item),
        Ok(Item::Impl(item)) if item.trait_.is_none() => hub_impl::hub_impl(arguments, &item),
        item => misplaced::hub(arguments, tokens, item.as_ref().ok()),
    }
}

fn expand_client_contract(arguments: Tokens, tokens: Tokens) -> Tokens {
    match syn::parse2::<Item>(tokens.clone()) {
        Ok(Item::Trait(mut item)) => {
            let mut errors = errors::Errors::default();
            misplaced::refuse_again("client_contract", &mut item.attrs, &mut errors);
            client::client_contract(arguments, &item, errors)
        }
        _ => misplaced::needs(
            "client_contract",
            "a trait",
            "list in it what the server calls: `pub trait ChatClient { async fn message_posted(&self, message: Message); }`",
            tokens,
        ),
    }
}

fn expand_caller_state(arguments: Tokens, tokens: Tokens) -> Tokens {
    match syn::parse2::<Item>(tokens.clone()) {
        Ok(Item::Struct(mut item)) => {
            let mut errors = errors::Errors::default();
            misplaced::refuse_again("caller_state", &mut item.attrs, &mut errors);
            state::caller_state(arguments, &item, errors)
        }
        _ => misplaced::needs(
            "caller_state",
            "a struct",
            "clients read and write its fields by name: `pub struct ChatState { pub room: String }`",
            tokens,
        ),
    }
}

fn expand_hub_type(arguments: Tokens, tokens: Tokens) -> Tokens {
    match syn::parse2::<Item>(tokens.clone()) {
        Ok(item) => hub_type::hub_type(arguments, &item),
        Err(_) => misplaced::needs("hub_type", "structs and enums", "", tokens),
    }
}

fn expand_hub_error(tokens: Tokens) -> Tokens {
    match syn::parse2::<syn::DeriveInput>(tokens) {
        Ok(item) => hub_error::hub_error(&item),
        Err(error) => {
            let error = error.into_compile_error();
            quote!(#error)
        }
    }
}
