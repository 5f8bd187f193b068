// Written by hubs-codegen. Change the hub and run it again; changes here are lost.

export interface SentClient {
  /** @see Rust: `hubs_shapes::round_trip::sent::SentClient::wide_ints` */
  wideInts: (value: WideInts) => WideInts | Promise<WideInts>;
  /** @see Rust: `hubs_shapes::round_trip::sent::SentClient::texts` */
  texts: (value: Texts) => Texts | Promise<Texts>;
  /** @see Rust: `hubs_shapes::round_trip::sent::SentClient::external` */
  external: (value: AllExternal) => AllExternalInput | Promise<AllExternalInput>;
  /** @see Rust: `hubs_shapes::round_trip::sent::SentClient::internal` */
  internal: (value: AllInternal) => AllInternal | Promise<AllInternal>;
  /** @see Rust: `hubs_shapes::round_trip::sent::SentClient::adjacent` */
  adjacent: (value: AllAdjacent) => AllAdjacent | Promise<AllAdjacent>;
  /** @see Rust: `hubs_shapes::round_trip::sent::SentClient::untagged` */
  untagged: (value: AllUntagged) => AllUntagged | Promise<AllUntagged>;
  /** @see Rust: `hubs_shapes::round_trip::sent::SentClient::number_keys` */
  numberKeys: (value: NumberKeys) => NumberKeys | Promise<NumberKeys>;
  /** @see Rust: `hubs_shapes::round_trip::sent::SentClient::nested` */
  nested: (value: Nested) => Nested | Promise<Nested>;
  /** @see Rust: `hubs_shapes::round_trip::sent::SentClient::flat_internal` */
  flatInternal: (value: FlatInternal) => FlatInternal | Promise<FlatInternal>;
  /** @see Rust: `hubs_shapes::round_trip::sent::SentClient::tree` */
  tree: (value: Tree) => TreeInput | Promise<TreeInput>;
}

/** Its names are those that generated code might use itself. */
export interface ShapesClient {
  /** @see Rust: `hubs_shapes::ShapesClient::called` */
  called: (called: number, handlers: string) => unknown;
  /** @see Rust: `hubs_shapes::ShapesClient::handlers` */
  handlers: (url: string, builder: number, configure: boolean) => boolean | Promise<boolean>;
  /** @see Rust: `hubs_shapes::ShapesClient::duplicate` */
  clone: (type: Expr) => unknown;
  /** @see Rust: `hubs_shapes::ShapesClient::builder` */
  builder: (argument: number) => unknown;
}

export interface Addresses {
  url: string;
  any: string;
  four: string;
  six: string;
  socket: string;
}

/** Told apart beside. */
export type Adjacent =
  | { type: "unit" }
  | { type: "one"; content: Wide }
  | { type: "two"; content: [number, string] }
  | { type: "fields"; content: { first: number | null; kind: string } };

/** Told apart beside. */
export type AdjacentInput =
  | { type: "unit" }
  | { type: "one"; content: Wide }
  | { type: "two"; content: [number, string] }
  | { type: "fields"; content: { kind: string; first?: number | null } };

export interface Aliased {
  new: number;
}

export type AllAdjacent =
  | { t: "unit" }
  | { t: "newtype"; c: number }
  | { t: "newtypeOption"; c: number | null }
  | { t: "tuple"; c: [number, number] }
  | { t: "struct"; c: { a: number } }
  | { t: "inner"; c: Inside };

export type AllExternal =
  | "unit"
  | {
      newtype: number;
      newtypeOption?: never;
      newtypeUnit?: never;
      tuple?: never;
      struct?: never;
      emptyStruct?: never;
      emptyTuple?: never;
    }
  | {
      newtypeOption: number | null;
      newtype?: never;
      newtypeUnit?: never;
      tuple?: never;
      struct?: never;
      emptyStruct?: never;
      emptyTuple?: never;
    }
  | {
      newtypeUnit: null;
      newtype?: never;
      newtypeOption?: never;
      tuple?: never;
      struct?: never;
      emptyStruct?: never;
      emptyTuple?: never;
    }
  | {
      tuple: [number, string];
      newtype?: never;
      newtypeOption?: never;
      newtypeUnit?: never;
      struct?: never;
      emptyStruct?: never;
      emptyTuple?: never;
    }
  | {
      struct: { myField: number; other: string | null };
      newtype?: never;
      newtypeOption?: never;
      newtypeUnit?: never;
      tuple?: never;
      emptyStruct?: never;
      emptyTuple?: never;
    }
  | {
      emptyStruct: { [key: string]: unknown };
      newtype?: never;
      newtypeOption?: never;
      newtypeUnit?: never;
      tuple?: never;
      struct?: never;
      emptyTuple?: never;
    }
  | {
      emptyTuple: [];
      newtype?: never;
      newtypeOption?: never;
      newtypeUnit?: never;
      tuple?: never;
      struct?: never;
      emptyStruct?: never;
    };

