//! From JSON Schemas, as schemars writes them, to Rust types.

mod graph;
mod members;
pub(crate) mod refused;
pub(crate) mod schema;
mod state;
mod tokens;

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
};

use hubs_contract::model::Contract;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use serde_json::Value;

pub(super) use self::tokens::{identifiers, lines};
use self::{
    graph::Graph,
    refused::{check_anything, check_parts, refused, several},
    schema::{
        Schema, fixed_length, float, integer, is_alias, is_never, map, nullable, reference, refers,
        same, split, variants,
    },
    tokens::{derives, docs, error, has_derives, is_deprecated},
};
use super::names::{Names, ident, type_name};
use crate::{bytes::is_bytes, error::Error};

/// Which way a value travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Direction {
    /// From client to server.
    Input,
    /// From server to client.
    Output,
}

/// Where a value stands.
pub(super) struct At {
    direction: Direction,
    /// The name of its type if that needs a declaration.
    hint: String,
    /// Whose it is, for error texts.
    place: String,
    /// The named type of the contract that would hold it, without a list or map between.
    root: Option<String>,
}

impl At {
    pub(super) fn new(direction: Direction, hint: String, place: String) -> Self {
        Self {
            direction,
            hint,
            place,
            root: None,
        }
    }

    /// A part of the same value.
    fn named(&self, part: &str) -> Self {
        Self {
            direction: self.direction,
            hint: format!("{}{part}", self.hint),
            place: self.place.clone(),
            root: self.root.clone(),
        }
    }

    /// One of any number of parts, which may lead back to the whole.
    fn each(&self, part: &str) -> Self {
        Self {
            root: None,
            place: format!("{}[]", self.place),
            ..self.named(part)
        }
    }

    /// A field of the value.
    fn field(&self, owner: &str, wire: &str) -> Self {
        Self {
            place: format!("{owner}.{wire}"),
            ..self.named(&type_name(wire))
        }
    }
}

/// The types of one contract.
pub(super) struct Types<'c> {
    /// The module that has the types already.
    from: Option<&'c syn::Path>,
    /// Names whose two directions differ, so that the input one has a name of its own.
    split: BTreeSet<String>,
    names: Names,
    graph: Graph,
    /// Every type that is declared, in the order of names; those without a name in the contract too.
    declared: RefCell<BTreeMap<String, TokenStream>>,
    /// The schemas of those that have no name in the contract.
    invented: RefCell<BTreeMap<String, Value>>,
    /// The declared types that methods fail with, and maybe others.
    errors: RefCell<BTreeSet<String>>,
    /// Types of the module `from` that stand in declared ones.
    borrowed: RefCell<BTreeSet<String>>,
    /// How many declarations are being printed, one within the other.
    declaring: Cell<usize>,
    /// The types that stand in the file that is being printed.
    used: RefCell<BTreeSet<String>>,
}

impl<'c> Types<'c> {
    /// Declares every named type, every client contract's and state's included.
    pub(super) fn new(contract: &'c Contract, from: Option<&'c syn::Path>) -> Result<Self, Error> {
        // A module that has the types has one for both directions.
        let split = match from {
            Some(_) => BTreeSet::new(),
            None => split(contract),
        };
        let types = Self {
            from,
            names: Names::new(contract, names_of(contract, &split))?,
            split,
            graph: Graph::new(contract),
            declared: RefCell::default(),
            used: RefCell::default(),
            invented: RefCell::default(),
            errors: RefCell::default(),
            borrowed: RefCell::default(),
            declaring: Cell::new(0),
        };
        if from.is_some() {
            return Ok(types);
        }
        for (name, schema) in &contract.types.output {
            let own = types.name(name, Direction::Output);
            types.declare(&own, schema, Direction::Output, Some(name))?;
        }
        for (name, schema) in &contract.types.input {
            if !contract.types.output.contains_key(name) || types.split.contains(name) {
                let own = types.name(name, Direction::Input);
                types.declare(&own, schema, Direction::Input, Some(name))?;
            }
        }
        for (name, state) in &contract.states {
            types.declare_state(name, state)?;
        }
        Ok(types)
    }

