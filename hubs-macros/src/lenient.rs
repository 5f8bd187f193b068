//! Items that are no Rust yet, as while they are being written. rustc has told what is wrong in them before a macro sees
//! them: what can be read is read, so that nothing else is an error because of it.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::quote;
use syn::{
    ImplItem, Item, ItemImpl, TraitItem,
    parse::{Parse, Parser},
};

mod broken;
pub(crate) mod lost;

use self::lost::Lost;
use crate::attr::split_at_commas;

pub(crate) use self::broken::Broken;

/// Whether tokens that cannot be read begin as one of these items, `struct` or the like. Others may be whatever the user
/// has put an attribute on, which rustc finds nothing wrong with.
pub(crate) fn begins_as(tokens: &TokenStream, keywords: &[&str]) -> bool {
    let mut tokens = tokens.clone().into_iter();
    let word = tokens.find_map(|token| match token {
        TokenTree::Ident(word) if word != "pub" && word != "unsafe" => Some(word.to_string()),
        _ => None,
    });
    word.is_some_and(|word| keywords.contains(&word.as_str()))
}

/// An item, mended if it is no Rust yet, and the methods that it has beside those that can be read.
pub(crate) struct Read {
    pub(crate) item: Item,
    pub(crate) lost: Vec<Lost>,
    /// The same as it is written, of structs and enums.
    pub(crate) broken: Option<Broken>,
}

/// A struct, an enum or a trait without what is broken in it: with the commas and semicolons that are missing, and without
/// members that cannot be read all the same.
pub(crate) fn mended(tokens: TokenStream) -> Option<Read> {
    let is = |keyword| begins_as(&tokens, &[keyword]);
    let mend: fn(TokenStream) -> (TokenStream, Vec<Lost>) = if is("struct") {
        |fields| {
            (
                readable_fields(with_commas_between_fields(fields)),
                Vec::new(),
            )
        }
    } else if is("enum") {
        |variants| (with_commas_between_variants(variants), Vec::new())
    } else if is("trait") {
        without_broken_methods
    } else {
        return None;
    };
    let broken = Broken::read(&tokens);
    let mut tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let TokenTree::Group(block) = tokens.pop()? else {
        return None;
    };
    let (content, lost) = mend(block.stream());
    tokens.push(with_content(&block, content));
    let item = syn::parse2(tokens.into_iter().collect()).ok()?;
    Some(Read { item, lost, broken })
}

fn with_commas_between_fields(fields: TokenStream) -> TokenStream {
    let mut mended = TokenStream::new();
    let mut in_type = false;
    let mut tokens = fields.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let colon = |next: Option<&TokenTree>| matches!(next, Some(TokenTree::Punct(next)) if next.as_char() == ':' && next.spacing() == Spacing::Alone);
        let begins = match &token {
            TokenTree::Ident(word) => word == "pub" || colon(tokens.peek()),
            TokenTree::Punct(punct) => punct.as_char() == '#',
            _ => false,
        };
        if in_type && begins {
            mended.extend([comma()]);
            in_type = false;
        }
        match &token {
            // What ends a statement, written for what ends a field.
            TokenTree::Punct(punct) if punct.as_char() == ';' => {
                in_type = false;
                mended.extend([comma()]);
                continue;
            }
            TokenTree::Punct(punct) if punct.as_char() == ',' => in_type = false,
            TokenTree::Punct(punct) if punct.as_char() == ':' => in_type = true,
            _ => {}
        }
        mended.extend([token]);
    }
    mended
}

fn with_commas_between_variants(variants: TokenStream) -> TokenStream {
    let mut mended = TokenStream::new();
    let mut named = false;
    for token in variants {
        let begins = match &token {
            TokenTree::Ident(_) => true,
            TokenTree::Punct(punct) => punct.as_char() == '#',
            _ => false,
        };
        if named && begins {
            mended.extend([comma()]);
            named = false;
        }
        match &token {
            TokenTree::Punct(punct) if punct.as_char() == ',' => named = false,
            TokenTree::Ident(_) => named = true,
            _ => {}
        }
        mended.extend([token]);
    }
    mended
}

