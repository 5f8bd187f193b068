//! The rules for a client contract, one function each.

use proc_macro2::TokenStream;
use syn::{ItemTrait, TraitItem, ext::IdentExt};

use super::ast::{ClientMethod, Contract, Param};
use crate::{
    attr::{cfg_predicate, inner_predicate},
    errors::{Errors, with_help},
    misplaced::refuse_all,
    rules::{
        names::Unique,
        signature::{Borrowing, check_public, check_receiver, check_signature, check_unusable},
        ty,
    },
};

/// The most parameters a client method can have: the longest tuple that serde writes.
const MAX_PARAMS: usize = 16;

const BORROWING: Borrowing = Borrowing {
    kind: "client method",
    if_missing: "write it as the first parameter",
    if_exclusive: "write `&self`: pushes to one client run side by side",
};

/// Checks everything that can be seen in the trait; returns checks that only the compiler can make.
pub(crate) fn check(contract: &Contract<'_>, errors: &mut Errors) -> TokenStream {
    check_trait(contract, errors);
    for item in &contract.other_items {
        check_other_item(item, errors);
    }
    for method in &contract.methods {
        check_method(method, errors);
    }
    check_collisions(contract, errors)
}

pub(super) fn check_generics(item: &ItemTrait, errors: &mut Errors) {
    if !item.generics.params.is_empty() {
        let message = format!(
            "client contract `{}` must not have generic parameters",
            item.ident
        );
        let help = "types are fixed in the contract; write the types that go over the wire";
        errors.push(&item.generics, with_help(message, help));
    }
}

/// A public trait without type parameters: every client of the hub implements the same one.
fn check_trait(contract: &Contract<'_>, errors: &mut Errors) {
    let item = contract.item;
    check_public("client contract", &item.ident, &item.vis, errors);
    check_generics(item, errors);
    if let Some(token) = &item.unsafety {
        errors.push(
            token,
            format!("client contract `{}` must not be `unsafe`", item.ident),
        );
    }
    if !item.supertraits.is_empty() {
        errors.push(
            &item.supertraits,
            with_help(
                format!("client contract `{}` must not have supertraits", item.ident),
                "clients are written in other languages too; list all methods here",
            ),
        );
    }
}

fn check_other_item(item: &TraitItem, errors: &mut Errors) {
    let what = match item {
        TraitItem::Const(_) => "constants",
        TraitItem::Type(_) => "types",
        TraitItem::Macro(_) => "macro calls",
        _ => "this",
    };
    let attrs = match item {
        TraitItem::Const(part) => part.attrs.as_slice(),
        TraitItem::Type(part) => part.attrs.as_slice(),
        TraitItem::Macro(part) => part.attrs.as_slice(),
        _ => &[],
    };
    refuse_all(&format!("{what} in a client contract"), attrs, errors);
    errors.push(
        item,
        with_help(
            format!("a client contract holds methods only, not {what}"),
            "move it out of the trait",
        ),
    );
}

fn check_method(method: &ClientMethod<'_>, errors: &mut Errors) {
    let before = errors.len();
    let sig = &method.item.sig;
    check_receiver(&BORROWING, sig, errors);
    check_signature("client method", sig, errors);
    if errors.len() > before {
        return;
    }
    check_async(method, errors);
    check_body(method, errors);
    for item in &method.unusable {
        check_unusable("client method", method.ident(), item, errors);
    }
    for param in &method.params {
        check_param(method, param, errors);
    }
    if let Some(extra) = method.params.get(MAX_PARAMS) {
        errors.push(
            extra.ident,
            with_help(
                format!(
                    "client method `{}` has more than {MAX_PARAMS} parameters",
                    method.ident()
                ),
                "send one struct",
            ),
        );
    }
    check_answer(method, errors);
    method.name().check(errors);
}

/// The call crosses the network, and so does its end.
fn check_async(method: &ClientMethod<'_>, errors: &mut Errors) {
    if method.item.sig.asyncness.is_none() {
        let name = method.ident();
        errors.push(
            method.item.sig.fn_token,
            with_help(
                format!("client method `{name}` must be `async`"),
                format!("write `async fn {name}`"),
            ),
        );
    }
}

