//! What a struct or an enum declares: fields and variants.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::{
    At, Types,
    refused::refused,
    schema::{
        Schema, Tagging, is_alias, is_tagged, last, nullable, properties, reference, required,
        tagging, variants, wire_name,
    },
    tokens::{about, derives, docs},
};
use crate::{
    error::Error,
    rust::names::{free, ident, snake_case, type_name},
};

impl Types<'_> {
    pub(super) fn structure(&self, schema: &Schema, at: &At) -> Result<TokenStream, Error> {
        let named = ident(&at.hint);
        let docs = docs(schema);
        let derives = derives();
        let fields = self.fields(schema, at, true, &[])?;
        Ok(quote! {
            #docs
            #derives
            pub struct #named { #fields }
        })
    }

    /// Fields of a struct or of a variant, but for the tag and the like in `without`.
    fn fields(
        &self,
        schema: &Schema,
        at: &At,
        public: bool,
        without: &[&str],
    ) -> Result<TokenStream, Error> {
        let required = required(schema);
        let visibility = public.then(|| quote! { pub });
        let mut fields = TokenStream::new();
        let mut taken = BTreeSet::new();
        for (wire, property) in properties(schema, &required) {
            if without.contains(&wire.as_str()) {
                continue;
            }
            let rust = free(snake_case(wire), &mut taken);
            let mut ty = self.expression(property, &at.field(&at.hint, wire))?;
            let is_optional = !required.contains(&wire.as_str());
            let mut attributes = Vec::new();
            if rust != *wire {
                attributes.push(quote! { rename = #wire });
            }
            if is_optional {
                if property.as_object().is_none_or(|p| nullable(p).is_none()) {
                    ty = quote! { Option<#ty> };
                }
                attributes.push(quote! { default, skip_serializing_if = "Option::is_none" });
            }
            let serde = (!attributes.is_empty()).then(|| quote! { #[serde(#(#attributes),*)] });
            let about = property.as_object().map(about);
            let field = ident(&rust);
            fields.extend(quote! { #about #serde #visibility #field: #ty, });
        }
        if let Some((name, ty)) = self.flattened(schema, at)? {
            let name = ident(&free(name.to_owned(), &mut taken));
            fields.extend(quote! { #[serde(flatten)] #visibility #name: #ty, });
        }
        Ok(fields)
    }

    /// What stands in a struct beside its own fields, as a name and a type: a flattened map, enum or struct.
    fn flattened(
        &self,
        schema: &Schema,
        at: &At,
    ) -> Result<Option<(&'static str, TokenStream)>, Error> {
        if let Some(value @ (Value::Object(_) | Value::Bool(true))) =
            schema.get("additionalProperties")
        {
            let ty = self.expression(value, &at.each("Other"))?;
            let ty = quote! { std::collections::BTreeMap<String, #ty> };
            return Ok(Some(("other", ty)));
        }
        for key in ["oneOf", "anyOf"] {
            if let Some(alternatives) = schema.get(key) {
                let mut kind = Schema::new();
                kind.insert(key.to_owned(), alternatives.clone());
                if let Some(tagging) = schema.get("x-enum") {
                    kind.insert("x-enum".to_owned(), tagging.clone());
                }
                let ty = self.expression(&Value::Object(kind), &at.named("Kind"))?;
                return Ok(Some(("kind", ty)));
            }
        }
        if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
            let ty = self.named(&last(name), at);
            return Ok(Some(("base", ty)));
        }
        Ok(None)
    }

    pub(super) fn enumeration(
        &self,
        schema: &Schema,
        variants: &[Value],
        at: &At,
    ) -> Result<TokenStream, Error> {
        let tagging = tagging(schema, variants);
        let container = match &tagging {
            Tagging::External => None,
            Tagging::Internal(tag) => Some(quote! { #[serde(tag = #tag)] }),
            Tagging::Adjacent(tag, content) => {
                Some(quote! { #[serde(tag = #tag, content = #content)] })
            }
            Tagging::Untagged => Some(quote! { #[serde(untagged)] }),
        };
        let is_untagged = matches!(tagging, Tagging::Untagged);
        let exception = (!is_untagged).then(|| quote! { #[serde(untagged)] });
        let mut items = TokenStream::new();
        let mut taken = BTreeSet::new();
        for (index, variant) in variants.iter().enumerate() {
            let Value::Object(variant) = variant else {
                return Err(refused(at, "has a variant that is any value, or none"));
            };
            if let Some(constant) = variant
                .get("const")
                .filter(|constant| !constant.is_string())
            {
                return Err(refused(
                    at,
                    &format!("is the constant `{constant}`, no text"),
                ));
            }
            let wire = wire_name(variant, &tagging).filter(|_| is_tagged(variant, &tagging));
            let title = variant.get("title").and_then(Value::as_str);
            let rust = match (title, &wire) {
                (Some(title), _) => type_name(title),
                (None, Some(wire)) => type_name(wire),
                (None, None) => format!("Variant{}", index + 1),
            };
            let rust = free(rust, &mut taken);
            let rename = wire
                .filter(|wire| *wire != rust)
                .map(|wire| quote! { #[serde(rename = #wire)] });
            let about = about(variant);
            let (untagged, tagging) = match is_tagged(variant, &tagging) {
                true => (None, &tagging),
                false => (exception.clone(), &Tagging::Untagged),
            };
            let body = self.variant(&rust, variant, tagging, at)?;
            let rust = ident(&rust);
            items.extend(quote! { #about #untagged #rename #rust #body, });
        }
        let named = ident(&at.hint);
        let docs = docs(schema);
        let derives = derives();
        Ok(quote! {
            #docs
            #derives
            #container
            pub enum #named { #items }
        })
    }

    /// What stands behind a variant's name.
    fn variant(
        &self,
        name: &str,
        schema: &Schema,
        tagging: &Tagging,
        at: &At,
    ) -> Result<TokenStream, Error> {
        let of_variant = At {
            place: format!("{}::{name}", at.hint),
            ..at.named(name)
        };
        let properties = schema.get("properties").and_then(Value::as_object);
        let content = match tagging {
            Tagging::External => properties
                .and_then(|members| members.values().next())
                .cloned(),
            Tagging::Adjacent(_, content) => {
                properties.and_then(|members| members.get(content)).cloned()
            }
            Tagging::Internal(tag) => return self.beside_tag(tag, schema, &of_variant),
            Tagging::Untagged if schema.get("type").is_some_and(|kind| kind == "null") => None,
            Tagging::Untagged => Some(Value::Object(schema.clone())),
        };
        match content {
            Some(content) => self.content(&content, &of_variant),
            None => Ok(TokenStream::new()),
        }
    }

    /// What an internally tagged variant has beside its tag.
    fn beside_tag(&self, tag: &str, schema: &Schema, at: &At) -> Result<TokenStream, Error> {
        if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
            let ty = self.named(&last(name), at);
            return Ok(quote! { (#ty) });
        }
        let has_fields = schema
            .get("properties")
            .and_then(Value::as_object)
            .is_some_and(|properties| properties.keys().any(|key| key != tag));
        if !has_fields {
            return Ok(TokenStream::new());
        }
        let fields = self.fields(schema, at, false, &[tag])?;
        Ok(quote! { { #fields } })
    }

    /// The data of a variant: named fields, several values, or one.
    fn content(&self, content: &Value, at: &At) -> Result<TokenStream, Error> {
        if let Value::Object(inner) = content {
            let is_struct = reference(inner).is_none()
                && nullable(inner).is_none()
                && !is_alias(inner)
                && variants(inner).is_none();
            if is_struct {
                let fields = self.fields(inner, at, false, &[])?;
                return Ok(quote! { { #fields } });
            }
            if let Some(items) = self.tuple(inner, at)? {
                return Ok(quote! { (#(#items),*) });
            }
        }
        let ty = self.expression(content, at)?;
        Ok(quote! { (#ty) })
    }
}
