//! `#[async_trait]` above an attribute of ours rewrites the methods before we read them. It is refused by its name, and what
//! it wrote taken back, so that nothing else is an error because of it.

use proc_macro2::Ident;
use syn::{
    Attribute, GenericArgument, GenericParam, ImplItem, ItemImpl, ItemTrait, Lifetime,
    PathArguments, Receiver, ReceiverKind, ReturnType, Signature, TraitItem, Type, TypeParamBound,
    TypeReference, parse_quote,
    visit_mut::{self, VisitMut},
};

use crate::{
    attr::is_named,
    errors::{Errors, with_help},
    rules::ty,
};

/// Refuses it on a client contract.
pub(crate) fn refuse_on_trait(item: &mut ItemTrait, errors: &mut Errors) {
    let mut found = take(&mut item.attrs);
    for part in &mut item.items {
        if let TraitItem::Fn(method) = part {
            found |= undo(&mut method.sig);
        }
    }
    if found {
        let message = format!(
            "`#[async_trait]` cannot stand on client contract `{}`",
            item.ident
        );
        let help = "remove it: `async fn` needs no help in a contract";
        errors.push(&item.ident, with_help(message, help));
    }
}

/// Refuses it on the `impl` of a hub.
pub(crate) fn refuse_on_impl(item: &mut ItemImpl, errors: &mut Errors) {
    let mut found = take(&mut item.attrs);
    for part in &mut item.items {
        if let ImplItem::Fn(method) = part
            && undo(&mut method.sig)
        {
            let body = &method.block;
            method.block = parse_quote!({ (#body).await });
            found = true;
        }
    }
    if found {
        let message = "`#[async_trait]` cannot stand on the `impl` of a hub";
        let help = "remove it: `async fn` needs no help in a hub";
        errors.push(&item.self_ty, with_help(message, help));
    }
}

/// Takes away one that stands below ours, which would rewrite what we make of the item.
fn take(attrs: &mut Vec<Attribute>) -> bool {
    let before = attrs.len();
    attrs.retain(|attr| !is_named(attr, "async_trait"));
    attrs.len() < before
}

/// Makes an `async fn` again of what has the lifetime `'async_trait`.
fn undo(sig: &mut Signature) -> bool {
    let is_its = |param: &GenericParam| matches!(param, GenericParam::Lifetime(param) if param.lifetime.ident == "async_trait");
    if !sig.generics.params.iter().any(is_its) {
        return false;
    }
    sig.generics = Default::default();
    sig.asyncness = Some(Default::default());
    sig.output = match awaited(&sig.output) {
        Some(ty) => parse_quote!(-> #ty),
        None => ReturnType::Default,
    };
    NoLifetimes.visit_signature_mut(sig);
    true
}

/// `T` of `Pin<Box<dyn Future<Output = T> + …>>`; nothing for a unit.
fn awaited(output: &ReturnType) -> Option<Type> {
    let boxed = ty::arguments(ty::returned(output)?);
    let future = ty::arguments(boxed.first()?);
    let Type::TraitObject(future) = future.first()? else {
        return None;
    };
    let output = future.bounds.iter().find_map(|bound| match bound {
        TypeParamBound::Trait(bound) => match &bound.path.segments.last()?.arguments {
            PathArguments::AngleBracketed(arguments) => match arguments.args.first()? {
                GenericArgument::AssocType(output) => Some(output.ty.clone()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    });
    output.filter(|ty| !ty::is_unit(Some(ty)))
}

/// Takes away the lifetimes that are named after borrows: `&'life0 self` is `&self` again.
struct NoLifetimes;

impl VisitMut for NoLifetimes {
    fn visit_receiver_mut(&mut self, receiver: &mut Receiver) {
        if let ReceiverKind::Reference(_, lifetime, _) = &mut receiver.kind {
            *lifetime = None;
        }
    }

    fn visit_type_reference_mut(&mut self, reference: &mut TypeReference) {
        reference.lifetime = None;
        visit_mut::visit_type_reference_mut(self, reference);
    }

    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        lifetime.ident = Ident::new("_", lifetime.ident.span());
    }
}
