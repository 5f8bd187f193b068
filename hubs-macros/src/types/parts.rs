//! One error for a part that cannot travel, where serde's and schemars' derives have five.
//!
//! A constant of the type asks about each part, and the derives need its value. Where a part fails, it has none, so what they
//! write is of no known type, and rustc says nothing of it: what is told is told of the constant, at the part as the user
//! wrote it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Attribute, Field, Fields, Item, LitStr, Type, spanned::Spanned};

use super::hub_type::{SerdeArguments, declared, is_elsewhere};
use crate::{
    attr::{self, is_named},
    output::{
        fitting::{self, Use},
        runtime::Runtime,
        unmarked::unmarked,
    },
    rules::ty,
    surroundings::Here,
};

/// What tells of the parts of a type.
pub(crate) struct Parts<'a> {
    ident: &'a Ident,
    asked: Vec<Part<'a>>,
}

/// A type in a field that is asked about, and the conditions of the field.
struct Part<'a> {
    usage: Use,
    ty: &'a Type,
    cfgs: TokenStream,
}

impl<'a> Parts<'a> {
    /// Nothing where each part is one that is known to travel, where no constant can tell (a generic type's parts depend on
    /// its arguments), or where the user says what the derives need.
    pub(crate) fn of(item: &'a Item) -> Option<Self> {
        let (ident, attrs, generics) = declared(item)?;
        let bound = |name| SerdeArguments::named(name, attrs).has("bound");
        let elsewhere = is_elsewhere(attrs) || bound("serde") || bound("schemars");
        if !generics.params.is_empty() || elsewhere {
            return None;
        }
        let mut parts = Self {
            ident,
            asked: Vec::new(),
        };
        match item {
            Item::Struct(item) => parts.add(&item.fields, &TokenStream::new()),
            Item::Enum(item) => {
                for variant in item.variants.iter().filter(|it| !is_shaped(&it.attrs)) {
                    parts.add(&variant.fields, &attr::cfgs(&variant.attrs));
                }
            }
            _ => {}
        }
        (!parts.asked.is_empty() && !holds_a_borrow(item)).then_some(parts)
    }

    fn add(&mut self, fields: &'a Fields, outer: &TokenStream) {
        for field in fields {
            let inner = attr::cfgs(&field.attrs);
            let parts = asked(field).into_iter().map(|ty| (Use::Part, ty));
            let keys = keys(field).into_iter().map(|ty| (Use::Key, ty));
            for (usage, ty) in parts.chain(keys) {
                let itself = ty::is_called(ty, &self.ident.to_string());
                let cfgs = quote!(#outer #inner);
                let known = |part: &Part<'_>| {
                    part.usage == usage
                        && ty::text(part.ty) == ty::text(ty)
                        && part.cfgs.to_string() == cfgs.to_string()
                };
                if !itself && !self.asked.iter().any(known) {
                    self.asked.push(Part { usage, ty, cfgs });
                }
            }
        }
    }

