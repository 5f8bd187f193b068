//! From JSON Schemas, as schemars writes them, to Rust types.

mod schema;

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use hubs_contract::model::{Contract, State};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use self::schema::{
    Schema, Tagging, direct, integer, is_map, last, map, nullable, properties, reference, required,
    split, tagging, variants, wire_name,
};
use super::names::{ident, snake_case, type_name};
use crate::{error::Error, links::Links};

/// Longest fixed-size array that serde reads and writes as one.
const LONGEST_ARRAY: u64 = 32;

/// Which way a value travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Direction {
    /// From client to server.
    Input,
    /// From server to client.
    Output,
}

/// The types of one contract.
pub(super) struct Types<'c> {
    contract: &'c Contract,
    /// Names whose two directions differ, so that the input one has a name of its own.
    split: BTreeSet<String>,
    /// Every type that is declared, in the order of names; those without a name in the contract too.
    declared: RefCell<BTreeMap<String, TokenStream>>,
}

impl<'c> Types<'c> {
    /// Declares every named type, every client contract's and state's included.
    pub(super) fn new(contract: &'c Contract) -> Result<Self, Error> {
        let types = Self {
            contract,
            split: split(contract),
            declared: RefCell::default(),
        };
        for (name, schema) in &contract.types.output {
            types.declare(
                &types.name(name, Direction::Output),
                schema,
                Direction::Output,
            )?;
        }
        for (name, schema) in &contract.types.input {
            if !contract.types.output.contains_key(name) || types.split.contains(name) {
                types.declare(
                    &types.name(name, Direction::Input),
                    schema,
                    Direction::Input,
                )?;
            }
        }
        for (name, state) in &contract.states {
            types.declare_state(name, state)?;
        }
        Ok(types)
    }

    /// The module of all declared types.
    pub(super) fn module(&self) -> TokenStream {
        let declared = self.declared.borrow();
        let all: TokenStream = declared.values().cloned().collect();
        let docs = " The types that hubs take and give.";
        // By the runtime, so that a client depends on nothing else.
        let serde = (identifiers(&all).contains("derive"))
            .then(|| quote! { use hubs_runtime::__private::serde; });
        quote! {
            #![doc = #docs]
            #serde
            #all
        }
    }

    /// Which of the declared types stand in `tokens`.
    pub(super) fn used_in(&self, tokens: &TokenStream) -> Vec<Ident> {
        let found = identifiers(tokens);
        let declared = self.declared.borrow();
        let used = declared.keys().filter(|name| found.contains(*name));
        used.map(|name| ident(name)).collect()
    }

    fn name(&self, name: &str, direction: Direction) -> String {
        let plain = type_name(name);
        if direction == Direction::Input && self.split.contains(name) {
            format!("{plain}Input")
        } else {
            plain
        }
    }

