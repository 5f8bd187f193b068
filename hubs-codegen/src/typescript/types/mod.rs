//! TypeScript types for the schemas of a contract.

mod forms;
mod places;
mod schema;
mod shape;

use std::collections::{BTreeMap, BTreeSet};

use hubs_contract::model::Contract;
use serde_json::Value;

use super::{docs::Docs, wide, writer::Writer};
use crate::error::Error;
use forms::{Forms, WIDE_INTEGER};
use schema::Reader;
use shape::{Layout, Shape};

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

/// Named types and type expressions of one contract.
pub struct TypePrinter {
    reader: Reader,
    input: BTreeMap<String, Named>,
    output: BTreeMap<String, Named>,
    /// Names whose two directions differ, so that the input one has a name of its own.
    split: BTreeSet<String>,
    /// Those in which wide integers stand.
    wide_input: BTreeSet<String>,
    wide_output: BTreeSet<String>,
}

struct Named {
    docs: Docs,
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
                Ok((name.clone(), Named { docs, shape }))
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
        let split = split(&input, &output);
        for name in &split {
            let own = format!("{name}Input");
            if input.contains_key(&own) || output.contains_key(&own) {
                return Err(Error::new(format!(
                    "`{name}` needs a second type `{own}` for what clients send, but there is a type of that name"
                ))
                .help(format!("rename `{own}` with `#[schemars(rename = \"…\")]`")));
            }
        }
        Ok(Self {
            reader,
            wide_input: places::wide_types(&input),
            wide_output: places::wide_types(&output),
            input,
            output,
            split,
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
        let mut names = BTreeSet::new();
        shape.names(&mut names);
        let name = |name: &str| self.name(name, direction);
        Ok(Expression {
            text: Layout { name: &name }.line(&shape),
            names: names.iter().map(|used| name(used)).collect(),
        })
    }

    /// The names that `declare` declares.
    pub fn declared(&self) -> BTreeSet<String> {
        let input = self
            .input
            .keys()
            .map(|name| self.name(name, Direction::Input));
        input.chain(self.output.keys().cloned()).collect()
    }

    /// Declares every named type, in the order of their names.
    pub(super) fn declare(&self, out: &mut Writer) {
        let mut types = BTreeMap::new();
        for (named, direction) in [
            (&self.input, Direction::Input),
            (&self.output, Direction::Output),
        ] {
            for (name, named) in named {
                types.insert(self.name(name, direction), (named, direction));
            }
        }
        for (declared, (named, direction)) in types {
            out.gap();
            self.declaration(out, &declared, named, direction);
        }
    }

    fn name(&self, name: &str, direction: Direction) -> String {
        if direction == Direction::Input && self.split.contains(name) {
            format!("{name}Input")
        } else {
            name.to_owned()
        }
    }

    fn declaration(&self, out: &mut Writer, declared: &str, named: &Named, direction: Direction) {
        let name = |name: &str| self.name(name, direction);
        let layout = Layout { name: &name };
        out.comment(&named.docs.lines());
        match &named.shape {
            Shape::Object(object) if !object.says_nothing() => {
                out.write(&format!("export interface {declared} {{"));
                out.inside(|out| layout.members(out, object));
                out.line("}");
            }
            shape => {
                out.write(&format!("export type {declared} = "));
                layout.write(out, shape, 1);
                out.line(";");
            }
        }
    }
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