export type AllExternalInput =
  | "unit"
  | {
      newtype: number;
      newtypeOption?: never;
      newtypeUnit?: never;
      tuple?: never;
      struct?: never;
      emptyStruct?: never;
      emptyTuple?: never;
    }
  | {
      newtypeOption: number | null;
      newtype?: never;
      newtypeUnit?: never;
      tuple?: never;
      struct?: never;
      emptyStruct?: never;
      emptyTuple?: never;
    }
  | {
      newtypeUnit: null;
      newtype?: never;
      newtypeOption?: never;
      tuple?: never;
      struct?: never;
      emptyStruct?: never;
      emptyTuple?: never;
    }
  | {
      tuple: [number, string];
      newtype?: never;
      newtypeOption?: never;
      newtypeUnit?: never;
      struct?: never;
      emptyStruct?: never;
      emptyTuple?: never;
    }
  | {
      struct: { myField: number; other?: string | null };
      newtype?: never;
      newtypeOption?: never;
      newtypeUnit?: never;
      tuple?: never;
      emptyStruct?: never;
      emptyTuple?: never;
    }
  | {
      emptyStruct: { [key: string]: unknown };
      newtype?: never;
      newtypeOption?: never;
      newtypeUnit?: never;
      tuple?: never;
      struct?: never;
      emptyTuple?: never;
    }
  | {
      emptyTuple: [];
      newtype?: never;
      newtypeOption?: never;
      newtypeUnit?: never;
      tuple?: never;
      struct?: never;
      emptyStruct?: never;
    };

export type AllInternal =
  | { type: "unit-one" }
  | { type: "struct"; MY_FIELD: number }
  | { type: "empty" }
  | { type: "newtype" } & Inside;

export type AllUntagged =
  | number
  | [number, number]
  | { a: number; b: number }
  | { a: number }
  | string[]
  | string
  | null;

export interface Arrays {
  none: [];
  three: [number, number, number];
  key: number[];
  nested: [[number, number], [number, number]];
}

/**
 * Bytes: a text of base64 over JSON, a `Uint8Array` over MessagePack. `bytesOf` makes a `Uint8Array` of both.
 * Base64, which `base64Of` writes, can be sent over both, a `Uint8Array` over MessagePack alone.
 */
export type Base64OrBytes = string | Uint8Array;

/** Bytes that are no list of numbers. */
export interface Blobs {
  content: Base64OrBytes;
  more: (Base64OrBytes | null)[];
}

export interface BoolKeys {
  map: { [key: string]: number };
}

export interface BothSlices {
  texts: Slice<string>;
  files: Slice<File | null>;
}

export interface BothSlicesInput {
  texts: SliceInput<string>;
  files: SliceInput<FileInput | null>;
}

export type Bound<T> =
  | { Included: T; Excluded?: never }
  | { Excluded: T; Included?: never }
  | "Unbounded";

export interface ByteBuffers {
  buffer: number[];
}

export interface ByteList {
  list: number[];
}

export type Bytes = number[];

export type BytesInput = number[] | string;

export interface CamelCase {
  http2Url: number;
  id3d: number;
  aBC: number;
  x1: number;
  trailing: number;
  leading: number;
}

export interface CasedByDirection {
  of_both: number;
}

export interface CasedByDirectionInput {
  ofBoth: number;
}

/** Of nothing but itself. */
export type Chain = null;

export interface CharKeys {
  map: { [key: string]: number };
}

export type Clone = "Self" | "type" | "";

/** Internally tagged, with a variant that is a type which leads back. */
export type Command =
  | { do: "stop" }
  | { do: "repeat" } & Repeat
  | { do: "both"; first: Command; second: Command };

