// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
import {
  type CallOptions,
  connectHub,
  type ConnectOptions,
  type HubDescription,
  HubProxy,
  type HubStream,
  type Items,
  type NoState,
  type Outcomes,
  outcomesOf,
} from "./hubs.js";
import type { Payload, PayloadInput, TestClient } from "./types.js";

const description: HubDescription<NoState> = {
  name: "TestHub",
  state: {},
  handlers: { message: "message", payload: "payload", nothing: "nothing", getResult: "getResult" },
  answers: ["getResult"],
};

/**
 * What clients may call, in the manner of the functional tests of the official client.
 *
 * @see Rust: `hubs_conformance::TestHub`
 */
export class TestHub extends HubProxy<NoState, TestClient> {
  /** Connects to the hub at `url`, as `/chat`; resolves once calls can be made. */
  static connect(url: string, handlers: TestClient, options?: ConnectOptions<NoState>): Promise<TestHub> {
    return connectHub(TestHub, description, url, handlers, options);
  }

  echo(text: string): Promise<string> {
    return this.$call("echo", [text]);
  }

  echoLater(text: string): Promise<string> {
    return this.$call("echoLater", [text]);
  }

  echoPayload(payload: PayloadInput): Promise<Payload> {
    return this.$call("echoPayload", [payload]);
  }

  voidMethod(): Promise<void> {
    return this.$call("voidMethod", []);
  }

  throw(text: string): Promise<void> {
    return this.$call("throw", [text]);
  }

  throwInternal(): Promise<void> {
    return this.$call("throwInternal", []);
  }

  panicPlease(): Promise<void> {
    return this.$call("panicPlease", []);
  }

  connectionId(): Promise<string> {
    return this.$call("connectionId", []);
  }

  transport(): Promise<string> {
    return this.$call("transport", []);
  }

  user(): Promise<string | null> {
    return this.$call("user", []);
  }

  add(left: number, right?: number): Promise<number> {
    return this.$call("add", [left, right]);
  }

  broadcast(text: string): Promise<void> {
    return this.$call("broadcast", [text]);
  }

  sendToOthers(text: string): Promise<void> {
    return this.$call("sendToOthers", [text]);
  }

  sendToCaller(payload: PayloadInput): Promise<void> {
    return this.$call("sendToCaller", [payload]);
  }

  sendToUser(user: string, text: string): Promise<void> {
    return this.$call("sendToUser", [user, text]);
  }

  join(group: string): Promise<void> {
    return this.$call("join", [group]);
  }

  leave(group: string): Promise<void> {
    return this.$call("leave", [group]);
  }

  sendToGroup(group: string, text: string): Promise<void> {
    return this.$call("sendToGroup", [group, text]);
  }

  stream(options?: CallOptions): HubStream<string> {
    return this.$stream("stream", [], [], options);
  }

  emptyStream(options?: CallOptions): HubStream<number> {
    return this.$stream("emptyStream", [], [], options);
  }

  count(to: number, options?: CallOptions): HubStream<number> {
    return this.$stream("count", [to], [], options);
  }

  endless(options?: CallOptions): HubStream<number> {
    return this.$stream("endless", [], [], options);
  }

  streamThrow(text: string, options?: CallOptions): HubStream<number> {
    return this.$stream("streamThrow", [text], [], options);
  }

  concat(parts: Items<string>, options?: CallOptions): Promise<string> {
    return this.$call("concat", [], [parts], options);
  }

  /** A value stands between the streams: of two streams in a row the npm client keeps the second among the values. */
  sumOfTwo(left: Items<number>, start: number, right: Items<number>, options?: CallOptions): Promise<number> {
    return this.$call("sumOfTwo", [start], [left, right], options);
  }

  double(numbers: Items<number>, options?: CallOptions): HubStream<number> {
    return this.$stream("double", [], [numbers], options);
  }

  askCaller(value: number): Promise<number> {
    return this.$call("askCaller", [value]);
  }

  askClient(connection: string, value: number): Promise<number> {
    return this.$call("askClient", [connection, value]);
  }

  abort(): Promise<void> {
    return this.$call("abort", []);
  }

  secret(): Promise<string> {
    return this.$call("secret", []);
  }

  /** The same calls, for those who rather look at an outcome than catch an error. */
  readonly $try: Outcomes<TestHub> = outcomesOf(this);
}
