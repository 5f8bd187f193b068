// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
// Begin with `connect`, below. Pages import from this file, from `types`, from `hubs`, and where they need it from `hubs-doctor` (why a
// hub cannot be reached) and `hubs-refresh` (logins that end); the other files are what these stand on.
// Needed are the npm package `@microsoft/signalr`, TypeScript 5.9 or later with ES2022 and DOM in `lib`, and a bundler as Vite; for
// Node or Deno without one, hubs-codegen is run with `--import-ext`.
import {
  type CallOptions,
  connectHub,
  type ConnectOptions,
  exactIntegers,
  type HubDescription,
  HubProxy,
  type HubStream,
  type NoState,
  type Outcomes,
  outcomesOf,
  streamItems,
} from "./hubs.js";
import type {
  AllAdjacent,
  AllExternal,
  AllInternal,
  AllUntagged,
  FlatInternal,
  Nested,
  NumberKeys,
  SentClient,
  Texts,
  Tree,
  WideInts,
} from "./types.js";

const description: HubDescription<NoState> = {
  name: "SentHub",
  streams: streamItems,
  handlers: {
    wideInts: "wideInts",
    texts: "texts",
    external: "external",
    internal: "internal",
    adjacent: "adjacent",
    untagged: "untagged",
    numberKeys: "numberKeys",
    nested: "nested",
    flatInternal: "flatInternal",
    tree: "tree",
  },
  answers: ["wideInts", "texts", "external", "internal", "adjacent", "untagged", "numberKeys", "nested", "flatInternal", "tree"],
  contract: {
    digest: "f11a45e9b7e41d6c",
    methods: {
      askWideInts: "f75b18db",
      streamWideInts: "5a8d07d6",
      askTexts: "b7fbacb7",
      streamTexts: "b2d86b22",
      askExternal: "02f91254",
      streamExternal: "d6d56c7d",
      askInternal: "3be58980",
      streamInternal: "c37199f9",
      askAdjacent: "995afa47",
      streamAdjacent: "94b39ae3",
      askUntagged: "24eb3ffa",
      streamUntagged: "753df554",
      askNumberKeys: "2af79d0a",
      streamNumberKeys: "e4cc724e",
      askNested: "87c75976",
      streamNested: "1d351b45",
      askFlatInternal: "69b26b89",
      streamFlatInternal: "0359b8dd",
      askTree: "4db41ccc",
      streamTree: "70c20a64",
    },
    client: {
      wideInts: "0a5f0652",
      texts: "d9acc04d",
      external: "196caded",
      internal: "d1e7f4b4",
      adjacent: "d1227864",
      untagged: "45ca49a8",
      numberKeys: "48322806",
      nested: "f2141b54",
      flatInternal: "096200bd",
      tree: "a05918ca",
    },
    state: {},
  },
  integers: exactIntegers({
    client: {
      wideInts: {
        arguments: { tuple: [{ types: ["WideInts"] }] },
        result: { types: ["WideInts"] },
      },
    },
    methods: { streamWideInts: { result: { types: ["WideInts"] } } },
    state: null,
    types: { WideInts: { fields: { signed: true, unsigned: true } } },
  }),
};

/** @see Rust: `hubs_shapes::round_trip::sent::SentHub` */
export class SentHub extends HubProxy<NoState, SentClient> {
  /** Connects to the hub at `url`, as `/chat`; resolves once calls can be made. */
  static connect(url: string, handlers: SentClient, options?: ConnectOptions<NoState>): Promise<SentHub> {
    return connectHub(SentHub, description, url, handlers, options);
  }

  /**
   * Asks the caller to send each value back; answers with how many there were.
   *
   * @see Rust: `hubs_shapes::round_trip::sent::SentHub::ask_wide_ints`
   */
  askWideInts(): Promise<number> {
    return this.$call("askWideInts", []);
  }

  /** @see Rust: `hubs_shapes::round_trip::sent::SentHub::stream_wide_ints` */
  streamWideInts(options?: CallOptions): HubStream<WideInts> {
    return this.$stream("streamWideInts", [], [], options);
  }

  /**
   * Asks the caller to send each value back; answers with how many there were.
   *
   * @see Rust: `hubs_shapes::round_trip::sent::SentHub::ask_texts`
   */
  askTexts(): Promise<number> {
    return this.$call("askTexts", []);
  }