export interface ContainerDefault {
  a: number;
  b: string;
  c: (number | null)[];
}

export interface ContainerDefaultInput {
  a?: number;
  b?: string;
  c?: (number | null)[];
}

/** Types called like those of TypeScript, and of Rust. */
export interface Date {
  date: number;
}

export interface Dates {
  at: IsoDateTime;
  date: IsoDate;
  time: IsoTime;
  timestamp: IsoDateTime;
  local: IsoLocalDateTime;
  length: IsoDuration;
}

/** Named like a trait that generated code derives; its fields are keywords, of Rust or of schemas. */
export interface Debug {
  type: string;
  gen: number;
  self: boolean;
  crate: number | null;
  $ref: Clone;
  items: Clone[];
  default: Clone | null;
  properties: Clone;
}

/** Named like a trait that generated code derives; its fields are keywords, of Rust or of schemas. */
export interface DebugInput {
  type: string;
  gen: number;
  self: boolean;
  $ref: Clone;
  items: Clone[];
  properties: Clone;
  crate?: number | null;
  default?: Clone | null;
}

export interface Decimals {
  decimal: string;
}

export interface DecimalsInput {
  decimal: string | number;
}

export interface DefaultAndSkip {
  count?: number;
  text?: string;
}

export interface DenyUnknown {
  known: number;
  maybe: number | null;
}

export interface DenyUnknownInput {
  known: number;
  maybe?: number | null;
}

/** Ends in `*\/` and has "quotes", a `\` and `{braces}`. */
export interface Documented {
  /**
   * *\/ of a field
   *
   * @deprecated use `new`
   */
  old: number;
  /** #!allow(x) */
  new: number;
}

/** Nobody has a value of it. */
export type DocumentedNever = never;

export interface DoubleOption {
  plain: number | null;
}

export interface DoubleOptionInput {
  plain?: number | null;
}

export interface Duration {
  secs: WideInteger;
  nanos: number;
}

export type EmptyStruct = { [key: string]: unknown };

export interface EnumKeys {
  map: { first?: number; "second key"?: number };
}

export type Error =
  | "ok"
  | "none"
  | { err: number; some?: never }
  | { some: { some: number }; err?: never };

/** By the fields of a variant, by a tuple and by a newtype. */
export type Expr =
  | {
      number: number;
      add?: never;
      pair?: never;
      not?: never;
      all?: never;
      named?: never;
      maybe?: never;
    }
  | {
      add: { left: Expr; right: Expr };
      number?: never;
      pair?: never;
      not?: never;
      all?: never;
      named?: never;
      maybe?: never;
    }
  | {
      pair: [Expr, Expr];
      number?: never;
      add?: never;
      not?: never;
      all?: never;
      named?: never;
      maybe?: never;
    }
  | {
      not: Expr;
      number?: never;
      add?: never;
      pair?: never;
      all?: never;
      named?: never;
      maybe?: never;
    }
  | {
      all: Expr[];
      number?: never;
      add?: never;
      pair?: never;
      not?: never;
      named?: never;
      maybe?: never;
    }
  | {
      named: { [key: string]: Expr };
      number?: never;
      add?: never;
      pair?: never;
      not?: never;
      all?: never;
      maybe?: never;
    }
  | {
      maybe: Expr | null;
      number?: never;
      add?: never;
      pair?: never;
      not?: never;
      all?: never;
      named?: never;
    };

/** Every kind of variant, told apart from outside. */
export type External =
  | "unit"
  | { one: number; two?: never; fields?: never }
  | { two: [number, string]; one?: never; fields?: never }
  | { fields: { first: number | null; type: string }; one?: never; two?: never };

/** Every kind of variant, told apart from outside. */
export type ExternalInput =
  | "unit"
  | { one: number; two?: never; fields?: never }
  | { two: [number, string]; one?: never; fields?: never }
  | { fields: { type: string; first?: number | null }; one?: never; two?: never };

export interface FieldDefault {
  a: number;
  b: number;
}

export interface FieldDefaultInput {
  a?: number;
  b?: number;
}

export interface File {
  parent: Folder | null;
  name: string;
}

export interface FileInput {
  name: string;
  parent?: FolderInput | null;
}

