//! Caller states: structs with a default.

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
    rust::names::{ident, snake_case, type_name},
};

impl Types<'_> {
    pub(super) fn declare_state(&self, name: &str, state: &State) -> Result<(), Error> {
        let rust = type_name(name);
        let mut fields = TokenStream::new();
        let mut defaults = Schema::new();
        for field in &state.fields {
            let hint = format!("{rust}{}", type_name(&field.name));
            let place = format!("{name}.{}", field.name);
            let ty = self.expression(&field.output, &At::new(Direction::Output, hint, place))?;
            let own = snake_case(&field.name);
            let wire = &field.name;
            let rename = (own != *wire).then(|| quote! { #[serde(rename = #wire)] });
            let words = lines(&field.docs);
            let own = ident(&own);
            fields.extend(quote! { #words #rename pub #own: #ty, });
            defaults.insert(field.name.clone(), field.default.clone());
        }
        let named = ident(&rust);
        let words = lines(&state.about.docs);
        let derives = derives();
        let plain = defaults.values().all(is_plain_default);
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

fn is_plain_default(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(_) | Value::Bool(true) => false,
    }
}
