// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
import {
  type CallOptions,
  connectHub,
  type ConnectOptions,
  type HubDescription,
  HubProxy,
  type HubStream,
  type Items,
  type Outcomes,
  outcomesOf,
} from "./hubs.js";
import type { StateClient, TestError, TestState } from "./types.js";

const description: HubDescription<TestState> = {
  name: "StateHub",
  state: { name: "", visits: 0, tags: [] },
  handlers: { note: "note", then: "ask_then", unwanted: "unwanted" },
  answers: ["then"],
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

  whoami(): Promise<string> {
    return this.$call("whoami", []);
  }

  /** Counts in the caller's state. */
  visit(): Promise<number> {
    return this.$call("visit", []);
  }

  /** Renames the caller a moment after the answer. */
  renameLater(name: string): Promise<void> {
    return this.$call("renameLater", [name]);
  }

  /** @throws {HubError<TestError>} */
  enter(room: string): Promise<number> {
    return this.$call("enter", [room]);
  }

  /** @throws {HubError<TestError>} */
  watch(room: string, options?: CallOptions): HubStream<number> {
    return this.$stream("watch", [room], [], options);
  }

  /** @throws {HubError<TestError>} */
  twoUploads(left: Items<number>, right: Items<number>, options?: CallOptions): Promise<string> {
    return this.$call("twoUploads", [], [left, right], options);
  }

  /** @throws {HubError<TestError>} */
  firstItem(items: Items<number>, options?: CallOptions): Promise<number> {
    return this.$call("firstItem", [], [items], options);
  }

  forever(options?: CallOptions): HubStream<number> {
    return this.$stream("forever", [], [], options);
  }

  optional(limit?: number, step?: number): Promise<string> {
    return this.$call("optional", [limit, step]);
  }

  nullable(value: number | null, after: number): Promise<string> {
    return this.$call("nullable", [value, after]);
  }

  /** @throws {HubError<TestError>} */
  askMe(text: string): Promise<string> {
    return this.$call("askMe", [text]);
  }

  /** @throws {HubError<TestError>} */
  unwanted(): Promise<void> {
    return this.$call("unwanted", []);
  }

  isReconnect(): Promise<boolean> {
    return this.$call("isReconnect", []);
  }

  never(): Promise<void> {
    return this.$call("never", []);
  }

  /** Runs until its caller cancels it, which it notes in the state. */
  untilCancelled(options?: CallOptions): Promise<void> {
    return this.$call("untilCancelled", [], [], options);
  }

  /** Says how an upload ended. */
  endOf(items: Items<number>, options?: CallOptions): Promise<string> {
    return this.$call("endOf", [], [items], options);
  }

  /** Ends the caller's connection. */
  kick(): Promise<void> {
    return this.$call("kick", []);
  }

  /** The same calls, for those who rather look at an outcome than catch an error. */
  readonly $try: Outcomes<StateHub, {
    enter: TestError;
    twoUploads: TestError;
    firstItem: TestError;
    askMe: TestError;
    unwanted: TestError;
  }> = outcomesOf(this);
}