export type FlatAdjacent = { name: string } & (
    | { t: "unit" }
    | { t: "one"; c: number }
    | { t: "two"; c: [number, number] }
);

export type FlatExternal = { name: string } & (
    | { left: number; right?: never }
    | { right: { text: string }; left?: never }
);

export type FlatInternal = { name: string } & (
    | { kind: "circle"; radius: number }
    | { kind: "square"; side: number }
    | { kind: "nothing" }
);

export interface FlatMap {
  a: number;
  [key: string]: string | number;
}

export interface FlatOption {
  name: string;
  part?: number;
}

export interface FlatStruct {
  name: string;
  id: number;
  note: string | null;
}

export interface FlatStructInput {
  name: string;
  id: number;
  note?: string | null;
}

export interface FlatTwo {
  part: number;
  id: number;
  note: string | null;
}

export interface FlatTwoInput {
  part: number;
  id: number;
  note?: string | null;
}

export interface FlatValues {
  a: number;
  [key: string]: unknown | number;
}

export interface Floats {
  single: number;
  double: number;
}

export interface Folder {
  files: File[];
}

export interface FolderInput {
  files: FileInput[];
}

export interface GenericOfGeneric {
  slice: Slice<Slice<Loaded<number>>>;
}

export interface GenericOfGenericInput {
  slice: SliceInput<SliceInput<LoadedInput<number>>>;
}

/** A type that nobody else sees, in a field that nobody else sees. */
export interface HasHidden {
  hidden: Hidden;
}

export interface HasName {
  name: Name;
  list: Name[];
}

export interface HasNever {
  never: Never | null;
  list: DocumentedNever[];
}

export interface HasNeverInput {
  list: DocumentedNever[];
  never?: Never | null;
}

export interface HasRemote {
  point: Point;
}

/** The schema of such an enum, which has no names of variants, is refused for Rust clients; its number is not. */
export interface HasRepr {
  repr: number;
}

export interface HasResult {
  result: Result_of_uint8_or_string;
  unit: Result_of_null_or_Units;
}

export interface HasUnitStruct {
  inner: UnitStruct;
  list: UnitStruct[];
}

export interface Hidden {
  value: number;
}

export interface HugeInts {
  unsigned: WideInteger;
  signed: WideInteger;
}

export interface Inside {
  innerValue: number;
}

/** Told apart within. */
export type Internal =
  | { type: "unit" }
  | { type: "newtype" } & More
  | { type: "fields"; first: number | null; kind: string };

/** Told apart within. */
export type InternalInput =
  | { type: "unit" }
  | { type: "newtype" } & MoreInput
  | { type: "fields"; kind: string; first?: number | null };

export type InternalUntagged = { kind: "known"; a: number } | { b: number };

/** A day as text, as `2026-03-01`. `new Date(text)` is its midnight in UTC, which is the day before in some zones. */
export type IsoDate = string;

/** A moment as text, as `2026-03-01T09:30:00Z`: `new Date(text)` reads it, `date.toISOString()` writes it. */
export type IsoDateTime = string;

/** A length of time as text, as `PT1H30M`. */
export type IsoDuration = string;

/**
 * A day and a time of day without a zone as text, as `2026-03-01T09:30:00`. `new Date(text)` takes the zone of the
 * machine, `toISOString()` writes another form, which the server refuses.
 */
export type IsoLocalDateTime = string;

/** A time of day as text, as `09:30:00`. */
export type IsoTime = string;

/** Keys of which no macro knows. */
export interface Keyed {
  map: { [key: string]: number };
}

/** Untagged. */
export type Link = null | Page | string;

/** Untagged. */
export type LinkInput = null | PageInput | string;

export interface ListOfOptions {
  list: (string | null)[];
  pair: [number | null, number | null];
}

export type Loaded<T> =
  | "waiting"
  | { done: T; failed?: never }
  | { failed: { reason: string; last: T | null }; done?: never };

export type LoadedInput<T> =
  | "waiting"
  | { done: T; failed?: never }
  | { failed: { reason: string; last?: T | null }; done?: never };

export interface ManyEnums {
  list: AllExternal[];
  maybe: AllInternal | null;
  nested: (AllAdjacent | null)[];
  units: [Units, Units];
}

