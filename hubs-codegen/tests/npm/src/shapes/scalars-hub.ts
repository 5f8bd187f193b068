// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
// Begin with `connect`, below. Pages import from this file, from `types`, from `hubs`, and where they need it from `hubs-doctor` (why a
// hub cannot be reached) and `hubs-refresh` (logins that end); the other files are what these stand on.
// Needed are the npm package `@microsoft/signalr`, TypeScript 5.9 or later with ES2022 and DOM in `lib`, and a bundler as Vite; for
// Node or Deno without one, hubs-codegen is run with `--import-ext`.
import {
  connectHub,
  type ConnectOptions,
  exactIntegers,
  type HubDescription,
  HubProxy,
  type NoHandlers,
  type NoState,
  type Outcomes,
  outcomesOf,
} from "./hubs.js";
import type {
  EmptyStruct,
  Floats,
  HasUnitStruct,
  HugeInts,
  Newtype,
  Pointers,
  PointersInput,
  Sizes,
  SmallInts,
  SpecialInts,
  Texts,
  Tuples,
  TupleStruct,
  UnitField,
  UnitStruct,
  WideInteger,
  WideInts,
} from "./types.js";

const description: HubDescription<NoState> = {
  name: "ScalarsHub",
  handlers: {},
  answers: [],
  contract: {
    digest: "5c937882e3505be8",
    methods: {
      smallInts: "173c522b",
      wideInts: "3d259016",
      hugeInts: "bdc36c6b",
      hugeAlone: "c48627ef",
      sizes: "4f7f7d9f",
      floats: "f334c1d6",
      specialInts: "dd1f54cb",
      texts: "c4dcd59a",
      unit: "bc0fb5cf",
      unitField: "47842724",
      unitStruct: "ca14d2dd",
      hasUnitStruct: "b4d782be",
      emptyStruct: "dd432315",
      newtype: "2b537874",
      tupleStruct: "59f56804",
      tuples: "c83f01ec",
      tupleAlone: "71564b22",
      transparent: "dad7d485",
      pointers: "b447d1b4",
      notFinite: "78010c23",
    },
    client: {},
    state: {},
  },
  integers: exactIntegers({
    client: {},
    methods: {
      hugeAlone: { arguments: { tuple: [null, true] }, result: true },
      hugeInts: {
        arguments: { tuple: [null, { types: ["HugeInts"] }] },
        result: { types: ["HugeInts"] },
      },
      sizes: { arguments: { tuple: [null, { types: ["Sizes"] }] }, result: { types: ["Sizes"] } },
      specialInts: {
        arguments: { tuple: [null, { types: ["SpecialInts"] }] },
        result: { types: ["SpecialInts"] },
      },
      wideInts: {
        arguments: { tuple: [null, { types: ["WideInts"] }] },
        result: { types: ["WideInts"] },
      },
    },
    state: null,
    types: {
      HugeInts: { fields: { signed: true, unsigned: true } },
      Sizes: { fields: { signed: true, unsigned: true } },
      SpecialInts: { fields: { wide: true } },
      WideInts: { fields: { signed: true, unsigned: true } },
    },
  }),
};

/**
 * Has a method for each shape of its module.
 *
 * @see Rust: `hubs_shapes::round_trip::scalars::ScalarsHub`
 */
export class ScalarsHub extends HubProxy<NoState, NoHandlers> {
  /** Connects to the hub at `url`, as `/chat`; resolves once calls can be made. */
  static connect(url: string, options?: ConnectOptions<NoState>): Promise<ScalarsHub> {
    return connectHub(ScalarsHub, description, url, {}, options);
  }

  /** @see Rust: `hubs_shapes::round_trip::scalars::ScalarsHub::small_ints` */
  smallInts(index: number, value: SmallInts): Promise<SmallInts> {
    return this.$call("smallInts", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::scalars::ScalarsHub::wide_ints` */
  wideInts(index: number, value: WideInts): Promise<WideInts> {
    return this.$call("wideInts", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::scalars::ScalarsHub::huge_ints` */
  hugeInts(index: number, value: HugeInts): Promise<HugeInts> {
    return this.$call("hugeInts", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::scalars::ScalarsHub::huge_alone` */
  hugeAlone(index: number, value: WideInteger): Promise<WideInteger> {
    return this.$call("hugeAlone", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::scalars::ScalarsHub::sizes` */
  sizes(index: number, value: Sizes): Promise<Sizes> {
    return this.$call("sizes", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::scalars::ScalarsHub::floats` */
  floats(index: number, value: Floats): Promise<Floats> {
    return this.$call("floats", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::scalars::ScalarsHub::special_ints` */
  specialInts(index: number, value: SpecialInts): Promise<SpecialInts> {
    return this.$call("specialInts", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::scalars::ScalarsHub::texts` */
  texts(index: number, value: Texts): Promise<Texts> {
    return this.$call("texts", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::scalars::ScalarsHub::unit` */
  unit(index: number, value: null): Promise<void> {
    return this.$call("unit", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::scalars::ScalarsHub::unit_field` */
  unitField(index: number, value: UnitField): Promise<UnitField> {
    return this.$call("unitField", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::scalars::ScalarsHub::unit_struct` */
  unitStruct(index: number, value: UnitStruct): Promise<UnitStruct> {
    return this.$call("unitStruct", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::scalars::ScalarsHub::has_unit_struct` */
  hasUnitStruct(index: number, value: HasUnitStruct): Promise<HasUnitStruct> {
    return this.$call("hasUnitStruct", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::scalars::ScalarsHub::empty_struct` */
  emptyStruct(index: number, value: EmptyStruct): Promise<EmptyStruct> {
    return this.$call("emptyStruct", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::scalars::ScalarsHub::newtype` */
  newtype(index: number, value: Newtype): Promise<Newtype> {
    return this.$call("newtype", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::scalars::ScalarsHub::tuple_struct` */
  tupleStruct(index: number, value: TupleStruct): Promise<TupleStruct> {
    return this.$call("tupleStruct", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::scalars::ScalarsHub::tuples` */
  tuples(index: number, value: Tuples): Promise<Tuples> {
    return this.$call("tuples", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::scalars::ScalarsHub::tuple_alone` */
  tupleAlone(index: number, value: [number]): Promise<[number]> {
    return this.$call("tupleAlone", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::scalars::ScalarsHub::transparent` */
  transparent(index: number, value: SmallInts): Promise<SmallInts> {
    return this.$call("transparent", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::scalars::ScalarsHub::pointers` */
  pointers(index: number, value: PointersInput): Promise<Pointers> {
    return this.$call("pointers", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::scalars::ScalarsHub::not_finite` */
  notFinite(): Promise<Floats> {
    return this.$call("notFinite", []);
  }

  /** The same methods, for those who rather look at outcomes than catch errors. */
  readonly $try: Outcomes<ScalarsHub> = outcomesOf(this);
}
