//! `#[derive(HubError)]`: an error of the user's own that callers get typed.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{
    Attribute, Data, DeriveInput, Field, Fields, GenericParam, Ident, Meta, Type, spanned::Spanned,
};

use crate::{
    errors::{Errors, with_help},
    output::runtime::Runtime,
    rules::ty,
};

/// The implementations behind the derive.
pub(crate) fn hub_error(item: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let runtime = Runtime::found();
    if !item.generics.params.is_empty() {
        errors.push(
            &item.generics,
            with_help(
                format!(
                    "hub error `{}` must not have generic parameters",
                    item.ident
                ),
                "types are fixed in the contract; write the types that go over the wire",
            ),
        );
    }
    refuse_internal_inside(item, &mut errors);
    let sources = sources(item, &mut errors);
    let code = runtime.block(&TokenStream::new(), |runtime| {
        implementations(runtime, item, &sources, &mut errors)
    });
    let errors = errors.into_tokens();
    quote!(#errors #code)
}

fn implementations(
    runtime: &Runtime,
    item: &DeriveInput,
    sources: &[Source<'_>],
    errors: &mut Errors,
) -> TokenStream {
    let failure = failure(runtime, item, errors);
    let conversions = sources
        .iter()
        .map(|source| source.conversions(runtime, &item.ident));
    if errors.is_empty() {
        quote!(#failure #(#conversions)*)
    } else {
        // In this form it is one for every parameter, so that no use of the error is an error too.
        let mut own = item.generics.clone();
        own.make_where_clause()
            .predicates
            .push(syn::parse_quote!(Self: #runtime::Send + 'static));
        let (generics, arguments, clause) = own.split_for_impl();
        let ident = &item.ident;
        // So that `?` on a push is none, either; they know no parameters.
        let conversions = conversions.filter(|_| item.generics.params.is_empty());
        quote! {
            #(#conversions)*
            #[automatically_derived]
            impl #generics #runtime::IntoCallFailure for #ident #arguments #clause {
                fn into_call_failure(self) -> #runtime::CallFailure {
                    #runtime::CallFailure::internal("")
                }
            }
        }
    }
}

fn is_internal(attrs: &[Attribute], errors: &mut Errors) -> bool {
    let mut found = false;
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("internal")) {
        if !matches!(attr.meta, Meta::Path(_)) {
            errors.push(&attr.meta, "`#[internal]` takes no arguments");
        }
        found = true;
    }
    found
}

/// On a field or a parameter `#[internal]` would hide nothing.
fn refuse_internal_inside(item: &DeriveInput, errors: &mut Errors) {
    let mut refuse = |place: &str, attrs: &[Attribute]| {
        for attr in attrs.iter().filter(|attr| attr.path().is_ident("internal")) {
            errors.push(
                attr,
                with_help(
                    format!("`#[internal]` has no effect on {place}"),
                    "an error is shown or masked as a whole: put it on the variant or on the error; to keep a field \
                     from callers, write `#[serde(skip)]`",
                ),
            );
        }
    };
    for param in &item.generics.params {
        let attrs = match param {
            GenericParam::Lifetime(param) => &param.attrs,
            GenericParam::Type(param) => &param.attrs,
            GenericParam::Const(param) => &param.attrs,
        };
        refuse("a generic parameter", attrs);
    }
    let fields: Vec<&Field> = match &item.data {
        Data::Struct(data) => data.fields.iter().collect(),
        Data::Enum(data) => data
            .variants
            .iter()
            .flat_map(|variant| &variant.fields)
            .collect(),
        Data::Union(data) => data.fields.named.iter().collect(),
    };
    for field in fields {
        refuse("a field", &field.attrs);
    }
}

fn failure(runtime: &Runtime, item: &DeriveInput, errors: &mut Errors) -> TokenStream {
    let ident = &item.ident;
    let whole = is_internal(&item.attrs, errors);
    let error = Ident::new("error", proc_macro2::Span::mixed_site());
    let kind = quote!((&&&&&&&#runtime::Told::<#ident>::NEW).__hubs_kind());
    let typed = quote_spanned!(ident.span()=> #kind.failure::<#ident>(&#error));
    let masked = quote_spanned!(ident.span()=> #runtime::masked_failure::<#ident>(&#error));
    let root = runtime.root();
    let mut describe = (!whole).then(|| quote!(#root::__describe_error!(#ident);));
    let body = match &item.data {
        _ if whole => masked,
        Data::Struct(_) => typed,
        Data::Enum(data) => {
            let internal: Vec<TokenStream> = data
                .variants
                .iter()
                .filter(|variant| is_internal(&variant.attrs, errors))
                .map(|variant| {
                    let (name, cfgs) = (&variant.ident, crate::attr::cfgs(&variant.attrs));
                    quote!(#cfgs #ident::#name { .. } => #masked,)
                })
                .collect();
            if internal.is_empty() {
                typed
            } else {
                let all = internal.len() == data.variants.len();
                if all {
                    describe = None;
                }
                let rest = (!all).then(|| quote!(_ => #typed,));
                quote!(match &#error { #(#internal)* #rest })
            }
        }
        Data::Union(data) => {
            errors.push(data.union_token, "a hub error is a struct or an enum");
            return TokenStream::new();
        }
    };
    quote! {
        #[automatically_derived]
        #[allow(deprecated)]
        impl #runtime::IntoCallFailure for #ident {
            fn into_call_failure(self) -> #runtime::CallFailure {
                #[allow(unused_imports)]
                use #runtime::ranks::*;
                let #error = self;
                #body
            }
            #describe
        }
    }
}

/// A variant that can hold an error of the runtime, so that `?` works on pushes.
struct Source<'a> {
    variant: Option<&'a Ident>,
    cfgs: TokenStream,
    field: &'a Field,
    kind: &'static str,
}

/// Our errors that a variant can hold; the first holds the others.
pub(crate) const KINDS: [&str; 4] = ["HubError", "SendError", "ClientCallError", "UploadError"];

fn sources<'a>(item: &'a DeriveInput, errors: &mut Errors) -> Vec<Source<'a>> {
    let Data::Enum(data) = &item.data else {
        return Vec::new();
    };
    let mut sources: Vec<Source<'a>> = Vec::new();
    for variant in &data.variants {
        let mut fields = match &variant.fields {
            Fields::Unit => continue,
            fields => fields.iter(),
        };
        let (Some(field), None) = (fields.next(), fields.next()) else {
            continue;
        };
        let Some(kind) = KINDS.iter().find(|kind| ty::is_called(&field.ty, kind)) else {
            continue;
        };
        if !is_internal(&variant.attrs, &mut Errors::default()) {
            errors.push(
                &variant.ident,
                with_help(
                    format!(
                        "variant `{}` holds `{kind}`, which has no typed form for clients",
                        variant.ident
                    ),
                    "mark it `#[internal]`: callers see a masked text, the log has the cause",
                ),
            );
        }
        sources.push(Source {
            variant: Some(&variant.ident),
            cfgs: crate::attr::cfgs(&variant.attrs),
            field,
            kind,
        });
    }
    sources
}

impl Source<'_> {
    /// `From` for the field's type and for those that it can hold in turn.
    ///
    /// With `#[from]` on the field another derive, as thiserror's, writes the first one.
    fn conversions(&self, runtime: &Runtime, ident: &Ident) -> TokenStream {
        let elsewhere = self
            .field
            .attrs
            .iter()
            .any(|attr| attr.path().is_ident("from"));
        let ty = &self.field.ty;
        let own = (!elsewhere).then(|| self.conversion(runtime, ident, &quote!(#ty)));
        let held: &[&str] = if self.kind == "HubError" {
            &KINDS[1..]
        } else {
            &[]
        };
        let held = held.iter().map(|kind| {
            let kind = Ident::new(kind, self.field.ty.span());
            self.conversion(runtime, ident, &quote!(#runtime::#kind))
        });
        quote!(#own #(#held)*)
    }

    fn conversion(&self, runtime: &Runtime, ident: &Ident, from: &TokenStream) -> TokenStream {
        let cfgs = &self.cfgs;
        let variant = self.variant.map(|variant| quote!(::#variant));
        let ty: &Type = &self.field.ty;
        let member = match &self.field.ident {
            Some(field) => quote!(#field),
            None => quote!(0),
        };
        quote! {
            #cfgs
            #[automatically_derived]
            impl #runtime::From<#from> for #ident {
                fn from(error: #from) -> Self {
                    #ident #variant { #member: <#ty as #runtime::From<#from>>::from(error) }
                }
            }
        }
    }
}
