//! Types that contain themselves, in every way that serde allows.

use std::collections::BTreeMap;

use hubs_runtime::prelude::*;

/// By the fields of a variant, by a tuple and by a newtype.
#[hub_type]
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    Number(i32),
    Add { left: Box<Expr>, right: Box<Expr> },
    Pair(Box<Expr>, Box<Expr>),
    Not(Box<Expr>),
    All(Vec<Expr>),
    Named(BTreeMap<String, Expr>),
    Maybe(Option<Box<Expr>>),
}

/// Internally tagged, with a variant that is a type which leads back.
#[hub_type]
#[derive(Clone, Debug, PartialEq)]
#[serde(tag = "do")]
pub enum Command {
    Stop,
    Repeat(Repeat),
    Both {
        first: Box<Command>,
        second: Box<Command>,
    },
}

#[hub_type]
#[derive(Clone, Debug, PartialEq)]
pub struct Repeat {
    pub times: u32,
    pub what: Box<Command>,
}

/// Through a tuple, an array and a second type; a field called `items` is no list.
#[hub_type]
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    pub items: Option<Box<Page>>,
    pub halves: [Option<Box<Page>>; 2],
    pub note: Option<Box<Note>>,
    pub pair: (u32, Option<Box<Page>>),
}

#[hub_type]
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    pub text: String,
    pub on: Box<Link>,
}

/// Untagged.
#[hub_type]
#[derive(Clone, Debug, PartialEq)]
#[serde(untagged)]
pub enum Link {
    Nowhere,
    Page(Box<Page>),
    Url(String),
}

/// Of nothing but itself.
#[hub_type]
#[derive(Clone, Debug, PartialEq)]
pub struct Chain(pub Option<Box<Chain>>);

/// Of a list of itself.
#[hub_type]
#[derive(Clone, Debug, PartialEq)]
pub struct Nest(pub Vec<Nest>);

/// Adjacently tagged.
#[hub_type]
#[derive(Clone, Debug, PartialEq)]
#[serde(tag = "t", content = "c")]
pub enum Outline {
    Line(String),
    Under(Box<Outline>),
    Between(Box<Outline>, Box<Outline>),
    Titled { title: String, of: Box<Outline> },
}
