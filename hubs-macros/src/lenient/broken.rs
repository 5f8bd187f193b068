//! A struct or an enum that is no Rust yet, as it is written: rustc then tells once more what it has told, which it does not
//! show again, and it knows that something of the item is missing, so that uses of what is missing are no errors.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use syn::Item;

use super::{begins_as, with_content};

/// What can be derived of it: by the compiler, which takes it as it is. All others would tell what rustc has told.
const BUILTIN: &[&str] = &[
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Eq",
    "Hash",
    "Ord",
    "PartialEq",
    "PartialOrd",
];

/// What may stand on it and on its parts without the derives that read the rest.
const PLAIN: &[&str] = &["allow", "cfg", "default", "deprecated", "doc", "expect"];

pub(crate) struct Broken {
    pub(crate) ident: Ident,
    /// All of it, without attributes that nothing reads.
    pub(crate) tokens: TokenStream,
}

impl Broken {
    /// Reads what is no Rust and has a name, without parameters.
    pub(crate) fn read(tokens: &TokenStream) -> Option<Self> {
        if !begins_as(tokens, &["struct", "enum"]) || syn::parse2::<Item>(tokens.clone()).is_ok() {
            return None;
        }
        let mut rest = tokens.clone().into_iter().skip_while(
            |token| !matches!(token, TokenTree::Ident(word) if word == "struct" || word == "enum"),
        );
        let (_, TokenTree::Ident(ident)) = (rest.next()?, rest.next()?) else {
            return None;
        };
        let is_plain = matches!(rest.next()?, TokenTree::Group(_));
        is_plain.then(|| Self {
            ident,
            tokens: without_derived(tokens.clone()),
        })
    }
}

/// Without what only derives of others read. A group that stays as it is keeps its places, at which rustc has told.
fn without_derived(tokens: TokenStream) -> TokenStream {
    let mut kept = TokenStream::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_hash = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '#');
        if is_hash && let Some(TokenTree::Group(attribute)) = tokens.peek() {
            if let Some(content) = plain(attribute.stream()) {
                kept.extend([token, with_content(attribute, content)]);
            }
            tokens.next();
            continue;
        }
        kept.extend([match token {
            TokenTree::Group(group) if has_attribute(&group.stream()) => {
                with_content(&group, without_derived(group.stream()))
            }
            token => token,
        }]);
    }
    kept
}

fn has_attribute(tokens: &TokenStream) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Punct(punct) => punct.as_char() == '#',
        TokenTree::Group(group) => has_attribute(&group.stream()),
        _ => false,
    })
}

/// What stays of an attribute.
fn plain(attribute: TokenStream) -> Option<TokenStream> {
    let mut tokens = attribute.clone().into_iter();
    let TokenTree::Ident(name) = tokens.next()? else {
        return None;
    };
    if PLAIN.iter().any(|plain| name == plain) {
        return Some(attribute);
    }
    let TokenTree::Group(list) = tokens.next()? else {
        return None;
    };
    let is_list = name == "derive" && list.delimiter() == Delimiter::Parenthesis;
    is_list.then(|| {
        let builtin = |token: &TokenTree| matches!(token, TokenTree::Ident(word) if BUILTIN.iter().any(|it| word == it));
        let separate = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',');
        let mut derives = TokenStream::new();
        for part in crate::attr::split_at_commas(list.stream()) {
            let mut words = part.clone().into_iter().filter(|token| !separate(token));
            if let (Some(word), None) = (words.next(), words.next())
                && builtin(&word)
            {
                derives.extend([word, super::comma()]);
            }
        }
        [TokenTree::Ident(name), with_content(&list, derives)]
            .into_iter()
            .collect()
    })
}
