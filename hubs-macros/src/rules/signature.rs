//! What holds for every item and method that clients see, whichever macro reads it.

use proc_macro2::Ident;
use syn::{
    FnArg, Pat, PatType, Receiver, ReceiverKind, Safety, Signature, Type, Visibility, WhereClause,
    WherePredicate, spanned::Spanned,
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

/// A kind of methods, and the ways out if one does not take `&self`.
pub(crate) struct Borrowing {
    /// "hub method" or the like, as messages say it.
    pub(crate) kind: &'static str,
    /// Help for a method without receiver.
    pub(crate) if_missing: &'static str,
    /// Help for one that wants more than to borrow.
    pub(crate) if_exclusive: &'static str,
}

/// Calls run concurrently, so all of them borrow what they are on.
pub(crate) fn check_receiver(borrowing: &Borrowing, sig: &Signature, errors: &mut Errors) {
    match sig.inputs.first() {
        Some(FnArg::Receiver(receiver)) => check_written_receiver(borrowing, sig, receiver, errors),
        _ => {
            let message = format!("{} `{}` must take `&self`", borrowing.kind, sig.ident);
            let message = with_help(message, borrowing.if_missing);
            errors.push_at(sig.paren_token.span.join(), message);
        }
    }
}

fn check_written_receiver(
    borrowing: &Borrowing,
    sig: &Signature,
    receiver: &Receiver,
    errors: &mut Errors,
) {
    let kind = borrowing.kind;
    let written = match &receiver.kind {
        ReceiverKind::Reference(_, None, None) if receiver.mutability.is_none() => return,
        ReceiverKind::Reference(_, Some(lifetime), None)
            if lifetime.ident == "_" && receiver.mutability.is_none() =>
        {
            return;
        }
        ReceiverKind::Reference(_, Some(lifetime), None) => {
            let message = format!("{kind} `{}` must take plain `&self`", sig.ident);
            if sig.generics.params.is_empty() {
                errors.push(lifetime, with_help(message, "remove the lifetime"));
            }
            // A lifetime of the method's own is reported where it is declared.
            return;
        }
        ReceiverKind::Reference(..) => "`&mut self`".to_owned(),
        ReceiverKind::Typed(_, ty) if is_borrowed_self(ty) => return,
        ReceiverKind::Typed(..) => format!("`{}`", ty::text(receiver).replace(" :", ":")),
        _ => "`self`".to_owned(),
    };
    let message = format!("{kind} `{}` must take `&self`, not {written}", sig.ident);
    errors.push(receiver, with_help(message, borrowing.if_exclusive));
}

/// `&Self`, which is what `&self` stands for.
fn is_borrowed_self(ty: &Type) -> bool {
    matches!(ty::bare(ty), Type::Reference(borrow) if borrow.mutability.is_none() && borrow.lifetime.is_none() && ty::is_called(&borrow.elem, "Self"))
}

/// What a caller on the other end of a wire cannot give.
pub(crate) fn check_signature(kind: &str, sig: &Signature, errors: &mut Errors) {
    let name = &sig.ident;
    if !sig.generics.params.is_empty() {
        let message = format!("{kind} `{name}` must not have generic parameters");
        let help = if sig.generics.lifetimes().count() == sig.generics.params.len() {
            "leave the lifetimes out: `&self` and the context need none, and everything else is owned"
        } else {
            "types are fixed in the contract; write the types that go over the wire"
        };
        errors.push(&sig.generics, with_help(message, help));
    } else if let Some(clause) = &sig.generics.where_clause
        && !holds_anyway(kind, clause)
    {
        errors.push(
            clause,
            with_help(
                format!("{kind} `{name}` must not have a `where` clause"),
                "remove it: types are fixed in the contract, so there is nothing to bound",
            ),
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
        errors.push(
            abi,
            with_help(
                format!("{kind} `{name}` must not be `extern`"),
                "remove it: it is called over the wire, by its name there",
            ),
        );
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

/// Conditions on the hub itself, as `Self: Sized`: its methods are not copied into anything generated, so the compiler
/// judges them where they stand. Those of a contract would bind what is made for it.
fn holds_anyway(kind: &str, clause: &WhereClause) -> bool {
    let on_self = |condition: &WherePredicate| matches!(condition, WherePredicate::Type(bound) if ty::is_called(&bound.bounded_ty, "Self"));
    kind != "client method" && clause.predicates.iter().all(on_self)
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
        Pat::TupleStruct(_) => {
            "nothing is extracted from a request here: take the value itself, as `message: Message`; what methods share \
             is in fields of the hub, the request in `cx.request()`"
        }
        Pat::Wild(_) => "generated clients show it; write `_name` if you do not use it",
        _ => "generated clients show it; take the pattern apart inside the method",
    };
    errors.push(&item.pat, with_help(message, help));
}
