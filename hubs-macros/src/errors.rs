//! The list that collects errors, so that one build shows every fault of an item.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// Faults of one item, in the order they were found: source order, as all checks walk the item once.
#[derive(Default)]
pub(crate) struct Errors {
    list: Vec<syn::Error>,
}

impl Errors {
    /// Reports `message` with all of `node` underlined.
    ///
    /// A node without tokens would underline the whole attribute, so name something that is written down.
    pub(crate) fn push(&mut self, node: impl ToTokens, message: impl Display) {
        self.list.push(syn::Error::new_spanned(node, message));
    }

    /// Reports `message` at one token.
    pub(crate) fn push_at(&mut self, span: Span, message: impl Display) {
        self.list.push(syn::Error::new(span, message));
    }

    /// Reports an error that a parser made.
    pub(crate) fn push_error(&mut self, error: syn::Error) {
        self.list.push(error);
    }

    /// Adds the errors of another list.
    pub(crate) fn append(&mut self, other: Self) {
        self.list.extend(other.list);
    }

    /// The first that was found after as many as `before`.
    pub(crate) fn since(&self, before: usize) -> Option<syn::Error> {
        self.list.get(before).cloned()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// The errors as tokens that make the compiler print them.
    pub(crate) fn into_tokens(self) -> TokenStream {
        self.list
            .into_iter()
            .map(|error| error.into_compile_error())
            .collect()
    }
}

/// Tokens that make the compiler print `message`, where no list of errors is at hand.
pub(crate) fn told(span: Span, message: impl Display) -> TokenStream {
    syn::Error::new(span, message).into_compile_error()
}

/// A message with its second line.
pub(crate) fn with_help(message: impl Display, help: impl Display) -> String {
    format!("{message}\nhelp: {help}")
}

/// The whole attribute, for faults that are not in one of its tokens.
pub(crate) fn attribute_span() -> Span {
    Span::call_site()
}
