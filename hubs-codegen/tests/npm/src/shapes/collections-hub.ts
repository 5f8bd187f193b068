// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
// Begin with `connect`, below. Pages import from this file, from `types`, from `hubs`, and where they need it from `hubs-doctor` (why a
// hub cannot be reached) and `hubs-refresh` (logins that end); the other files are what these stand on.
// Needed are the npm package `@microsoft/signalr`, TypeScript 5.9 or later with ES2022 and DOM in `lib`, and a bundler as Vite; for
// Node or Deno without one, hubs-codegen is run with `--import-ext`.
import {
  connectHub,
  type ConnectOptions,
  type HubDescription,
  HubProxy,
  type NoHandlers,
  type NoState,
  type Outcomes,
  outcomesOf,
} from "./hubs.js";
import type {
  Arrays,
  BoolKeys,
  CharKeys,
  EnumKeys,
  Keyed,
  Nested,
  NewtypeKeys,
  NumberKeys,
  Ordered,
  Sequences,
  TaggedKeys,
  TextKeys,
  WideKeys,
} from "./types.js";

const description: HubDescription<NoState> = {
  name: "CollectionsHub",
  handlers: {},
  answers: [],
  contract: {
    digest: "fa2a3e3800fcbe16",
    methods: {
      sequences: "e8eca684",
      listAlone: "8fad213e",
      arrays: "7409613d",
      textKeys: "14f7c650",
      numberKeys: "09dd1988",
      signedKeys: "fd34c7c9",
      unsignedKeys: "4a647a0b",
      enumKeys: "d8d40073",
      newtypeKeys: "c9725bca",
      charKeys: "b8e08fea",
      boolKeys: "174469d4",
      tupleKeys: "24b1d936",
      nested: "499996d9",
      ordered: "360d3516",
      taggedKeys: "b8c180f2",
      mapAlone: "6715d745",
    },
    client: {},
    state: {},
  },
};

/**
 * Has a method for each shape of its module.
 *
 * @see Rust: `hubs_shapes::round_trip::collections::CollectionsHub`
 */
export class CollectionsHub extends HubProxy<NoState, NoHandlers> {
  /** Connects to the hub at `url`, as `/chat`; resolves once calls can be made. */
  static connect(url: string, options?: ConnectOptions<NoState>): Promise<CollectionsHub> {
    return connectHub(CollectionsHub, description, url, {}, options);
  }

  /** @see Rust: `hubs_shapes::round_trip::collections::CollectionsHub::sequences` */
  sequences(index: number, value: Sequences): Promise<Sequences> {
    return this.$call("sequences", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::collections::CollectionsHub::list_alone` */
  listAlone(index: number, value: number[]): Promise<number[]> {
    return this.$call("listAlone", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::collections::CollectionsHub::arrays` */
  arrays(index: number, value: Arrays): Promise<Arrays> {
    return this.$call("arrays", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::collections::CollectionsHub::text_keys` */
  textKeys(index: number, value: TextKeys): Promise<TextKeys> {
    return this.$call("textKeys", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::collections::CollectionsHub::number_keys` */
  numberKeys(index: number, value: NumberKeys): Promise<NumberKeys> {
    return this.$call("numberKeys", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::collections::CollectionsHub::signed_keys` */
  signedKeys(index: number, value: WideKeys): Promise<WideKeys> {
    return this.$call("signedKeys", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::collections::CollectionsHub::unsigned_keys` */
  unsignedKeys(index: number, value: WideKeys): Promise<WideKeys> {
    return this.$call("unsignedKeys", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::collections::CollectionsHub::enum_keys` */
  enumKeys(index: number, value: EnumKeys): Promise<EnumKeys> {
    return this.$call("enumKeys", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::collections::CollectionsHub::newtype_keys` */
  newtypeKeys(index: number, value: NewtypeKeys): Promise<NewtypeKeys> {
    return this.$call("newtypeKeys", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::collections::CollectionsHub::char_keys` */
  charKeys(index: number, value: CharKeys): Promise<CharKeys> {
    return this.$call("charKeys", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::collections::CollectionsHub::bool_keys` */
  boolKeys(index: number, value: BoolKeys): Promise<BoolKeys> {
    return this.$call("boolKeys", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::collections::CollectionsHub::tuple_keys` */
  tupleKeys(index: number, value: Keyed): Promise<Keyed> {
    return this.$call("tupleKeys", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::collections::CollectionsHub::nested` */
  nested(index: number, value: Nested): Promise<Nested> {
    return this.$call("nested", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::collections::CollectionsHub::ordered` */
  ordered(index: number, value: Ordered): Promise<Ordered> {
    return this.$call("ordered", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::collections::CollectionsHub::tagged_keys` */
  taggedKeys(index: number, value: TaggedKeys): Promise<TaggedKeys> {
    return this.$call("taggedKeys", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::collections::CollectionsHub::map_alone` */
  mapAlone(
    index: number,
    value: { [key: number | `${bigint}`]: boolean },
  ): Promise<{ [key: number | `${bigint}`]: boolean }> {
    return this.$call("mapAlone", [index, value]);
  }

  /** The same methods, for those who rather look at outcomes than catch errors. */
  readonly $try: Outcomes<CollectionsHub> = outcomesOf(this);
}
