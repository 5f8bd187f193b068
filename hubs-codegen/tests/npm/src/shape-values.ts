// Written by `cargo run -p hubs-shapes -- values`: the values that each shape has in Rust. Changes here are lost.
import type { CollectionsHub } from "./shapes/collections-hub.js";
import type { CustomHub } from "./shapes/custom-hub.js";
import type { EnumsHub } from "./shapes/enums-hub.js";
import type { FlattenHub } from "./shapes/flatten-hub.js";
import type { KnownHub } from "./shapes/known-hub.js";
import type { NamesHub } from "./shapes/names-hub.js";
import type { OptionsHub } from "./shapes/options-hub.js";
import type { ScalarsHub } from "./shapes/scalars-hub.js";
import type { StructureHub } from "./shapes/structure-hub.js";

/** By method, since arrays of their own would have types that unite their values'. */
type Shapes = Readonly<Record<string, readonly unknown[]>>;

/** What a client sends and what it gets. */
type Sent<H, M extends keyof H> = H[M] extends (index: number, value: infer V) => unknown ? V : never;
type Got<H, M extends keyof H> = H[M] extends (...args: never[]) => Promise<infer V> ? V : never;

export const collections: Shapes = {
  sequences: [
    {"vec":[],"deque":[],"hashSet":[],"treeSet":[],"boxed":[]} satisfies Sent<CollectionsHub, "sequences"> satisfies Got<CollectionsHub, "sequences">,
    {"vec":[0,-1,-2],"deque":["0","1","2"],"hashSet":[0],"treeSet":["0","1","2"],"boxed":[true,false,true]} satisfies Sent<CollectionsHub, "sequences"> satisfies Got<CollectionsHub, "sequences">,
    {"vec":[0,-1,-2,-3,-4,-5,-6,-7,-8,-9,-10,-11,-12,-13,-14,-15,-16,-17,-18,-19,-20,-21,-22,-23,-24,-25,-26,-27,-28,-29,-30,-31,-32,-33,-34,-35,-36,-37,-38,-39],"deque":["0","1","2","3","4","5","6","7","8","9","10","11","12","13","14","15","16","17","18","19","20","21","22","23","24","25","26","27","28","29","30","31","32","33","34","35","36","37","38","39"],"hashSet":[0],"treeSet":["0","1","10","11","12","13","14","15","16","17","18","19","2","20","21","22","23","24","25","26","27","28","29","3","30","31","32","33","34","35","36","37","38","39","4","5","6","7","8","9"],"boxed":[true,false,true,false,true,false,true,false,true,false,true,false,true,false,true,false,true,false,true,false,true,false,true,false,true,false,true,false,true,false,true,false,true,false,true,false,true,false,true,false]} satisfies Sent<CollectionsHub, "sequences"> satisfies Got<CollectionsHub, "sequences">,
  ],
  listAlone: [
    [] satisfies Sent<CollectionsHub, "listAlone"> satisfies Got<CollectionsHub, "listAlone">,
    [0,255] satisfies Sent<CollectionsHub, "listAlone"> satisfies Got<CollectionsHub, "listAlone">,
    [0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,45,46,47,48,49,50,51,52,53,54,55,56,57,58,59,60,61,62,63,64,65,66,67,68,69,70,71,72,73,74,75,76,77,78,79,80,81,82,83,84,85,86,87,88,89,90,91,92,93,94,95,96,97,98,99,100,101,102,103,104,105,106,107,108,109,110,111,112,113,114,115,116,117,118,119,120,121,122,123,124,125,126,127,128,129,130,131,132,133,134,135,136,137,138,139,140,141,142,143,144,145,146,147,148,149,150,151,152,153,154,155,156,157,158,159,160,161,162,163,164,165,166,167,168,169,170,171,172,173,174,175,176,177,178,179,180,181,182,183,184,185,186,187,188,189,190,191,192,193,194,195,196,197,198,199,200,201,202,203,204,205,206,207,208,209,210,211,212,213,214,215,216,217,218,219,220,221,222,223,224,225,226,227,228,229,230,231,232,233,234,235,236,237,238,239,240,241,242,243,244,245,246,247,248,249,250,251,252,253,254,255] satisfies Sent<CollectionsHub, "listAlone"> satisfies Got<CollectionsHub, "listAlone">,
  ],
  arrays: [
    {"none":[],"three":[0.0,-1.5,10000000000.0],"key":[0,8,16,24,32,40,48,56,64,72,80,88,96,104,112,120,128,136,144,152,160,168,176,184,192,200,208,216,224,232,240,248],"nested":[[1,2],[3,255]]} satisfies Sent<CollectionsHub, "arrays"> satisfies Got<CollectionsHub, "arrays">,
  ],
  textKeys: [
    {"tree":{},"hash":{}} satisfies Sent<CollectionsHub, "textKeys"> satisfies Got<CollectionsHub, "textKeys">,
    {"tree":{"":1,"1":1,"constructor":1,"ключ":1},"hash":{"":null}} satisfies Sent<CollectionsHub, "textKeys"> satisfies Got<CollectionsHub, "textKeys">,
  ],
  numberKeys: [
    {"small":{"0":"0","255":"255"},"middle":{"-2147483648":"-2147483648","-1":"-1","0":"0","2147483647":"2147483647"}} satisfies Sent<CollectionsHub, "numberKeys"> satisfies Got<CollectionsHub, "numberKeys">,
    {"small":{},"middle":{}} satisfies Sent<CollectionsHub, "numberKeys"> satisfies Got<CollectionsHub, "numberKeys">,
  ],
  signedKeys: [
    {"unsigned":{"0":1,"9007199254740992":2},"signed":{"-9223372036854775808":1,"9223372036854775807":2}} satisfies Sent<CollectionsHub, "signedKeys"> satisfies Got<CollectionsHub, "signedKeys">,
  ],
  unsignedKeys: [
    {"unsigned":{"18446744073709551615":1},"signed":{}} satisfies Sent<CollectionsHub, "unsignedKeys"> satisfies Got<CollectionsHub, "unsignedKeys">,
  ],
  enumKeys: [
    {"map":{}} satisfies Sent<CollectionsHub, "enumKeys"> satisfies Got<CollectionsHub, "enumKeys">,
    {"map":{"second key":1}} satisfies Sent<CollectionsHub, "enumKeys"> satisfies Got<CollectionsHub, "enumKeys">,
    {"map":{"first":1,"second key":2}} satisfies Sent<CollectionsHub, "enumKeys"> satisfies Got<CollectionsHub, "enumKeys">,
  ],
  newtypeKeys: [
    {"text":{"":1,"ä":2},"number":{"-1":1,"300":2}} satisfies Sent<CollectionsHub, "newtypeKeys"> satisfies Got<CollectionsHub, "newtypeKeys">,
  ],
  charKeys: [
    {"map":{"a":1,"𝄞":2}} satisfies Sent<CollectionsHub, "charKeys"> satisfies Got<CollectionsHub, "charKeys">,
  ],
  boolKeys: [
    {"map":{"false":2,"true":1}} satisfies Sent<CollectionsHub, "boolKeys"> satisfies Got<CollectionsHub, "boolKeys">,
  ],
  // tupleKeys has no values here: key must be a string
  nested: [
    {"map":{"a":[null,{"b":[1],"c":[]},{}]},"list":[[],[[],[-1]]]} satisfies Sent<CollectionsHub, "nested"> satisfies Got<CollectionsHub, "nested">,
  ],
  ordered: [
    {"map":{"b":1,"a":2}} satisfies Sent<CollectionsHub, "ordered"> satisfies Got<CollectionsHub, "ordered">,
  ],
  taggedKeys: [
    {"kind":"numbers","map":{"0":1,"7":2}} satisfies Sent<CollectionsHub, "taggedKeys"> satisfies Got<CollectionsHub, "taggedKeys">,
  ],
  mapAlone: [
    {} satisfies Sent<CollectionsHub, "mapAlone"> satisfies Got<CollectionsHub, "mapAlone">,
    {"65535":true} satisfies Sent<CollectionsHub, "mapAlone"> satisfies Got<CollectionsHub, "mapAlone">,
  ],
};