export interface ManyEnumsInput {
  list: AllExternalInput[];
  nested: (AllAdjacent | null)[];
  units: [Units, Units];
  maybe?: AllInternal | null;
}

export interface Matrix_2 {
  row: [number, number];
  size: number;
}

export interface Matrix_3 {
  row: [number, number];
  size: number;
}

/** Sets, keys that are numbers, arrays, and another struct's fields. */
export interface Mixed {
  set: string[];
  byNumber: { [key: number | `${bigint}`]: number };
  bytes: [number, number, number];
  unit: null;
  letters: string[];
  side: boolean | null;
  external: External;
}

/** Sets, keys that are numbers, arrays, and another struct's fields. */
export interface MixedInput {
  set: string[];
  byNumber: { [key: number | `${bigint}`]: number };
  bytes: [number, number, number];
  unit: null;
  external: ExternalInput;
  letters?: string[];
  side?: boolean | null;
}

export interface More {
  side: boolean | null;
  external: External;
}

export interface MoreInput {
  external: ExternalInput;
  side?: boolean | null;
}

export type Name = string;

/** Of a list of itself. */
export type Nest = Nest[];

export interface Nested {
  map: { [key: string]: ({ [key: string]: number[] } | null)[] };
  list: number[][][];
}

export type Never = never;

export type Newtype = number;

export interface NewtypeKeys {
  text: { [key: string]: number };
  number: { [key: number | `${bigint}`]: number };
}

export interface Note {
  text: string;
  on: Link;
}

export interface NoteInput {
  text: string;
  on: LinkInput;
}

export interface NumberKeys {
  small: { [key: number | `${bigint}`]: string };
  middle: { [key: number | `${bigint}`]: string };
}

export interface Numbers {
  number: number;
}

export interface OddKeys {
  "with space": number;
  "": number;
  $ref: number;
  "ключ": number;
  "1st": number;
  "a-b": number;
  a_b: number;
  aB: number;
  "quote\" \\ */ \n": number;
  "😀": number;
  type: number;
  fn: number;
}

export interface OneVariant {
  kind: "only";
  a: number;
}

export interface OptionUnit {
  unit: null;
}

export interface OptionUnitInput {
  unit?: null;
}

export interface Options {
  number: number | null;
  text: string | null;
  inner: Options | null;
}

export interface OptionsInput {
  inner?: OptionsInput | null;
  number?: number | null;
  text?: string | null;
}

export interface Ordered {
  map: { [key: string]: number };
}

export type Other = { kind: "known"; a: number } | { kind: "unknown" };

/** Adjacently tagged. */
export type Outline =
  | { t: "line"; c: string }
  | { t: "under"; c: Outline }
  | { t: "between"; c: [Outline, Outline] }
  | { t: "titled"; c: { title: string; of: Outline } };

/** Through a tuple, an array and a second type; a field called `items` is no list. */
export interface Page {
  items: Page | null;
  halves: [Page | null, Page | null];
  note: Note | null;
  pair: [number, Page | null];
}

/** Through a tuple, an array and a second type; a field called `items` is no list. */
export interface PageInput {
  halves: [PageInput | null, PageInput | null];
  pair: [number, PageInput | null];
  items?: PageInput | null;
  note?: NoteInput | null;
}

export interface PartialEq {
  default: PartialEq | null;
}

export interface PartialEqInput {
  default?: PartialEqInput | null;
}

export interface Paths {
  path: string;
}

export interface Phantom {
  id: number;
}

export interface Point {
  x: number;
  y: number;
}

export interface Pointers {
  boxed: number;
  shared: string;
  cell: number;
  refCell: boolean;
  mutex: number[];
  lock: number | null;
}

export interface PointersInput {
  boxed: number;
  shared: string;
  cell: number;
  refCell: boolean;
  mutex: number[];
  lock?: number | null;
}

export interface Prototype {
  __proto__: number;
  constructor: string;
}

export interface Range<T> {
  start: T;
  end: T;
}

export interface Ranges {
  range: Range<number>;
  letters: Range<string>;
  bound: Bound<number>;
}

export interface Record {
  date: Date;
  error: Error;
  eq: PartialEq;
}

export interface RecordInput {
  date: Date;
  error: Error;
  eq: PartialEqInput;
}

/** Clients send one name and get the other. */
export interface RenamedByDirection {
  sent: number;
}

