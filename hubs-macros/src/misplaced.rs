//! Attributes at places where they would do nothing: refused by name, with the place they belong to.

use std::{collections::BTreeSet, sync::Mutex};

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Attribute, ImplItemFn, Item, ItemImpl, TraitItemFn, parse::Parser};

use crate::{
    attr::{inner_name, is_named, misspelled, refuse_conditional},
    errors::{Errors, with_help},
    output::fallback,
    rules::ty,
    surroundings::Surroundings,
};

/// An inner attribute that the compiler found by itself, so no outer macro has read it.
pub(crate) fn inner(name: &str, item: TokenStream) -> TokenStream {
    let (outer, inside) = match name {
        "client" => ("client_contract", "a `#[client_contract]` trait"),
        _ => ("hub", "a `#[hub] impl`"),
    };
    let method = syn::parse2::<ImplItemFn>(item.clone()).ok();
    let below = attributes(item.clone())
        .iter()
        .any(|attr| is_named(attr, outer));
    // What stands on a method of a block without `#[hub]` may be in any order.
    let message = if below && method.is_none() {
        let help = format!("swap the two lines; above, `#[{outer}]` cannot see it");
        with_help(format!("`#[{name}]` must stand below `#[{outer}]`"), help)
    } else {
        let help = match name {
            "authorize" if method.is_none() => {
                "put `#[hub]` above it, on the struct or on the `impl` block".to_owned()
            }
            _ => format!("put `#[{outer}]` above the block that holds the method"),
        };
        with_help(format!("`#[{name}]` has no effect outside {inside}"), help)
    };
    match method {
        Some(method) => refuse_method(message, method),
        None if name == "client" => refuse_client_method(message, item),
        None => refuse(message, item),
    }
}

/// A method of a trait that is no contract, of which a hub may tell that names the trait.
fn refuse_client_method(message: String, item: TokenStream) -> TokenStream {
    let is_told = Surroundings::of_call().is_some_and(|file| file.tells_of_contracts());
    match syn::parse2::<TraitItemFn>(item.clone()) {
        Ok(mut method) if is_told => {
            fallback::clean_method(&mut method.attrs, &mut method.sig);
            method.to_token_stream()
        }
        _ => refuse(message, item),
    }
}

/// A method of a block that no attribute of ours stands on: told once for the method, and for the file.
fn refuse_method(message: String, mut method: ImplItemFn) -> TokenStream {
    fallback::clean_method(&mut method.attrs, &mut method.sig);
    let method = method.to_token_stream();
    let is_told = Surroundings::of_call().is_some_and(|file| file.has_unknown_hub());
    if is_told || is_told_in_file() {
        return method;
    }
    refuse(message, method)
}

/// Whether a method outside a hub has been told of in the file that is being expanded. All of a block lack the same thing,
/// and none of them sees the others.
fn is_told_in_file() -> bool {
    static TOLD: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    if !proc_macro::is_available() {
        return false;
    }
    let file = proc_macro::Span::call_site().file();
    TOLD.lock().is_ok_and(|mut told| !told.insert(file))
}

/// Refuses what does not belong on `place`, which already stands below its one `#[hub]`: a hub's struct or its `impl`.
pub(crate) fn refuse_on_hub(place: &str, attrs: &[Attribute], errors: &mut Errors) {
    for attr in attrs.iter().filter(|attr| is_named(attr, "hub")) {
        errors.push(
            attr,
            with_help(
                "`#[hub]` given more than once",
                "keep one; all arguments can stand in it",
            ),
        );
    }
    refuse_at(place, &["hub", "authorize"], attrs, errors);
    refuse_misspelled(attrs, errors);
}

/// Refuses those attributes of ours in `attrs` that mean nothing at `place`, which is "a parameter" or the like.
///
/// `read` are the names of those that do.
pub(crate) fn refuse_at(place: &str, read: &[&str], attrs: &[Attribute], errors: &mut Errors) {
    for attr in attrs {
        if let Some(name) = inner_name(attr).filter(|name| !read.contains(name)) {
            let message = format!("`#[{name}]` has no effect on {place}");
            errors.push(attr, with_help(message, belongs(name)));
        }
    }
    refuse_conditional(attrs, errors);
}

/// Refuses every attribute of ours at a place that is not emitted, so that rustc never sees what stands there.
pub(crate) fn refuse_all(place: &str, attrs: &[Attribute], errors: &mut Errors) {
    refuse_at(place, &[], attrs, errors);
    for attr in attrs {
        for name in ["client_contract", "caller_state", "hub_type", "internal"] {
            if is_named(attr, name) {
                let message = format!("`#[{name}]` has no effect on {place}");
                errors.push(attr, with_help(message, belongs(name)));
            }
        }
    }
}

/// Where an attribute of ours means something.
fn belongs(name: &str) -> &'static str {
    match name {
        "hub" => {
            "it stands on a hub's struct and on its `impl`, on methods in there and their parameters"
        }
        "authorize" => "it stands on a hub's struct, on its `#[hub] impl` or on a method in there",
        "on_connected" => {
            "it stands on the method of the `#[hub] impl` that runs when a connection is there"
        }
        "on_disconnected" => {
            "it stands on the method of the `#[hub] impl` that runs when a connection has ended"
        }
        "client" => "it stands on the methods of a `#[client_contract]` trait",
        "state" => "it stands on the fields of a `#[caller_state]`",
        "client_contract" => "it stands on a trait",
        "caller_state" => "it stands on a struct",
        "hub_type" => "it stands on structs and enums",
        _ => "it stands on an error with `#[derive(HubError)]`, or on a variant of one",
    }
}