    /// What the derive of `Deserialize` needs: nothing, once the constant has its value.
    ///
    /// The derives of `Serialize` and `JsonSchema` get the parts by way of the constant instead: what has them is known without
    /// it, and so the constant can ask for them, whatever holds what.
    pub(crate) fn bounds(&self, runtime: &Runtime) -> TokenStream {
        let verdict = self.verdict(runtime);
        let deserialize = quote!(#verdict: #runtime::serde::Deserialize<'de>).to_string();
        // At the user's own token, since the edition of a token's place says which words are reserved.
        let deserialize = LitStr::new(&deserialize, self.ident.span());
        quote!(#[serde(bound(deserialize = #deserialize))])
    }

    /// The fields by way of the constant.
    pub(crate) fn note_fields(&self, runtime: &Runtime, fields: &mut Fields) {
        for field in fields.iter_mut().filter(|field| !asked(field).is_empty()) {
            let text = |tokens: TokenStream| LitStr::new(&tokens.to_string(), field.ty.span());
            let settled = self.settled(runtime, field);
            let write = text(quote!(<#settled as #runtime::Written>::write));
            let schema = text(settled);
            field
                .attrs
                .push(syn::parse_quote!(#[schemars(with = #schema)]));
            field
                .attrs
                .push(syn::parse_quote!(#[serde(serialize_with = #write)]));
        }
    }

    /// The type of a field, of which nothing is told that has been told already.
    pub(crate) fn settled(&self, runtime: &Runtime, field: &Field) -> TokenStream {
        let (verdict, ty) = (self.verdict(runtime), &field.ty);
        if asked(field).is_empty() {
            return quote!(#ty);
        }
        quote_spanned!(ty.span()=> <#verdict as #runtime::Settled>::Part<#ty>)
    }

    fn verdict(&self, runtime: &Runtime) -> TokenStream {
        let ident = self.ident;
        quote!(<#ident as #runtime::WithParts>::Verdict)
    }

    /// The constant that asks.
    ///
    /// `question` is the runtime's name for what is asked: `Field`, or `StateField` of a caller state.
    pub(crate) fn expand(&self, runtime: &Runtime, question: &str) -> TokenStream {
        let ident = self.ident;
        let attribute = match question {
            "StateField" => "caller_state",
            _ => "hub_type",
        };
        let question = Ident::new(question, Span::call_site()).to_token_stream();
        let here = Here::of_type(ident, attribute);
        let parts = (self.asked.iter()).filter(|part| part.usage == Use::Part);
        let unmarked = unmarked(runtime, &here, parts.map(|part| (part.usage, part.ty)));
        let key = quote!(Key);
        let checks = self.asked.iter().map(|Part { usage, ty, cfgs }| {
            let question = match usage {
                Use::Key => &key,
                _ => &question,
            };
            let asked = fitting::question(runtime, question, ty);
            quote!(#cfgs { #asked.check::<#ty>(); })
        });
        quote! {
            #unmarked
            #[automatically_derived]
            #[allow(deprecated)]
            impl #runtime::WithParts for #ident {
                const TRAVEL: usize = {
                    let _ = || {
                        use #runtime::ranks::*;
                        #(#checks)*
                    };
                    0
                };
                type Verdict = #runtime::Verdict<{ <#ident as #runtime::WithParts>::TRAVEL }>;
            }
        }
    }
}

/// Whether something is borrowed, if only for ever: `Deserialize` then has no lifetime of its own for a bound.
fn holds_a_borrow(item: &Item) -> bool {
    let borrows = |field: &Field| {
        ty::find_reference(&field.ty).is_some()
            || ty::find_lifetime(&field.ty).is_some()
            || SerdeArguments::read(&field.attrs).has("borrow")
    };
    match item {
        Item::Struct(item) => item.fields.iter().any(borrows),
        Item::Enum(item) => {
            let variants = item.variants.iter();
            variants.flat_map(|variant| &variant.fields).any(borrows)
        }
        _ => false,
    }
}

/// The types of a field that are asked about: none where its attributes say what travels, or where it cannot be written
/// again as text, as a path of a macro's. Of a type with arguments, containers aside, it cannot be told what it asks of them,
/// and whether it travels could depend on the very type whose constant asks.
fn asked(field: &Field) -> Vec<&Type> {
    if is_told_elsewhere(field) {
        return Vec::new();
    }
    let plain = |leaf: &&Type| {
        matches!(leaf, Type::Path(path) if path.qself.is_none()) && ty::arguments(leaf).is_empty()
    };
    ty::leaves(&field.ty).into_iter().filter(plain).collect()
}

/// The keys of maps in a field that are not known to be such, by the same rules.
fn keys(field: &Field) -> Vec<&Type> {
    if is_told_elsewhere(field) {
        return Vec::new();
    }
    ty::map_keys(&field.ty)
}

pub(super) fn is_told_elsewhere(field: &Field) -> bool {
    let ty = &field.ty;
    let tokens = quote!(#ty);
    let is_of_macro = tokens.to_string().contains('$');
    // `Self` would be another type where serde writes it.
    is_shaped(&field.attrs) || is_of_macro || ty::words(tokens).contains("Self")
}

/// Whether attributes say what travels in the place of a type, if anything.
pub(crate) fn is_shaped(attrs: &[Attribute]) -> bool {
    let keys = [
        "skip",
        "skip_serializing",
        "skip_deserializing",
        "with",
        "serialize_with",
        "deserialize_with",
        "schema_with",
    ];
    let written = |name| SerdeArguments::named(name, attrs);
    let (serde, schemars) = (written("serde"), written("schemars"));
    (keys.iter()).any(|key| serde.has(key) || schemars.has(key))
        || attrs.iter().any(|attr| is_named(attr, "cfg_attr"))
}
