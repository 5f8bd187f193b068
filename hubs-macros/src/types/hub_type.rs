//! `#[hub_type]`: the serde and schemars derives, by the runtime's paths, in camelCase.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{
    Attribute, Expr, ExprLit, Item, Lit, LitStr, Meta, Path, Token, parse::ParseStream,
    parse::Parser, punctuated::Punctuated,
};

use crate::{
    attr::{self, Args, HUB_TYPE, is_named},
    errors::{Errors, with_help},
    lenient::Broken,
    misplaced::{beside_state, refuse_again, refuse_at},
    output::{about::Deprecation, runtime::Runtime, stand_in},
    types::{
        form::{check_form, check_forms},
        parts::{Parts, is_shaped},
        serde_names, stuck, tagged,
        wire_names::check_fields,
    },
};

/// The user's type with derives.
pub(crate) fn hub_type(arguments: TokenStream, item: &Item) -> TokenStream {
    let mut errors = Errors::default();
    let args = Args::read(&HUB_TYPE, arguments, &mut errors);
    let runtime = Runtime::of(&args);
    let mut item = item.clone();
    serde_names::check(&mut item, &mut errors);
    if let Item::Enum(item) = &mut item {
        item.variants.iter_mut().for_each(hide_internal);
    }
    match &mut item {
        Item::Struct(item) if !is_elsewhere(&item.attrs) => {
            stuck::refuse(&runtime, &item.generics, &mut item.fields);
        }
        Item::Enum(item) if !is_elsewhere(&item.attrs) => {
            for variant in item.variants.iter_mut().filter(|it| !is_shaped(&it.attrs)) {
                stuck::refuse(&runtime, &item.generics, &mut variant.fields);
            }
        }
        _ => {}
    }
    let written = item.clone();
    let parts = Parts::of(&written);
    let after = behind(&runtime, &written, parts.as_ref());
    let derives = match &mut item {
        Item::Struct(item) => {
            refuse_again("hub_type", &mut item.attrs, &mut errors);
            refuse_state(&mut item.fields, &mut errors);
            check_fields(&item.fields, &item.attrs, "rename_all", &mut errors);
            check_forms(&mut item.fields, &mut errors);
            note_deprecations(&mut item.fields);
            if let Some(parts) = &parts {
                parts.note_fields(&runtime, &mut item.fields);
            }
            if item.attrs.iter().any(|attr| is_named(attr, "caller_state")) {
                errors.push_at(crate::errors::attribute_span(), beside_state());
                TokenStream::new()
            } else {
                let derives = derives(&runtime, &item.attrs, false);
                let bounds = parts.as_ref().map(|parts| parts.bounds(&runtime));
                let generic = instance(&runtime, &item.attrs, &item.ident, &item.generics);
                let tag = tag_of_struct(&runtime, item);
                note_deprecation(&mut item.attrs);
                quote!(#derives #bounds #generic #tag)
            }
        }
        Item::Enum(item) => {
            refuse_again("hub_type", &mut item.attrs, &mut errors);
            for variant in &mut item.variants {
                if SerdeArguments::read(&variant.attrs)
                    .key("rename_all")
                    .is_none()
                {
                    check_fields(
                        &variant.fields,
                        &item.attrs,
                        "rename_all_fields",
                        &mut errors,
                    );
                }
                check_form(&mut variant.attrs, &mut errors);
                check_forms(&mut variant.fields, &mut errors);
                note_deprecation(&mut variant.attrs);
                note_deprecations(&mut variant.fields);
                if let Some(parts) = &parts
                    && !is_shaped(&variant.attrs)
                {
                    parts.note_fields(&runtime, &mut variant.fields);
                }
            }
            tagged::check(item, &mut errors);
            let form = form_of_enum(item);
            let derives = derives(&runtime, &item.attrs, true);
            let bounds = parts.as_ref().map(|parts| parts.bounds(&runtime));
            let generic = instance(&runtime, &item.attrs, &item.ident, &item.generics);
            note_deprecation(&mut item.attrs);
            quote!(#derives #bounds #form #generic)
        }
        _ => {
            errors.push_at(
                crate::errors::attribute_span(),
                with_help(
                    "`#[hub_type]` stands on structs and enums",
                    "an alias needs nothing: put it on the type behind it",
                ),
            );
            TokenStream::new()
        }
    };
    let errors = errors.into_tokens();
    quote!(#errors #derives #item #after)
}

/// The type as it is written, and what stands in for its derives: of its fields not all are known.
pub(crate) fn stand_in(arguments: TokenStream, broken: &Broken) -> TokenStream {
    let args = Args::read(&HUB_TYPE, arguments, &mut Errors::default());
    let runtime = Runtime::of(&args);
    let (tokens, ident) = (&broken.tokens, &broken.ident);
    let travels = stand_in::all(&runtime, &Path::from(ident.clone()));
    quote!(#tokens #travels)
}

/// What stands on the fields of a caller state alone.
fn refuse_state(fields: &mut syn::Fields, errors: &mut Errors) {
    for field in fields {
        let (state, others) = std::mem::take(&mut field.attrs)
            .into_iter()
            .partition::<Vec<_>, _>(|attr| is_named(attr, "state"));
        refuse_at("a field of a `#[hub_type]`", &[], &state, errors);
        field.attrs = others;
    }
}

/// What a struct and an enum have in common.
pub(crate) fn declared(item: &Item) -> Option<(&Ident, &[Attribute], &syn::Generics)> {
    match item {
        Item::Struct(item) => Some((&item.ident, &item.attrs, &item.generics)),
        Item::Enum(item) => Some((&item.ident, &item.attrs, &item.generics)),
        _ => None,
    }
}

/// What the compiler is told of the type beside its derives.
fn behind(runtime: &Runtime, item: &Item, parts: Option<&Parts<'_>>) -> Option<TokenStream> {
    let (ident, attrs, generics) = declared(item)?;
    if attrs.iter().any(|attr| is_named(attr, "caller_state")) {
        return None;
    }
    // A struct with named fields is no key of a map, unless serde makes another value of it.
    let many = matches!(item, Item::Struct(item) if matches!(item.fields, syn::Fields::Named(_)));
    let many = many && !is_elsewhere(attrs);
    if !many && parts.is_none() {
        return None;
    }
    let (generics, arguments, clause) = generics.split_for_impl();
    Some(runtime.block(&attr::cfgs(attrs), |runtime| {
        let many_parts = many.then(|| {
            quote! {
                #[automatically_derived]
                impl #generics #runtime::markers::ManyParts for #ident #arguments #clause {}
            }
        });
        let is_error = derived(attrs).iter().any(|path| {
            path.segments
                .last()
                .is_some_and(|last| last.ident == "HubError")
        });
        let question = if is_error { "ErrorField" } else { "Field" };
        let parts = parts.map(|parts| parts.expand(runtime, question));
        quote!(#many_parts #parts)
    }))
}

/// What `#[deprecated]` says beside that it is: schemars keeps that alone.
fn note_deprecation(attrs: &mut Vec<Attribute>) {
    let Some(Deprecation { since, note }) = Deprecation::read(attrs) else {
        return;
    };
    let since = since.map(|since| quote!("since": #since,));
    let note = note.map(|note| quote!("note": #note,));
    if since.is_some() || note.is_some() {
        attrs.push(syn::parse_quote!(#[schemars(extend("x-deprecated" = {#since #note}))]));
    }
}

fn note_deprecations<'a>(fields: impl IntoIterator<Item = &'a mut syn::Field>) {
    for field in fields {
        note_deprecation(&mut field.attrs);
    }
}

/// A variant that callers never see is not part of the value they get. One that holds an error of ours must be
/// `#[internal]` too, which `#[derive(HubError)]` says; the derives of serde need not complain as well.
fn hide_internal(variant: &mut syn::Variant) {
    let ours = variant.fields.iter().any(|field| {
        let kinds = crate::types::hub_error::KINDS;
        kinds
            .iter()
            .any(|kind| crate::rules::ty::is_called(&field.ty, kind))
    });
    let attrs: &mut Vec<Attribute> = &mut variant.attrs;
    let internal = ours || attrs.iter().any(|attr| attr.path().is_ident("internal"));
    if internal && SerdeArguments::read(attrs).key("skip").is_none() {
        attrs.push(syn::parse_quote!(#[serde(skip)]));
    }
}

/// What a schema does not tell of an enum: how it is tagged, and the names of its variants in Rust. The names become
/// titles. Constants get theirs from a list that the contract takes apart (`x-units`), since a title of their own would
/// take them out of the list in which schemars finds them when the enum is flattened.
fn form_of_enum(item: &mut syn::ItemEnum) -> Option<TokenStream> {
    if is_elsewhere(&item.attrs) || item.variants.is_empty() {
        return None;
    }
    let (serde, schemars) = (
        SerdeArguments::read(&item.attrs),
        SerdeArguments::named("schemars", &item.attrs),
    );
    let text = |name: &str| schemars.text(name).or_else(|| serde.text(name));
    let untagged = schemars.has("untagged") || serde.has("untagged");
    let form = match (text("tag"), text("content")) {
        _ if untagged => quote!("untagged"),
        (Some(tag), Some(content)) => quote!({"tag": #tag, "content": #content}),
        (Some(tag), None) => quote!({"tag": #tag}),
        (None, _) => quote!("external"),
    };
    let external = !untagged && text("tag").is_none();
    let mut units = Vec::new();
    for variant in &mut item.variants {
        let (serde, schemars) = (
            SerdeArguments::read(&variant.attrs),
            SerdeArguments::named("schemars", &variant.attrs),
        );
        if schemars.has("title") {
            continue;
        }
        let name = syn::ext::IdentExt::unraw(&variant.ident).to_string();
        // Renaming aside, whatever stands on a constant takes it out of schemars' list.
        let renamed = |arguments: &SerdeArguments| {
            (arguments.keys()).all(|key| ["rename", "alias"].iter().any(|name| key == name))
        };
        let words = ["doc", "deprecated", "cfg_attr"];
        let worded =
            (variant.attrs.iter()).any(|attr| words.iter().any(|word| is_named(attr, word)));
        let plain = matches!(variant.fields, syn::Fields::Unit) && !worded;
        if external && plain && renamed(&serde) && renamed(&schemars) {
            units.push(name);
        } else {
            variant
                .attrs
                .push(syn::parse_quote!(#[schemars(title = #name)]));
        }
    }
    let units = (!units.is_empty()).then(|| quote!(, "x-units" = [#(#units),*]));
    Some(quote!(#[schemars(extend("x-enum" = #form #units))]))
}

/// The tag that serde writes before a struct's fields, which schemars leaves out.
fn tag_of_struct(runtime: &Runtime, item: &syn::ItemStruct) -> Option<TokenStream> {
    let is_named = matches!(item.fields, syn::Fields::Named(_));
    if !is_named || is_elsewhere(&item.attrs) {
        return None;
    }
    let serde = SerdeArguments::read(&item.attrs);
    let tag = serde.text("tag")?;
    let name = match serde.text("rename").or(serde.written.as_ref()) {
        Some(name) => name.value(),
        None => syn::ext::IdentExt::unraw(&item.ident).to_string(),
    };
    Some(quote!(#[schemars(transform = #runtime::tagged_struct(#tag, #name))]))
}

/// Whether the schema is another type's, or what decides about it cannot be seen yet.
pub(crate) fn is_elsewhere(attrs: &[Attribute]) -> bool {
    let (serde, schemars) = (
        SerdeArguments::read(attrs),
        SerdeArguments::named("schemars", attrs),
    );
    let names = [
        "from",
        "try_from",
        "into",
        "with",
        "schema_with",
        "transparent",
    ];
    names
        .iter()
        .any(|name| serde.has(name) || schemars.has(name))
        || attrs.iter().any(|attr| is_named(attr, "cfg_attr"))
}

/// The generic type that a schema's type comes from, with its arguments, which only the type knows. The schema's own name
/// tells the contract whether the keyword is still where it was written: schemars copies it when a type is flattened.
fn instance(
    runtime: &Runtime,
    attrs: &[Attribute],
    ident: &Ident,
    generics: &syn::Generics,
) -> Option<TokenStream> {
    let arguments: Vec<TokenStream> = (generics.params.iter())
        .filter_map(|param| match param {
            syn::GenericParam::Lifetime(_) => None,
            syn::GenericParam::Type(param) => {
                let name = &param.ident;
                Some(quote!(({
                    #[allow(unused_imports)]
                    use #runtime::NoGenericArgument as _;
                    <#runtime::GenericArgument<#name>>::schemas()
                })))
            }
            syn::GenericParam::Const(param) => {
                let name = &param.ident;
                Some(quote!({"const": #name}))
            }
        })
        .collect();
    if arguments.is_empty() || is_elsewhere(attrs) {
        return None;
    }
    let name = syn::ext::IdentExt::unraw(ident).to_string();
    let own = quote!((<Self as #runtime::schemars::JsonSchema>::schema_name()));
    let value = quote!({"name": #name, "arguments": [#(#arguments),*], "self": #own});
    Some(quote!(#[schemars(extend("x-generic" = #value))]))
}

/// The derives and their settings, without what the user wrote below.
pub(crate) fn derives(runtime: &Runtime, attrs: &[Attribute], is_enum: bool) -> TokenStream {
    let present = derived(attrs);
    let missing = |name: &str| {
        !present
            .iter()
            .any(|path| path.segments.last().is_some_and(|s| s.ident == name))
    };
    let mut list = Vec::new();
    for name in ["Serialize", "Deserialize"] {
        if missing(name) {
            let name = Ident::new(name, proc_macro2::Span::call_site());
            list.push(quote!(#runtime::serde::#name));
        }
    }
    if missing("JsonSchema") {
        list.push(quote!(#runtime::schemars::JsonSchema));
    }
    let written = SerdeArguments::read(attrs);
    let mut settings = Vec::new();
    if written.key("crate").is_none() {
        let path = runtime.private_text("serde");
        settings.push(quote!(crate = #path));
    }
    if written.key("rename_all").is_none() && written.key("transparent").is_none() {
        settings.push(quote!(rename_all = "camelCase"));
    }
    if is_enum && written.key("rename_all_fields").is_none() {
        settings.push(quote!(rename_all_fields = "camelCase"));
    }
    let serde = (!settings.is_empty()).then(|| quote!(#[serde(#(#settings),*)]));
    let schemars = SerdeArguments::named("schemars", attrs)
        .key("crate")
        .is_none()
        .then(|| {
            let path = runtime.private_text("schemars");
            quote!(#[schemars(crate = #path)])
        });
    let derive = (!list.is_empty()).then(|| quote!(#[derive(#(#list),*)]));
    quote!(#derive #serde #schemars)
}

/// What the user derives below our attribute.
fn derived(attrs: &[Attribute]) -> Vec<Path> {
    attrs
        .iter()
        .filter(|attr| attr.path().is_ident("derive"))
        .filter_map(|attr| {
            attr.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated)
                .ok()
        })
        .flatten()
        .collect()
}

/// The arguments of all `#[serde(…)]` attributes of an item, as far as we look at them.
#[derive(Default)]
pub(crate) struct SerdeArguments {
    list: Vec<(Ident, Option<LitStr>)>,
    /// The name of `rename(serialize = "…")`.
    written: Option<LitStr>,
}

impl SerdeArguments {
    pub(crate) fn read(attrs: &[Attribute]) -> Self {
        Self::named("serde", attrs)
    }

    pub(crate) fn named(name: &str, attrs: &[Attribute]) -> Self {
        let mut found = Self::default();
        for attr in attrs.iter().filter(|attr| attr.path().is_ident(name)) {
            let Meta::List(list) = &attr.meta else {
                continue;
            };
            // What serde does not understand, serde reports.
            let _ = (|input: ParseStream<'_>| found.read_list(input)).parse2(list.tokens.clone());
        }
        found
    }

    fn read_list(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        while !input.is_empty() {
            let key = input.call(syn::ext::IdentExt::parse_any)?;
            let mut text = None;
            if input.peek(Token![=]) {
                input.parse::<Token![=]>()?;
                if let Expr::Lit(ExprLit {
                    lit: Lit::Str(value),
                    ..
                }) = input.parse()?
                {
                    text = Some(value);
                }
            } else if input.peek(syn::token::Paren) {
                let group = input.parse::<proc_macro2::Group>()?;
                if key == "rename" {
                    let mut inner = Self::default();
                    (|input: ParseStream<'_>| inner.read_list(input)).parse2(group.stream())?;
                    self.written = inner.text("serialize").cloned();
                }
            }
            self.list.push((key, text));
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(())
    }

    pub(crate) fn key(&self, name: &str) -> Option<&Ident> {
        self.keys().find(|key| *key == name)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.key(name).is_some()
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &Ident> {
        self.list.iter().map(|(key, _)| key)
    }

    pub(crate) fn text(&self, name: &str) -> Option<&LitStr> {
        self.list
            .iter()
            .find(|(key, _)| key == name)
            .and_then(|(_, text)| text.as_ref())
    }
}