export const custom: Shapes = {
  withText: [
    {"number":"0"} satisfies Sent<CustomHub, "withText"> satisfies Got<CustomHub, "withText">,
    {"number":"18446744073709551615"} satisfies Sent<CustomHub, "withText"> satisfies Got<CustomHub, "withText">,
  ],
  hasName: [
    {"name":"ä","list":["b"]} satisfies Sent<CustomHub, "hasName"> satisfies Got<CustomHub, "hasName">,
  ],
  hasRemote: [
    {"point":{"x":1,"y":-1}} satisfies Sent<CustomHub, "hasRemote"> satisfies Got<CustomHub, "hasRemote">,
  ],
  documented: [
    {"old":1,"new":2} satisfies Sent<CustomHub, "documented"> satisfies Got<CustomHub, "documented">,
  ],
  hasHidden: [
    {"hidden":{"value":1}} satisfies Sent<CustomHub, "hasHidden"> satisfies Got<CustomHub, "hasHidden">,
  ],
};

export const enums: Shapes = {
  units: [
    "FIRST" satisfies Sent<EnumsHub, "units"> satisfies Got<EnumsHub, "units">,
    "SECOND_ONE" satisfies Sent<EnumsHub, "units"> satisfies Got<EnumsHub, "units">,
    "третий" satisfies Sent<EnumsHub, "units"> satisfies Got<EnumsHub, "units">,
  ],
  allExternal: [
    "unit" satisfies Sent<EnumsHub, "allExternal"> satisfies Got<EnumsHub, "allExternal">,
    {"newtype":0} satisfies Sent<EnumsHub, "allExternal"> satisfies Got<EnumsHub, "allExternal">,
    {"newtypeOption":null} satisfies Sent<EnumsHub, "allExternal"> satisfies Got<EnumsHub, "allExternal">,
    {"newtypeOption":1} satisfies Sent<EnumsHub, "allExternal"> satisfies Got<EnumsHub, "allExternal">,
    {"newtypeUnit":null} satisfies Sent<EnumsHub, "allExternal"> satisfies Got<EnumsHub, "allExternal">,
    {"tuple":[2,"ä"]} satisfies Sent<EnumsHub, "allExternal"> satisfies Got<EnumsHub, "allExternal">,
    {"struct":{"myField":3,"other":null}} satisfies Sent<EnumsHub, "allExternal"> satisfies Got<EnumsHub, "allExternal">,
    {"emptyStruct":{}} satisfies Sent<EnumsHub, "allExternal"> satisfies Got<EnumsHub, "allExternal">,
    {"emptyTuple":[]} satisfies Sent<EnumsHub, "allExternal"> satisfies Got<EnumsHub, "allExternal">,
  ],
  allInternal: [
    {"type":"unit-one"} satisfies Sent<EnumsHub, "allInternal"> satisfies Got<EnumsHub, "allInternal">,
    {"type":"struct","MY_FIELD":1} satisfies Sent<EnumsHub, "allInternal"> satisfies Got<EnumsHub, "allInternal">,
    {"type":"empty"} satisfies Sent<EnumsHub, "allInternal"> satisfies Got<EnumsHub, "allInternal">,
    {"type":"newtype","innerValue":2} satisfies Sent<EnumsHub, "allInternal"> satisfies Got<EnumsHub, "allInternal">,
  ],
  allAdjacent: [
    {"t":"unit"} satisfies Sent<EnumsHub, "allAdjacent"> satisfies Got<EnumsHub, "allAdjacent">,
    {"t":"newtype","c":1} satisfies Sent<EnumsHub, "allAdjacent"> satisfies Got<EnumsHub, "allAdjacent">,
    {"t":"newtypeOption","c":null} satisfies Sent<EnumsHub, "allAdjacent"> satisfies Got<EnumsHub, "allAdjacent">,
    {"t":"newtypeOption","c":2} satisfies Sent<EnumsHub, "allAdjacent"> satisfies Got<EnumsHub, "allAdjacent">,
    {"t":"tuple","c":[3,4]} satisfies Sent<EnumsHub, "allAdjacent"> satisfies Got<EnumsHub, "allAdjacent">,
    {"t":"struct","c":{"a":5}} satisfies Sent<EnumsHub, "allAdjacent"> satisfies Got<EnumsHub, "allAdjacent">,
    {"t":"inner","c":{"innerValue":6}} satisfies Sent<EnumsHub, "allAdjacent"> satisfies Got<EnumsHub, "allAdjacent">,
  ],
  allUntagged: [
    -1 satisfies Sent<EnumsHub, "allUntagged"> satisfies Got<EnumsHub, "allUntagged">,
    0.5 satisfies Sent<EnumsHub, "allUntagged"> satisfies Got<EnumsHub, "allUntagged">,
    [1,2] satisfies Sent<EnumsHub, "allUntagged"> satisfies Got<EnumsHub, "allUntagged">,
    {"a":1,"b":2} satisfies Sent<EnumsHub, "allUntagged"> satisfies Got<EnumsHub, "allUntagged">,
    {"a":1} satisfies Sent<EnumsHub, "allUntagged"> satisfies Got<EnumsHub, "allUntagged">,
    ["a"] satisfies Sent<EnumsHub, "allUntagged"> satisfies Got<EnumsHub, "allUntagged">,
    "" satisfies Sent<EnumsHub, "allUntagged"> satisfies Got<EnumsHub, "allUntagged">,
    null satisfies Sent<EnumsHub, "allUntagged"> satisfies Got<EnumsHub, "allUntagged">,
  ],
  variantUntagged: [
    "known" satisfies Sent<EnumsHub, "variantUntagged"> satisfies Got<EnumsHub, "variantUntagged">,
    {"value":1} satisfies Sent<EnumsHub, "variantUntagged"> satisfies Got<EnumsHub, "variantUntagged">,
    "t" satisfies Sent<EnumsHub, "variantUntagged"> satisfies Got<EnumsHub, "variantUntagged">,
    {"a":1} satisfies Sent<EnumsHub, "variantUntagged"> satisfies Got<EnumsHub, "variantUntagged">,
  ],
  internalUntagged: [
    {"kind":"known","a":1} satisfies Sent<EnumsHub, "internalUntagged"> satisfies Got<EnumsHub, "internalUntagged">,
    {"b":2} satisfies Sent<EnumsHub, "internalUntagged"> satisfies Got<EnumsHub, "internalUntagged">,
  ],
  other: [
    {"kind":"known","a":1} satisfies Sent<EnumsHub, "other"> satisfies Got<EnumsHub, "other">,
    {"kind":"unknown"} satisfies Sent<EnumsHub, "other"> satisfies Got<EnumsHub, "other">,
  ],
  skippedVariant: [
    "renamed" satisfies Sent<EnumsHub, "skippedVariant"> satisfies Got<EnumsHub, "skippedVariant">,
    "last" satisfies Sent<EnumsHub, "skippedVariant"> satisfies Got<EnumsHub, "skippedVariant">,
  ],
  hasRepr: [
    {"repr":1} satisfies Sent<EnumsHub, "hasRepr"> satisfies Got<EnumsHub, "hasRepr">,
    {"repr":255} satisfies Sent<EnumsHub, "hasRepr"> satisfies Got<EnumsHub, "hasRepr">,
  ],
  hasNever: [
    {"never":null,"list":[]} satisfies Sent<EnumsHub, "hasNever"> satisfies Got<EnumsHub, "hasNever">,
  ],
  hasResult: [
    {"result":{"Ok":1},"unit":{"Ok":null}} satisfies Sent<EnumsHub, "hasResult"> satisfies Got<EnumsHub, "hasResult">,
    {"result":{"Err":"e"},"unit":{"Err":"третий"}} satisfies Sent<EnumsHub, "hasResult"> satisfies Got<EnumsHub, "hasResult">,
  ],
  variantAlias: [
    "new" satisfies Sent<EnumsHub, "variantAlias"> satisfies Got<EnumsHub, "variantAlias">,
  ],
  oneVariant: [
    {"kind":"only","a":1} satisfies Sent<EnumsHub, "oneVariant"> satisfies Got<EnumsHub, "oneVariant">,
  ],
  taggedStruct: [
    {"type":"TaggedStruct","a":1} satisfies Sent<EnumsHub, "taggedStruct"> satisfies Got<EnumsHub, "taggedStruct">,
  ],
  manyEnums: [
    {"list":["unit",{"newtype":0},{"newtypeOption":null},{"newtypeOption":1},{"newtypeUnit":null},{"tuple":[2,"ä"]},{"struct":{"myField":3,"other":null}},{"emptyStruct":{}},{"emptyTuple":[]}],"maybe":{"type":"newtype","innerValue":2},"nested":[{"t":"unit"},{"t":"newtype","c":1},{"t":"newtypeOption","c":null},{"t":"newtypeOption","c":2},{"t":"tuple","c":[3,4]},{"t":"struct","c":{"a":5}},{"t":"inner","c":{"innerValue":6}},null],"units":["FIRST","SECOND_ONE"]} satisfies Sent<EnumsHub, "manyEnums"> satisfies Got<EnumsHub, "manyEnums">,
  ],
};

