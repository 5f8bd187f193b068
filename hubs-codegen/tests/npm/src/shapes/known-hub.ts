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
  Addresses,
  Blobs,
  ByteBuffers,
  ByteList,
  Dates,
  Decimals,
  DecimalsInput,
  Numbers,
  Paths,
  Ranges,
  SharedBytes,
  SharedBytesInput,
  Times,
  Uuids,
  Values,
} from "./types.js";

const description: HubDescription<NoState> = {
  name: "KnownHub",
  handlers: {},
  answers: [],
  contract: {
    digest: "905f165666163c8a",
    methods: {
      times: "1f22c02d",
      dates: "2cbf340a",
      uuids: "f3e5610c",
      addresses: "884f11a5",
      paths: "896627a2",
      values: "c3ca9a8d",
      numbers: "9feb54c5",
      byteList: "631e5f14",
      byteBuffers: "2ce74adb",
      sharedBytes: "445793f1",
      blobs: "94cff5a7",
      decimals: "e2ba8d93",
      ranges: "558c5fa2",
    },
    client: {},
    state: {},
  },
  integers: exactIntegers({
    client: {},
    methods: {
      times: { arguments: { tuple: [null, { types: ["Times"] }] }, result: { types: ["Times"] } },
    },
    state: null,
    types: {
      Duration: { fields: { secs: true } },
      SystemTime: { fields: { secs_since_epoch: true } },
      Times: { fields: { duration: { types: ["Duration"] }, system: { types: ["SystemTime"] } } },
    },
  }),
};

/**
 * Has a method for each shape of its module.
 *
 * @see Rust: `hubs_shapes::round_trip::known::KnownHub`
 */
export class KnownHub extends HubProxy<NoState, NoHandlers> {
  /** Connects to the hub at `url`, as `/chat`; resolves once calls can be made. */
  static connect(url: string, options?: ConnectOptions<NoState>): Promise<KnownHub> {
    return connectHub(KnownHub, description, url, {}, options);
  }

  /** @see Rust: `hubs_shapes::round_trip::known::KnownHub::times` */
  times(index: number, value: Times): Promise<Times> {
    return this.$call("times", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::known::KnownHub::dates` */
  dates(index: number, value: Dates): Promise<Dates> {
    return this.$call("dates", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::known::KnownHub::uuids` */
  uuids(index: number, value: Uuids): Promise<Uuids> {
    return this.$call("uuids", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::known::KnownHub::addresses` */
  addresses(index: number, value: Addresses): Promise<Addresses> {
    return this.$call("addresses", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::known::KnownHub::paths` */
  paths(index: number, value: Paths): Promise<Paths> {
    return this.$call("paths", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::known::KnownHub::values` */
  values(index: number, value: Values): Promise<Values> {
    return this.$call("values", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::known::KnownHub::numbers` */
  numbers(index: number, value: Numbers): Promise<Numbers> {
    return this.$call("numbers", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::known::KnownHub::byte_list` */
  byteList(index: number, value: ByteList): Promise<ByteList> {
    return this.$call("byteList", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::known::KnownHub::byte_buffers` */
  byteBuffers(index: number, value: ByteBuffers): Promise<ByteBuffers> {
    return this.$call("byteBuffers", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::known::KnownHub::shared_bytes` */
  sharedBytes(index: number, value: SharedBytesInput): Promise<SharedBytes> {
    return this.$call("sharedBytes", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::known::KnownHub::blobs` */
  blobs(index: number, value: Blobs): Promise<Blobs> {
    return this.$call("blobs", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::known::KnownHub::decimals` */
  decimals(index: number, value: DecimalsInput): Promise<Decimals> {
    return this.$call("decimals", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::known::KnownHub::ranges` */
  ranges(index: number, value: Ranges): Promise<Ranges> {
    return this.$call("ranges", [index, value]);
  }

  /** The same methods, for those who rather look at outcomes than catch errors. */
  readonly $try: Outcomes<KnownHub> = outcomesOf(this);
}
