//! What the methods of a hub do with their context.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{FnArg, Ident, ImplItem, ImplItemFn, ItemImpl, Pat, Type};

use super::{
    Surroundings, has_word,
    scan::{Attr, Found, Kind},
};
use crate::rules::ty;

impl Surroundings {
    /// Whether a method in the hub's one `#[hub] impl` calls this of its own context, as in `cx.clients()`.
    pub(crate) fn context_is_asked_for(&self, hub: &Ident, member: &str) -> bool {
        let hub = hub.to_string();
        // What the struct's attribute lacks may stand in this one, which says that it does not belong there.
        let is_plain_hub = |attr: &Attr| {
            let misplaced = |key: &&str| has_word(&attr.arguments, key);
            attr.is_called("hub") && !["client", "state"].iter().any(misplaced)
        };
        let is_block = |found: &&Found| {
            let mut attrs = found.attrs.iter();
            found.kind == Kind::Impl && found.name == hub && attrs.any(is_plain_hub)
        };
        let mut blocks = self
            .scopes()
            .flat_map(|scope| &scope.items)
            .filter(is_block);
        let (Some(block), None) = (blocks.next(), blocks.next()) else {
            return false;
        };
        let Ok(block) = syn::parse_str::<ItemImpl>(&block.text) else {
            return false;
        };
        block.items.iter().any(|part| match part {
            ImplItem::Fn(method) => asks(method, member),
            _ => false,
        })
    }

    /// The one item of the file with this attribute of ours, if there is one alone.
    pub(crate) fn only_with(&self, attribute: &str) -> Option<&str> {
        let mut items = self
            .scopes()
            .flat_map(|scope| &scope.items)
            .filter(|found| found.attrs.iter().any(|attr| attr.is_called(attribute)));
        let only = items.next()?;
        items.next().is_none().then_some(&only.name)
    }
}

fn asks(method: &ImplItemFn, member: &str) -> bool {
    let context = method.sig.inputs.iter().find_map(|input| match input {
        FnArg::Typed(input) => match (&*input.pat, &*input.ty) {
            (Pat::Ident(name), Type::Reference(ty)) if is_context(&ty.elem) => Some(&name.ident),
            _ => None,
        },
        FnArg::Receiver(_) => None,
    });
    context.is_some_and(|context| calls(method.block.to_token_stream(), context, member))
}

fn is_context(ty: &Type) -> bool {
    ty::is_called(ty, "HubContext") || ty::is_called(ty, "DisconnectedContext")
}

/// Whether `context.member()` stands somewhere.
fn calls(tokens: TokenStream, context: &Ident, member: &str) -> bool {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let called = |tokens: &[TokenTree]| match tokens {
        [
            TokenTree::Ident(object),
            TokenTree::Punct(dot),
            TokenTree::Ident(name),
            TokenTree::Group(arguments),
        ] => {
            object == context
                && dot.as_char() == '.'
                && name == member
                && arguments.delimiter() == Delimiter::Parenthesis
        }
        _ => false,
    };
    tokens.windows(4).any(called)
        || tokens.into_iter().any(|token| match token {
            TokenTree::Group(group) => calls(group.stream(), context, member),
            _ => false,
        })
}
