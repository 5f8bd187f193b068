//! A hub's `impl` with bodies that are no Rust yet, as while they are being written: rustc tells what is wrong in them.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use syn::ItemImpl;

/// The block with a mark in place of each body.
pub(crate) struct Hollow {
    pub(crate) item: ItemImpl,
    bodies: Vec<Group>,
}

impl Hollow {
    /// Reads the block if all of it but the bodies of its methods can be read.
    pub(crate) fn read(tokens: TokenStream) -> Option<Self> {
        let mut bodies = Vec::new();
        let mut tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let TokenTree::Group(block) = tokens.pop()? else {
            return None;
        };
        let hollow = block.stream().into_iter().map(|token| match token {
            TokenTree::Group(body) if body.delimiter() == Delimiter::Brace => {
                let mark = TokenTree::from(mark(bodies.len()));
                bodies.push(body.clone());
                with_content(&body, mark.into())
            }
            token => token,
        });
        let hollow: TokenStream = hollow.collect();
        tokens.push(with_content(&block, hollow));
        let item: ItemImpl = syn::parse2(tokens.into_iter().collect()).ok()?;
        item.trait_.is_none().then_some(Self { item, bodies })
    }

    /// Puts the bodies back into what was made of the block, token by token: a new group would have other places, at
    /// which rustc would tell its errors once more.
    pub(crate) fn fill(&self, tokens: TokenStream) -> TokenStream {
        let fill = |token| match token {
            TokenTree::Group(group) => match self.body(&group) {
                Some(body) => TokenTree::Group(body.clone()),
                None => with_content(&group, self.fill(group.stream())),
            },
            token => token,
        };
        tokens.into_iter().map(fill).collect()
    }

    fn body(&self, group: &Group) -> Option<&Group> {
        let content = group.stream().to_string();
        let marked = |index: &usize| mark(*index) == content;
        (0..self.bodies.len())
            .find(marked)
            .map(|index| &self.bodies[index])
    }
}

fn mark(index: usize) -> Ident {
    Ident::new(&format!("__hubs_body_{index}"), Span::call_site())
}

fn with_content(group: &Group, content: TokenStream) -> TokenTree {
    let mut filled = Group::new(group.delimiter(), content);
    filled.set_span(group.span());
    TokenTree::Group(filled)
}
