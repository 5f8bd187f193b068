//! What has been refused of a signature: enough that neither the method's body nor a call of it is an error too.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{ImplItem, ImplItemFn, ItemImpl, Pat, PatType, Type, parse_quote};

use super::ast::{HookKind, Input, Method, Param, Presence};
use crate::{
    errors::Errors,
    output::{fallback, fitting::nameable, runtime::Runtime},
    rules::ty,
    surroundings::is_in_editor,
};

/// A method or a hook of whose parameters or result something has been refused.
pub(crate) struct Fault<'a> {
    item: &'a ImplItemFn,
    refused: Vec<&'a PatType>,
    /// The first of what has been told of it.
    told: syn::Error,
}

impl<'a> Fault<'a> {
    /// What `check` refuses of `item` as a whole and what `check_input` does of its parameters, if anything.
    pub(super) fn found(
        item: &'a ImplItemFn,
        inputs: &[Input<'a>],
        errors: &mut Errors,
        mut check_input: impl FnMut(&Input<'a>, &mut Errors),
        check: impl FnOnce(&mut Errors),
    ) -> Option<Self> {
        let before = errors.len();
        let mut refused = Vec::new();
        for input in inputs {
            let before = errors.len();
            check_input(input, errors);
            if errors.len() > before {
                refused.push(input.item());
            }
        }
        check(errors);
        let told = errors.since(before)?;
        Some(Self {
            item,
            refused,
            told,
        })
    }

    fn refuses(&self, param: &Param<'_>) -> bool {
        (self.refused.iter()).any(|refused| std::ptr::eq(*refused, param.item))
    }
}

/// The fault of this method, if it has one.
pub(super) fn fault_of<'a>(faults: &'a [Fault<'_>], item: &ImplItemFn) -> Option<&'a Fault<'a>> {
    faults.iter().find(|fault| std::ptr::eq(fault.item, item))
}

/// The call of a faulty method in a test. Its result says what has been told of the method, and so nothing.
pub(super) fn call(
    runtime: &Runtime,
    self_ty: &Type,
    method: &Method<'_>,
    fault: &Fault<'_>,
) -> TokenStream {
    let ident = method.ident();
    let params = (method.inputs.iter()).filter_map(|input| passed(runtime, self_ty, input, fault));
    let unknown = fallback::unknown(runtime, &fault.told);
    quote! {
        #[doc(hidden)]
        pub fn #ident(self, #(_: #params),*) -> #unknown {
            loop {}
        }
    }
}

/// What a test passes for a parameter, if anything.
fn passed(
    runtime: &Runtime,
    self_ty: &Type,
    input: &Input<'_>,
    fault: &Fault<'_>,
) -> Option<TokenStream> {
    let anything = quote!(impl #runtime::Sized);
    let param = match input {
        Input::Context(_) => return None,
        // What is taken apart, as an extractor of axum, nobody passes.
        Input::Unusable(item) => return matches!(*item.pat, Pat::Ident(_)).then_some(anything),
        Input::Param(param) if HookKind::has_context(param.ty) => return None,
        Input::Param(param) => param,
    };
    if !ty::can_be_owned(param.ty) || ty::is_called(param.ty, "Upload") {
        return Some(anything);
    }
    let is_option = ty::option_value(param.ty).is_some();
    let ty = nameable(runtime, self_ty, param.ty);
    Some(match param.presence {
        _ if is_option || !fault.refuses(param) => ty.to_token_stream(),
        // Which of both was meant is not known.
        Presence::Nullable | Presence::Optional | Presence::Misread => {
            quote!(impl #runtime::Into<#runtime::Option<#ty>>)
        }
        Presence::Required | Presence::Default(_) => anything,
    })
}

/// Takes the bodies of these methods out: they may be right for the signature that was meant. An editor keeps them, for what
/// it can tell while they are being written.
pub(super) fn drop_bodies(
    runtime: &Runtime,
    faults: &[Fault<'_>],
    item: &ItemImpl,
    clean: &mut ItemImpl,
) {
    if is_in_editor() {
        return;
    }
    for (part, clean) in item.items.iter().zip(&mut clean.items) {
        if let (ImplItem::Fn(method), ImplItem::Fn(clean)) = (part, clean)
            && fault_of(faults, method).is_some()
        {
            drop_body(runtime, &item.self_ty, clean);
        }
    }
}

/// Puts a body in the place of a method's own that fits every signature, but for one with an `impl Trait` that is no stream.
pub(super) fn drop_body(runtime: &Runtime, self_ty: &Type, method: &mut ImplItemFn) {
    let body = match ty::returned(&method.sig.output) {
        // The type of `loop {}` alone is no stream.
        Some(ty) if ty::find_impl_trait(ty).is_some() => {
            if let Type::ImplTrait(stream) = ty::bare(ty)
                && let Some(item) = ty::misnamed_item(stream)
            {
                method.sig.output = parse_quote!(-> impl #runtime::Stream<Item = #item>);
                return;
            }
            if !ty::can_be_answered(ty) {
                return;
            }
            let ty = nameable(runtime, self_ty, ty);
            parse_quote!({ let never: #ty = loop {}; never })
        }
        _ => parse_quote!({ loop {} }),
    };
    let allowed = quote!(unused_variables, unused_mut, unreachable_code, clippy::all);
    method.attrs.push(parse_quote!(#[allow(#allowed)]));
    method.block = body;
}