export const flatten: Shapes = {
  flatStruct: [
    {"name":"n","id":1,"note":null} satisfies Sent<FlattenHub, "flatStruct"> satisfies Got<FlattenHub, "flatStruct">,
    {"name":"n","id":1,"note":""} satisfies Sent<FlattenHub, "flatStruct"> satisfies Got<FlattenHub, "flatStruct">,
  ],
  flatMap: [
    {"a":1} satisfies Sent<FlattenHub, "flatMap"> satisfies Got<FlattenHub, "flatMap">,
    {"a":1,"":"b","other":"ü"} satisfies Sent<FlattenHub, "flatMap"> satisfies Got<FlattenHub, "flatMap">,
  ],
  flatValues: [
    {"a":1} satisfies Sent<FlattenHub, "flatValues"> satisfies Got<FlattenHub, "flatValues">,
    {"a":1,"list":[1,-1,0.5,"ä",null],"ключ":{"x":{}}} satisfies Sent<FlattenHub, "flatValues"> satisfies Got<FlattenHub, "flatValues">,
  ],
  flatInternal: [
    {"name":"n","kind":"circle","radius":1.5} satisfies Sent<FlattenHub, "flatInternal"> satisfies Got<FlattenHub, "flatInternal">,
    {"name":"n","kind":"square","side":2.0} satisfies Sent<FlattenHub, "flatInternal"> satisfies Got<FlattenHub, "flatInternal">,
    {"name":"n","kind":"nothing"} satisfies Sent<FlattenHub, "flatInternal"> satisfies Got<FlattenHub, "flatInternal">,
  ],
  flatOption: [
    {"name":"n"} satisfies Sent<FlattenHub, "flatOption"> satisfies Got<FlattenHub, "flatOption">,
    {"name":"n","part":1} satisfies Sent<FlattenHub, "flatOption"> satisfies Got<FlattenHub, "flatOption">,
  ],
  flatExternal: [
    {"name":"n","left":1} satisfies Sent<FlattenHub, "flatExternal"> satisfies Got<FlattenHub, "flatExternal">,
    {"name":"n","right":{"text":"r"}} satisfies Sent<FlattenHub, "flatExternal"> satisfies Got<FlattenHub, "flatExternal">,
  ],
  flatTwo: [
    {"part":1,"id":1,"note":"x"} satisfies Sent<FlattenHub, "flatTwo"> satisfies Got<FlattenHub, "flatTwo">,
  ],
  flatAdjacent: [
    {"name":"n","t":"unit"} satisfies Sent<FlattenHub, "flatAdjacent"> satisfies Got<FlattenHub, "flatAdjacent">,
    {"name":"n","t":"one","c":1} satisfies Sent<FlattenHub, "flatAdjacent"> satisfies Got<FlattenHub, "flatAdjacent">,
    {"name":"n","t":"two","c":[1,2]} satisfies Sent<FlattenHub, "flatAdjacent"> satisfies Got<FlattenHub, "flatAdjacent">,
  ],
};