/** Clients send one name and get the other. */
export interface RenamedByDirectionInput {
  taken: number;
}

export interface Repeat {
  times: number;
  what: Command;
}

export type Result_of_null_or_Units = { Ok: null; Err?: never } | { Err: Units; Ok?: never };

export type Result_of_uint8_or_string = { Ok: number; Err?: never } | { Err: string; Ok?: never };

export interface Screaming {
  "OF-FIELDS": number;
}

export interface Sequences {
  vec: number[];
  deque: string[];
  hashSet: number[];
  treeSet: string[];
  boxed: boolean[];
}

export interface SharedBytes {
  bytes: Bytes;
}

export interface SharedBytesInput {
  bytes: BytesInput;
}

export interface Sizes {
  unsigned: WideInteger;
  signed: WideInteger;
}

export interface SkipDeserializing {
  id: number;
  name: string;
}

export interface SkipDeserializingInput {
  name: string;
}

export interface SkipIfEmpty {
  list?: number[];
}

export interface SkipIfNone {
  b: number;
  a?: number | null;
}

export interface SkipSerializing {
  name: string;
}

export interface SkipSerializingInput {
  name: string;
  secret?: string;
}

export interface Skipped {
  shown: number;
}

export type SkippedVariant = "renamed" | "last";

export interface Slice<T> {
  items: T[];
  next: T | null;
}

export interface SliceInput<T> {
  items: T[];
  next?: T | null;
}

export interface SmallInts {
  a: number;
  b: number;
  c: number;
  d: number;
  e: number;
  f: number;
}

export interface SpecialInts {
  nonZero: number;
  wide: WideInteger;
  wrapping: number;
}

export interface SystemTime {
  secs_since_epoch: WideInteger;
  nanos_since_epoch: number;
}

/** Keys in a value that serde holds back before it knows what it is: those that are numbers are refused there. */
export interface TaggedKeys {
  kind: "numbers";
  map: { [key: string]: number };
}

/** Has the tag of an enum. */
export interface TaggedStruct {
  type: "TaggedStruct";
  a: number;
}

export interface TextKeys {
  tree: { [key: string]: number };
  hash: { [key: string]: number | null };
}

export interface Texts {
  flag: boolean;
  letter: string;
  string: string;
  boxed: string;
  cow: string;
  shared: string;
}

/** Tells what is missing from what is null. */
export interface ThreeStates {
  state?: number | null;
}

export interface Times {
  duration: Duration;
  system: SystemTime;
}

export interface Tree {
  left: Tree | null;
  children: Tree[];
}

export interface TreeInput {
  children: TreeInput[];
  left?: TreeInput | null;
}

export type TupleStruct = [number, string, boolean | null];

export interface Tuples {
  one: [number];
  two: [number, string];
  nested: [[number, [boolean, string]], [[number, number], [number, number]]];
}

export interface UnitField {
  unit: null;
  after: number;
}

export type UnitStruct = null;

export type Units = "FIRST" | "SECOND_ONE" | "третий";

/** Not told apart. */
export type Untagged =
  | WideInteger
  | [number, string]
  | { first: number; second: string }
  | boolean[]
  | string;

export interface UsesAlias {
  alias: Date[];
  other: Date[] | null;
}

export interface UsesAliasInput {
  alias: Date[];
  other?: Date[] | null;
}

/** A UUID as text, as `0190163d-8694-739b-aea5-966c26f8ad91`. */
export type Uuid = string;

export interface Uuids {
  id: Uuid;
  list: Uuid[];
}

export interface Values {
  any: unknown;
  map: { [key: string]: unknown };
}

export type VariantAlias = "new";

export type VariantUntagged = "known" | { value: number } | string | { a: number };

export interface Wide {
  unsigned: WideInteger;
  signed: WideInteger;
}

/**
 * An integer that has more than 53 bits on the server. Beyond `Number.MAX_SAFE_INTEGER` a `number` is not exact, so a
 * call that would send or get such a one fails with a `RangeError`.
 */
export type WideInteger = number;

export interface WideInts {
  unsigned: WideInteger;
  signed: WideInteger;
}

export interface WideKeys {
  unsigned: { [key: number | `${bigint}`]: number };
  signed: { [key: number | `${bigint}`]: number };
}

export interface WithText {
  number: string;
}