/// Refuses attributes that would do once more what `name` does, and takes them off.
///
/// `#[caller_state]` does all that `#[hub_type]` does, so of the two only the first stays.
pub(crate) fn refuse_again(name: &str, attrs: &mut Vec<Attribute>, errors: &mut Errors) {
    attrs.retain(|attr| {
        let again = is_named(attr, name);
        if again {
            let message = format!("`#[{name}]` given more than once");
            errors.push(
                attr,
                with_help(message, "keep one; all arguments can stand in it"),
            );
        }
        let less = name == "caller_state" && is_named(attr, "hub_type");
        if less {
            errors.push(attr, beside_state());
        }
        !again && !less
    });
}

/// Why `#[hub_type]` does not stand where `#[caller_state]` does.
pub(crate) fn beside_state() -> String {
    with_help(
        "`#[hub_type]` has no effect beside `#[caller_state]`, which does all that it does",
        "remove it",
    )
}

/// Refuses what serde reads, where it reads nothing: on a parameter.
pub(crate) fn refuse_serde(help: &str, attrs: &[Attribute], errors: &mut Errors) {
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("serde")) {
        let message = "`#[serde(…)]` has no effect on a parameter";
        errors.push(attr, with_help(message, help));
    }
}

/// Refuses an attribute that most likely was meant to be one of ours.
pub(crate) fn refuse_misspelled(attrs: &[Attribute], errors: &mut Errors) {
    for attr in attrs {
        if let Some(meant) = misspelled(attr) {
            let written = attr.path();
            let message = format!("unknown attribute `{}`", ty::text(written));
            errors.push(written, format!("{message}, did you mean `#[{meant}]`?"));
        }
    }
}

/// Whether it is the `impl` of our own trait, which `#[hub]` writes.
pub(crate) fn is_of_hub(item: &ItemImpl) -> bool {
    let path = item.trait_.as_ref().map(|(path, _)| path);
    path.is_some_and(|path| path.segments.last().is_some_and(|last| last.ident == "Hub"))
}

/// `#[hub]` on something that cannot be a hub.
pub(crate) fn hub(arguments: TokenStream, tokens: TokenStream, item: Option<&Item>) -> TokenStream {
    let is_function = matches!(item, Some(Item::Fn(_))) || starts_as_method(tokens.clone());
    let (what, help) = match item {
        Some(Item::Impl(item)) if is_of_hub(item) => (
            "the `impl` of `Hub`, which it writes itself",
            "leave the trait out: `#[hub] impl ChatHub { … }`",
        ),
        Some(Item::Impl(item)) if item.trait_.is_some() => (
            "the `impl` of a trait",
            "put it on the struct and on its own `impl` block, which holds the methods for clients",
        ),
        Some(Item::Trait(_)) => (
            "a trait",
            "what the server calls on clients is a `#[client_contract]`; a hub is a struct with an `impl` block",
        ),
        Some(Item::Enum(_)) => ("an enum", "make it a struct; it may hold the enum"),
        Some(Item::Union(_)) => ("a union", "make it a struct"),
        _ if is_function && !arguments.is_empty() => {
            let message = with_help(
                "`#[hub]` cannot stand on a method outside a hub",
                "put `#[hub]` above the `impl` block that holds the method",
            );
            return match syn::parse2(tokens.clone()) {
                Ok(method) => refuse_method(message, method),
                Err(_) => refuse(message, tokens),
            };
        }
        _ if is_function => (
            "a function",
            "put it on a struct and on its `impl` block, which holds the methods for clients",
        ),
        _ => (
            "this",
            "put it on a struct and on its `impl` block, which holds the methods for clients",
        ),
    };
    refuse(
        with_help(format!("`#[hub]` cannot stand on {what}"), help),
        tokens,
    )
}

/// One of our attributes on an item it is not for.
pub(crate) fn needs(name: &str, place: &str, help: &str, item: TokenStream) -> TokenStream {
    let message = format!("`#[{name}]` stands on {place}");
    let message = if help.is_empty() {
        message
    } else {
        with_help(message, help)
    };
    refuse(message, item)
}

fn refuse(message: String, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    errors.push_at(Span::call_site(), message);
    let errors = errors.into_tokens();
    quote!(#errors #item)
}

/// The attributes at the start of an item.
fn attributes(item: TokenStream) -> Vec<Attribute> {
    let parser = |input: syn::parse::ParseStream<'_>| {
        let attributes = input.call(Attribute::parse_outer)?;
        let _: TokenStream = input.parse()?;
        Ok(attributes)
    };
    parser.parse2(item).unwrap_or_default()
}

/// Whether tokens that are no item look like a method.
fn starts_as_method(item: TokenStream) -> bool {
    item.into_iter()
        .take_while(|token| !matches!(token, TokenTree::Group(group) if group.delimiter() == proc_macro2::Delimiter::Brace))
        .any(|token| matches!(&token, TokenTree::Ident(ident) if ident == "fn"))
}
