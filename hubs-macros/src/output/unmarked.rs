//! What stands in for an attribute that a type of the user's is seen to lack, with the one error that says so.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::{Data, DeriveInput, Field, Path, Type, spanned::Spanned};

use crate::{
    errors::{told, with_help},
    output::{
        fitting::Use,
        runtime::Runtime,
        stand_in::{described, read, written},
    },
    rules::ty,
    surroundings::{Here, Surroundings, Unmarked},
    types::hub_error::KINDS,
};

/// For each of the types that travel, asked of where `here` stands.
pub(crate) fn unmarked<'a>(
    runtime: &Runtime,
    here: &Here,
    types: impl Iterator<Item = (Use, &'a Type)>,
) -> TokenStream {
    let Some(file) = Surroundings::of_call() else {
        return TokenStream::new();
    };
    types
        .filter_map(|(usage, ty)| match ty {
            Type::Path(ty) if ty.qself.is_none() => Some((usage, &ty.path)),
            _ => None,
        })
        .filter_map(|(usage, path)| match usage {
            Use::Failure => unmarked_error(runtime, &file, here, path),
            _ => unmarked_type(runtime, &file, here, path),
        })
        .collect()
}

fn unmarked_error(
    runtime: &Runtime,
    file: &Surroundings,
    here: &Here,
    path: &Path,
) -> Option<TokenStream> {
    let error = file.untold_error(here, path)?;
    let message = with_help(
        format!("`{}` cannot be the error of a hub method", error.name),
        format!(
            "write `#[derive(HubError)]` above `{} {}`",
            error.keyword, error.name
        ),
    );
    let told = (!error.is_told).then(|| told(path.span(), message));
    let conversions = derived_conversions(&error).into_iter().map(|kind| {
        let kind = Ident::new(kind, Span::call_site());
        quote! {
            impl #runtime::From<#runtime::#kind> for #path {
                fn from(_: #runtime::#kind) -> Self {
                    loop {}
                }
            }
        }
    });
    Some(quote! {
        #told
        impl #runtime::IntoCallFailure for #path {
            fn into_call_failure(self) -> #runtime::CallFailure {
                loop {}
            }
        }
        #(#conversions)*
    })
}

/// Which errors of ours `?` would take, had the error the derive, beside those that another derive writes.
fn derived_conversions(error: &Unmarked) -> Vec<&'static str> {
    let Some(DeriveInput {
        data: Data::Enum(data),
        ..
    }) = error.read()
    else {
        return Vec::new();
    };
    let fields = || data.variants.iter().flat_map(|variant| &variant.fields);
    let held = |kind: &str| fields().find(|field| ty::is_called(&field.ty, kind));
    let is_written = |field: &Field| (field.attrs.iter()).any(|attr| attr.path().is_ident("from"));
    let holds_all = held(KINDS[0]).is_some();
    let derived = |kind: &&str| match held(kind) {
        Some(field) => !is_written(field),
        None => holds_all,
    };
    KINDS.into_iter().filter(derived).collect()
}

fn unmarked_type(
    runtime: &Runtime,
    file: &Surroundings,
    here: &Here,
    path: &Path,
) -> Option<TokenStream> {
    let ty = file.untold_type(here, path)?;
    let (keyword, name) = (ty.keyword, &ty.name);
    let attribute = format!("write `#[hub_type]` above `{keyword} {name}`");
    let by_serde = ty.derives("Serialize") || ty.derives("Deserialize");
    let message = if by_serde {
        with_help(
            format!("`{name}` has no JSON schema for generated clients"),
            format!(
                "{attribute} in the place of serde's derives, or derive `schemars::JsonSchema`, too"
            ),
        )
    } else {
        with_help(format!("`{name}` cannot be sent or received"), attribute)
    };
    let told = (!ty.is_told).then(|| told(path.span(), message));
    let missing = |name, code| (!ty.derives(name)).then_some(code);
    let written = missing("Serialize", written(runtime, path));
    let read = missing("Deserialize", read(runtime, path));
    let described = described(runtime, path);
    Some(quote!(#told #written #read #described))
}