export const known: Shapes = {
  times: [
    {"duration":{"secs":0,"nanos":0},"system":{"secs_since_epoch":0,"nanos_since_epoch":0}} satisfies Sent<KnownHub, "times"> satisfies Got<KnownHub, "times">,
    {"duration":{"secs":18446744073709551615,"nanos":999999999},"system":{"secs_since_epoch":4294967295,"nanos_since_epoch":999999999}} satisfies Sent<KnownHub, "times"> satisfies Got<KnownHub, "times">,
  ],
  dates: [
    {"at":"1969-12-31T23:59:59.999999999Z","date":"0001-01-01","time":"00:00:00","timestamp":"1969-12-31T23:59:59.999999999Z","local":"0001-01-01T00:00:00","length":"PT1H30M"} satisfies Sent<KnownHub, "dates"> satisfies Got<KnownHub, "dates">,
    {"at":"2024-02-29T12:00:00Z","date":"9999-12-31","time":"23:59:59.500","timestamp":"2024-02-29T12:00:00Z","local":"9999-12-31T23:59:59.500","length":"PT1H30M"} satisfies Sent<KnownHub, "dates"> satisfies Got<KnownHub, "dates">,
  ],
  uuids: [
    {"id":"00000000-0000-0000-0000-000000000000","list":["ffffffff-ffff-ffff-ffff-ffffffffffff"]} satisfies Sent<KnownHub, "uuids"> satisfies Got<KnownHub, "uuids">,
  ],
  addresses: [
    {"url":"https://xn--r8jz45g.jp/%C3%A4?q=1#x","any":"127.0.0.1","four":"255.255.255.255","six":"::","socket":"[::1]:65535"} satisfies Sent<KnownHub, "addresses"> satisfies Got<KnownHub, "addresses">,
    {"url":"https://xn--r8jz45g.jp/%C3%A4?q=1#x","any":"::1","four":"255.255.255.255","six":"::","socket":"[::1]:65535"} satisfies Sent<KnownHub, "addresses"> satisfies Got<KnownHub, "addresses">,
  ],
  paths: [
    {"path":""} satisfies Sent<KnownHub, "paths"> satisfies Got<KnownHub, "paths">,
    {"path":"ä/b c"} satisfies Sent<KnownHub, "paths"> satisfies Got<KnownHub, "paths">,
  ],
  values: [
    {"any":null,"map":{"key":null}} satisfies Sent<KnownHub, "values"> satisfies Got<KnownHub, "values">,
    {"any":[1,-1,0.5,1.0,"ä",true,{}],"map":{"key":[1,-1,0.5,1.0,"ä",true,{}]}} satisfies Sent<KnownHub, "values"> satisfies Got<KnownHub, "values">,
    {"any":{"":18446744073709551615,"a":{"b":[null]},"least":-9223372036854775808},"map":{"key":{"":18446744073709551615,"a":{"b":[null]},"least":-9223372036854775808}}} satisfies Sent<KnownHub, "values"> satisfies Got<KnownHub, "values">,
    {"any":"text","map":{"key":"text"}} satisfies Sent<KnownHub, "values"> satisfies Got<KnownHub, "values">,
  ],
  numbers: [
    {"number":0} satisfies Sent<KnownHub, "numbers"> satisfies Got<KnownHub, "numbers">,
    {"number":-1} satisfies Sent<KnownHub, "numbers"> satisfies Got<KnownHub, "numbers">,
    {"number":18446744073709551615} satisfies Sent<KnownHub, "numbers"> satisfies Got<KnownHub, "numbers">,
    {"number":0.25} satisfies Sent<KnownHub, "numbers"> satisfies Got<KnownHub, "numbers">,
    {"number":1.0} satisfies Sent<KnownHub, "numbers"> satisfies Got<KnownHub, "numbers">,
  ],
  byteList: [
    {"list":[]} satisfies Sent<KnownHub, "byteList"> satisfies Got<KnownHub, "byteList">,
    {"list":[0,128,255]} satisfies Sent<KnownHub, "byteList"> satisfies Got<KnownHub, "byteList">,
  ],
  byteBuffers: [
    {"buffer":[]} satisfies Sent<KnownHub, "byteBuffers"> satisfies Got<KnownHub, "byteBuffers">,
    {"buffer":[0,128,255]} satisfies Sent<KnownHub, "byteBuffers"> satisfies Got<KnownHub, "byteBuffers">,
  ],
  sharedBytes: [
    {"bytes":[]} satisfies Sent<KnownHub, "sharedBytes"> satisfies Got<KnownHub, "sharedBytes">,
    {"bytes":[0,128,255]} satisfies Sent<KnownHub, "sharedBytes"> satisfies Got<KnownHub, "sharedBytes">,
  ],
  blobs: [
    {"content":"","more":[null,""]} satisfies Sent<KnownHub, "blobs"> satisfies Got<KnownHub, "blobs">,
    {"content":"AID/","more":[null,"AID/"]} satisfies Sent<KnownHub, "blobs"> satisfies Got<KnownHub, "blobs">,
  ],
  decimals: [
    {"decimal":"0"} satisfies Sent<KnownHub, "decimals"> satisfies Got<KnownHub, "decimals">,
    {"decimal":"-0.10"} satisfies Sent<KnownHub, "decimals"> satisfies Got<KnownHub, "decimals">,
    {"decimal":"79228162514264337593543950335"} satisfies Sent<KnownHub, "decimals"> satisfies Got<KnownHub, "decimals">,
  ],
  ranges: [
    {"range":{"start":0,"end":0},"letters":{"start":"a","end":"z"},"bound":"Unbounded"} satisfies Sent<KnownHub, "ranges"> satisfies Got<KnownHub, "ranges">,
    {"range":{"start":1,"end":4294967295},"letters":{"start":"a","end":"z"},"bound":{"Included":1}} satisfies Sent<KnownHub, "ranges"> satisfies Got<KnownHub, "ranges">,
    {"range":{"start":1,"end":2},"letters":{"start":"a","end":"z"},"bound":{"Excluded":255}} satisfies Sent<KnownHub, "ranges"> satisfies Got<KnownHub, "ranges">,
  ],
};

