//! The rules for lifecycle hooks.

use syn::Type;

use super::{
    ast::{Hook, HookKind, HubImpl, Input},
    check::{RUN_CONCURRENTLY, check_context, check_contexts, is_again},
    faults::Fault,
};
use crate::{
    attr::cfg_predicate,
    errors::{Errors, with_help},
    rules::{
        signature::{Borrowing, check_receiver, check_signature},
        ty,
    },
};

const BORROWING: Borrowing = Borrowing {
    kind: "lifecycle hook",
    if_missing: "write it as the first parameter",
    if_exclusive: RUN_CONCURRENTLY,
};

/// A hook gets its context and, at the end, the reason; nothing comes from a client.
pub(super) fn check_hook<'a>(hook: &Hook<'a>, errors: &mut Errors) -> Option<Fault<'a>> {
    let before = errors.len();
    let sig = &hook.item.sig;
    check_receiver(&BORROWING, sig, errors);
    check_signature("lifecycle hook", sig, errors);
    if !matches!(hook.attribute.meta, syn::Meta::Path(_)) {
        let message = format!("`#[{}]` takes no arguments", hook.kind.attribute());
        errors.push(&hook.attribute.meta, message);
    }
    if errors.len() > before {
        return None;
    }
    let name = sig.ident.to_string();
    let mut reasons = 0;
    let check_input = |input: &Input<'a>, errors: &mut Errors| match input {
        _ if is_again(&hook.inputs, input) => {}
        Input::Context(item) => check_context("lifecycle hook", &name, hook.kind, item, errors),
        _ if is_reason(hook.kind, input) && reasons == 0 => reasons += 1,
        _ => {
            let message = format!("lifecycle hook `{name}` cannot take this parameter");
            errors.push(input.item(), with_help(message, hook_signature(hook)));
        }
    };
    Fault::found(hook.item, &hook.inputs, errors, check_input, |errors| {
        check_contexts(&hook.inputs, &name, errors);
        check_hook_result(hook, errors);
    })
}

fn is_reason(kind: HookKind, input: &Input<'_>) -> bool {
    // The compiler checks the type; what a client sends cannot be here. It may be taken apart, or left without a name.
    let item = input.item();
    let is_borrowed = matches!(&*item.ty, Type::Reference(_));
    let is_named =
        matches!(input, Input::Param(param) if param.ident.to_string().contains("reason"));
    kind == HookKind::Disconnected
        && !is_borrowed
        && (ty::is_called(&item.ty, "DisconnectReason") || is_named)
}

fn hook_signature(hook: &Hook<'_>) -> String {
    let name = &hook.item.sig.ident;
    match hook.kind {
        HookKind::Connected => {
            format!(
                "nobody sends it an argument; write `async fn {name}(&self, cx: &HubContext<Self>)`"
            )
        }
        HookKind::Disconnected => format!(
            "write `async fn {name}(&self, cx: &DisconnectedContext<Self>, reason: DisconnectReason)`"
        ),
    }
}

/// What `on_disconnected` returns would reach nobody.
fn check_hook_result(hook: &Hook<'_>, errors: &mut Errors) {
    let result = ty::returned(&hook.item.sig.output);
    let Some(written) = result.filter(|_| !ty::is_unit(result)) else {
        return;
    };
    let name = &hook.item.sig.ident;
    if hook.kind == HookKind::Disconnected {
        let help = "the connection is gone and nobody reads it; handle or log errors inside";
        let message = format!("lifecycle hook `{name}` must return nothing");
        errors.push(written, with_help(message, help));
    } else if ty::is_plain(written) && !ty::is_called(written, "Result") {
        let help = "return nothing, or `Result<(), E>` to refuse the connection";
        let message = format!("lifecycle hook `{name}` must not return a value");
        errors.push(written, with_help(message, help));
    }
}

pub(super) fn check_one_hook_of_each(hub: &HubImpl<'_>, errors: &mut Errors) {
    for kind in HookKind::ALL {
        let mut hooks = hub.hooks.iter().filter(|hook| hook.kind == kind);
        let Some(first) = hooks.next() else { continue };
        for second in hooks {
            // Under conditions, the compiler finds two at once.
            if cfg_predicate(&first.item.attrs).is_some()
                || cfg_predicate(&second.item.attrs).is_some()
            {
                continue;
            }
            let message = format!(
                "`{}` is a second `#[{}]` beside `{}`",
                second.item.sig.ident,
                kind.attribute(),
                first.item.sig.ident
            );
            let help = "a hub has one of each; call both from it";
            errors.push(&second.item.sig.ident, with_help(message, help));
        }
    }
}
