//! `#[hub]` on the `impl`: read, check, write.

mod ast;
mod calls;
mod check;
mod check_hooks;
mod expand;
mod rate;
mod types;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{ImplItem, ItemImpl, ext::IdentExt};

use crate::{
    async_trait,
    attr::{Args, HUB_IMPL, HUB_STRUCT},
    errors::Errors,
    lenient::lost::Lost,
    output::{fallback, runtime::Runtime},
};

/// The user's block without our attributes, and the code behind it. What is `lost` of it is known in part.
pub(crate) fn hub_impl(arguments: TokenStream, item: &ItemImpl, lost: &[Lost]) -> TokenStream {
    let mut errors = Errors::default();
    let mut item = item.clone();
    async_trait::refuse_on_impl(&mut item, &mut errors);
    let item = &item;
    let args = read_arguments(arguments, &mut errors);
    let runtime = Runtime::of(&args);
    let hub = ast::HubImpl::read(item, &mut errors);
    let conditional = check::check(&hub, &mut errors);
    let is_sound = errors.is_empty() && !is_of_generic_struct(item);
    let code = if is_sound && !hub.returns_a_bare_trait() {
        expand::expand(&runtime, &hub, &conditional)
    } else {
        expand::stand_in(&runtime, &hub)
    };
    let calls = calls::calls(&runtime, &hub, lost);
    let mut clean = item.clone();
    fallback::clean_impl(&mut clean);
    fallback::no_generics_of_impl(&mut clean);
    if !errors.is_empty() {
        drop_doubles(&mut clean);
    }
    let errors = errors.into_tokens();
    let reachable = fallback::public();
    // Clients call what takes `&self` and owned arguments, so no method has a choice.
    let demanded = quote!(#[allow(clippy::unused_self, clippy::needless_pass_by_value)]);
    quote!(#errors #reachable #demanded #clean #code #calls)
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

/// What belongs on the struct is refused with that word.
fn read_arguments(arguments: TokenStream, errors: &mut Errors) -> Args {
    let mut found = Errors::default();
    let args = Args::read(&HUB_IMPL, arguments.clone(), &mut found);
    if found.is_empty() {
        return args;
    }
    let mut as_struct = Errors::default();
    let struct_args = Args::read(&HUB_STRUCT, arguments, &mut as_struct);
    match struct_args.other_than("crate") {
        Some(key) if as_struct.is_empty() => errors.push(
            key,
            crate::errors::with_help(
                format!("`{key}` belongs on the hub's struct"),
                "write it there, and a plain `#[hub]` on the `impl`",
            ),
        ),
        _ => errors.append(found),
    }
    args
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