export const names: Shapes = {
  camelCase: [
    {"http2Url":1,"id3d":2,"aBC":3,"x1":4,"trailing":5,"leading":6} satisfies Sent<NamesHub, "camelCase"> satisfies Got<NamesHub, "camelCase">,
  ],
  screaming: [
    {"OF-FIELDS":1} satisfies Sent<NamesHub, "screaming"> satisfies Got<NamesHub, "screaming">,
  ],
  aliased: [
    {"new":1} satisfies Sent<NamesHub, "aliased"> satisfies Got<NamesHub, "aliased">,
  ],
  oddKeys: [
    {"with space":1,"":2,"$ref":3,"ключ":4,"1st":5,"a-b":6,"a_b":7,"aB":8,"quote\" \\ */ \n":9,"😀":10,"type":11,"fn":12} satisfies Sent<NamesHub, "oddKeys"> satisfies Got<NamesHub, "oddKeys">,
  ],
  prototypeKeys: [
    {["__proto__"]:1,"constructor":"c"} satisfies Sent<NamesHub, "prototypeKeys"> satisfies Got<NamesHub, "prototypeKeys">,
  ],
  denyUnknown: [
    {"known":1,"maybe":null} satisfies Sent<NamesHub, "denyUnknown"> satisfies Got<NamesHub, "denyUnknown">,
    {"known":1,"maybe":2} satisfies Sent<NamesHub, "denyUnknown"> satisfies Got<NamesHub, "denyUnknown">,
  ],
  record: [
    {"date":{"date":1},"error":"ok","eq":{"default":{"default":null}}} satisfies Sent<NamesHub, "record"> satisfies Got<NamesHub, "record">,
    {"date":{"date":1},"error":{"err":1},"eq":{"default":{"default":null}}} satisfies Sent<NamesHub, "record"> satisfies Got<NamesHub, "record">,
    {"date":{"date":1},"error":"none","eq":{"default":{"default":null}}} satisfies Sent<NamesHub, "record"> satisfies Got<NamesHub, "record">,
    {"date":{"date":1},"error":{"some":{"some":2}},"eq":{"default":{"default":null}}} satisfies Sent<NamesHub, "record"> satisfies Got<NamesHub, "record">,
  ],
  usesAlias: [
    {"alias":[{"date":1}],"other":null} satisfies Sent<NamesHub, "usesAlias"> satisfies Got<NamesHub, "usesAlias">,
    {"alias":[],"other":[]} satisfies Sent<NamesHub, "usesAlias"> satisfies Got<NamesHub, "usesAlias">,
  ],
  aliasAlone: [
    [] satisfies Sent<NamesHub, "aliasAlone"> satisfies Got<NamesHub, "aliasAlone">,
    [{"date":2}] satisfies Sent<NamesHub, "aliasAlone"> satisfies Got<NamesHub, "aliasAlone">,
  ],
};

