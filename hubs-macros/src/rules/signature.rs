//! What holds for every item and method that clients see, whichever macro reads it.

use proc_macro2::Ident;
use syn::{
    FnArg, Pat, PatType, Receiver, ReceiverKind, Safety, Signature, Type, Visibility,
    spanned::Spanned,
};

use crate::{
    errors::{Errors, with_help},
    rules::ty,
};

/// What generated clients name must be visible to everyone.
pub(crate) fn check_public(kind: &str, ident: &Ident, vis: &Visibility, errors: &mut Errors) {
    let (at, not) = match vis {
        Visibility::Public(_) => return,
        Visibility::Inherited => (ident.span(), String::new()),
        restricted => (
            restricted.span(),
            format!(", not `{}`", ty::text(restricted)),
        ),
    };
    errors.push_at(
        at,
        with_help(
            format!("{kind} `{ident}` must be `pub`{not}"),
            "it is part of what clients see; write `pub`",
        ),
    );
}

/// Calls on one hub run concurrently, so all of them borrow it.
pub(crate) fn check_receiver(kind: &str, sig: &Signature, errors: &mut Errors) {
    let name = &sig.ident;
    match sig.inputs.first() {
        Some(FnArg::Receiver(receiver)) => check_written_receiver(kind, sig, receiver, errors),
        _ => {
            let help = match kind {
                "hub method" => {
                    "clients call methods of the running hub; mark a helper `#[hub(skip)]`, or move it to an `impl` block without `#[hub]`"
                }
                _ => "write it as the first parameter",
            };
            errors.push_at(
                sig.paren_token.span.join(),
                with_help(format!("{kind} `{name}` must take `&self`"), help),
            );
        }
    }
}

fn check_written_receiver(kind: &str, sig: &Signature, receiver: &Receiver, errors: &mut Errors) {
    let help = match kind {
        "client method" => "write `&self`: pushes to one client run side by side",
        _ => "calls on one hub run concurrently; keep shared state behind a lock or a channel",
    };
    let written = match &receiver.kind {
        ReceiverKind::Reference(_, None, None) if receiver.mutability.is_none() => return,
        ReceiverKind::Reference(_, Some(lifetime), None) => {
            let message = format!("{kind} `{}` must take plain `&self`", sig.ident);
            if sig.generics.params.is_empty() {
                errors.push(lifetime, with_help(message, "remove the lifetime"));
            }
            // A lifetime of the method's own is reported where it is declared.
            return;
        }
        ReceiverKind::Reference(..) => "`&mut self`".to_owned(),
        ReceiverKind::Typed(..) => format!("`{}`", ty::text(receiver)),
        _ => "`self`".to_owned(),
    };
    let message = format!("{kind} `{}` must take `&self`, not {written}", sig.ident);
    errors.push(receiver, with_help(message, help));
}

/// What a caller on the other end of a wire cannot give.
pub(crate) fn check_signature(kind: &str, sig: &Signature, errors: &mut Errors) {
    let name = &sig.ident;
    if !sig.generics.params.is_empty() {
        errors.push(
            &sig.generics,
            with_help(
                format!("{kind} `{name}` must not have generic parameters"),
                "types are fixed in the contract; write the types that go over the wire",
            ),
        );
    } else if let Some(clause) = &sig.generics.where_clause {
        errors.push(
            clause,
            format!("{kind} `{name}` must not have a `where` clause"),
        );
    }
    if let Safety::Unsafe(token) = &sig.safety {
        errors.push(
            token,
            with_help(
                format!("{kind} `{name}` must not be `unsafe`"),
                "nobody on the other end can keep its conditions",
            ),
        );
    }
    if let Some(abi) = &sig.abi {
        errors.push(abi, format!("{kind} `{name}` must not be `extern`"));
    }
    if let Some(token) = &sig.constness {
        errors.push(token, format!("{kind} `{name}` must not be `const`"));
    }
    if let Some(variadic) = &sig.variadic {
        errors.push(
            variadic,
            with_help(
                format!("{kind} `{name}` must not be variadic"),
                "take a `Vec<T>`; it is one argument",
            ),
        );
    }
}

/// Patterns and borrows.
pub(crate) fn check_unusable(
    kind: &str,
    method: &impl std::fmt::Display,
    item: &PatType,
    errors: &mut Errors,
) {
    if let (Pat::Ident(pat), Type::Reference(reference)) = (&*item.pat, &*item.ty) {
        let owned = match &*reference.elem {
            Type::Slice(slice) => format!("Vec<{}>", ty::text(&slice.elem)),
            elem if ty::is_called(elem, "str") => "String".to_owned(),
            elem => ty::text(elem),
        };
        errors.push(
            &item.ty,
            with_help(
                format!(
                    "parameter `{}` of {kind} `{method}` must not be a borrow",
                    pat.ident
                ),
                format!("arguments are decoded into owned values; take `{owned}`"),
            ),
        );
        return;
    }
    let message = match &*item.pat {
        Pat::Wild(_) => format!("a parameter of {kind} `{method}` needs a name, not `_`"),
        _ => format!("a parameter of {kind} `{method}` must be a plain name"),
    };
    let help = match &*item.pat {
        Pat::Wild(_) => "generated clients show it; write `_name` if you do not use it",
        _ => "generated clients show it; take the pattern apart inside the method",
    };
    errors.push(&item.pat, with_help(message, help));
}