  /** @see Rust: `hubs_shapes::round_trip::sent::SentHub::stream_texts` */
  streamTexts(options?: CallOptions): HubStream<Texts> {
    return this.$stream("streamTexts", [], [], options);
  }

  /**
   * Asks the caller to send each value back; answers with how many there were.
   *
   * @see Rust: `hubs_shapes::round_trip::sent::SentHub::ask_external`
   */
  askExternal(): Promise<number> {
    return this.$call("askExternal", []);
  }

  /** @see Rust: `hubs_shapes::round_trip::sent::SentHub::stream_external` */
  streamExternal(options?: CallOptions): HubStream<AllExternal> {
    return this.$stream("streamExternal", [], [], options);
  }

  /**
   * Asks the caller to send each value back; answers with how many there were.
   *
   * @see Rust: `hubs_shapes::round_trip::sent::SentHub::ask_internal`
   */
  askInternal(): Promise<number> {
    return this.$call("askInternal", []);
  }

  /** @see Rust: `hubs_shapes::round_trip::sent::SentHub::stream_internal` */
  streamInternal(options?: CallOptions): HubStream<AllInternal> {
    return this.$stream("streamInternal", [], [], options);
  }

  /**
   * Asks the caller to send each value back; answers with how many there were.
   *
   * @see Rust: `hubs_shapes::round_trip::sent::SentHub::ask_adjacent`
   */
  askAdjacent(): Promise<number> {
    return this.$call("askAdjacent", []);
  }

  /** @see Rust: `hubs_shapes::round_trip::sent::SentHub::stream_adjacent` */
  streamAdjacent(options?: CallOptions): HubStream<AllAdjacent> {
    return this.$stream("streamAdjacent", [], [], options);
  }

  /**
   * Asks the caller to send each value back; answers with how many there were.
   *
   * @see Rust: `hubs_shapes::round_trip::sent::SentHub::ask_untagged`
   */
  askUntagged(): Promise<number> {
    return this.$call("askUntagged", []);
  }

  /** @see Rust: `hubs_shapes::round_trip::sent::SentHub::stream_untagged` */
  streamUntagged(options?: CallOptions): HubStream<AllUntagged> {
    return this.$stream("streamUntagged", [], [], options);
  }

  /**
   * Asks the caller to send each value back; answers with how many there were.
   *
   * @see Rust: `hubs_shapes::round_trip::sent::SentHub::ask_number_keys`
   */
  askNumberKeys(): Promise<number> {
    return this.$call("askNumberKeys", []);
  }

  /** @see Rust: `hubs_shapes::round_trip::sent::SentHub::stream_number_keys` */
  streamNumberKeys(options?: CallOptions): HubStream<NumberKeys> {
    return this.$stream("streamNumberKeys", [], [], options);
  }

  /**
   * Asks the caller to send each value back; answers with how many there were.
   *
   * @see Rust: `hubs_shapes::round_trip::sent::SentHub::ask_nested`
   */
  askNested(): Promise<number> {
    return this.$call("askNested", []);
  }

  /** @see Rust: `hubs_shapes::round_trip::sent::SentHub::stream_nested` */
  streamNested(options?: CallOptions): HubStream<Nested> {
    return this.$stream("streamNested", [], [], options);
  }

  /**
   * Asks the caller to send each value back; answers with how many there were.
   *
   * @see Rust: `hubs_shapes::round_trip::sent::SentHub::ask_flat_internal`
   */
  askFlatInternal(): Promise<number> {
    return this.$call("askFlatInternal", []);
  }

  /** @see Rust: `hubs_shapes::round_trip::sent::SentHub::stream_flat_internal` */
  streamFlatInternal(options?: CallOptions): HubStream<FlatInternal> {
    return this.$stream("streamFlatInternal", [], [], options);
  }

  /**
   * Asks the caller to send each value back; answers with how many there were.
   *
   * @see Rust: `hubs_shapes::round_trip::sent::SentHub::ask_tree`
   */
  askTree(): Promise<number> {
    return this.$call("askTree", []);
  }

  /** @see Rust: `hubs_shapes::round_trip::sent::SentHub::stream_tree` */
  streamTree(options?: CallOptions): HubStream<Tree> {
    return this.$stream("streamTree", [], [], options);
  }

  /** The same methods, for those who rather look at outcomes than catch errors. */
  readonly $try: Outcomes<SentHub> = outcomesOf(this);
}