export const options: Shapes = {
  options: [
    {"number":null,"text":null,"inner":null} satisfies Sent<OptionsHub, "options"> satisfies Got<OptionsHub, "options">,
    {"number":0,"text":"","inner":{"number":null,"text":null,"inner":null}} satisfies Sent<OptionsHub, "options"> satisfies Got<OptionsHub, "options">,
  ],
  optionAlone: [
    null satisfies Sent<OptionsHub, "optionAlone"> satisfies Got<OptionsHub, "optionAlone">,
    0 satisfies Sent<OptionsHub, "optionAlone"> satisfies Got<OptionsHub, "optionAlone">,
  ],
  skipIfNone: [
    {"b":1} satisfies Sent<OptionsHub, "skipIfNone"> satisfies Got<OptionsHub, "skipIfNone">,
    {"a":0,"b":1} satisfies Sent<OptionsHub, "skipIfNone"> satisfies Got<OptionsHub, "skipIfNone">,
  ],
  defaultAndSkip: [
    {"text":"a"} satisfies Sent<OptionsHub, "defaultAndSkip"> satisfies Got<OptionsHub, "defaultAndSkip">,
    {"count":1} satisfies Sent<OptionsHub, "defaultAndSkip"> satisfies Got<OptionsHub, "defaultAndSkip">,
  ],
  doubleOption: [
    {"plain":null} satisfies Sent<OptionsHub, "doubleOption"> satisfies Got<OptionsHub, "doubleOption">,
    {"plain":1} satisfies Sent<OptionsHub, "doubleOption"> satisfies Got<OptionsHub, "doubleOption">,
  ],
  threeStates: [
    {} satisfies Sent<OptionsHub, "threeStates"> satisfies Got<OptionsHub, "threeStates">,
    {"state":1} satisfies Sent<OptionsHub, "threeStates"> satisfies Got<OptionsHub, "threeStates">,
  ],
  threeStatesNull: [
    {"state":null} satisfies Sent<OptionsHub, "threeStatesNull"> satisfies Got<OptionsHub, "threeStatesNull">,
  ],
  fieldDefault: [
    {"a":0,"b":7} satisfies Sent<OptionsHub, "fieldDefault"> satisfies Got<OptionsHub, "fieldDefault">,
    {"a":1,"b":0} satisfies Sent<OptionsHub, "fieldDefault"> satisfies Got<OptionsHub, "fieldDefault">,
  ],
  containerDefault: [
    {"a":9,"b":"b","c":[null]} satisfies Sent<OptionsHub, "containerDefault"> satisfies Got<OptionsHub, "containerDefault">,
    {"a":0,"b":"","c":[]} satisfies Sent<OptionsHub, "containerDefault"> satisfies Got<OptionsHub, "containerDefault">,
  ],
  skipped: [
    {"shown":1} satisfies Sent<OptionsHub, "skipped"> satisfies Got<OptionsHub, "skipped">,
  ],
  skipSerializing: [
    {"name":"n"} satisfies Sent<OptionsHub, "skipSerializing"> satisfies Got<OptionsHub, "skipSerializing">,
  ],
  skipDeserializing: [
    {"id":0,"name":""} satisfies Got<OptionsHub, "skipDeserializing">,
    {"id":0,"name":"n"} satisfies Got<OptionsHub, "skipDeserializing">,
  ],
  skipIfEmpty: [
    {} satisfies Sent<OptionsHub, "skipIfEmpty"> satisfies Got<OptionsHub, "skipIfEmpty">,
    {"list":[0]} satisfies Sent<OptionsHub, "skipIfEmpty"> satisfies Got<OptionsHub, "skipIfEmpty">,
  ],
  optionUnit: [
    {"unit":null} satisfies Sent<OptionsHub, "optionUnit"> satisfies Got<OptionsHub, "optionUnit">,
  ],
  listOfOptions: [
    {"list":[null,""],"pair":[null,1]} satisfies Sent<OptionsHub, "listOfOptions"> satisfies Got<OptionsHub, "listOfOptions">,
  ],
};
// @ts-expect-error the server does not read this field, so clients do not send it
void ({"id":0,"name":""} satisfies Sent<OptionsHub, "skipDeserializing">);
// @ts-expect-error the server does not read this field, so clients do not send it
void ({"id":0,"name":"n"} satisfies Sent<OptionsHub, "skipDeserializing">);