/// What a client does is written at the client.
fn check_body(method: &ClientMethod<'_>, errors: &mut Errors) {
    if let Some(body) = &method.item.default {
        let name = method.ident();
        errors.push(
            body,
            with_help(
                format!("client method `{name}` must not have a body"),
                "every client writes its own; end the line with `;`",
            ),
        );
    }
}

fn check_param(method: &ClientMethod<'_>, param: &Param<'_>, errors: &mut Errors) {
    let (name, ident) = (method.ident(), param.ident);
    if let Some(found) = ty::find_impl_trait(param.ty) {
        errors.push(
            found,
            with_help(
                format!("parameter `{ident}` of client method `{name}` must not be `impl Trait`"),
                "types are fixed in the contract; write the type that goes over the wire",
            ),
        );
    } else if let Some(found) = ty::find_reference(param.ty) {
        errors.push(
            found,
            with_help(
                format!("parameter `{ident}` of client method `{name}` must not hold a borrow"),
                "clients get owned values; take `String`, `Vec<T>` or a type of your own",
            ),
        );
    } else if ty::is_called(param.ty, "Upload") {
        errors.push(
            param.ty,
            with_help(
                format!("parameter `{ident}` of client method `{name}` must not be an upload"),
                "streams to clients are results of hub methods: `-> impl Stream<Item = T>`",
            ),
        );
    } else {
        param.name().check(errors);
    }
}

/// A client answers one value; that it may fail is said by the proxy.
fn check_answer(method: &ClientMethod<'_>, errors: &mut Errors) {
    let name = method.ident();
    let Some(answer) = ty::returned(&method.item.sig.output) else {
        return;
    };
    if let Some(found) = ty::find_impl_trait(answer) {
        errors.push(
            found,
            with_help(
                format!("client method `{name}` must not return `{}`", ty::text(found)),
                "a client answers one value; for a stream from a client, let a hub method take `Upload<T>`",
            ),
        );
    } else if let Some(found) = ty::find_reference(answer) {
        errors.push(
            found,
            with_help(
                format!("client method `{name}` must not return a borrow"),
                "the answer comes over the wire; return an owned value as `String` or `Vec<T>`",
            ),
        );
    } else if ty::is_called(answer, "Upload") {
        errors.push(
            answer,
            with_help(
                format!("client method `{name}` must not return an upload"),
                "a client answers one value; for a stream from a client, let a hub method take `Upload<T>`",
            ),
        );
    } else if ty::is_called(answer, "Result") {
        let value = ty::arguments(answer)
            .first()
            .map_or_else(|| "T".to_owned(), ty::text);
        errors.push(
            answer,
            with_help(
                format!("client method `{name}` must not return a `Result`"),
                format!("write `-> {value}`; the server gets `Result<{value}, ClientCallError>`, with the client's error in it"),
            ),
        );
    }
}

/// Clients compare names ignoring case.
fn check_collisions(contract: &Contract<'_>, errors: &mut Errors) -> TokenStream {
    let names: Vec<_> = contract.methods.iter().map(ClientMethod::name).collect();
    let mut methods = Unique::new("client methods");
    for (method, name) in contract.methods.iter().zip(&names) {
        methods.add(name, cfg_predicate(&method.item.attrs), errors);
        let conditional = check_param_collisions(method, errors);
        methods.conditional.extend(conditional);
    }
    methods.conditional
}

fn check_param_collisions(method: &ClientMethod<'_>, errors: &mut Errors) -> TokenStream {
    let names: Vec<_> = method.params.iter().map(Param::name).collect();
    let mut params = Unique::new("parameters");
    for (param, name) in method.params.iter().zip(&names) {
        // Two equal identifiers are rustc's to report.
        let again = names
            .iter()
            .filter(|other| other.ident.unraw() == name.ident.unraw())
            .count()
            > 1;
        if !again {
            let condition = inner_predicate(&method.item.attrs, &param.item.attrs);
            params.add(name, condition, errors);
        }
    }
    params.conditional
}
