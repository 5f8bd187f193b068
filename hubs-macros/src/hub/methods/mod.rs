//! `#[hub]` on the `impl`: read, check, write.

mod ast;
mod calls;
mod check;
mod check_hooks;
mod expand;
mod faults;
mod rate;
mod types;

pub(crate) use ast::HookKind;
use proc_macro2::TokenStream;
use quote::quote;
use syn::{
    FnArg, ImplItem, ItemImpl, PathArguments, Type, ext::IdentExt, parse_quote, spanned::Spanned,
};

use crate::{
    async_trait,
    attr::{Args, HUB_IMPL, HUB_STRUCT},
    errors::{Errors, with_help},
    lenient::lost::Lost,
    output::{about::about, fallback, runtime::Runtime},
    rules::ty,
    surroundings::Surroundings,
};

/// The user's block without our attributes, and the code behind it. What is `lost` of it is known in part.
pub(crate) fn hub_impl(arguments: TokenStream, item: &ItemImpl, lost: &[Lost]) -> TokenStream {
    let mut errors = Errors::default();
    let mut item = item.clone();
    async_trait::refuse_on_impl(&mut item, &mut errors);
    let item = &item;
    let (args, lacks_client) = read_arguments(arguments, &mut errors);
    let runtime = Runtime::of(&args);
    let hub = ast::HubImpl::read(item, &mut errors);
    if is_second(item) {
        let message = format!(
            "hub `{}` has a second `#[hub] impl`",
            ty::text(&item.self_ty)
        );
        let help = "move its methods into the first one; what clients do not call stands in an `impl` without `#[hub]`";
        errors.push(&item.self_ty, with_help(message, help));
        let mut clean = item.clone();
        fallback::clean_impl(&mut clean);
        let errors = errors.into_tokens();
        return quote!(#errors #clean);
    }
    let checked = check::check(&hub, &mut errors);
    let is_sound = errors.is_empty() && !is_of_generic_struct(item);
    let code = if is_sound && !hub.returns_a_bare_trait() {
        expand::expand(&runtime, &hub, &checked.conditional)
    } else {
        expand::stand_in(&runtime, &hub)
    };
    let calls = calls::calls(&runtime, &hub, &checked.faults, lost);
    let own_struct = no_hub(&runtime, item);
    let mut clean = item.clone();
    fallback::clean_impl(&mut clean);
    fallback::no_generics_of_impl(&mut clean);
    if !errors.is_empty() {
        faults::drop_bodies(&runtime, &checked.faults, item, &mut clean);
        drop_doubles(&mut clean);
        own_contexts(&mut clean);
    }
    if lacks_client {
        drop_bodies(&runtime, &mut clean);
    }
    let errors = errors.into_tokens();
    let reachable = fallback::public();
    // Clients call what takes `&self` and owned arguments, so no method has a choice.
    let demanded = quote!(#[allow(clippy::unused_self, clippy::needless_pass_by_value)]);
    quote!(#errors #reachable #demanded #clean #own_struct #code #calls)
}

/// What makes a hub of a struct that is seen to be none, of which it says so: its contract and its state are errors, so
/// of what is done with them rustc says nothing more.
fn no_hub(runtime: &Runtime, item: &ItemImpl) -> Option<TokenStream> {
    let hub = &*item.self_ty;
    if !Surroundings::of_call()?.struct_lacks_hub(hub) {
        return None;
    }
    let name = ty::text(hub);
    let message = with_help(
        format!("struct `{name}` is not a hub"),
        format!("write `#[hub]` above `struct {name}`, too"),
    );
    let refused = fallback::unknown_type(runtime, hub.span(), &message);
    let about = about(runtime, &item.attrs, &[]);
    Some(quote! {
        impl #runtime::HubType for #hub {
            type Client = #refused;
            type State = <Self as #runtime::HubType>::Client;
            const INFO: #runtime::HubInfo = #runtime::HubInfo {
                name: #name,
                client_name: #runtime::None,
                rename_all: #runtime::RenameAll::CamelCase,
                about: #about,
            };
            const POLICIES: &'static [#runtime::PolicyRow] = &[];
        }
    })
}

/// What stands in for a block without `#[hub]`, of which it is known that it should have it.
pub(crate) fn stand_in(runtime: &Runtime, item: &ItemImpl) -> TokenStream {
    let hub = ast::HubImpl::read(item, &mut Errors::default());
    let code = expand::stand_in(runtime, &hub);
    let calls = calls::calls(runtime, &hub, &[], &[]);
    quote!(#code #calls)
}

fn is_second(item: &ItemImpl) -> bool {
    Surroundings::of_call().is_some_and(|file| file.is_second_block(&item.self_ty))
}

/// Whether the block is that of a struct with parameters, `impl<T> ChatHub<T>`.
fn is_of_generic_struct(item: &ItemImpl) -> bool {
    let path = match &*item.self_ty {
        syn::Type::Path(path) => &path.path,
        _ => return false,
    };
    let has_arguments = path
        .segments
        .last()
        .is_some_and(|last| !last.arguments.is_none());
    has_arguments && !item.generics.params.is_empty()
}

/// What belongs on the struct is refused with that word; whether there is such.
fn read_arguments(arguments: TokenStream, errors: &mut Errors) -> (Args, bool) {
    let mut found = Errors::default();
    let args = Args::read(&HUB_IMPL, arguments.clone(), &mut found);
    if found.is_empty() {
        return (args, false);
    }
    let mut as_struct = Errors::default();
    let struct_args = Args::read(&HUB_STRUCT, arguments, &mut as_struct);
    let misplaced = struct_args.others_than("crate");
    if misplaced.is_empty() || !as_struct.is_empty() {
        errors.append(found);
        return (args, false);
    }
    let keys: Vec<_> = misplaced.iter().map(|key| format!("`{key}`")).collect();
    let verb = if keys.len() == 1 { "belongs" } else { "belong" };
    errors.push(
        misplaced[0],
        with_help(
            format!("{} {verb} on the hub's struct", keys.join(" and ")),
            format!(
                "write {} there, and a plain `#[hub]` on the `impl`",
                if keys.len() == 1 { "it" } else { "them" }
            ),
        ),
    );
    (args, true)
}

/// Bodies that call the clients or read the state of a hub whose struct says nothing of them, which has been reported.
fn drop_bodies(runtime: &Runtime, item: &mut ItemImpl) {
    let self_ty = item.self_ty.clone();
    for part in &mut item.items {
        if let ImplItem::Fn(method) = part {
            faults::drop_body(runtime, &self_ty, method);
        }
    }
}

/// The contexts of other hubs, which have been reported, are this hub's: what is done with them may be right.
fn own_contexts(item: &mut ItemImpl) {
    for part in &mut item.items {
        let ImplItem::Fn(method) = part else {
            continue;
        };
        for input in &mut method.sig.inputs {
            let FnArg::Typed(input) = input else {
                continue;
            };
            let Type::Reference(reference) = &mut *input.ty else {
                continue;
            };
            if HookKind::has_context(&reference.elem) {
                own_argument(&mut reference.elem);
            }
        }
    }
}

fn own_argument(context: &mut Type) {
    let lacks_hub = check::lacks_hub(context);
    if let Type::Path(path) = context
        && let Some(last) = path.path.segments.last_mut()
        && lacks_hub
    {
        last.arguments = PathArguments::AngleBracketed(parse_quote!(<Self>));
    } else if let Type::Path(context) = context
        && let Some(last) = context.path.segments.last_mut()
        && let PathArguments::AngleBracketed(arguments) = &mut last.arguments
        && arguments.args.len() == 1
    {
        arguments.args = parse_quote!(Self);
    }
}

/// A second method of the same name has been reported; the compiler need not say it again.
fn drop_doubles(item: &mut ItemImpl) {
    let mut seen = std::collections::BTreeSet::new();
    item.items.retain(|part| match part {
        ImplItem::Fn(method) if crate::attr::cfg_predicate(&method.attrs).is_none() => {
            seen.insert(method.sig.ident.unraw().to_string())
        }
        _ => true,
    });
}