export const scalars: Shapes = {
  smallInts: [
    {"a":0,"b":-128,"c":0,"d":-32768,"e":0,"f":-2147483648} satisfies Sent<ScalarsHub, "smallInts"> satisfies Got<ScalarsHub, "smallInts">,
    {"a":255,"b":127,"c":65535,"d":32767,"e":4294967295,"f":2147483647} satisfies Sent<ScalarsHub, "smallInts"> satisfies Got<ScalarsHub, "smallInts">,
    {"a":127,"b":-1,"c":128,"d":-129,"e":65536,"f":-32769} satisfies Sent<ScalarsHub, "smallInts"> satisfies Got<ScalarsHub, "smallInts">,
  ],
  wideInts: [
    {"unsigned":0,"signed":-1} satisfies Sent<ScalarsHub, "wideInts"> satisfies Got<ScalarsHub, "wideInts">,
    {"unsigned":18446744073709551615,"signed":-9223372036854775808} satisfies Sent<ScalarsHub, "wideInts"> satisfies Got<ScalarsHub, "wideInts">,
    {"unsigned":9007199254740993,"signed":9223372036854775807} satisfies Sent<ScalarsHub, "wideInts"> satisfies Got<ScalarsHub, "wideInts">,
    {"unsigned":9223372036854775808,"signed":-9007199254740993} satisfies Sent<ScalarsHub, "wideInts"> satisfies Got<ScalarsHub, "wideInts">,
  ],
  hugeInts: [
    {"unsigned":0,"signed":-1} satisfies Sent<ScalarsHub, "hugeInts"> satisfies Got<ScalarsHub, "hugeInts">,
    {"unsigned":7,"signed":1099511627776} satisfies Sent<ScalarsHub, "hugeInts"> satisfies Got<ScalarsHub, "hugeInts">,
    {"unsigned":18446744073709551615,"signed":-9223372036854775808} satisfies Sent<ScalarsHub, "hugeInts"> satisfies Got<ScalarsHub, "hugeInts">,
    {"unsigned":340282366920938463463374607431768211455,"signed":-170141183460469231731687303715884105728} satisfies Sent<ScalarsHub, "hugeInts"> satisfies Got<ScalarsHub, "hugeInts">,
    {"unsigned":18446744073709551616,"signed":170141183460469231731687303715884105727} satisfies Sent<ScalarsHub, "hugeInts"> satisfies Got<ScalarsHub, "hugeInts">,
  ],
  hugeAlone: [
    0 satisfies Sent<ScalarsHub, "hugeAlone"> satisfies Got<ScalarsHub, "hugeAlone">,
    5 satisfies Sent<ScalarsHub, "hugeAlone"> satisfies Got<ScalarsHub, "hugeAlone">,
    340282366920938463463374607431768211455 satisfies Sent<ScalarsHub, "hugeAlone"> satisfies Got<ScalarsHub, "hugeAlone">,
  ],
  sizes: [
    {"unsigned":18446744073709551615,"signed":-9223372036854775808} satisfies Sent<ScalarsHub, "sizes"> satisfies Got<ScalarsHub, "sizes">,
    {"unsigned":0,"signed":0} satisfies Sent<ScalarsHub, "sizes"> satisfies Got<ScalarsHub, "sizes">,
  ],
  floats: [
    {"single":0.0,"double":0.0} satisfies Sent<ScalarsHub, "floats"> satisfies Got<ScalarsHub, "floats">,
    {"single":-0.0,"double":-0.0} satisfies Sent<ScalarsHub, "floats"> satisfies Got<ScalarsHub, "floats">,
    {"single":1.0,"double":1.0} satisfies Sent<ScalarsHub, "floats"> satisfies Got<ScalarsHub, "floats">,
    {"single":0.1,"double":0.1} satisfies Sent<ScalarsHub, "floats"> satisfies Got<ScalarsHub, "floats">,
    {"single":-3.4028235e+38,"double":-1.7976931348623157e+308} satisfies Sent<ScalarsHub, "floats"> satisfies Got<ScalarsHub, "floats">,
    {"single":3.4028235e+38,"double":1.7976931348623157e+308} satisfies Sent<ScalarsHub, "floats"> satisfies Got<ScalarsHub, "floats">,
    {"single":1.1754944e-38,"double":2.2250738585072014e-308} satisfies Sent<ScalarsHub, "floats"> satisfies Got<ScalarsHub, "floats">,
    {"single":1e-45,"double":5e-324} satisfies Sent<ScalarsHub, "floats"> satisfies Got<ScalarsHub, "floats">,
    {"single":16777216.0,"double":9007199254740992.0} satisfies Sent<ScalarsHub, "floats"> satisfies Got<ScalarsHub, "floats">,
  ],
  specialInts: [
    {"nonZero":1,"wide":-9223372036854775808,"wrapping":0} satisfies Sent<ScalarsHub, "specialInts"> satisfies Got<ScalarsHub, "specialInts">,
    {"nonZero":255,"wide":-1,"wrapping":65535} satisfies Sent<ScalarsHub, "specialInts"> satisfies Got<ScalarsHub, "specialInts">,
  ],
  texts: [
    {"flag":true,"letter":"a","string":"","boxed":"","cow":"","shared":""} satisfies Sent<ScalarsHub, "texts"> satisfies Got<ScalarsHub, "texts">,
    {"flag":false,"letter":"𝄞","string":"😀 ä \u0000  \" \\ \n \u001e   ﻿","boxed":"😀 ä \u0000  \" \\ \n \u001e   ﻿","cow":"😀 ä \u0000  \" \\ \n \u001e   ﻿","shared":"😀 ä \u0000  \" \\ \n \u001e   ﻿"} satisfies Sent<ScalarsHub, "texts"> satisfies Got<ScalarsHub, "texts">,
    {"flag":false,"letter":"\u0000","string":"é","boxed":"é","cow":"é","shared":"é"} satisfies Sent<ScalarsHub, "texts"> satisfies Got<ScalarsHub, "texts">,
    {"flag":false,"letter":"􏿿","string":"퟿","boxed":"퟿","cow":"퟿","shared":"퟿"} satisfies Sent<ScalarsHub, "texts"> satisfies Got<ScalarsHub, "texts">,
  ],
  unit: [
    null satisfies Sent<ScalarsHub, "unit">,
  ],
  unitField: [
    {"unit":null,"after":1} satisfies Sent<ScalarsHub, "unitField"> satisfies Got<ScalarsHub, "unitField">,
  ],
  unitStruct: [
    null satisfies Sent<ScalarsHub, "unitStruct"> satisfies Got<ScalarsHub, "unitStruct">,
  ],
  hasUnitStruct: [
    {"inner":null,"list":[null,null]} satisfies Sent<ScalarsHub, "hasUnitStruct"> satisfies Got<ScalarsHub, "hasUnitStruct">,
  ],
  emptyStruct: [
    {} satisfies Sent<ScalarsHub, "emptyStruct"> satisfies Got<ScalarsHub, "emptyStruct">,
  ],
  newtype: [
    -1.5 satisfies Sent<ScalarsHub, "newtype"> satisfies Got<ScalarsHub, "newtype">,
    3.0 satisfies Sent<ScalarsHub, "newtype"> satisfies Got<ScalarsHub, "newtype">,
  ],
  tupleStruct: [
    [0,"",null] satisfies Sent<ScalarsHub, "tupleStruct"> satisfies Got<ScalarsHub, "tupleStruct">,
    [255,"ß",false] satisfies Sent<ScalarsHub, "tupleStruct"> satisfies Got<ScalarsHub, "tupleStruct">,
  ],
  tuples: [
    {"one":[1],"two":[-2,"b"],"nested":[[3,[true,"c"]],[[4,5],[6,7]]]} satisfies Sent<ScalarsHub, "tuples"> satisfies Got<ScalarsHub, "tuples">,
  ],
  tupleAlone: [
    [0] satisfies Sent<ScalarsHub, "tupleAlone"> satisfies Got<ScalarsHub, "tupleAlone">,
    [255] satisfies Sent<ScalarsHub, "tupleAlone"> satisfies Got<ScalarsHub, "tupleAlone">,
  ],
  transparent: [
    {"a":0,"b":-128,"c":0,"d":-32768,"e":0,"f":-2147483648} satisfies Sent<ScalarsHub, "transparent"> satisfies Got<ScalarsHub, "transparent">,
  ],
  pointers: [
    {"boxed":0,"shared":"0","cell":0,"refCell":false,"mutex":[],"lock":null} satisfies Sent<ScalarsHub, "pointers"> satisfies Got<ScalarsHub, "pointers">,
    {"boxed":3,"shared":"3","cell":-3,"refCell":true,"mutex":[3,3,3],"lock":3} satisfies Sent<ScalarsHub, "pointers"> satisfies Got<ScalarsHub, "pointers">,
  ],
};
// @ts-expect-error what has no result is `void`
void (null satisfies Got<ScalarsHub, "unit">);

