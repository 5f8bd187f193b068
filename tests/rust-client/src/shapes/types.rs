// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
//! The types that hubs take and give.
#![allow(deprecated)]
use hubs_runtime::__private::serde;
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Addresses {
    pub url: String,
    pub any: String,
    pub four: String,
    pub six: String,
    pub socket: String,
}
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
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Aliased {
    pub new: u8,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
#[serde(tag = "t", content = "c")]
pub enum AllAdjacent {
    #[serde(rename = "unit")]
    Unit,
    #[serde(rename = "newtype")]
    Newtype(u8),
    #[serde(rename = "newtypeOption")]
    NewtypeOption(Option<u8>),
    #[serde(rename = "tuple")]
    Tuple(u8, u8),
    #[serde(rename = "struct")]
    Struct { a: u8 },
    #[serde(rename = "inner")]
    Inner(Inside),
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub enum AllExternal {
    #[serde(rename = "unit")]
    Unit,
    #[serde(rename = "newtype")]
    Newtype(u8),
    #[serde(rename = "newtypeOption")]
    NewtypeOption(Option<u8>),
    #[serde(rename = "newtypeUnit")]
    NewtypeUnit(()),
    #[serde(rename = "tuple")]
    Tuple(u8, String),
    #[serde(rename = "struct")]
    Struct { #[serde(rename = "myField")] my_field: u8, other: Option<String> },
    #[serde(rename = "emptyStruct")]
    EmptyStruct(
        std::collections::BTreeMap<String, hubs_runtime::__private::serde_json::Value>,
    ),
    #[serde(rename = "emptyTuple")]
    EmptyTuple(Vec<hubs_runtime::__private::serde_json::Value>),
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
#[serde(tag = "type")]
pub enum AllInternal {
    #[serde(rename = "unit-one")]
    UnitOne,
    #[serde(rename = "struct")]
    Struct { #[serde(rename = "MY_FIELD")] my_field: u8 },
    #[serde(rename = "empty")]
    Empty,
    #[serde(rename = "newtype")]
    Newtype(Inside),
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
#[serde(untagged)]
pub enum AllUntagged {
    Number(i32),
    Float(f64),
    Pair(u8, u8),
    Long { a: u8, b: u8 },
    Short { a: u8 },
    List(Vec<String>),
    Text(String),
    Nothing,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Arrays {
    pub none: Vec<hubs_runtime::__private::serde_json::Value>,
    pub three: [f32; 3],
    pub key: [u8; 32],
    pub nested: [[u8; 2]; 2],
}
/// Bytes that are no list of numbers.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Blobs {
    pub content: hubs_runtime::Bytes,
    pub more: Vec<Option<hubs_runtime::Bytes>>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct BoolKeys {
    pub map: std::collections::BTreeMap<String, u8>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct BothSlices {
    pub texts: SliceString,
    pub files: SliceNullableFile,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
#[serde(untagged)]
pub enum BoundOfUint8 {
    Variant1 { #[serde(rename = "Included")] included: u8 },
    Variant2 { #[serde(rename = "Excluded")] excluded: u8 },
    Variant3(BoundOfUint8Variant3),
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub enum BoundOfUint8Variant3 {
    Unbounded,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct ByteBuffers {
    pub buffer: Vec<u8>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct ByteList {
    pub list: Vec<u8>,
}
pub type Bytes = Vec<u8>;
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct CamelCase {
    #[serde(rename = "http2Url")]
    pub http2_url: u8,
    pub id3d: u8,
    #[serde(rename = "aBC")]
    pub a_bc: u8,
    pub x1: u8,
    pub trailing: u8,
    pub leading: u8,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct CasedByDirection {
    pub of_both: u8,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct CasedByDirectionInput {
    #[serde(rename = "ofBoth")]
    pub of_both: u8,
}
/// Of nothing but itself.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
#[serde(transparent)]
pub struct Chain(pub Option<Box<Chain>>);
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct CharKeys {
    pub map: std::collections::BTreeMap<String, u8>,
}
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
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct ContainerDefault {
    pub a: u8,
    pub b: String,
    pub c: Vec<Option<u8>>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct ContainerDefaultInput {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub a: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub b: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub c: Option<Vec<Option<u8>>>,
}
/// Types called like those of TypeScript, and of Rust.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Date {
    pub date: u8,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Dates {
    pub at: String,
    pub date: String,
    pub time: String,
    pub timestamp: String,
    pub local: String,
    pub length: String,
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
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Decimals {
    pub decimal: String,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct DefaultAndSkip {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct DenyUnknown {
    pub known: u8,
    pub maybe: Option<u8>,
}
/// Ends in `*/` and has "quotes", a `\` and `{braces}`.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Documented {
    /// */ of a field
    #[deprecated(note = "use `new`")]
    pub old: u8,
    /// #!allow(x)
    pub new: u8,
}
/// Nobody has a value of it.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub enum DocumentedNever {}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct DoubleOption {
    pub plain: Option<u8>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Duration {
    pub secs: u64,
    pub nanos: u32,
}
pub type EmptyStruct = std::collections::BTreeMap<
    String,
    hubs_runtime::__private::serde_json::Value,
>;
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct EnumKeys {
    pub map: EnumKeysMap,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct EnumKeysMap {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<u8>,
    #[serde(rename = "second key", default, skip_serializing_if = "Option::is_none")]
    pub second_key: Option<u8>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub enum Error {
    #[serde(rename = "ok")]
    Ok,
    #[serde(rename = "none")]
    None,
    #[serde(rename = "err")]
    Err(u8),
    #[serde(rename = "some")]
    Some { some: u8 },
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
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct FieldDefault {
    pub a: u8,
    pub b: u8,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct FieldDefaultInput {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub a: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub b: Option<u8>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct File {
    pub parent: Option<Folder>,
    pub name: String,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct FlatAdjacent {
    pub name: String,
    #[serde(flatten)]
    pub kind: FlatAdjacentKind,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
#[serde(tag = "t", content = "c")]
pub enum FlatAdjacentKind {
    #[serde(rename = "unit")]
    Unit,
    #[serde(rename = "one")]
    One(u8),
    #[serde(rename = "two")]
    Two(u8, u8),
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct FlatExternal {
    pub name: String,
    #[serde(flatten)]
    pub kind: FlatExternalKind,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub enum FlatExternalKind {
    #[serde(untagged)]
    Left { left: u8 },
    #[serde(untagged)]
    Right { right: FlatExternalKindRightRight },
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct FlatExternalKindRightRight {
    pub text: String,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct FlatInternal {
    pub name: String,
    #[serde(flatten)]
    pub kind: FlatInternalKind,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
#[serde(tag = "kind")]
pub enum FlatInternalKind {
    #[serde(rename = "circle")]
    Circle { radius: f64 },
    #[serde(rename = "square")]
    Square { side: f64 },
    #[serde(rename = "nothing")]
    Nothing,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct FlatMap {
    pub a: u8,
    #[serde(flatten)]
    pub other: std::collections::BTreeMap<String, String>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct FlatOption {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<u8>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct FlatStruct {
    pub name: String,
    pub id: u8,
    pub note: Option<String>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct FlatTwo {
    pub part: u8,
    pub id: u8,
    pub note: Option<String>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct FlatValues {
    pub a: u8,
    #[serde(flatten)]
    pub other: std::collections::BTreeMap<
        String,
        hubs_runtime::__private::serde_json::Value,
    >,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Floats {
    pub single: f32,
    pub double: f64,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Folder {
    pub files: Vec<File>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct GenericOfGeneric {
    pub slice: SliceSliceLoadedUint8,
}
/// A type that nobody else sees, in a field that nobody else sees.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct HasHidden {
    pub hidden: Hidden,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct HasName {
    pub name: Name,
    pub list: Vec<Name>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct HasNever {
    pub never: Option<Never>,
    pub list: Vec<DocumentedNever>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct HasRemote {
    pub point: Point,
}
/// The schema of such an enum, which has no names of variants, is refused for Rust clients; its number is not.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct HasRepr {
    pub repr: u8,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct HasResult {
    pub result: ResultOfUint8OrString,
    pub unit: ResultOfNullOrUnits,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct HasUnitStruct {
    pub inner: UnitStruct,
    pub list: Vec<UnitStruct>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Hidden {
    pub value: u8,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct HugeInts {
    pub unsigned: u128,
    pub signed: i128,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Inside {
    #[serde(rename = "innerValue")]
    pub inner_value: u8,
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
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
#[serde(tag = "kind")]
pub enum InternalUntagged {
    #[serde(rename = "known")]
    Known { a: u8 },
    #[serde(untagged)]
    Fields { b: u8 },
}
/// Keys of which no macro knows.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Keyed {
    pub map: std::collections::BTreeMap<String, u8>,
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
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct ListOfOptions {
    pub list: Vec<Option<String>>,
    pub pair: (Option<u8>, Option<u8>),
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub enum LoadedString {
    #[serde(rename = "waiting")]
    Waiting,
    #[serde(rename = "done")]
    Done(String),
    #[serde(rename = "failed")]
    Failed { reason: String, last: Option<String> },
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub enum LoadedUint8 {
    #[serde(rename = "waiting")]
    Waiting,
    #[serde(rename = "done")]
    Done(u8),
    #[serde(rename = "failed")]
    Failed { reason: String, last: Option<u8> },
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct ManyEnums {
    pub list: Vec<AllExternal>,
    pub maybe: Option<AllInternal>,
    pub nested: Vec<Option<AllAdjacent>>,
    pub units: [Units; 2],
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Matrix2 {
    pub row: [u8; 2],
    pub size: u32,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Matrix3 {
    pub row: [u8; 2],
    pub size: u32,
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
pub type Name = String;
/// Of a list of itself.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
#[serde(transparent)]
pub struct Nest(pub Vec<Nest>);
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Nested {
    pub map: std::collections::BTreeMap<
        String,
        Vec<Option<std::collections::BTreeMap<String, Vec<u8>>>>,
    >,
    pub list: Vec<Vec<Vec<i8>>>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub enum Never {}
pub type Newtype = f64;
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct NewtypeKeys {
    pub text: std::collections::BTreeMap<String, u8>,
    pub number: std::collections::BTreeMap<i64, u8>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Note {
    pub text: String,
    pub on: Box<Link>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct NumberKeys {
    pub small: std::collections::BTreeMap<u64, String>,
    pub middle: std::collections::BTreeMap<i64, String>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Numbers {
    pub number: f64,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct OddKeys {
    #[serde(rename = "with space")]
    pub with_space: u8,
    #[serde(rename = "")]
    pub empty: u8,
    #[serde(rename = "$ref")]
    pub r#ref: u8,
    #[serde(rename = "ключ")]
    pub empty_: u8,
    #[serde(rename = "1st")]
    pub n1st: u8,
    #[serde(rename = "a-b")]
    pub a_b: u8,
    #[serde(rename = "a_b")]
    pub a_b_: u8,
    #[serde(rename = "aB")]
    pub a_b__: u8,
    #[serde(rename = "quote\" \\ */ \n")]
    pub quote_: u8,
    #[serde(rename = "😀")]
    pub empty__: u8,
    pub r#type: u8,
    pub r#fn: u8,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
#[serde(tag = "kind")]
pub enum OneVariant {
    #[serde(rename = "only")]
    Only { a: u8 },
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct OptionUnit {
    pub unit: (),
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct OptionUnitInput {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<()>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Options {
    pub number: Option<u8>,
    pub text: Option<String>,
    pub inner: Option<Box<Options>>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Ordered {
    pub map: std::collections::BTreeMap<String, u8>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
#[serde(tag = "kind")]
pub enum Other {
    #[serde(rename = "known")]
    Known { a: u8 },
    #[serde(rename = "unknown")]
    Unknown,
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
pub struct PartialEq {
    pub default: Option<Box<PartialEq>>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Paths {
    pub path: String,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Phantom {
    pub id: u8,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Point {
    pub x: i32,
    pub y: i32,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Pointers {
    pub boxed: u8,
    pub shared: String,
    pub cell: i32,
    #[serde(rename = "refCell")]
    pub ref_cell: bool,
    pub mutex: Vec<u8>,
    pub lock: Option<u8>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Prototype {
    #[serde(rename = "__proto__")]
    pub proto_: u8,
    pub constructor: String,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct RangeOfString {
    pub start: String,
    pub end: String,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct RangeOfUint32 {
    pub start: u32,
    pub end: u32,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Ranges {
    pub range: RangeOfUint32,
    pub letters: RangeOfString,
    pub bound: BoundOfUint8,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Record {
    pub date: Date,
    pub error: Error,
    pub eq: PartialEq,
}
/// Clients send one name and get the other.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct RenamedByDirection {
    pub sent: u8,
}
/// Clients send one name and get the other.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct RenamedByDirectionInput {
    pub taken: u8,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Repeat {
    pub times: u32,
    pub what: Box<Command>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
#[serde(untagged)]
pub enum ResultOfNullOrUnits {
    Variant1 { #[serde(rename = "Ok")] ok: () },
    Variant2 { #[serde(rename = "Err")] err: Units },
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
#[serde(untagged)]
pub enum ResultOfUint8OrString {
    Variant1 { #[serde(rename = "Ok")] ok: u8 },
    Variant2 { #[serde(rename = "Err")] err: String },
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Screaming {
    #[serde(rename = "OF-FIELDS")]
    pub of_fields: u8,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Sequences {
    pub vec: Vec<i16>,
    pub deque: Vec<String>,
    #[serde(rename = "hashSet")]
    pub hash_set: Vec<u8>,
    #[serde(rename = "treeSet")]
    pub tree_set: Vec<String>,
    pub boxed: Vec<bool>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct SharedBytes {
    pub bytes: Bytes,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Sizes {
    pub unsigned: u64,
    pub signed: i64,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct SkipDeserializing {
    pub id: u8,
    pub name: String,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct SkipDeserializingInput {
    pub name: String,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct SkipIfEmpty {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<Vec<u8>>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct SkipIfNone {
    pub b: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub a: Option<u8>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct SkipSerializing {
    pub name: String,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct SkipSerializingInput {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Skipped {
    pub shown: u8,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub enum SkippedVariant {
    #[serde(rename = "renamed")]
    Named,
    #[serde(rename = "last")]
    Last,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct SliceLoadedUint8 {
    pub items: Vec<LoadedUint8>,
    pub next: Option<LoadedUint8>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct SliceNullableFile {
    pub items: Vec<Option<File>>,
    pub next: Option<File>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct SliceSliceLoadedUint8 {
    pub items: Vec<SliceLoadedUint8>,
    pub next: Option<SliceLoadedUint8>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct SliceString {
    pub items: Vec<String>,
    pub next: Option<String>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct SmallInts {
    pub a: u8,
    pub b: i8,
    pub c: u16,
    pub d: i16,
    pub e: u32,
    pub f: i32,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct SpecialInts {
    #[serde(rename = "nonZero")]
    pub non_zero: u8,
    pub wide: i64,
    pub wrapping: u16,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct SystemTime {
    pub secs_since_epoch: u64,
    pub nanos_since_epoch: u32,
}
/// Keys in a value that serde holds back before it knows what it is: those that are numbers are refused there.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
#[serde(tag = "kind")]
pub enum TaggedKeys {
    #[serde(rename = "numbers")]
    Numbers { map: std::collections::BTreeMap<String, u8> },
}
/// Has the tag of an enum.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct TaggedStruct {
    pub r#type: TaggedStructType,
    pub a: u8,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub enum TaggedStructType {
    TaggedStruct,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct TextKeys {
    pub tree: std::collections::BTreeMap<String, u8>,
    pub hash: std::collections::BTreeMap<String, Option<u8>>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Texts {
    pub flag: bool,
    pub letter: String,
    pub string: String,
    pub boxed: String,
    pub cow: String,
    pub shared: String,
}
/// Tells what is missing from what is null.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct ThreeStates {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<u8>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Times {
    pub duration: Duration,
    pub system: SystemTime,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Tree {
    pub left: Option<Box<Tree>>,
    pub children: Vec<Tree>,
}
pub type TupleStruct = (u8, String, Option<bool>);
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Tuples {
    pub one: (u8,),
    pub two: (i32, String),
    pub nested: ((u8, (bool, String)), [(u8, u8); 2]),
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct UnitField {
    pub unit: (),
    pub after: u8,
}
pub type UnitStruct = ();
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub enum Units {
    #[serde(rename = "FIRST")]
    First,
    #[serde(rename = "SECOND_ONE")]
    SecondOne,
    #[serde(rename = "третий")]
    Third,
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
pub struct UsesAlias {
    pub alias: Vec<Date>,
    pub other: Option<Vec<Date>>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Uuids {
    pub id: String,
    pub list: Vec<String>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Values {
    pub any: hubs_runtime::__private::serde_json::Value,
    pub map: std::collections::BTreeMap<
        String,
        hubs_runtime::__private::serde_json::Value,
    >,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub enum VariantAlias {
    #[serde(rename = "new")]
    New,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub enum VariantUntagged {
    #[serde(rename = "known")]
    Known,
    #[serde(rename = "value")]
    Value(u8),
    #[serde(untagged)]
    Text(String),
    #[serde(untagged)]
    Fields { a: u8 },
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Wide {
    pub unsigned: u128,
    pub signed: i128,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct WideInts {
    pub unsigned: u64,
    pub signed: i64,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct WideKeys {
    pub unsigned: std::collections::BTreeMap<u64, u8>,
    pub signed: std::collections::BTreeMap<i64, u8>,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct WithText {
    pub number: String,
}
