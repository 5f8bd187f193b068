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
import type { StateClient, TestError, TestState } from "./types.js";

const description: HubDescription<TestState> = {
  name: "StateHub",
  state: callerState<TestState>({ name: "", visits: 0, tags: [], rank: 0 }, ["rank"]),
  streams: streamItems,
  uploads: uploadItems,
  handlers: { note: "note", then: "ask_then", unwanted: "unwanted" },
  answers: ["then"],
  contract: {
    digest: "d19f83d1e2e509ab",
    methods: {
      whoami: "5e1a7325",
      visit: "4440e0dc",
      promote: "8ecc98ec",
      renameLater: "45f652f1",
      enter: "a41e36b3",
      watch: "27eb42af",
      twoUploads: "21af7863",
      firstItem: "29b29603",
      forever: "09931361",
      optional: "9e4f24eb",
      nullable: "66c1bb51",
      askMe: "790484ef",
      unwanted: "30575bf4",
      isReconnect: "fcd26daf",
      never: "6d8a0e0a",
      untilCancelled: "84f34f0f",
      endOf: "8c5a5033",
      kick: "0bf69e93",
    },
    client: { note: "9c292a8d", then: "7e5a341e", unwanted: "4da7d5a6" },
    state: { name: "61f3ffff", visits: "0a59d677", tags: "b044ac01", rank: "eadfff2b" },
  },
};

/**
 * State, typed errors and what else generated clients have beyond official ones.
 *
 * @see Rust: `hubs_conformance::StateHub`
 */
export class StateHub extends HubProxy<TestState, StateClient> {
  /** Connects to the hub at `url`, as `/chat`; resolves once calls can be made. */
  static connect(url: string, handlers: StateClient, options?: ConnectOptions<TestState>): Promise<StateHub> {
    return connectHub(StateHub, description, url, handlers, options);
  }

  /** @see Rust: `hubs_conformance::StateHub::whoami` */
  whoami(): Promise<string> {
    return this.$call("whoami", []);
  }

  /**
   * Counts in the caller's state.
   *
   * @see Rust: `hubs_conformance::StateHub::visit`
   */
  visit(): Promise<number> {
    return this.$call("visit", []);
  }

  /**
   * Gives the caller a rank.
   *
   * @see Rust: `hubs_conformance::StateHub::promote`
   */
  promote(rank: number): Promise<void> {
    return this.$call("promote", [rank]);
  }

  /**
   * Renames the caller a moment after the answer.
   *
   * @see Rust: `hubs_conformance::StateHub::rename_later`
   */
  renameLater(name: string): Promise<void> {
    return this.$call("renameLater", [name]);
  }

  /**
   * @throws {HubError<TestError>}
   * @see Rust: `hubs_conformance::StateHub::enter`
   */
  enter(room: string): Promise<number> {
    return this.$call("enter", [room]);
  }

  /**
   * @throws {HubError<TestError>}
   * @see Rust: `hubs_conformance::StateHub::watch`
   */
  watch(room: string, options?: CallOptions): HubStream<number> {
    return this.$stream("watch", [room], [], options);
  }

  /**
   * @throws {HubError<TestError>}
   * @see Rust: `hubs_conformance::StateHub::two_uploads`
   */
  twoUploads(left: Items<number>, right: Items<number>, options?: CallOptions): Promise<string> {
    return this.$call("twoUploads", [], [left, right], options);
  }

  /**
   * @throws {HubError<TestError>}
   * @see Rust: `hubs_conformance::StateHub::first_item`
   */
  firstItem(items: Items<number>, options?: CallOptions): Promise<number> {
    return this.$call("firstItem", [], [items], options);
  }

  /** @see Rust: `hubs_conformance::StateHub::forever` */
  forever(options?: CallOptions): HubStream<number> {
    return this.$stream("forever", [], [], options);
  }

  /** @see Rust: `hubs_conformance::StateHub::optional` */
  optional(limit?: number, step?: number): Promise<string> {
    return this.$call("optional", [limit, step]);
  }

  /** @see Rust: `hubs_conformance::StateHub::nullable` */
  nullable(value: number | null, after: number): Promise<string> {
    return this.$call("nullable", [value, after]);
  }

  /**
   * @throws {HubError<TestError>}
   * @see Rust: `hubs_conformance::StateHub::ask_me`
   */
  askMe(text: string): Promise<string> {
    return this.$call("askMe", [text]);
  }

  /**
   * @throws {HubError<TestError>}
   * @see Rust: `hubs_conformance::StateHub::unwanted`
   */
  unwanted(): Promise<void> {
    return this.$call("unwanted", []);
  }

  /** @see Rust: `hubs_conformance::StateHub::is_reconnect` */
  isReconnect(): Promise<boolean> {
    return this.$call("isReconnect", []);
  }

  /** @see Rust: `hubs_conformance::StateHub::never` */
  never(): Promise<void> {
    return this.$call("never", []);
  }

  /**
   * Runs until its caller cancels it, which it notes in the state.
   *
   * @see Rust: `hubs_conformance::StateHub::until_cancelled`
   */
  untilCancelled(options?: CallOptions): Promise<void> {
    return this.$call("untilCancelled", [], [], options);
  }

  /**
   * Says how an upload ended.
   *
   * @see Rust: `hubs_conformance::StateHub::end_of`
   */
  endOf(items: Items<number>, options?: CallOptions): Promise<string> {
    return this.$call("endOf", [], [items], options);
  }

  /**
   * Ends the caller's connection.
   *
   * @see Rust: `hubs_conformance::StateHub::kick`
   */
  kick(): Promise<void> {
    return this.$call("kick", []);
  }

  /** The same methods, for those who rather look at outcomes than catch errors. */
  readonly $try: Outcomes<StateHub, {
    enter: TestError;
    watch: TestError;
    twoUploads: TestError;
    firstItem: TestError;
    askMe: TestError;
    unwanted: TestError;
  }> = outcomesOf(this);
}
