//! Words about an item: doc comments, deprecation and its path, as const expressions.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{
    Attribute, Expr, ExprLit, Lit, LitStr, Meta, Token, ext::IdentExt, punctuated::Punctuated,
};

use crate::{output::runtime::Runtime, rules::names::optional_text};

/// An `AboutInfo` expression for the item at `path`, its identifiers from the module down.
pub(crate) fn about(runtime: &Runtime, attrs: &[Attribute], path: &[&Ident]) -> TokenStream {
    let mut names = String::new();
    for ident in path {
        names.push_str("::");
        names.push_str(&ident.unraw().to_string());
    }
    let docs = docs(attrs);
    let deprecated = deprecated(runtime, attrs);
    quote! {
        #runtime::AboutInfo {
            rust: ::core::concat!(::core::module_path!(), #names),
            docs: #docs,
            deprecated: #deprecated,
        }
    }
}

/// The doc comment as one text expression.
pub(crate) fn docs(attrs: &[Attribute]) -> TokenStream {
    let mut text = String::new();
    // `#[doc = include_str!("…")]` is known to the compiler alone.
    let mut parts: Vec<TokenStream> = Vec::new();
    for (index, doc) in attrs.iter().filter_map(doc_value).enumerate() {
        if index > 0 {
            text.push('\n');
        }
        if let Expr::Lit(ExprLit {
            lit: Lit::Str(line),
            ..
        }) = doc
        {
            let line = line.value();
            text.push_str(line.strip_prefix(' ').unwrap_or(&line));
        } else {
            parts.push(quote!(#text, #doc,));
            text.clear();
        }
    }
    if parts.is_empty() {
        let text = text.trim_end();
        quote!(#text)
    } else {
        quote!(::core::concat!(#(#parts)* #text))
    }
}

fn doc_value(attr: &Attribute) -> Option<&Expr> {
    match &attr.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => Some(&meta.value),
        _ => None,
    }
}

/// `#[deprecated]` as an `Option<DeprecatedInfo>` expression.
pub(crate) fn deprecated(runtime: &Runtime, attrs: &[Attribute]) -> TokenStream {
    let Some(Deprecation { since, note }) = Deprecation::read(attrs) else {
        return quote!(#runtime::None);
    };
    let since = optional_text(runtime, since);
    let note = optional_text(runtime, note);
    quote!(#runtime::Some(#runtime::DeprecatedInfo { since: #since, note: #note }))
}

/// What `#[deprecated]` says.
pub(crate) struct Deprecation {
    pub(crate) since: Option<String>,
    pub(crate) note: Option<String>,
}

impl Deprecation {
    /// `None` without the attribute.
    pub(crate) fn read(attrs: &[Attribute]) -> Option<Self> {
        let attr = attrs
            .iter()
            .find(|attr| attr.path().is_ident("deprecated"))?;
        let (mut since, mut note) = (None, None);
        match &attr.meta {
            Meta::Path(_) => {}
            Meta::NameValue(meta) => note = text(&meta.value),
            Meta::List(list) => {
                // What is wrong in here, the compiler says better: the attribute is emitted too.
                let entries = list
                    .parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
                    .unwrap_or_default();
                for entry in &entries {
                    let Meta::NameValue(entry) = entry else {
                        continue;
                    };
                    if entry.path.is_ident("since") {
                        since = text(&entry.value);
                    } else if entry.path.is_ident("note") {
                        note = text(&entry.value);
                    }
                }
            }
        }
        Some(Self { since, note })
    }
}

fn text(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(LitStr::value(text)),
        _ => None,
    }
}
