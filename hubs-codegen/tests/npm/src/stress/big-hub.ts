// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
// Begin with `connect`, below. Pages import from this file, from `types`, from `hubs`, and where they need it from `hubs-doctor` (why a
// hub cannot be reached) and `hubs-refresh` (logins that end); the other files are what these stand on.
// Needed are the npm package `@microsoft/signalr`, TypeScript 5.9 or later with ES2022 and DOM in `lib`, and a bundler as Vite; for
// Node or Deno without one, hubs-codegen is run with `--import-ext`.
import {
  callerState,
  type CallOptions,
  connectHub,
  type ConnectOptions,
  type HubDescription,
  HubProxy,
  type HubStream,
  type Items,
  type Outcomes,
  outcomesOf,
  streamItems,
  uploadItems,
} from "./hubs.js";
import type {
  BigClient,
  BigState,
  DrawError,
  Page,
  PageInput,
  Settings,
  SettingsInput,
  Shape,
  Tree,
} from "./types.js";

const description: HubDescription<BigState> = {
  name: "BigHub",
  state: callerState<BigState>({
    displayName: "",
    settings: { "odd key": null, sizes: [1, 2, 3], theme: "light" },
    "room-id": null,
  }),
  streams: streamItems,
  uploads: uploadItems,
  handlers: { moved: "moved", choose: "choose", settle: "settle", constructor: "build" },
  answers: ["choose", "settle"],
  contract: {
    digest: "abdb4fc6d99571f3",
    methods: {
      draw: "8f7fcf01",
      add: "1fe0badc",
      store: "c82f5ecc",
      ticks: "969f09bd",
      uploadMany: "e0e25ab4",
      wait: "3023baac",
      "get-settings": "cae85113",
      tuple: "badd2ecc",
      delete: "c24c85ee",
      anything: "28f4d079",
      nothing: "8bbcd5b5",
      then: "57d6cf43",
      old: "0cfcb6f8",
      older: "662fdd8b",
      browse: "f7e911cc",
    },
    client: { moved: "0d1b9366", choose: "d2e7f919", settle: "1c738ec9", constructor: "1072df62" },
    state: { displayName: "62bdbe73", settings: "c6245bec", "room-id": "41105418" },
  },
};

/**
 * Everything at once.
 *
 * A comment that could end early: `*\/` and more.
 *
 * @see Rust: `stress::BigHub`
 */
export class BigHub extends HubProxy<BigState, BigClient> {
  /** Connects to the hub at `url`, as `/chat`; resolves once calls can be made. */
  static connect(url: string, handlers: BigClient, options?: ConnectOptions<BigState>): Promise<BigHub> {
    return connectHub(BigHub, description, url, handlers, options);
  }

  /**
   * Draws `Shape`s on the canvas.
   *
   * @throws {HubError<DrawError>}
   * @see Rust: `stress::BigHub::draw`
   */
  draw(shapes: Shape[], settings: SettingsInput): Promise<{ [key: string]: Shape }> {
    return this.$call("draw", [shapes, settings]);
  }

  /**
   * Adds.
   *
   * @param left - what is there
   * @param right - what comes
   *   on top of it
   * @returns The sum.
   * @see Rust: `stress::BigHub::add`
   */
  add(left: number, right?: number): Promise<number> {
    return this.$call("add", [left, right]);
  }

  /**
   * Stores lines.
   *
   * @throws {HubError}
   * * If the disk is full.
   * * If the store is closed.
   * @see Rust: `stress::BigHub::store`
   */
  store(lines: Items<string>, options?: CallOptions): Promise<number> {
    return this.$call("store", [], [lines], options);
  }

  /**
   * Counts for ever.
   *
   * @see Rust: `stress::BigHub::ticks`
   */
  ticks(options?: CallOptions): HubStream<number> {
    return this.$stream("ticks", [], [], options);
  }

  /**
   * @throws {HubError<DrawError>}
   * @see Rust: `stress::BigHub::upload_many`
   */
  uploadMany(
    before: number | undefined,
    lines: Items<string>,
    trees: Items<Tree>,
    after?: boolean,
    options?: CallOptions,
  ): HubStream<Tree> {
    return this.$stream("uploadMany", [before, after], [lines, trees], options);
  }

  /** @see Rust: `stress::BigHub::wait` */
  wait(
    for_how_long_in_milliseconds: number,
    and_what_to_say_when_it_is_over: string,
    whether_it_matters_to_anyone: boolean,
    options?: CallOptions,
  ): Promise<void> {
    return this.$call(
      "wait",
      [for_how_long_in_milliseconds, and_what_to_say_when_it_is_over, whether_it_matters_to_anyone],
      [],
      options,
    );
  }

  /** @see Rust: `stress::BigHub::get_settings` */
  "get-settings"(): Promise<Settings> {
    return this.$call("get-settings", []);
  }

  /** @see Rust: `stress::BigHub::tuple` */
  tuple(pair: [string, number]): Promise<string | null> {
    return this.$call("tuple", [pair]);
  }

  /**
   * Names that TypeScript keeps to itself.
   *
   * @see Rust: `stress::BigHub::delete`
   */
  delete(default_: string, options_: boolean, default__: string | undefined, class_: number | null): Promise<void> {
    return this.$call("delete", [default_, options_, default__, class_]);
  }

  /** @see Rust: `stress::BigHub::anything` */
  anything(value: unknown): Promise<unknown> {
    return this.$call("anything", [value]);
  }

  /** @see Rust: `stress::BigHub::nothing` */
  nothing(): Promise<void> {
    return this.$call("nothing", []);
  }

  /**
   * `then` would make a promise of the hub.
   *
   * @see Rust: `stress::BigHub::then`
   */
  andThen(): Promise<boolean> {
    return this.$call("then", []);
  }

  /**
   * @deprecated
   * @see Rust: `stress::BigHub::old`
   */
  old(): Promise<void> {
    return this.$call("old", []);
  }

  /**
   * Was good once.
   *
   * @deprecated since 0.3.0: use `add`, which *\/ is better
   * @see Rust: `stress::BigHub::older`
   */
  older(): Promise<void> {
    return this.$call("older", []);
  }

  /**
   * Pages of one kind and another.
   *
   * @see Rust: `stress::BigHub::browse`
   */
  browse(seen: PageInput<Shape>): Promise<[Page<Shape>, Page<string>]> {
    return this.$call("browse", [seen]);
  }

  /** The same methods, for those who rather look at outcomes than catch errors. */
  readonly $try: Outcomes<BigHub, { draw: DrawError; uploadMany: DrawError }> = outcomesOf(this);
}
