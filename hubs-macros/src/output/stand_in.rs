//! What stands in for the derives of a type that travels: that it does not have them is told elsewhere.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

use super::runtime::Runtime;

/// All of them.
pub(crate) fn all(runtime: &Runtime, path: &Path) -> TokenStream {
    let written = written(runtime, path);
    let read = read(runtime, path);
    let described = described(runtime, path);
    quote!(#written #read #described)
}

pub(super) fn written(runtime: &Runtime, path: &Path) -> TokenStream {
    quote! {
        impl #runtime::serde::Serialize for #path {
            fn serialize<S: #runtime::serde::Serializer>(
                &self,
                _: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                loop {}
            }
        }
    }
}

pub(super) fn read(runtime: &Runtime, path: &Path) -> TokenStream {
    quote! {
        impl<'de> #runtime::serde::Deserialize<'de> for #path {
            fn deserialize<D: #runtime::serde::Deserializer<'de>>(
                _: D,
            ) -> ::core::result::Result<Self, D::Error> {
                loop {}
            }
        }
    }
}

pub(super) fn described(runtime: &Runtime, path: &Path) -> TokenStream {
    quote! {
        impl #runtime::schemars::JsonSchema for #path {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                loop {}
            }
            fn json_schema(
                _: &mut #runtime::schemars::SchemaGenerator,
            ) -> #runtime::schemars::Schema {
                loop {}
            }
        }
    }
}
