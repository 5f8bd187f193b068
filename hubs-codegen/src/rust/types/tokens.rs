//! Pieces of generated code: derives, docs, and what words stand in it.

use std::collections::BTreeSet;

use hubs_contract::model::Deprecated;
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote;
use serde_json::Value;

use super::schema::Schema;
use crate::{
    links::{Links, plain},
    rust::members::deprecation,
};

pub(super) fn derives() -> TokenStream {
    quote! {
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(crate = "serde")]
    }
}

/// Whether `item` is a type of its own, no alias.
pub(super) fn has_derives(item: &TokenStream) -> bool {
    identifiers(item).contains("derive")
}

/// Whether something in `items` may be deprecated.
pub(super) fn is_deprecated(items: &TokenStream) -> bool {
    identifiers(items).contains("deprecated")
}

/// What makes a type an error of Rust. The contract has no words for people: those come with each call that fails.
pub(super) fn error(named: &Ident) -> TokenStream {
    quote! {
        /// What went wrong, for programmers; the server's words for it are those of [`CallError`](hubs_runtime::client::CallError).
        impl std::fmt::Display for #named {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Debug::fmt(self, f)
            }
        }

        impl std::error::Error for #named {}
    }
}

pub(super) fn docs(schema: &Schema) -> TokenStream {
    lines(
        schema
            .get("description")
            .and_then(Value::as_str)
            .unwrap_or(""),
    )
}

/// Docs and deprecation of a field or a variant. A type's would warn of every mention, in generated code too.
pub(super) fn about(schema: &Schema) -> TokenStream {
    let docs = docs(schema);
    let deprecated = Deprecated::of_schema(&Value::Object(schema.clone()));
    let deprecated = deprecated.as_ref().map(deprecation);
    quote! { #docs #deprecated }
}

/// Words as doc comments, one for each line. Examples are shown but not tested: they are of the server.
pub(in crate::rust) fn lines(text: &str) -> TokenStream {
    let links = Links::of(text);
    let mut in_code = false;
    let lines = text.trim_end().lines().filter_map(|line| {
        let fence = line.trim_start().strip_prefix("```");
        let words = match fence {
            Some("" | "rust") if !in_code => "```rust,ignore".to_owned(),
            Some(_) => line.to_owned(),
            None if in_code => line.to_owned(),
            None => links.words(line)?,
        };
        in_code ^= fence.is_some();
        let words = match words.as_str() {
            "" => String::new(),
            words => format!(" {}", plain(words)),
        };
        Some(quote! { #[doc = #words] })
    });
    lines.collect()
}

/// Every identifier in `tokens` but those of a path after its first.
pub(in crate::rust) fn identifiers(tokens: &TokenStream) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut colons = 0;
    for token in tokens.clone() {
        let is_colon = matches!(&token, TokenTree::Punct(mark) if mark.as_char() == ':');
        match token {
            TokenTree::Ident(ident) if colons < 2 => drop(found.insert(ident.to_string())),
            TokenTree::Group(group) => found.extend(identifiers(&group.stream())),
            _ => {}
        }
        colons = if is_colon { colons + 1 } else { 0 };
    }
    found
}
