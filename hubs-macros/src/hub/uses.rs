//! What the methods of a hub's block do with their context, as the file shows it beside the struct.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{FnArg, Ident, ImplItem, ImplItemFn, ItemImpl, Pat, Type};

use super::methods::HookKind;

/// Whether a method calls this of its own context, as in `cx.clients()`.
pub(super) fn asks_context(block: &ItemImpl, member: &str) -> bool {
    block.items.iter().any(|part| match part {
        ImplItem::Fn(method) => asks(method, member),
        _ => false,
    })
}

fn asks(method: &ImplItemFn, member: &str) -> bool {
    let context = method.sig.inputs.iter().find_map(|input| match input {
        FnArg::Typed(input) => match (&*input.pat, &*input.ty) {
            (Pat::Ident(name), Type::Reference(ty)) if HookKind::has_context(&ty.elem) => {
                Some(&name.ident)
            }
            _ => None,
        },
        FnArg::Receiver(_) => None,
    });
    context.is_some_and(|context| calls(method.block.to_token_stream(), context, member))
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

#[cfg(test)]
mod tests {
    use super::asks_context;

    #[test]
    fn what_a_hub_does_with_its_context_is_seen() {
        let asks = |body: &str, member| {
            let block = format!("impl ChatHub {{ {body} }}");
            asks_context(&syn::parse_str(&block).unwrap(), member)
        };
        let of_own =
            "pub async fn a(&self, cx: &HubContext<Self>) { if true { cx.clients().all(); } }";
        assert!(asks(of_own, "clients"));
        assert!(!asks(of_own, "state"));
        let at_end = "fn a(&self, it: &DisconnectedContext<Self>) { (it.state(), 1); }";
        assert!(asks(at_end, "state"));
        for of_another in [
            "pub fn a(&self, cx: &HubContext<Self>) { cx.hub::<Other>().clients().all(); }",
            "pub fn a(&self, cx: &HubContext<Self>) { self.other.clients().all(); }",
            "pub fn a(&self, other: Other) { other.clients(); }",
            "pub fn a(&self, cx: &HubContext<Self>) { cx.clients; clients(cx); }",
        ] {
            assert!(!asks(of_another, "clients"), "{of_another}");
        }
    }
}
