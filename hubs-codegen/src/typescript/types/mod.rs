//! TypeScript types for the schemas of a contract.

mod forms;
mod generics;
mod places;
mod schema;
mod shape;

use std::collections::{BTreeMap, BTreeSet};

use hubs_contract::model::Contract;
use serde_json::Value;

use super::{docs::Docs, wide, writer::Writer};
use crate::error::Error;
use forms::{Forms, WIDE_INTEGER};
use generics::Generics;
use schema::Reader;
use shape::{Layout, Object, Shape};

pub(super) use places::Places;
pub(crate) use shape::{is_identifier, key, literal, text};

/// Which way a value travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From client to server.
    Input,
    /// From server to client.
    Output,
}

/// What 64-bit integers become.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Int64 {
    /// They are refused, all at once, with the path to each.
    #[default]
    Error,
    /// `WideInteger`, which is a `number`; calls that would send or get one beyond 2^53 - 1 fail.
    Number,
}

impl Int64 {
    /// Why there is no such setting, for those that one may look for: what is there to make a text or a `bigint` of has been
    /// rounded.
    pub(crate) fn not_offered(name: &str) -> Option<Error> {
        let looked_for = ["string", "bigint"].contains(&name);
        looked_for.then(|| {
            Error::new(format!(
                "`{name}` is not offered: integers travel as numbers, and what the official client reads them with, `JSON.parse` and \
                 `@msgpack/msgpack` 2, has rounded those beyond 2^53 - 1 before a generated client sees them"
            ))
            .help(
                "give a field whose every digit counts the type `hubs_runtime::Text<u64>`: it is a `string` over both protocols, \
                 which `BigInt(text)` reads and `String(value)` writes; for all others take `number`",
            )
        })
    }
}

/// Named types and type expressions of one contract.
pub struct TypePrinter {
    reader: Reader,
    generics: Generics,
    /// Every type of the contract by itself, instances of generic ones too.
    plain: Types,
    /// What is declared.
    written: Types,
    /// Those in which wide integers stand.
    wide_input: BTreeSet<String>,
    wide_output: BTreeSet<String>,
}

/// Named types in both directions.
#[derive(Clone)]
struct Types {
    input: BTreeMap<String, Named>,
    output: BTreeMap<String, Named>,
    /// Names whose two directions differ, so that the input one has a name of its own.
    split: BTreeSet<String>,
}

#[derive(Clone)]
struct Named {
    docs: Docs,
    /// The names of a generic type's parameters.
    parameters: Vec<&'static str>,
    shape: Shape,
}

/// A type as it is written where it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expression {
    /// TypeScript, on one line.
    pub text: String,
    /// The declared types that it names.
    pub names: BTreeSet<String>,
}

impl TypePrinter {
    /// Reads every named type.
    ///
    /// # Errors
    /// If a type cannot be right in TypeScript; the text says where it stands.
    pub fn new(contract: &Contract, int64: Int64) -> Result<Self, Error> {
        if int64 == Int64::Error {
            wide::refuse(contract)?;
        } else if forms::is_taken(WIDE_INTEGER, contract) {
            return Err(Error::new(format!(
                "there is a type `{WIDE_INTEGER}`, which is what generated clients call integers that need care"
            ))
            .help("give it another name with `#[schemars(rename = \"…\")]`"));
        }
        let reader = Reader {
            forms: Forms::of(contract),
        };
        let named = |types: &BTreeMap<String, Value>, way: &str| {
            let read = |(name, schema): (&String, &Value)| {
                if !is_identifier(name) {
                    return Err(Error::new(format!(
                        "`{name}` cannot be the name of a TypeScript type"
                    ))
                    .help("give it another one with `#[schemars(rename = \"…\")]`"));
                }
                let shape = reader.shape(schema, &format!("`{name}` ({way})"))?;
                let shape = shape.without_itself(name);
                let docs = Docs::of_schema(schema);
                Ok((name.clone(), Named::plain(docs, shape)))
            };
            types
                .iter()
                .map(read)
                .collect::<Result<BTreeMap<_, _>, _>>()
        };
        let mut input = named(&contract.types.input, "client to server")?;
        let mut output = named(&contract.types.output, "server to client")?;
        input.extend(reader.forms.named());
        output.extend(reader.forms.named());
        let plain = Types::new(input, output);
        if let Some((name, own)) = plain.taken_name() {
            return Err(Error::new(format!(
                "`{name}` needs a second type `{own}` for what clients send, but there is a type of that name"
            ))
            .help(format!("rename `{own}` with `#[schemars(rename = \"…\")]`")));
        }
        let (generics, written) = generics::of(contract, &reader, &plain);
        Ok(Self {
            reader,
            generics,
            wide_input: places::wide_types(&plain.input),
            wide_output: places::wide_types(&plain.output),
            plain,
            written,
        })
    }