    fn declare(&self, name: &str, schema: &Value, direction: Direction) -> Result<(), Error> {
        if self.declared.borrow().contains_key(name) {
            return Err(
                Error::new(format!("two types would both be `{name}` in Rust"))
                    .help("rename one with `#[schemars(rename = \"…\")]`"),
            );
        }
        // A type that contains itself must find its own name taken.
        self.put(name, TokenStream::new());
        let Value::Object(schema) = schema else {
            let value = self.value();
            let named = ident(name);
            self.put(name, quote! { pub type #named = #value; });
            return Ok(());
        };
        let item = if let Some(variants) = variants(schema) {
            self.enumeration(name, schema, &variants, direction)?
        } else if schema.contains_key("properties") && !is_map(schema) {
            self.structure(name, schema, direction)?
        } else {
            let docs = docs(schema);
            let named = ident(name);
            let ty = self.own(schema, direction, &format!("{name}Value"), name)?;
            quote! { #docs pub type #named = #ty; }
        };
        self.put(name, item);
        Ok(())
    }

    fn put(&self, name: &str, item: TokenStream) {
        self.declared.borrow_mut().insert(name.to_owned(), item);
    }

    fn value(&self) -> TokenStream {
        quote! { hubs_runtime::__private::serde_json::Value }
    }

    /// The type of one value. `hint` names it if it needs a declaration; `place` says in error texts whose it is.
    pub(super) fn expression(
        &self,
        schema: &Value,
        direction: Direction,
        hint: &str,
        place: &str,
    ) -> Result<TokenStream, Error> {
        let Value::Object(schema) = schema else {
            return Ok(self.value());
        };
        if let Some(reference) = reference(schema) {
            let named = ident(&self.name(&reference, direction));
            return Ok(quote! { #named });
        }
        if let Some(inner) = nullable(schema) {
            let inner = self.expression(&inner, direction, hint, place)?;
            return Ok(quote! { Option<#inner> });
        }
        if variants(schema).is_some() || (schema.contains_key("properties") && !is_map(schema)) {
            let name = self.free(hint);
            self.declare(&name, &Value::Object(schema.clone()), direction)?;
            let named = ident(&name);
            return Ok(quote! { #named });
        }
        self.own(schema, direction, hint, place)
    }

    /// A name for a type that has none.
    fn free(&self, hint: &str) -> String {
        let declared = self.declared.borrow();
        let mut name = hint.to_owned();
        while declared.contains_key(&name) || self.contract.types.output.contains_key(&name) {
            name.push('_');
        }
        name
    }

    /// The type that `type` and its fellows describe, without a declaration of its own.
    fn own(
        &self,
        schema: &Schema,
        direction: Direction,
        hint: &str,
        place: &str,
    ) -> Result<TokenStream, Error> {
        let format = schema.get("format").and_then(Value::as_str).unwrap_or("");
        let kind = match schema.get("type") {
            Some(Value::String(kind)) => kind.as_str(),
            _ => return Ok(self.value()),
        };
        Ok(match kind {
            "null" => quote! { () },
            "boolean" => quote! { bool },
            "string" => quote! { String },
            "number" if format == "float" => quote! { f32 },
            "number" => quote! { f64 },
            "integer" => integer(format),
            "array" => return self.array(schema, direction, hint, place),
            "object" => match map(schema) {
                Some((key, Some(value))) => {
                    let value =
                        self.expression(value, direction, &format!("{hint}Value"), place)?;
                    let key = ident(key);
                    quote! { std::collections::BTreeMap<#key, #value> }
                }
                _ => {
                    let value = self.value();
                    quote! { std::collections::BTreeMap<String, #value> }
                }
            },
            other => {
                return Err(Error::new(format!(
                    "{place} is of the JSON type `{other}`, which Rust has no type for"
                )));
            }
        })
    }

    /// The types of a tuple's elements, if the schema is of one.
    fn tuple(
        &self,
        schema: &Schema,
        direction: Direction,
        hint: &str,
        place: &str,
    ) -> Result<Option<Vec<TokenStream>>, Error> {
        let Some(Value::Array(items)) = schema.get("prefixItems") else {
            return Ok(None);
        };
        let items = items.iter().enumerate().map(|(index, item)| {
            self.expression(item, direction, &format!("{hint}{index}"), place)
        });
        items.collect::<Result<_, _>>().map(Some)
    }

    fn array(
        &self,
        schema: &Schema,
        direction: Direction,
        hint: &str,
        place: &str,
    ) -> Result<TokenStream, Error> {
        if let Some(items) = self.tuple(schema, direction, hint, place)? {
            return Ok(quote! { (#(#items,)*) });
        }
        let item = match schema.get("items") {
            Some(items) => self.expression(items, direction, &format!("{hint}Item"), place)?,
            None => self.value(),
        };
        let bound = |key: &str| schema.get(key).and_then(Value::as_u64);
        Ok(match (bound("minItems"), bound("maxItems")) {
            (Some(least), Some(most)) if least == most && most <= LONGEST_ARRAY => {
                let length = Literal::u64_unsuffixed(most);
                quote! { [#item; #length] }
            }
            _ => quote! { Vec<#item> },
        })
    }

    fn structure(
        &self,
        name: &str,
        schema: &Schema,
        direction: Direction,
    ) -> Result<TokenStream, Error> {
        let named = ident(name);
        let docs = docs(schema);
        let derives = derives();
        let fields = self.fields(name, schema, direction, true, &[])?;
        Ok(quote! {
            #docs
            #derives
            pub struct #named { #fields }
        })
    }

    /// Fields of a struct or of a variant, but for the tag and the like in `without`.
    fn fields(
        &self,
        owner: &str,
        schema: &Schema,
        direction: Direction,
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
            let mut rust = snake_case(wire);
            while !taken.insert(rust.clone()) {
                rust.push('_');
            }
            let place = format!("`{owner}.{wire}`");
            let hint = format!("{owner}{}", type_name(wire));
            let mut ty = self.expression(property, direction, &hint, &place)?;
            if self.contains(property, owner, direction) {
                ty = boxed(&ty);
            }
            let is_optional = !required.contains(&wire.as_str());
            let mut attributes = Vec::new();
            if rust != *wire {
                attributes.push(quote! { rename = #wire });
            }
            if is_optional {
                if !is_option(&ty) {
                    ty = quote! { Option<#ty> };
                }
                attributes.push(quote! { default, skip_serializing_if = "Option::is_none" });
            }
            let serde = (!attributes.is_empty()).then(|| quote! { #[serde(#(#attributes),*)] });
            let docs = property.as_object().map(docs);
            let field = ident(&rust);
            fields.extend(quote! { #docs #serde #visibility #field: #ty, });
        }
        if let Some(rest) = self.flattened(owner, schema, direction)? {
            fields.extend(quote! { #[serde(flatten)] #visibility #rest, });
        }
        Ok(fields)
    }

    /// What stands in a struct beside its own fields: a flattened map, enum or struct.
    fn flattened(
        &self,
        owner: &str,
        schema: &Schema,
        direction: Direction,
    ) -> Result<Option<TokenStream>, Error> {
        let place = format!("`{owner}`");
        if let Some(value @ Value::Object(_)) = schema.get("additionalProperties") {
            let hint = format!("{owner}Other");
            let ty = self.expression(value, direction, &hint, &place)?;
            return Ok(Some(
                quote! { other: std::collections::BTreeMap<String, #ty> },
            ));
        }
        for key in ["oneOf", "anyOf"] {
            if let Some(alternatives) = schema.get(key) {
                let mut kind = Schema::new();
                kind.insert(key.to_owned(), alternatives.clone());
                if let Some(tagging) = schema.get("x-enum") {
                    kind.insert("x-enum".to_owned(), tagging.clone());
                }
                let hint = format!("{owner}Kind");
                let ty = self.expression(&Value::Object(kind), direction, &hint, &place)?;
                return Ok(Some(quote! { kind: #ty }));
            }
        }
        if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
            let ty = ident(&self.name(&last(name), direction));
            return Ok(Some(quote! { base: #ty }));
        }
        Ok(None)
    }

    fn enumeration(
        &self,
        name: &str,
        schema: &Schema,
        variants: &[Value],
        direction: Direction,
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
        let mut items = TokenStream::new();
        let mut taken = BTreeSet::new();
        for (index, variant) in variants.iter().enumerate() {
            let Value::Object(variant) = variant else {
                return Err(Error::new(format!(
                    "`{name}` has a variant that may be anything, which cannot be told from the others"
                )));
            };
            let wire = wire_name(variant, &tagging);
            let title = variant.get("title").and_then(Value::as_str);
            let mut rust = match (title, &wire) {
                (Some(title), _) => type_name(title),
                (None, Some(wire)) => type_name(wire),
                (None, None) => format!("Variant{}", index + 1),
            };
            while !taken.insert(rust.clone()) {
                rust.push('_');
            }
            let rename = wire
                .filter(|wire| *wire != rust)
                .map(|wire| quote! { #[serde(rename = #wire)] });
            let docs = docs(variant);
            let body = self.variant(name, &rust, variant, &tagging, direction)?;
            let rust = ident(&rust);
            items.extend(quote! { #docs #rename #rust #body, });
        }
        let named = ident(name);
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
        owner: &str,
        variant: &str,
        schema: &Schema,
        tagging: &Tagging,
        direction: Direction,
    ) -> Result<TokenStream, Error> {
        let content = match tagging {
            Tagging::External => match schema.get("properties").and_then(Value::as_object) {
                None => return Ok(TokenStream::new()),
                Some(properties) => properties.values().next().cloned(),
            },
            Tagging::Adjacent(_, content) => {
                let properties = schema.get("properties").and_then(Value::as_object);
                match properties.and_then(|properties| properties.get(content)) {
                    None => return Ok(TokenStream::new()),
                    found => found.cloned(),
                }
            }
            Tagging::Internal(tag) => {
                if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
                    let ty = ident(&self.name(&last(name), direction));
                    return Ok(quote! { (#ty) });
                }
                let has_fields = schema
                    .get("properties")
                    .and_then(Value::as_object)
                    .is_some_and(|properties| properties.keys().any(|key| key != tag));
                if !has_fields {
                    return Ok(TokenStream::new());
                }
                let fields = self.fields(
                    &format!("{owner}{variant}"),
                    schema,
                    direction,
                    false,
                    &[tag],
                )?;
                return Ok(quote! { { #fields } });
            }
            Tagging::Untagged => {
                if schema.get("type").and_then(Value::as_str) == Some("null") {
                    return Ok(TokenStream::new());
                }
                Some(Value::Object(schema.clone()))
            }
        };
        let Some(content) = content else {
            return Ok(TokenStream::new());
        };
        self.content(owner, variant, &content, direction)
    }

    /// The data of a variant: named fields, several values, or one.
    fn content(
        &self,
        owner: &str,
        variant: &str,
        content: &Value,
        direction: Direction,
    ) -> Result<TokenStream, Error> {
        let hint = format!("{owner}{variant}");
        let place = format!("`{owner}::{variant}`");
        if let Value::Object(inner) = content {
            let is_struct = inner.contains_key("properties")
                && !is_map(inner)
                && reference(inner).is_none()
                && variants(inner).is_none();
            if is_struct {
                let fields = self.fields(&hint, inner, direction, false, &[])?;
                return Ok(quote! { { #fields } });
            }
            if let Some(items) = self.tuple(inner, direction, &hint, &place)? {
                return Ok(quote! { (#(#items),*) });
            }
        }
        let mut ty = self.expression(content, direction, &hint, &place)?;
        if self.contains(content, owner, direction) {
            ty = boxed(&ty);
        }
        Ok(quote! { (#ty) })
    }

    /// Whether a value of `schema` holds one of the type `owner` without a list or map between them.
    fn contains(&self, schema: &Value, owner: &str, direction: Direction) -> bool {
        let types = match direction {
            Direction::Input => &self.contract.types.input,
            Direction::Output => &self.contract.types.output,
        };
        let mut seen = BTreeSet::new();
        let mut waiting = direct(schema);
        while let Some(name) = waiting.pop() {
            if self.name(&name, direction) == owner {
                return true;
            }
            if let Some(schema) = types.get(&name).filter(|_| seen.insert(name.clone())) {
                waiting.extend(direct(schema));
            }
        }
        false
    }

    fn declare_state(&self, name: &str, state: &State) -> Result<(), Error> {
        let rust = type_name(name);
        let mut fields = TokenStream::new();
        let mut defaults = Schema::new();
        for field in &state.fields {
            let hint = format!("{rust}{}", type_name(&field.name));
            let place = format!("`{name}.{}`", field.name);
            let ty = self.expression(&field.output, Direction::Output, &hint, &place)?;
            let own = snake_case(&field.name);
            let wire = &field.name;
            let rename = (own != *wire).then(|| quote! { #[serde(rename = #wire)] });
            let words = lines(&field.docs);
            let own = ident(&own);
            fields.extend(quote! { #words #rename pub #own: #ty, });
            defaults.insert(field.name.clone(), field.default.clone());
        }
        if self.declared.borrow().contains_key(&rust) {
            return Err(Error::new(format!(
                "type `{rust}` and caller state `{name}` would have the same name in Rust"
            ))
            .help("rename one, as with `#[caller_state(name = \"…\")]`"));
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

fn derives() -> TokenStream {
    quote! {
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(crate = "serde")]
    }
}

fn boxed(ty: &TokenStream) -> TokenStream {
    match option_of(ty) {
        Some(inner) => quote! { Option<Box<#inner>> },
        None => quote! { Box<#ty> },
    }
}

fn is_option(ty: &TokenStream) -> bool {
    option_of(ty).is_some()
}

/// The tokens within `Option<…>`.
fn option_of(ty: &TokenStream) -> Option<TokenStream> {
    let tokens: Vec<_> = ty.clone().into_iter().collect();
    let [first, _, inner @ .., _] = tokens.as_slice() else {
        return None;
    };
    (first.to_string() == "Option").then(|| inner.iter().cloned().collect())
}

fn docs(schema: &Schema) -> TokenStream {
    lines(
        schema
            .get("description")
            .and_then(Value::as_str)
            .unwrap_or(""),
    )
}

/// Words as doc comments, one for each line. Examples are shown but not tested: they are of the server.
pub(super) fn lines(text: &str) -> TokenStream {
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
            words => format!(" {words}"),
        };
        Some(quote! { #[doc = #words] })
    });
    lines.collect()
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

/// Every identifier in `tokens`.
pub(super) fn identifiers(tokens: &TokenStream) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for token in tokens.clone() {
        match token {
            proc_macro2::TokenTree::Ident(ident) => drop(found.insert(ident.to_string())),
            proc_macro2::TokenTree::Group(group) => found.extend(identifiers(&group.stream())),
            _ => {}
        }
    }
    found
}
