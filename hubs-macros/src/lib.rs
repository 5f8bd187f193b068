//! Attribute macros of `hubs-runtime`, which re-exports them.
//!
//! The manual of each is a file in `manual/`. Its examples are compiled in `hubs-runtime`, since this crate cannot depend
//! on it, and a test holds its lists of arguments against the specs in `attr.rs`.
//!
//! Each macro works in three steps: read the item into a model that keeps every node (`ast.rs`, `attr.rs`), check the
//! rules (`check.rs`), write code (`expand.rs`). All errors of an item come in one run, and the user's item is always
//! emitted, so that nothing else fails because of it. Set `HUBS_MACROS_DEBUG=1` to see expansions on stderr.
//!
//! `hub/`, `client/`, `state.rs` and `types/` are the macros, none of which knows another's model. What several
//! check is in `rules/`, what several write in `output/`, what else the file says in `surroundings/`.

mod async_trait;
mod attr;
mod client;
mod errors;
mod hub;
mod lenient;
mod misplaced;
mod output;
mod rules;
mod state;
mod surroundings;
#[cfg(test)]
mod tests;
mod types;

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::quote;
use syn::Item;

use lenient::Read;

#[doc = include_str!("manual/hub.md")]
#[proc_macro_attribute]
pub fn hub(arguments: TokenStream, item: TokenStream) -> TokenStream {
    run("hub", expand_hub, arguments, item)
}

#[doc = include_str!("manual/client_contract.md")]
#[proc_macro_attribute]
pub fn client_contract(arguments: TokenStream, item: TokenStream) -> TokenStream {
    run("client_contract", expand_client_contract, arguments, item)
}

#[doc = include_str!("manual/caller_state.md")]
#[proc_macro_attribute]
pub fn caller_state(arguments: TokenStream, item: TokenStream) -> TokenStream {
    run("caller_state", expand_caller_state, arguments, item)
}

#[doc = include_str!("manual/hub_type.md")]
#[proc_macro_attribute]
pub fn hub_type(arguments: TokenStream, item: TokenStream) -> TokenStream {
    run("hub_type", expand_hub_type, arguments, item)
}

#[doc = include_str!("manual/authorize.md")]
#[proc_macro_attribute]
pub fn authorize(_arguments: TokenStream, item: TokenStream) -> TokenStream {
    misplaced::inner("authorize", item.into()).into()
}

#[doc = include_str!("manual/on_connected.md")]
#[proc_macro_attribute]
pub fn on_connected(_arguments: TokenStream, item: TokenStream) -> TokenStream {
    misplaced::inner("on_connected", item.into()).into()
}

#[doc = include_str!("manual/on_disconnected.md")]
#[proc_macro_attribute]
pub fn on_disconnected(_arguments: TokenStream, item: TokenStream) -> TokenStream {
    misplaced::inner("on_disconnected", item.into()).into()
}

#[doc = include_str!("manual/client.md")]
#[proc_macro_attribute]
pub fn client(_arguments: TokenStream, item: TokenStream) -> TokenStream {
    misplaced::inner("client", item.into()).into()
}

#[doc = include_str!("manual/hub_error.md")]
#[proc_macro_derive(HubError, attributes(internal, error, from, source))]
// Those of `thiserror` are known too, so that without its derive one thing is said: what lacks is `Display`.
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

/// The item below an attribute, or what can be read of it.
fn read(tokens: &Tokens) -> Option<Read> {
    match syn::parse2(tokens.clone()) {
        Ok(item) => Some(Read {
            item,
            lost: Vec::new(),
            broken: None,
        }),
        Err(_) => lenient::mended(tokens.clone()),
    }
}

