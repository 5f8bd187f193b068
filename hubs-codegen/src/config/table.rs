//! Tables of TOML, read so that every fault in them is told at once, each with its line and column.

use std::{fmt::Write as _, ops::Range};

use clap::ValueEnum;
use hubs_contract::names::nearest;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::error::Error;

/// A table and where it stands.
#[derive(Clone)]
pub(super) struct Section<'t> {
    /// As `output[1]`; empty for what stands at the top of the settings.
    pub(super) path: String,
    pub(super) table: &'t DeTable<'t>,
    pub(super) span: Range<usize>,
}

impl<'t> Section<'t> {
    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    fn get(&self, key: &str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.table.get(key)
    }

    /// How errors call what has this key.
    fn place(&self, key: &str) -> String {
        match self.path.as_str() {
            "" => key.to_owned(),
            path => format!("{path}.{key}"),
        }
    }

    /// The tables of `[[key]]`; nothing else may stand there.
    pub(super) fn sections(&self, key: &str, faults: &mut Faults) -> Vec<Section<'t>> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let place = self.place(key);
        let help = format!("write `[[{place}]]` above the settings of each output");
        let DeValue::Array(items) = value.get_ref() else {
            faults.wrong(&place, value, "a list of tables", help);
            return Vec::new();
        };
        if items.is_empty() {
            faults.add(&place, value.span(), "this list is empty", help.clone());
        }
        let mut sections = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let path = format!("{place}[{index}]");
            match item.get_ref() {
                DeValue::Table(table) => sections.push(Section {
                    path,
                    table,
                    span: item.span(),
                }),
                _ => faults.wrong(&path, item, "a table", help.clone()),
            }
        }
        sections
    }

    /// The table of `[key]`.
    pub(super) fn section(&self, key: &str) -> Option<Section<'t>> {
        let value = self.get(key)?;
        let DeValue::Table(table) = value.get_ref() else {
            return None;
        };
        Some(Section {
            path: self.place(key),
            table,
            span: value.span(),
        })
    }

    /// A text that is not empty, and where it stands.
    pub(super) fn text(&self, key: &str, faults: &mut Faults) -> Option<(&'t str, Range<usize>)> {
        let value = self.get(key)?;
        let place = self.place(key);
        match value.get_ref() {
            DeValue::String(text) if !text.is_empty() => Some((text.as_ref(), value.span())),
            DeValue::String(_) => {
                let help = format!("write something between the quotes, or remove `{key}`");
                faults.add(&place, value.span(), "this text is empty", help);
                None
            }
            _ => {
                let help = format!("write it in quotes, as `{key} = \"…\"`");
                faults.wrong(&place, value, "a text", help);
                None
            }
        }
    }

    /// False if it is not there.
    pub(super) fn flag(&self, key: &str, faults: &mut Faults) -> bool {
        let Some(value) = self.get(key) else {
            return false;
        };
        let help = format!("write `{key} = true`, or remove it");
        value.get_ref().as_bool().unwrap_or_else(|| {
            faults.wrong(&self.place(key), value, "`true` or `false`", help);
            false
        })
    }

    /// None if they are not there.
    pub(super) fn texts(&self, key: &str, faults: &mut Faults) -> Vec<String> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let place = self.place(key);
        let help = format!("write it as `{key} = [\"a\", \"b\"]`");
        let DeValue::Array(items) = value.get_ref() else {
            faults.wrong(&place, value, "a list of texts", help);
            return Vec::new();
        };
        let mut texts = Vec::new();
        for (index, item) in items.iter().enumerate() {
            match item.get_ref().as_str() {
                Some(text) => texts.push(text.to_owned()),
                None => faults.wrong(&format!("{place}[{index}]"), item, "a text", help.clone()),
            }
        }
        texts
    }

    /// One of the values that the flag of this name takes.
    pub(super) fn choice<T: ValueEnum>(&self, key: &str, faults: &mut Faults) -> Option<T> {
        self.choice_but(key, |_| None, faults)
    }

    /// The same, with words of their own for values that are `not_offered`.
    pub(super) fn choice_but<T: ValueEnum>(
        &self,
        key: &str,
        not_offered: impl Fn(&str) -> Option<Error>,
        faults: &mut Faults,
    ) -> Option<T> {
        let (text, span) = self.text(key, faults)?;
        let names = names::<T>();
        let found = T::value_variants().iter().zip(&names);
        if let Some((value, _)) = found.clone().find(|(_, name)| *name == text) {
            return Some(value.clone());
        }
        if let Some(error) = not_offered(text) {
            let (what, help) = error.parts();
            faults.add(&self.place(key), span, what, help.to_owned());
            return None;
        }
        let what = format!("`{text}` is none of its values");
        let help = near(text, &names).unwrap_or_else(|| format!("write {}", one_of(&names)));
        faults.add(&self.place(key), span, &what, help);
        None
    }

    /// Refuses keys that are not `known`; of those in `elsewhere` says where they belong.
    pub(super) fn only(&self, known: &[&str], elsewhere: &[(&str, &str)], faults: &mut Faults) {
        for key in self.table.keys() {
            let (name, place) = (key.get_ref().as_ref(), self.place(key.get_ref()));
            if known.contains(&name) {
                continue;
            }
            match elsewhere.iter().find(|(other, _)| *other == name) {
                Some((_, place_of)) => {
                    let help = format!("it is a setting of {place_of}; remove it here");
                    faults.add(&place, key.span(), "this key means nothing here", help);
                }
                None => {
                    let help = near(name, known);
                    let help = help.unwrap_or_else(|| format!("the keys here are {}", list(known)));
                    faults.add(&place, key.span(), "there is no such key", help);
                }
            }
        }
    }

    /// Tells that a key is missing.
    pub(super) fn lacks(&self, key: &str, help: &str, faults: &mut Faults) {
        let what = format!("`{key}` is missing");
        let place = match self.path.as_str() {
            "" => "the file",
            path => path,
        };
        faults.add(place, self.span.clone(), &what, help.to_owned());
    }

    /// Tells what is wrong with the value of a key.
    pub(super) fn refuse(
        &self,
        key: &str,
        span: Range<usize>,
        what: &str,
        help: &str,
        faults: &mut Faults,
    ) {
        faults.add(&self.place(key), span, what, help.to_owned());
    }
}

