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
  AllAdjacent,
  AllExternal,
  AllExternalInput,
  AllInternal,
  AllUntagged,
  HasNever,
  HasNeverInput,
  HasRepr,
  HasResult,
  InternalUntagged,
  ManyEnums,
  ManyEnumsInput,
  OneVariant,
  Other,
  SkippedVariant,
  TaggedStruct,
  Units,
  VariantAlias,
  VariantUntagged,
} from "./types.js";

const description: HubDescription<NoState> = {
  name: "EnumsHub",
  handlers: {},
  answers: [],
  contract: {
    digest: "dcf58d2634410794",
    methods: {
      units: "62fd32c4",
      allExternal: "d8cc085c",
      allInternal: "20cb6bc3",
      allAdjacent: "785b5b36",
      allUntagged: "f6c1d989",
      variantUntagged: "0272e336",
      internalUntagged: "ad9b9fb6",
      other: "c767c1a0",
      skippedVariant: "ce47f2be",
      hasRepr: "e4a25d06",
      hasNever: "9b5adcbd",
      hasResult: "54d2a833",
      variantAlias: "e0c498ab",
      oneVariant: "8d79d28c",
      taggedStruct: "c9eda540",
      manyEnums: "2b1506bb",
    },
    client: {},
    state: {},
  },
};

/**
 * Has a method for each shape of its module.
 *
 * @see Rust: `hubs_shapes::round_trip::enums::EnumsHub`
 */
export class EnumsHub extends HubProxy<NoState, NoHandlers> {
  /** Connects to the hub at `url`, as `/chat`; resolves once calls can be made. */
  static connect(url: string, options?: ConnectOptions<NoState>): Promise<EnumsHub> {
    return connectHub(EnumsHub, description, url, {}, options);
  }

  /** @see Rust: `hubs_shapes::round_trip::enums::EnumsHub::units` */
  units(index: number, value: Units): Promise<Units> {
    return this.$call("units", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::enums::EnumsHub::all_external` */
  allExternal(index: number, value: AllExternalInput): Promise<AllExternal> {
    return this.$call("allExternal", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::enums::EnumsHub::all_internal` */
  allInternal(index: number, value: AllInternal): Promise<AllInternal> {
    return this.$call("allInternal", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::enums::EnumsHub::all_adjacent` */
  allAdjacent(index: number, value: AllAdjacent): Promise<AllAdjacent> {
    return this.$call("allAdjacent", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::enums::EnumsHub::all_untagged` */
  allUntagged(index: number, value: AllUntagged): Promise<AllUntagged> {
    return this.$call("allUntagged", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::enums::EnumsHub::variant_untagged` */
  variantUntagged(index: number, value: VariantUntagged): Promise<VariantUntagged> {
    return this.$call("variantUntagged", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::enums::EnumsHub::internal_untagged` */
  internalUntagged(index: number, value: InternalUntagged): Promise<InternalUntagged> {
    return this.$call("internalUntagged", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::enums::EnumsHub::other` */
  other(index: number, value: Other): Promise<Other> {
    return this.$call("other", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::enums::EnumsHub::skipped_variant` */
  skippedVariant(index: number, value: SkippedVariant): Promise<SkippedVariant> {
    return this.$call("skippedVariant", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::enums::EnumsHub::has_repr` */
  hasRepr(index: number, value: HasRepr): Promise<HasRepr> {
    return this.$call("hasRepr", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::enums::EnumsHub::has_never` */
  hasNever(index: number, value: HasNeverInput): Promise<HasNever> {
    return this.$call("hasNever", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::enums::EnumsHub::has_result` */
  hasResult(index: number, value: HasResult): Promise<HasResult> {
    return this.$call("hasResult", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::enums::EnumsHub::variant_alias` */
  variantAlias(index: number, value: VariantAlias): Promise<VariantAlias> {
    return this.$call("variantAlias", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::enums::EnumsHub::one_variant` */
  oneVariant(index: number, value: OneVariant): Promise<OneVariant> {
    return this.$call("oneVariant", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::enums::EnumsHub::tagged_struct` */
  taggedStruct(index: number, value: TaggedStruct): Promise<TaggedStruct> {
    return this.$call("taggedStruct", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::enums::EnumsHub::many_enums` */
  manyEnums(index: number, value: ManyEnumsInput): Promise<ManyEnums> {
    return this.$call("manyEnums", [index, value]);
  }

  /** The same methods, for those who rather look at outcomes than catch errors. */
  readonly $try: Outcomes<EnumsHub> = outcomesOf(this);
}
