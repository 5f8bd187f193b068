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
  Aliased,
  CamelCase,
  CasedByDirection,
  CasedByDirectionInput,
  Date,
  DenyUnknown,
  DenyUnknownInput,
  OddKeys,
  Prototype,
  Record,
  RecordInput,
  RenamedByDirection,
  RenamedByDirectionInput,
  Screaming,
  UsesAlias,
  UsesAliasInput,
} from "./types.js";

const description: HubDescription<NoState> = {
  name: "NamesHub",
  handlers: {},
  answers: [],
  contract: {
    digest: "f2d69c851d30f200",
    methods: {
      camelCase: "ff557a1b",
      screaming: "aeafa132",
      aliased: "ebf250b6",
      oddKeys: "cc1251ab",
      prototypeKeys: "c2557a0c",
      denyUnknown: "ee250d8c",
      record: "2338cb44",
      usesAlias: "ea0c5524",
      aliasAlone: "818d7dd6",
      renamedByDirection: "2234c9a2",
      casedByDirection: "7630882b",
    },
    client: {},
    state: {},
  },
};

/**
 * Has a method for each shape of its module.
 *
 * @see Rust: `hubs_shapes::round_trip::names::NamesHub`
 */
export class NamesHub extends HubProxy<NoState, NoHandlers> {
  /** Connects to the hub at `url`, as `/chat`; resolves once calls can be made. */
  static connect(url: string, options?: ConnectOptions<NoState>): Promise<NamesHub> {
    return connectHub(NamesHub, description, url, {}, options);
  }

  /** @see Rust: `hubs_shapes::round_trip::names::NamesHub::camel_case` */
  camelCase(index: number, value: CamelCase): Promise<CamelCase> {
    return this.$call("camelCase", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::names::NamesHub::screaming` */
  screaming(index: number, value: Screaming): Promise<Screaming> {
    return this.$call("screaming", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::names::NamesHub::aliased` */
  aliased(index: number, value: Aliased): Promise<Aliased> {
    return this.$call("aliased", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::names::NamesHub::odd_keys` */
  oddKeys(index: number, value: OddKeys): Promise<OddKeys> {
    return this.$call("oddKeys", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::names::NamesHub::prototype_keys` */
  prototypeKeys(index: number, value: Prototype): Promise<Prototype> {
    return this.$call("prototypeKeys", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::names::NamesHub::deny_unknown` */
  denyUnknown(index: number, value: DenyUnknownInput): Promise<DenyUnknown> {
    return this.$call("denyUnknown", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::names::NamesHub::record` */
  record(index: number, value: RecordInput): Promise<Record> {
    return this.$call("record", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::names::NamesHub::uses_alias` */
  usesAlias(index: number, value: UsesAliasInput): Promise<UsesAlias> {
    return this.$call("usesAlias", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::names::NamesHub::alias_alone` */
  aliasAlone(index: number, value: Date[]): Promise<Date[]> {
    return this.$call("aliasAlone", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::names::NamesHub::renamed_by_direction` */
  renamedByDirection(value: RenamedByDirectionInput): Promise<RenamedByDirection> {
    return this.$call("renamedByDirection", [value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::names::NamesHub::cased_by_direction` */
  casedByDirection(value: CasedByDirectionInput): Promise<CasedByDirection> {
    return this.$call("casedByDirection", [value]);
  }

  /** The same methods, for those who rather look at outcomes than catch errors. */
  readonly $try: Outcomes<NamesHub> = outcomesOf(this);
}