/// The values of a flag, as they are written.
pub(super) fn names<T: ValueEnum>() -> Vec<String> {
    let values = T::value_variants().iter();
    values
        .filter_map(ValueEnum::to_possible_value)
        .map(|value| value.get_name().to_owned())
        .collect()
}

fn near(name: &str, known: &[impl AsRef<str>]) -> Option<String> {
    let near = nearest(name, known.iter().map(AsRef::as_ref))?;
    Some(format!("did you mean `{near}`?"))
}

fn list(names: &[impl AsRef<str>]) -> String {
    let names = names.iter().map(|name| format!("`{}`", name.as_ref()));
    names.collect::<Vec<_>>().join(", ")
}

/// As ``` `a`, `b` or `c` ```.
pub(super) fn one_of(names: &[impl AsRef<str>]) -> String {
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => {
            format!("{} or `{}`", list(rest), last.as_ref())
        }
        _ => list(names),
    }
}

/// What must be otherwise in one file.
pub(super) struct Faults {
    found: Vec<(usize, String)>,
}

impl Faults {
    pub(super) fn new() -> Self {
        Self { found: Vec::new() }
    }

    fn wrong(&mut self, place: &str, value: &Spanned<DeValue<'_>>, expected: &str, help: String) {
        let what = format!("expected {expected}, found {}", kind(value.get_ref()));
        self.add(place, value.span(), &what, help);
    }

    /// `{place}{position}: {what}`; the position is known once all are told.
    fn add(&mut self, place: &str, span: Range<usize>, what: &str, help: String) {
        let text = format!("{place}{POSITION}: {what}\nhelp: {help}");
        self.found.push((span.start, text));
    }

    /// All of them in the order of the file.
    ///
    /// # Errors
    /// If there is one.
    pub(super) fn told(mut self, name: &str, text: &str) -> Result<(), Error> {
        if self.found.is_empty() {
            return Ok(());
        }
        self.found.sort_by_key(|(at, _)| *at);
        let mut message = match self.found.len() {
            1 => format!("`{name}` has a fault"),
            count => format!("`{name}` has {count} faults"),
        };
        for (at, fault) in self.found {
            let (line, column) = position(text, at);
            let position = format!(" (line {line}, column {column})");
            // Writing to a text cannot fail.
            let _ = write!(message, "\n\n{}", fault.replacen(POSITION, &position, 1));
        }
        Err(Error::new(message))
    }
}

/// Stands for line and column until they are known; no text of a file has it, since TOML refuses it.
const POSITION: &str = "\u{0}";

/// Line and column, from 1, of a byte.
pub(super) fn position(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    (line, column)
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "`true` or `false`",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