    /// The module of all declared types; none if another module has them all.
    pub(super) fn module(&self) -> Option<TokenStream> {
        let declared = self.declared.borrow();
        // With a module of the user's, what it has is imported from there; without types there is nothing to write at all.
        if declared.is_empty() {
            return None;
        }
        let errors = self.errors.borrow();
        let items = declared.iter().map(|(name, item)| {
            // An alias is of a type that has what it has.
            let is_own = errors.contains(&ident(name).to_string()) && has_derives(item);
            let error = is_own.then(|| error(&ident(name)));
            quote! { #item #error }
        });
        let all: TokenStream = items.collect();
        let docs = " The types that hubs take and give.";
        // Writing a deprecated field down is not its use.
        let allowed = is_deprecated(&all).then(|| quote! { #![allow(deprecated)] });
        // By the runtime, so that a client depends on nothing else.
        let serde = has_derives(&all).then(|| quote! { use hubs_runtime::__private::serde; });
        let borrowed = self.borrowed.borrow();
        let borrowed = self
            .from
            .and_then(|path| import(&quote! { #path }, &borrowed));
        Some(quote! {
            #![doc = #docs]
            #allowed
            #serde
            #borrowed
            #all
        })
    }

    /// Imports the types that were asked for since the last file.
    pub(super) fn imports(&self) -> TokenStream {
        let declared = self.declared.borrow();
        let is_declared = |name: &String| declared.contains_key(name);
        let (ours, borrowed) = self.used.take().into_iter().partition(is_declared);
        let borrowed = (self.from).and_then(|path| import(&quote! { #path }, &borrowed));
        let ours = import(&quote! { super::types }, &ours);
        quote! { #borrowed #ours }
    }

    /// The type of a value in the signature of a method.
    pub(super) fn signature(&self, schema: &Value, at: &At) -> Result<TokenStream, Error> {
        let ty = self.expression(schema, at)?;
        let declared = self.declared.borrow();
        let mut words = identifiers(&ty);
        words.retain(|word| declared.contains_key(word) || self.names.is_type(word));
        self.used.borrow_mut().extend(words);
        Ok(ty)
    }

    /// The type of a method's typed error, which is one of Rust's errors too.
    pub(super) fn error(&self, schema: &Value, at: &At) -> Result<TokenStream, Error> {
        let ty = self.signature(schema, at)?;
        self.errors.borrow_mut().insert(ty.to_string());
        Ok(ty)
    }

    /// The state of a caller that has set nothing: a module of the user's has states of `#[caller_state]`, which knows it.
    pub(super) fn first_state(&self, name: &str) -> TokenStream {
        let state = self.state(name);
        match self.from {
            Some(_) => quote! { <#state as hubs_runtime::state::CallerState>::initial() },
            None => quote! { #state::default() },
        }
    }

    /// The type of a caller state.
    pub(super) fn state(&self, name: &str) -> Ident {
        let name = type_name(name);
        let named = ident(&name);
        self.used.borrow_mut().insert(name);
        named
    }

    fn name(&self, name: &str, direction: Direction) -> String {
        if direction == Direction::Input && self.split.contains(name) {
            input_name(name)
        } else {
            type_name(name)
        }
    }

    /// Declares `name` as `schema` says. What stands in it belongs to `root`, a type with a name in the contract.
    fn declare(
        &self,
        name: &str,
        schema: &Value,
        direction: Direction,
        root: Option<&str>,
    ) -> Result<(), Error> {
        self.declaring.update(|depth| depth + 1);
        // A type that contains itself must find its own name taken.
        self.put(name, TokenStream::new());
        let at = At {
            direction,
            hint: name.to_owned(),
            place: name.to_owned(),
            root: root.map(str::to_owned),
        };
        let item = match schema {
            schema if root.is_some() && is_never(schema) => self.never(schema, &at)?,
            Value::Object(schema) if !is_alias(schema) => {
                check_parts(schema, &at)?;
                match variants(schema) {
                    Some(variants) => self.enumeration(schema, &variants, &at)?,
                    None => self.structure(schema, &at)?,
                }
            }
            _ => self.alias(schema, &at)?,
        };
        self.put(name, item);
        self.declaring.update(|depth| depth - 1);
        Ok(())
    }

    /// Another name for a type; a type of its own if Rust would write out the other without end.
    fn alias(&self, schema: &Value, at: &At) -> Result<TokenStream, Error> {
        let docs = schema.as_object().map(docs);
        let named = ident(&at.hint);
        let ty = self.expression(schema, &at.named("Value"))?;
        let is_endless = |root| self.graph.is_endless_alias(root, at.direction);
        Ok(if at.root.as_deref().is_some_and(is_endless) {
            let derives = derives();
            quote! {
                #docs
                #derives
                #[serde(transparent)]
                pub struct #named(pub #ty);
            }
        } else {
            quote! { #docs pub type #named = #ty; }
        })
    }

    /// An enum without variants.
    fn never(&self, schema: &Value, at: &At) -> Result<TokenStream, Error> {
        let none = Schema::new();
        self.enumeration(schema.as_object().unwrap_or(&none), &[], at)
    }

    fn put(&self, name: &str, item: TokenStream) {
        self.declared.borrow_mut().insert(name.to_owned(), item);
    }

    /// The type of one value.
    fn expression(&self, schema: &Value, at: &At) -> Result<TokenStream, Error> {
        let schema = match schema {
            Value::Object(schema) => schema,
            Value::Bool(false) => return Err(refused(at, "allows no value at all")),
            _ => return Ok(value()),
        };
        check_parts(schema, at)?;
        if let Some(name) = reference(schema) {
            return Ok(self.named(&name, at));
        }
        if let Some(inner) = nullable(schema) {
            let inner = self.expression(&inner, at)?;
            return Ok(quote! { Option<#inner> });
        }
        if is_alias(schema) {
            return self.own(schema, at);
        }
        let schema = Value::Object(schema.clone());
        let name = match self.other_direction(&schema, at) {
            Some(name) => name,
            None => {
                let name = self.free(&at.hint);
                self.declare(&name, &schema, at.direction, at.root.as_deref())?;
                self.invented.borrow_mut().insert(name.clone(), schema);
                name
            }
        };
        let named = ident(&name);
        Ok(quote! { #named })
    }

    /// The type without a name that stands at the same place of what the server sends, if it is the same.
    fn other_direction(&self, schema: &Value, at: &At) -> Option<String> {
        if at.direction == Direction::Output || self.split.iter().any(|name| refers(schema, name)) {
            return None;
        }
        let invented = self.invented.borrow();
        let mut names = self.split.iter().filter_map(|root| {
            let part = at.hint.strip_prefix(&input_name(root))?;
            Some(format!("{}{part}", type_name(root)))
        });
        names.find(|name| invented.get(name).is_some_and(|other| same(schema, other)))
    }

    /// The type `name` of the contract, boxed where it would hold itself.
    fn named(&self, name: &str, at: &At) -> TokenStream {
        let rust = self.name(name, at.direction);
        let named = ident(&rust);
        if self.declaring.get() > 0 {
            self.borrowed.borrow_mut().insert(rust);
        }
        let comes_back = |root| self.graph.comes_back(root, name, at.direction);
        if at.root.as_deref().is_some_and(comes_back) {
            quote! { Box<#named> }
        } else {
            quote! { #named }
        }
    }

    /// A name for a type that has none.
    fn free(&self, hint: &str) -> String {
        let declared = self.declared.borrow();
        let mut name = hint.to_owned();
        while self.names.is_taken(&name) || declared.contains_key(&name) {
            name.push('_');
        }
        name
    }

    /// The type that `type` and its fellows describe, without a declaration of its own.
    fn own(&self, schema: &Schema, at: &At) -> Result<TokenStream, Error> {
        let kind = match (schema.get("type"), schema.get("allOf")) {
            (Some(Value::String(kind)), _) => kind.as_str(),
            (Some(Value::Array(kinds)), _) => return Err(several(kinds, at)),
            (_, Some(Value::Array(parts))) if parts.len() == 1 => {
                return self.expression(&parts[0], at);
            }
            _ => {
                check_anything(schema, at)?;
                return Ok(value());
            }
        };
        Ok(match kind {
            "null" => quote! { () },
            "boolean" => quote! { bool },
            "string" if is_bytes(schema) => quote! { hubs_runtime::Bytes },
            "string" => quote! { String },
            "number" | "integer" => return number(kind, schema, at),
            "array" => return self.array(schema, at),
            "object" => {
                let (key, value) = match map(schema) {
                    Some((key, Some(value))) => (key, self.expression(value, &at.each("Value"))?),
                    _ => ("String", value()),
                };
                let key = ident(key);
                quote! { std::collections::BTreeMap<#key, #value> }
            }
            other => return Err(refused(at, &format!("is of the JSON type `{other}`"))),
        })
    }

    /// The types of a tuple's elements, if the schema is of one.
    fn tuple(&self, schema: &Schema, at: &At) -> Result<Option<Vec<TokenStream>>, Error> {
        let Some(Value::Array(items)) = schema.get("prefixItems") else {
            return Ok(None);
        };
        let items = items.iter().enumerate();
        let items = items.map(|(index, item)| {
            let at = At {
                place: format!("{}.{index}", at.place),
                ..at.named(&index.to_string())
            };
            self.expression(item, &at)
        });
        items.collect::<Result<_, _>>().map(Some)
    }

    fn array(&self, schema: &Schema, at: &At) -> Result<TokenStream, Error> {
        if let Some(items) = self.tuple(schema, at)? {
            return Ok(quote! { (#(#items,)*) });
        }
        let length = fixed_length(schema);
        let at = match length {
            Some(_) => At {
                root: at.root.clone(),
                ..at.each("Item")
            },
            None => at.each("Item"),
        };
        let item = match schema.get("items") {
            Some(items) => self.expression(items, &at)?,
            None => value(),
        };
        Ok(match length.map(Literal::u64_unsuffixed) {
            Some(length) => quote! { [#item; #length] },
            None => quote! { Vec<#item> },
        })
    }
}

/// The named types in Rust and in words.
fn names_of(contract: &Contract, split: &BTreeSet<String>) -> Vec<(String, String)> {
    let all: BTreeSet<&String> = (contract.types.output.keys())
        .chain(contract.types.input.keys())
        .collect();
    let whole = (all.into_iter()).map(|name| (type_name(name), format!("type `{name}`")));
    let inputs = split.iter().map(|name| {
        let what = format!("what clients send as `{name}`");
        (input_name(name), what)
    });
    whole.chain(inputs).collect()
}

fn input_name(name: &str) -> String {
    format!("{}Input", type_name(name))
}

fn import(from: &TokenStream, names: &BTreeSet<String>) -> Option<TokenStream> {
    let names: Vec<Ident> = names.iter().map(|name| ident(name)).collect();
    (!names.is_empty()).then(|| quote! { use #from::{#(#names),*}; })
}

/// Anything at all.
fn value() -> TokenStream {
    quote! { hubs_runtime::__private::serde_json::Value }
}

fn number(kind: &str, schema: &Schema, at: &At) -> Result<TokenStream, Error> {
    let format = schema.get("format").and_then(Value::as_str).unwrap_or("");
    let (found, article) = match kind {
        "integer" => (integer(format), "an"),
        _ => (float(format), "a"),
    };
    found.ok_or_else(|| {
        refused(
            at,
            &format!("is {article} {kind} of the unknown format `{format}`"),
        )
    })
}
