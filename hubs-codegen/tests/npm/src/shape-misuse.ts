// Values that are none of their type. Under `@ts-expect-error` stand those that tsc must refuse, or it fails here; each
// call is made, and the server must refuse its argument. Lists of their own have those that only one of both refuses.
// Nothing is cast: a line that tsc refuses runs all the same.
import type { CollectionsHub } from "./shapes/collections-hub.js";
import type { CustomHub } from "./shapes/custom-hub.js";
import type { EnumsHub } from "./shapes/enums-hub.js";
import type { FlattenHub } from "./shapes/flatten-hub.js";
import type { KnownHub } from "./shapes/known-hub.js";
import type { NamesHub } from "./shapes/names-hub.js";
import type { OptionsHub } from "./shapes/options-hub.js";
import type { ScalarsHub } from "./shapes/scalars-hub.js";
import type { StructureHub } from "./shapes/structure-hub.js";

export interface Hubs {
  readonly collections: CollectionsHub;
  readonly custom: CustomHub;
  readonly enums: EnumsHub;
  readonly flatten: FlattenHub;
  readonly known: KnownHub;
  readonly names: NamesHub;
  readonly options: OptionsHub;
  readonly scalars: ScalarsHub;
  readonly structure: StructureHub;
}

/** By what is wrong. */
export type Calls = Readonly<Record<string, (hubs: Hubs) => Promise<unknown>>>;