export const structure: Shapes = {
  tree: [
    {"left":null,"children":[]} satisfies Sent<StructureHub, "tree"> satisfies Got<StructureHub, "tree">,
    {"left":{"left":{"left":{"left":null,"children":[]},"children":[{"left":null,"children":[]},{"left":null,"children":[]}]},"children":[{"left":{"left":null,"children":[]},"children":[{"left":null,"children":[]},{"left":null,"children":[]}]},{"left":{"left":null,"children":[]},"children":[{"left":null,"children":[]},{"left":null,"children":[]}]}]},"children":[{"left":{"left":{"left":null,"children":[]},"children":[{"left":null,"children":[]},{"left":null,"children":[]}]},"children":[{"left":{"left":null,"children":[]},"children":[{"left":null,"children":[]},{"left":null,"children":[]}]},{"left":{"left":null,"children":[]},"children":[{"left":null,"children":[]},{"left":null,"children":[]}]}]},{"left":{"left":{"left":null,"children":[]},"children":[{"left":null,"children":[]},{"left":null,"children":[]}]},"children":[{"left":{"left":null,"children":[]},"children":[{"left":null,"children":[]},{"left":null,"children":[]}]},{"left":{"left":null,"children":[]},"children":[{"left":null,"children":[]},{"left":null,"children":[]}]}]}]} satisfies Sent<StructureHub, "tree"> satisfies Got<StructureHub, "tree">,
  ],
  folder: [
    {"files":[]} satisfies Sent<StructureHub, "folder"> satisfies Got<StructureHub, "folder">,
    {"files":[{"parent":null,"name":"f"},{"parent":{"files":[{"parent":null,"name":"f"}]},"name":"f"}]} satisfies Sent<StructureHub, "folder"> satisfies Got<StructureHub, "folder">,
  ],
  sliceOfTexts: [
    {"items":[],"next":""} satisfies Sent<StructureHub, "sliceOfTexts"> satisfies Got<StructureHub, "sliceOfTexts">,
  ],
  bothSlices: [
    {"texts":{"items":["a"],"next":null},"files":{"items":[null,{"parent":null,"name":"f"}],"next":null}} satisfies Sent<StructureHub, "bothSlices"> satisfies Got<StructureHub, "bothSlices">,
  ],
  loaded: [
    "waiting" satisfies Sent<StructureHub, "loaded"> satisfies Got<StructureHub, "loaded">,
    {"done":"d"} satisfies Sent<StructureHub, "loaded"> satisfies Got<StructureHub, "loaded">,
    {"failed":{"reason":"","last":null}} satisfies Sent<StructureHub, "loaded"> satisfies Got<StructureHub, "loaded">,
    {"failed":{"reason":"r","last":"l"}} satisfies Sent<StructureHub, "loaded"> satisfies Got<StructureHub, "loaded">,
  ],
  matrix: [
    {"row":[1,2],"size":2} satisfies Sent<StructureHub, "matrix"> satisfies Got<StructureHub, "matrix">,
  ],
  otherMatrix: [
    {"row":[3,4],"size":3} satisfies Sent<StructureHub, "otherMatrix"> satisfies Got<StructureHub, "otherMatrix">,
  ],
  phantom: [
    {"id":1} satisfies Sent<StructureHub, "phantom"> satisfies Got<StructureHub, "phantom">,
  ],
  genericOfGeneric: [
    {"slice":{"items":[{"items":["waiting",{"done":1}],"next":null},{"items":["waiting",{"done":1}],"next":{"done":2}}],"next":{"items":["waiting",{"done":1}],"next":null}}} satisfies Sent<StructureHub, "genericOfGeneric"> satisfies Got<StructureHub, "genericOfGeneric">,
  ],
};
