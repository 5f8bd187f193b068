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
  FlatAdjacent,
  FlatExternal,
  FlatInternal,
  FlatMap,
  FlatOption,
  FlatStruct,
  FlatStructInput,
  FlatTwo,
  FlatTwoInput,
  FlatValues,
} from "./types.js";

const description: HubDescription<NoState> = {
  name: "FlattenHub",
  handlers: {},
  answers: [],
  contract: {
    digest: "30a6d6b069297496",
    methods: {
      flatStruct: "f2f1ade6",
      flatMap: "51861ca2",
      flatValues: "8a661c3d",
      flatInternal: "8ed30a9f",
      flatOption: "bbe5bfaf",
      flatExternal: "318da8dc",
      flatTwo: "61b653de",
      flatAdjacent: "d2e3c765",
    },
    client: {},
    state: {},
  },
};

/**
 * Has a method for each shape of its module.
 *
 * @see Rust: `hubs_shapes::round_trip::flatten::FlattenHub`
 */
export class FlattenHub extends HubProxy<NoState, NoHandlers> {
  /** Connects to the hub at `url`, as `/chat`; resolves once calls can be made. */
  static connect(url: string, options?: ConnectOptions<NoState>): Promise<FlattenHub> {
    return connectHub(FlattenHub, description, url, {}, options);
  }

  /** @see Rust: `hubs_shapes::round_trip::flatten::FlattenHub::flat_struct` */
  flatStruct(index: number, value: FlatStructInput): Promise<FlatStruct> {
    return this.$call("flatStruct", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::flatten::FlattenHub::flat_map` */
  flatMap(index: number, value: FlatMap): Promise<FlatMap> {
    return this.$call("flatMap", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::flatten::FlattenHub::flat_values` */
  flatValues(index: number, value: FlatValues): Promise<FlatValues> {
    return this.$call("flatValues", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::flatten::FlattenHub::flat_internal` */
  flatInternal(index: number, value: FlatInternal): Promise<FlatInternal> {
    return this.$call("flatInternal", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::flatten::FlattenHub::flat_option` */
  flatOption(index: number, value: FlatOption): Promise<FlatOption> {
    return this.$call("flatOption", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::flatten::FlattenHub::flat_external` */
  flatExternal(index: number, value: FlatExternal): Promise<FlatExternal> {
    return this.$call("flatExternal", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::flatten::FlattenHub::flat_two` */
  flatTwo(index: number, value: FlatTwoInput): Promise<FlatTwo> {
    return this.$call("flatTwo", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::flatten::FlattenHub::flat_adjacent` */
  flatAdjacent(index: number, value: FlatAdjacent): Promise<FlatAdjacent> {
    return this.$call("flatAdjacent", [index, value]);
  }

  /** The same methods, for those who rather look at outcomes than catch errors. */
  readonly $try: Outcomes<FlattenHub> = outcomesOf(this);
}