/** Refused by both. One line each, since tsc looks no further than the line below its mark. */
export const refusedByBoth: Calls = {
  // @ts-expect-error
  "no field": ({ scalars }) => scalars.unitField(0, { unit: null }),
  // @ts-expect-error
  "no fields at all": ({ custom }) => custom.documented(0, {}),
  // @ts-expect-error
  "null for a struct": ({ custom }) => custom.documented(0, null),
  // @ts-expect-error
  "a text for a number": ({ custom }) => custom.documented(0, { old: "1", new: 2 }),
  // @ts-expect-error
  "a number for a text": ({ options }) => options.skipDeserializing(0, { name: 1 }),
  // @ts-expect-error
  "null for a number": ({ custom }) => custom.documented(0, { old: 1, new: null }),
  // @ts-expect-error
  "a boolean for a number": ({ scalars }) => scalars.tupleAlone(0, [true]),
  // @ts-expect-error
  "a number for a unit": ({ scalars }) => scalars.unitField(0, { unit: 0, after: 1 }),
  // @ts-expect-error
  "a text for a unit struct": ({ scalars }) => scalars.unitStruct(0, "UnitStruct"),
  // @ts-expect-error
  "a field of another case": ({ names }) => names.screaming(0, { of_fields: 1 }),
  // @ts-expect-error
  "the name that the server sends": ({ names }) => names.renamedByDirection({ sent: 1 }),
  // @ts-expect-error
  "a field too many, which is denied": ({ names }) => names.denyUnknown(0, { known: 1, more: 2 }),
  // @ts-expect-error
  "a text for an option": ({ options }) => options.optionAlone(0, "1"),
  // @ts-expect-error
  "a text in an option": ({ options }) => options.options(0, { number: "0" }),
  // @ts-expect-error
  "null for what may only be missing": ({ options }) => options.fieldDefault(0, { a: null }),
  // @ts-expect-error
  "null for a text that may be missing": ({ options }) => options.containerDefault(0, { b: null }),
  // @ts-expect-error
  "a number in a list of options": ({ options }) => options.listOfOptions(0, { list: [1], pair: [null, null] }),
  // @ts-expect-error
  "a pair of one": ({ options }) => options.listOfOptions(0, { list: [], pair: [null] }),
  // @ts-expect-error
  "a tuple too short": ({ scalars }) => scalars.tupleStruct(0, [1, ""]),
  // @ts-expect-error
  "a tuple too long": ({ scalars }) => scalars.tupleStruct(0, [1, "", null, 2]),
  // @ts-expect-error
  "a tuple in another order": ({ scalars }) => scalars.tupleStruct(0, ["", 1, null]),
  // @ts-expect-error
  "no tuple": ({ scalars }) => scalars.tupleAlone(0, 1),
  // @ts-expect-error
  "an array too short": ({ collections }) => collections.arrays(0, { none: [], three: [1, 2], key: Array(32).fill(0), nested: [[1, 2], [3, 4]] }),
  // @ts-expect-error
  "an item of another type": ({ collections }) => collections.listAlone(0, [1, "2"]),
  // @ts-expect-error
  "an object for a list": ({ collections }) => collections.listAlone(0, {}),
  // @ts-expect-error
  "null for a list": ({ collections }) => collections.listAlone(0, null),
  // @ts-expect-error
  "a list for a map": ({ collections }) => collections.ordered(0, { map: [1] }),
  // @ts-expect-error
  "a value of another type": ({ collections }) => collections.ordered(0, { map: { a: "1" } }),
  // @ts-expect-error
  "a text for the key of a number": ({ collections }) => collections.mapAlone(0, { one: true }),
  // @ts-expect-error
  "a key that is no variant": ({ collections }) => collections.enumKeys(0, { map: { third: 1 } }),
  // @ts-expect-error
  "no such unit variant": ({ enums }) => enums.units(0, "first"),
  // @ts-expect-error
  "a number for a unit variant": ({ enums }) => enums.units(0, 0),
  // @ts-expect-error
  "no such variant": ({ enums }) => enums.allExternal(0, { nothing: 1 }),
  // @ts-expect-error
  "two variants at once": ({ enums }) => enums.allExternal(0, { newtype: 1, newtypeUnit: null }),
  // @ts-expect-error
  "a variant with data as a text": ({ enums }) => enums.allExternal(0, "newtype"),
  // @ts-expect-error
  "a variant of another type": ({ enums }) => enums.allExternal(0, { tuple: [1, 2] }),
  // @ts-expect-error
  "a variant without a field": ({ enums }) => enums.allExternal(0, { struct: {} }),
  // @ts-expect-error
  "no tag within": ({ enums }) => enums.allInternal(0, { MY_FIELD: 1 }),
  // @ts-expect-error
  "no such tag within": ({ enums }) => enums.allInternal(0, { type: "unitOne" }),
  // @ts-expect-error
  "a tag within without its field": ({ enums }) => enums.allInternal(0, { type: "struct" }),
  // @ts-expect-error
  "a tag within without its newtype's field": ({ enums }) => enums.allInternal(0, { type: "newtype" }),
  // @ts-expect-error
  "a tag beside without content": ({ enums }) => enums.allAdjacent(0, { t: "newtype" }),
  // @ts-expect-error
  "a tag beside with the content of another": ({ enums }) => enums.allAdjacent(0, { t: "tuple", c: { a: 1 } }),
  // @ts-expect-error
  "no such tag beside": ({ enums }) => enums.allAdjacent(0, { t: "none", c: 1 }),
  // @ts-expect-error
  "no variant without a tag": ({ enums }) => enums.allUntagged(0, true),
  // @ts-expect-error
  "an object that is no variant without a tag": ({ enums }) => enums.allUntagged(0, { b: 1 }),
  // @ts-expect-error
  "a variant without a name": ({ enums }) => enums.skippedVariant(0, "hidden"),
  // @ts-expect-error
  "a value of what has none": ({ enums }) => enums.hasNever(0, { list: [1] }),
  // @ts-expect-error
  "a value of what has none, maybe": ({ enums }) => enums.hasNever(0, { list: [], never: "x" }),
  // @ts-expect-error
  "both of a result": ({ enums }) => enums.hasResult(0, { result: { Ok: 1, Err: "e" }, unit: { Ok: null } }),
  // @ts-expect-error
  "neither of a result": ({ enums }) => enums.hasResult(0, { result: {}, unit: { Ok: null } }),
  // @ts-expect-error
  "both bounds": ({ known }) => known.ranges(0, { range: { start: 0, end: 0 }, bound: { Included: 1, Excluded: 2 } }),
  // @ts-expect-error
  "a flattened field of another type": ({ flatten }) => flatten.flatStruct(0, { name: "n", id: "1" }),
  // @ts-expect-error
  "no flattened field": ({ flatten }) => flatten.flatTwo(0, { part: 1 }),
  // @ts-expect-error
  "a rest of another type": ({ flatten }) => flatten.flatMap(0, { a: 1, other: true }),
  // @ts-expect-error
  "no flattened tag": ({ flatten }) => flatten.flatInternal(0, { name: "n", radius: 1 }),
  // @ts-expect-error
  "no flattened variant": ({ flatten }) => flatten.flatExternal(0, { name: "n" }),
  // @ts-expect-error
  "a tree without children": ({ structure }) => structure.tree(0, { left: { children: [{}] }, children: [] }),
  // @ts-expect-error
  "a generic type of another": ({ structure }) => structure.sliceOfTexts(0, { items: [1] }),
  // @ts-expect-error
  "a generic variant of another": ({ structure }) => structure.loaded(0, { done: 1 }),
  // @ts-expect-error
  "a number for a date": ({ known }) => known.dates(0, { at: 0, date: "2024-01-01", time: "00:00:00", timestamp: "2024-01-01T00:00:00Z" }),
};