/// Without those that cannot be read all the same.
fn readable_fields(fields: TokenStream) -> TokenStream {
    let readable = split_at_commas(fields).into_iter().filter(|field| {
        let read = syn::Field::parse_named;
        read.parse2(field.clone()).is_ok()
    });
    readable.map(|field| quote!(#field,)).collect()
}

fn comma() -> TokenTree {
    TokenTree::from(Punct::new(',', Spacing::Alone))
}

/// The parameters of a method, if `token` is those.
fn with_commas_between_params(token: TokenTree) -> TokenTree {
    match token {
        TokenTree::Group(params) if params.delimiter() == Delimiter::Parenthesis => {
            with_content(&params, with_commas_between_fields(params.stream()))
        }
        token => token,
    }
}

fn without_broken_methods(methods: TokenStream) -> (TokenStream, Vec<Lost>) {
    let methods = methods
        .into_iter()
        .map(with_commas_between_params)
        .collect();
    let ended = members(methods).into_iter().map(|mut method| {
        let is_whole = method.last().is_some_and(
            |token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ';'),
        );
        if !is_whole {
            method.push(TokenTree::from(Punct::new(';', Spacing::Alone)));
        }
        method
    });
    readable::<TraitItem>(ended)
}

/// The members that can be read, and what is known of the methods that cannot.
fn readable<T: Parse>(
    members: impl IntoIterator<Item = Vec<TokenTree>>,
) -> (TokenStream, Vec<Lost>) {
    let (mut whole, mut lost) = (TokenStream::new(), Vec::new());
    for member in members {
        let tokens: TokenStream = member.iter().cloned().collect();
        if syn::parse2::<T>(tokens.clone()).is_ok() {
            whole.extend(tokens);
        } else {
            lost.extend(Lost::of(&member));
        }
    }
    (whole, lost)
}

/// What stands in a block, cut behind bodies and semicolons and before what begins another method.
fn members(block: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut members = vec![Vec::new()];
    let (mut is_method, mut has_params) = (false, false);
    for token in block {
        let begins = match &token {
            // `const` and `unsafe` may stand among the generics of a method that is still being read.
            TokenTree::Ident(word) => {
                let words: &[&str] = match has_params {
                    true => &["pub", "async", "const", "unsafe", "fn"],
                    false => &["pub", "async", "fn"],
                };
                words.iter().any(|it| word == it)
            }
            TokenTree::Punct(punct) => punct.as_char() == '#',
            _ => false,
        };
        if begins && is_method {
            members.push(Vec::new());
            (is_method, has_params) = (false, false);
        }
        let ends = match &token {
            TokenTree::Ident(word) => {
                is_method |= word == "fn";
                false
            }
            TokenTree::Group(group) => {
                has_params |= is_method && group.delimiter() == Delimiter::Parenthesis;
                group.delimiter() == Delimiter::Brace
            }
            TokenTree::Punct(punct) => punct.as_char() == ';',
            TokenTree::Literal(_) => false,
        };
        if let Some(member) = members.last_mut() {
            member.push(token);
        }
        if ends {
            members.push(Vec::new());
            (is_method, has_params) = (false, false);
        }
    }
    members.retain(|member| !member.is_empty());
    members
}

/// A hub's `impl` with a mark in place of each body.
pub(crate) struct Hollow {
    pub(crate) item: ItemImpl,
    /// The methods that have been left out.
    pub(crate) lost: Vec<Lost>,
    bodies: Vec<Group>,
}

impl Hollow {
    /// Reads the block, without those members that cannot be read whatever their bodies are.
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
        let hollow: TokenStream = hollow.map(with_commas_between_params).collect();
        let (hollow, lost) = readable::<ImplItem>(members(hollow));
        tokens.push(with_content(&block, hollow));
        let item: ItemImpl = syn::parse2(tokens.into_iter().collect()).ok()?;
        item.trait_.is_none().then_some(Self { item, lost, bodies })
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

/// Another content at the place of a group.
pub(crate) fn with_content(group: &Group, content: TokenStream) -> TokenTree {
    let mut filled = Group::new(group.delimiter(), content);
    filled.set_span(group.span());
    TokenTree::Group(filled)
}