fn expand_hub(arguments: Tokens, tokens: Tokens) -> Tokens {
    let read = read(&tokens);
    if read.is_none() {
        if let Some(hollow) = lenient::Hollow::read(tokens.clone()) {
            return hollow.fill(hub::methods::hub_impl(
                arguments,
                &hollow.item,
                &hollow.lost,
            ));
        }
        if lenient::begins_as(&tokens, &["struct", "impl"]) {
            return tokens;
        }
    }
    let (item, broken) = read.map(|read| (read.item, read.broken)).unzip();
    match item {
        Some(Item::Struct(item)) => {
            hub::item::hub_struct(arguments, &item, broken.flatten().as_ref())
        }
        Some(Item::Impl(item)) if item.trait_.is_none() => {
            hub::methods::hub_impl(arguments, &item, &[])
        }
        Some(Item::Impl(item)) if misplaced::is_of_hub(&item) => {
            let own = syn::ItemImpl {
                trait_: None,
                ..item.clone()
            };
            let refused = misplaced::hub(arguments.clone(), Tokens::new(), Some(&Item::Impl(item)));
            let code = hub::methods::hub_impl(arguments, &own, &[]);
            quote!(#refused #code)
        }
        Some(Item::Enum(item)) => {
            let code = hub::item::stand_in(arguments.clone(), &item);
            let mut clean = item.clone();
            output::fallback::clean_ours(&mut clean.attrs);
            let refused = misplaced::hub(arguments, quote!(#clean), Some(&Item::Enum(item)));
            quote!(#refused #code)
        }
        item => misplaced::hub(arguments, tokens, item.as_ref()),
    }
}

fn expand_client_contract(arguments: Tokens, tokens: Tokens) -> Tokens {
    match read(&tokens) {
        Some(Read {
            item: Item::Trait(mut item),
            lost,
            ..
        }) => {
            let mut errors = errors::Errors::default();
            misplaced::refuse_again("client_contract", &mut item.attrs, &mut errors);
            client::without_visibility(&mut item, &mut errors);
            async_trait::refuse_on_trait(&mut item, &mut errors);
            client::client_contract(arguments, &item, &lost, errors)
        }
        None if lenient::begins_as(&tokens, &["trait"]) => tokens,
        _ => misplaced::needs(
            "client_contract",
            "a trait",
            "list in it what the server calls: `pub trait ChatClient { async fn message_posted(&self, message: Message); }`",
            tokens,
        ),
    }
}

/// What another attribute of ours says on a trait, which is a contract in all but that.
const ON_A_TRAIT: &str = "what the server calls on clients is a `#[client_contract]`: write that";

fn expand_caller_state(arguments: Tokens, tokens: Tokens) -> Tokens {
    let (item, broken) = read(&tokens).map(|read| (read.item, read.broken)).unzip();
    match item {
        Some(Item::Struct(mut item)) => {
            let mut errors = errors::Errors::default();
            misplaced::refuse_again("caller_state", &mut item.attrs, &mut errors);
            state::caller_state(arguments, &item, broken.flatten().as_ref(), errors)
        }
        None if lenient::begins_as(&tokens, &["struct"]) => tokens,
        item => {
            let refused = |help, tokens| misplaced::needs("caller_state", "a struct", help, tokens);
            let help = "clients read and write its fields by name: `pub struct ChatState { pub room: String }`";
            match &item {
                Some(Item::Enum(item)) => {
                    let code = state::stand_in(arguments, item);
                    let refused = refused(help, tokens);
                    quote!(#refused #code)
                }
                Some(Item::Trait(_)) => {
                    let refused = refused(ON_A_TRAIT, Tokens::new());
                    let code = expand_client_contract(Tokens::new(), tokens);
                    quote!(#refused #code)
                }
                _ => refused(help, tokens),
            }
        }
    }
}

fn expand_hub_type(arguments: Tokens, tokens: Tokens) -> Tokens {
    match read(&tokens) {
        Some(Read {
            item: Item::Trait(_),
            ..
        }) => {
            let refused =
                misplaced::needs("hub_type", "structs and enums", ON_A_TRAIT, Tokens::new());
            let code = expand_client_contract(Tokens::new(), tokens);
            quote!(#refused #code)
        }
        _ if let Some(broken) = lenient::Broken::read(&tokens) => {
            types::hub_type::stand_in(arguments, &broken)
        }
        Some(read) => types::hub_type::hub_type(arguments, &read.item),
        None => misplaced::needs("hub_type", "structs and enums", "", tokens),
    }
}

fn expand_hub_error(tokens: Tokens) -> Tokens {
    match syn::parse2::<syn::DeriveInput>(tokens) {
        Ok(item) => types::hub_error::hub_error(&item),
        Err(error) => {
            let error = error.into_compile_error();
            quote!(#error)
        }
    }
}