    /// The type of one value; `place` says in error texts whose it is.
    ///
    /// # Errors
    /// If the type cannot be right in TypeScript.
    pub fn expression(
        &self,
        schema: &Value,
        direction: Direction,
        nullable: bool,
        place: &str,
    ) -> Result<Expression, Error> {
        let mut shape = self.reader.shape(schema, place)?;
        if nullable {
            shape = shape.or_null();
        }
        let shape = self.generics.written(&shape, direction);
        let mut names = BTreeSet::new();
        shape.names(&mut names);
        let name = |name: &str| self.written.name(name, direction);
        Ok(Expression {
            text: Layout { name: &name }.line(&shape),
            names: names.iter().map(|used| name(used)).collect(),
        })
    }

    /// The names that `declare` declares.
    pub fn declared(&self) -> BTreeSet<String> {
        let written = self.written.all();
        written.map(|(declared, ..)| declared).collect()
    }

    /// Declares every named type, in the order of their names.
    pub(super) fn declare(&self, out: &mut Writer) {
        let written = self.written.all();
        let types: BTreeMap<_, _> = written
            .map(|(declared, named, direction)| (declared, (named, direction)))
            .collect();
        for (declared, (named, direction)) in types {
            out.gap();
            self.declaration(out, &declared, named, direction);
        }
    }

    fn declaration(&self, out: &mut Writer, declared: &str, named: &Named, direction: Direction) {
        let name = |name: &str| self.written.name(name, direction);
        let layout = Layout { name: &name };
        out.comment(&named.docs.lines());
        let parameters = match named.parameters.as_slice() {
            [] => String::new(),
            several => format!("<{}>", several.join(", ")),
        };
        match named.members() {
            Some(object) => {
                out.write(&format!("export interface {declared}{parameters} {{"));
                out.inside(|out| layout.members(out, object));
                out.line("}");
            }
            None => {
                out.write(&format!("export type {declared}{parameters} = "));
                layout.write(out, &named.shape, 1);
                out.line(";");
            }
        }
    }
}

impl Named {
    fn plain(docs: Docs, shape: Shape) -> Self {
        Self {
            docs,
            parameters: Vec::new(),
            shape,
        }
    }

    /// The members, if it is declared as an interface and not as an alias.
    fn members(&self) -> Option<&Object> {
        match &self.shape {
            Shape::Object(object) if !object.says_nothing() => Some(object),
            _ => None,
        }
    }
}

impl Types {
    fn new(input: BTreeMap<String, Named>, output: BTreeMap<String, Named>) -> Self {
        let split = split(&input, &output);
        Self {
            input,
            output,
            split,
        }
    }

    fn of(&self, direction: Direction) -> &BTreeMap<String, Named> {
        match direction {
            Direction::Input => &self.input,
            Direction::Output => &self.output,
        }
    }

    /// All, by the names that are declared.
    fn all(&self) -> impl Iterator<Item = (String, &Named, Direction)> {
        let directions = [Direction::Input, Direction::Output];
        directions.into_iter().flat_map(move |direction| {
            let types = self.of(direction).iter();
            types.map(move |(name, named)| (self.name(name, direction), named, direction))
        })
    }

    fn name(&self, name: &str, direction: Direction) -> String {
        if direction == Direction::Input && self.split.contains(name) {
            input_name(name)
        } else {
            name.to_owned()
        }
    }

    /// A type that needs a second name which another one has, and that name.
    fn taken_name(&self) -> Option<(&str, String)> {
        let seconds = self
            .split
            .iter()
            .map(|name| (name.as_str(), input_name(name)));
        let is_taken = |own: &String| self.input.contains_key(own) || self.output.contains_key(own);
        seconds.into_iter().find(|(_, own)| is_taken(own))
    }
}

/// What a type is called where it is what clients send, if the server sends another one.
fn input_name(name: &str) -> String {
    format!("{name}Input")
}

/// Names that are written differently in the two directions, or that use such a name.
fn split(input: &BTreeMap<String, Named>, output: &BTreeMap<String, Named>) -> BTreeSet<String> {
    let written = |named: &Named| {
        let plain = |name: &str| name.to_owned();
        let mut out = Writer::default();
        Layout { name: &plain }.write(&mut out, &named.shape, 0);
        out.into_text()
    };
    let differs = |(name, named): &(&String, &Named)| {
        output
            .get(*name)
            .is_some_and(|other| written(named) != written(other) || named.docs != other.docs)
    };
    let split = (input.iter().filter(differs))
        .map(|(name, _)| name.clone())
        .collect();
    with_users(split, input, |name| output.contains_key(name))
}

/// The names, and those of all types that use one of them, however deep, as far as they `may` be added.
fn with_users(
    mut names: BTreeSet<String>,
    types: &BTreeMap<String, Named>,
    may: impl Fn(&str) -> bool,
) -> BTreeSet<String> {
    loop {
        let uses_one = |(name, named): &(&String, &Named)| {
            let mut used = BTreeSet::new();
            named.shape.names(&mut used);
            may(name) && !names.contains(*name) && !used.is_disjoint(&names)
        };
        let more: Vec<String> = (types.iter().filter(uses_one))
            .map(|(name, _)| name.clone())
            .collect();
        if more.is_empty() {
            return names;
        }
        names.extend(more);
    }
}
