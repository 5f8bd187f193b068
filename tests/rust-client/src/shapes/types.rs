// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
//! The types that hubs take and give.
use hubs_runtime::__private::serde;
/// Told apart beside.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
#[serde(tag = "type", content = "content")]
pub enum Adjacent {
    #[serde(rename = "unit")]
    Unit,
    #[serde(rename = "one")]
    One(Wide),
    #[serde(rename = "two")]
    Two(u8, String),
    #[serde(rename = "fields")]
    Fields { first: Option<u8>, kind: String },
}
/// Of nothing but itself.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
#[serde(transparent)]
pub struct Chain(pub Option<Box<Chain>>);
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub enum Clone {
    #[serde(rename = "Self")]
    Me,
    #[serde(rename = "type")]
    Type,
    #[serde(rename = "")]
    Nothing,
}
/// Internally tagged, with a variant that is a type which leads back.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
#[serde(tag = "do")]
pub enum Command {
    #[serde(rename = "stop")]
    Stop,
    #[serde(rename = "repeat")]
    Repeat(Box<Repeat>),
    #[serde(rename = "both")]
    Both { first: Box<Command>, second: Box<Command> },
}
/// Named like a trait that generated code derives; its fields are keywords, of Rust or of schemas.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Debug {
    pub r#type: String,
    pub r#gen: u32,
    #[serde(rename = "self")]
    pub self_: bool,
    #[serde(rename = "crate")]
    pub crate_: Option<u32>,
    #[serde(rename = "$ref")]
    pub r#ref: Clone,
    pub items: Vec<Clone>,
    pub default: Option<Clone>,
    pub properties: Clone,
}
/// By the fields of a variant, by a tuple and by a newtype.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub enum Expr {
    #[serde(rename = "number")]
    Number(i32),
    #[serde(rename = "add")]
    Add { left: Box<Expr>, right: Box<Expr> },
    #[serde(rename = "pair")]
    Pair(Box<Expr>, Box<Expr>),
    #[serde(rename = "not")]
    Not(Box<Expr>),
    #[serde(rename = "all")]
    All(Vec<Expr>),
    #[serde(rename = "named")]
    Named(std::collections::BTreeMap<String, Expr>),
    #[serde(rename = "maybe")]
    Maybe(Option<Box<Expr>>),
}
/// Every kind of variant, told apart from outside.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub enum External {
    #[serde(rename = "unit")]
    Unit,
    #[serde(rename = "one")]
    One(u8),
    #[serde(rename = "two")]
    Two(u8, String),
    #[serde(rename = "fields")]
    Fields { first: Option<u8>, r#type: String },
}
/// Told apart within.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
#[serde(tag = "type")]
pub enum Internal {
    #[serde(rename = "unit")]
    Unit,
    #[serde(rename = "newtype")]
    Newtype(More),
    #[serde(rename = "fields")]
    Fields { first: Option<u8>, kind: String },
}
/// Untagged.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
#[serde(untagged)]
pub enum Link {
    Nowhere,
    Page(Box<Page>),
    Url(String),
}
/// Sets, keys that are numbers, arrays, and another struct's fields.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Mixed {
    pub set: Vec<String>,
    #[serde(rename = "byNumber")]
    pub by_number: std::collections::BTreeMap<i64, f32>,
    pub bytes: [u8; 3],
    pub unit: (),
    pub letters: Vec<String>,
    pub side: Option<bool>,
    pub external: External,
}
/// Sets, keys that are numbers, arrays, and another struct's fields.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct MixedInput {
    pub set: Vec<String>,
    #[serde(rename = "byNumber")]
    pub by_number: std::collections::BTreeMap<i64, f32>,
    pub bytes: [u8; 3],
    pub unit: (),
    pub external: External,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letters: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<bool>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct More {
    pub side: Option<bool>,
    pub external: External,
}
/// Of a list of itself.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
#[serde(transparent)]
pub struct Nest(pub Vec<Nest>);
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Note {
    pub text: String,
    pub on: Box<Link>,
}
/// Adjacently tagged.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
#[serde(tag = "t", content = "c")]
pub enum Outline {
    #[serde(rename = "line")]
    Line(String),
    #[serde(rename = "under")]
    Under(Box<Outline>),
    #[serde(rename = "between")]
    Between(Box<Outline>, Box<Outline>),
    #[serde(rename = "titled")]
    Titled { title: String, of: Box<Outline> },
}
/// Through a tuple, an array and a second type; a field called `items` is no list.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Page {
    pub items: Option<Box<Page>>,
    pub halves: [Option<Box<Page>>; 2],
    pub note: Option<Box<Note>>,
    pub pair: (u32, Option<Box<Page>>),
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Repeat {
    pub times: u32,
    pub what: Box<Command>,
}
/// Not told apart.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
#[serde(untagged)]
pub enum Untagged {
    Number(i64),
    Two(u8, String),
    Fields { first: u8, second: String },
    Many(Vec<bool>),
    Text(String),
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Wide {
    pub unsigned: u128,
    pub signed: i128,
}