/** Refused by the server alone: TypeScript has no type for it. */
export const refusedByServer: Calls = {
  // A number has no range in TypeScript, and is no integer.
  "above a byte": ({ collections }) => collections.listAlone(0, [256]),
  "below zero": ({ collections }) => collections.listAlone(0, [-1]),
  "a fraction for an integer": ({ collections }) => collections.listAlone(0, [0.5]),
  "no number for a float": ({ scalars }) => scalars.newtype(0, NaN),
  "zero that must not be": ({ scalars }) => scalars.specialInts(0, { nonZero: 0, wide: 1, wrapping: 1 }),
  "a number that is no variant's": ({ enums }) => enums.hasRepr(0, { repr: 2 }),
  "a key above its range": ({ collections }) => collections.mapAlone(0, { 65536: true }),
  // A text has no form.
  "two letters": ({ collections }) => collections.charKeys(0, { map: { ab: 1 } }),
  "no boolean as a key": ({ collections }) => collections.boolKeys(0, { map: { yes: 1 } }),
  "an empty name": ({ custom }) => custom.hasName(0, { name: "", list: [] }),
  "a text that is no number": ({ custom }) => custom.withText(0, { number: "x" }),
  "no UUID": ({ known }) => known.uuids(0, { id: "x", list: [] }),
  // Arrays longer than 16 are lists.
  "a long array too short": ({ collections }) => collections.arrays(0, { none: [], three: [1, 2, 3], key: [], nested: [[1, 2], [3, 4]] }),
  // An index signature must allow what the fields beside it hold.
  "a number in a rest of texts": ({ flatten }) => flatten.flatMap(0, { a: 1, other: 2 }),
};

/** Refused by tsc alone: serde takes it, or the server does not look at it. */
export const refusedByTypes: Calls = {
  // Serde skips fields that it does not know.
  // @ts-expect-error
  "a field too many": ({ custom }) => custom.hasHidden(0, { hidden: { value: 1 }, more: 2 }),
  // @ts-expect-error
  "a field that the server does not read": ({ options }) => options.skipDeserializing(1, { id: 0, name: "n" }),
  // @ts-expect-error
  "a field of another variant": ({ enums }) => enums.allInternal(1, { type: "struct", MY_FIELD: 1, inner: 2 }),
  // Serde reads structs from lists.
  // @ts-expect-error
  "a list for a struct": ({ custom }) => custom.documented(0, [1, 2]),
  // An alias is for old clients; a schema does not know it.
  // @ts-expect-error
  "an alias of a field": ({ names }) => names.aliased(0, { old: 1 }),
  // @ts-expect-error
  "an alias of a variant": ({ enums }) => enums.variantAlias(0, "Old"),
  // Variants that only have a tag take whatever the tag is.
  // @ts-expect-error
  "an unknown tag": ({ enums }) => enums.other(1, { kind: "new" }),
  // Serde writes a variant without data as a text and reads it as an object, too.
  // @ts-expect-error
  "a unit variant as an object": ({ enums }) => enums.units(0, { FIRST: null }),
  // Of flattened variants the first one counts.
  // @ts-expect-error
  "two flattened variants": ({ flatten }) => flatten.flatExternal(0, { name: "n", left: 1, right: { text: "" } }),
};
