//! Caller states: structs with a default.

use std::collections::BTreeSet;

use hubs_contract::model::State;
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::{
    At, Direction, Types,
    schema::Schema,
    tokens::{derives, lines},
};
use crate::{
    error::Error,
    rust::{
        members::deprecation,
        names::{free, ident, snake_case, type_name},
    },
};

impl Types<'_> {
    pub(super) fn declare_state(&self, name: &str, state: &State) -> Result<(), Error> {
        let rust = type_name(name);
        let mut fields = TokenStream::new();
        let mut defaults = Schema::new();
        let mut plain = true;
        let mut taken = BTreeSet::new();
        for field in &state.fields {
            let hint = format!("{rust}{}", type_name(&field.name));
            let place = format!("{name}.{}", field.name);
            let ty = self.expression(&field.output, &At::new(Direction::Output, hint, place))?;
            plain &= is_plain_default(&ty.to_string(), &field.default);
            let ty = match &field.input {
                Some(_) => ty,
                None => quote! { hubs_runtime::client::ReadOnly<#ty> },
            };
            let own = free(snake_case(&field.name), &mut taken);
            let wire = &field.name;
            let rename = (own != *wire).then(|| quote! { #[serde(rename = #wire)] });
            let words = lines(&field.docs);
            let deprecated = field.deprecated.as_ref().map(deprecation);
            let own = ident(&own);
            fields.extend(quote! { #words #deprecated #rename pub #own: #ty, });
            defaults.insert(field.name.clone(), field.default.clone());
        }
        let named = ident(&rust);
        let words = lines(&state.about.docs);
        let derives = derives();
        let (derive, implementation) = if plain {
            (Some(quote! { #[derive(Default)] }), None)
        } else {
            let json = Value::Object(defaults).to_string();
            let implementation = quote! {
                impl Default for #named {
                    fn default() -> Self {
                        hubs_runtime::__private::serde_json::from_str(#json)
                            .expect("the contract's default is of this type")
                    }
                }
            };
            (None, Some(implementation))
        };
        self.put(
            &rust,
            quote! {
                #words
                #derives
                #derive
                pub struct #named { #fields }
                #implementation
            },
        );
        Ok(())
    }
}

/// Whether `value` is what Rust itself has for the type `ty`; if that is not known for certain, the default is written out.
fn is_plain_default(ty: &str, value: &Value) -> bool {
    match value {
        Value::Null => ty.starts_with("Option <"),
        Value::Bool(false) => ty == "bool",
        Value::Number(number) => NUMBERS.contains(&ty) && number.as_f64() == Some(0.0),
        Value::String(text) => ty == "String" && text.is_empty(),
        Value::Array(items) => ty.starts_with("Vec <") && items.is_empty(),
        Value::Object(_) | Value::Bool(true) => false,
    }
}

const NUMBERS: [&str; 12] = [
    "f32", "f64", "i8", "i16", "i32", "i64", "i128", "u8", "u16", "u32", "u64", "u128",
];
