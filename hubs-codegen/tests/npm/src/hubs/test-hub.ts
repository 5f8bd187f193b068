// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
// Begin with `connect`, below. Pages import from this file, from `types`, from `hubs`, and where they need it from `hubs-doctor` (why a
// hub cannot be reached) and `hubs-refresh` (logins that end); the other files are what these stand on.
// Needed are the npm package `@microsoft/signalr`, TypeScript 5.9 or later with ES2022 and DOM in `lib`, and a bundler as Vite; for
// Node or Deno without one, hubs-codegen is run with `--import-ext`.
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
  streamItems,
  uploadItems,
} from "./hubs.js";
import type { Payload, PayloadInput, TestClient } from "./types.js";

const description: HubDescription<NoState> = {
  name: "TestHub",
  streams: streamItems,
  uploads: uploadItems,
  handlers: { message: "message", payload: "payload", nothing: "nothing", getResult: "getResult" },
  answers: ["getResult"],
  contract: {
    digest: "89d5180b45b2d453",
    methods: {
      echo: "c6915b6d1459e98f",
      echoLater: "d74728ce9781c08e",
      echoPayload: "ad13f65c0066a372",
      voidMethod: "f1771f781e6d7d9b",
      throw: "6ddb8c8234e1f305",
      throwInternal: "c7bdcde26ca71e50",
      panicPlease: "8e8f36b948480c82",
      connectionId: "6171553003b644c4",
      transport: "2a64c7f6829e0269",
      user: "8a0ff2e8284c7c4c",
      add: "1fe0badcc9f63f67",
      broadcast: "6f1c3f32cc3c96cf",
      sendToOthers: "6ec641beb73300e9",
      sendToCaller: "a38300e7270a84de",
      sendToUser: "0c7590cbe1f18af8",
      join: "4eaab5d6da492a28",
      leave: "37ec5bd288b113be",
      sendToGroup: "090b504c785588a7",
      stream: "f7ec52b7321276c7",
      emptyStream: "63f324d22491dff3",
      count: "9277d146589c51dd",
      endless: "4cbf7e4408f06f45",
      streamThrow: "1fa8c88ce4e7f032",
      concat: "3509c8840c1a205e",
      sumOfTwo: "a987e167e50397d3",
      relay: "d525fdf56ad16c32",
      double: "a9f3e08abbdcb12f",
      askCaller: "a46b2e1faf7bfb17",
      askClient: "d09c6ab6648a6f7d",
      invite: "409d765a0e394bad",
      expel: "76f0e73961c4a14b",
      isOnline: "f3433b1df69b70ae",
      sendToClient: "895d17396a1eb3f5",
      abort: "016954b24b1e9d8a",
      secret: "83c7efeb77b75920",
    },
    client: {
      message: "b543673a14757d33",
      payload: "b06e725f55948ea8",
      nothing: "c9821e657221784a",
      getResult: "3f9c4a8220a0a8b0",
    },
    state: {},
  },
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

  /** @see Rust: `hubs_conformance::TestHub::echo` */
  echo(text: string): Promise<string> {
    return this.$call("echo", [text]);
  }

  /** @see Rust: `hubs_conformance::TestHub::echo_later` */
  echoLater(text: string): Promise<string> {
    return this.$call("echoLater", [text]);
  }

  /** @see Rust: `hubs_conformance::TestHub::echo_payload` */
  echoPayload(payload: PayloadInput): Promise<Payload> {
    return this.$call("echoPayload", [payload]);
  }

  /** @see Rust: `hubs_conformance::TestHub::void_method` */
  voidMethod(): Promise<void> {
    return this.$call("voidMethod", []);
  }

  /** @see Rust: `hubs_conformance::TestHub::throw` */
  throw(text: string): Promise<void> {
    return this.$call("throw", [text]);
  }

  /** @see Rust: `hubs_conformance::TestHub::throw_internal` */
  throwInternal(): Promise<void> {
    return this.$call("throwInternal", []);
  }

  /** @see Rust: `hubs_conformance::TestHub::panic_please` */
  panicPlease(): Promise<void> {
    return this.$call("panicPlease", []);
  }

  /** @see Rust: `hubs_conformance::TestHub::connection_id` */
  connectionId(): Promise<string> {
    return this.$call("connectionId", []);
  }

  /** @see Rust: `hubs_conformance::TestHub::transport` */
  transport(): Promise<string> {
    return this.$call("transport", []);
  }

  /** @see Rust: `hubs_conformance::TestHub::user` */
  user(): Promise<string | null> {
    return this.$call("user", []);
  }

  /** @see Rust: `hubs_conformance::TestHub::add` */
  add(left: number, right?: number): Promise<number> {
    return this.$call("add", [left, right]);
  }

  /** @see Rust: `hubs_conformance::TestHub::broadcast` */
  broadcast(text: string): Promise<void> {
    return this.$call("broadcast", [text]);
  }

  /** @see Rust: `hubs_conformance::TestHub::send_to_others` */
  sendToOthers(text: string): Promise<void> {
    return this.$call("sendToOthers", [text]);
  }

  /** @see Rust: `hubs_conformance::TestHub::send_to_caller` */
  sendToCaller(payload: PayloadInput): Promise<void> {
    return this.$call("sendToCaller", [payload]);
  }

  /** @see Rust: `hubs_conformance::TestHub::send_to_user` */
  sendToUser(user: string, text: string): Promise<void> {
    return this.$call("sendToUser", [user, text]);
  }

  /** @see Rust: `hubs_conformance::TestHub::join` */
  join(group: string): Promise<void> {
    return this.$call("join", [group]);
  }

  /** @see Rust: `hubs_conformance::TestHub::leave` */
  leave(group: string): Promise<void> {
    return this.$call("leave", [group]);
  }

  /** @see Rust: `hubs_conformance::TestHub::send_to_group` */
  sendToGroup(group: string, text: string): Promise<void> {
    return this.$call("sendToGroup", [group, text]);
  }

  /** @see Rust: `hubs_conformance::TestHub::stream` */
  stream(options?: CallOptions): HubStream<string> {
    return this.$stream("stream", [], [], options);
  }

  /** @see Rust: `hubs_conformance::TestHub::empty_stream` */
  emptyStream(options?: CallOptions): HubStream<number> {
    return this.$stream("emptyStream", [], [], options);
  }

  /** @see Rust: `hubs_conformance::TestHub::count` */
  count(to: number, options?: CallOptions): HubStream<number> {
    return this.$stream("count", [to], [], options);
  }

  /** @see Rust: `hubs_conformance::TestHub::endless` */
  endless(options?: CallOptions): HubStream<number> {
    return this.$stream("endless", [], [], options);
  }

  /** @see Rust: `hubs_conformance::TestHub::stream_throw` */
  streamThrow(text: string, options?: CallOptions): HubStream<number> {
    return this.$stream("streamThrow", [text], [], options);
  }

  /** @see Rust: `hubs_conformance::TestHub::concat` */
  concat(parts: Items<string>, options?: CallOptions): Promise<string> {
    return this.$call("concat", [], [parts], options);
  }

  /**
   * A value stands between the streams: of two streams in a row the npm client keeps the second among the values.
   *
   * @see Rust: `hubs_conformance::TestHub::sum_of_two`
   */
  sumOfTwo(left: Items<number>, start: number, right: Items<number>, options?: CallOptions): Promise<number> {
    return this.$call("sumOfTwo", [start], [left, right], options);
  }

  /**
   * Sends each part back to its caller, as a push: for clients whose uploads have no answer.
   *
   * @see Rust: `hubs_conformance::TestHub::relay`
   */
  relay(parts: Items<string>, options?: CallOptions): Promise<void> {
    return this.$call("relay", [], [parts], options);
  }

  /** @see Rust: `hubs_conformance::TestHub::double` */
  double(numbers: Items<number>, options?: CallOptions): HubStream<number> {
    return this.$stream("double", [], [numbers], options);
  }

  /** @see Rust: `hubs_conformance::TestHub::ask_caller` */
  askCaller(value: number): Promise<number> {
    return this.$call("askCaller", [value]);
  }

  /** @see Rust: `hubs_conformance::TestHub::ask_client` */
  askClient(connection: string, value: number): Promise<number> {
    return this.$call("askClient", [connection, value]);
  }

  /** @see Rust: `hubs_conformance::TestHub::invite` */
  invite(connection: string, group: string): Promise<void> {
    return this.$call("invite", [connection, group]);
  }

  /** @see Rust: `hubs_conformance::TestHub::expel` */
  expel(connection: string, group: string): Promise<void> {
    return this.$call("expel", [connection, group]);
  }

  /** @see Rust: `hubs_conformance::TestHub::is_online` */
  isOnline(user: string): Promise<boolean> {
    return this.$call("isOnline", [user]);
  }

  /** @see Rust: `hubs_conformance::TestHub::send_to_client` */
  sendToClient(connection: string, text: string): Promise<void> {
    return this.$call("sendToClient", [connection, text]);
  }

  /** @see Rust: `hubs_conformance::TestHub::abort` */
  abort(): Promise<void> {
    return this.$call("abort", []);
  }

  /** @see Rust: `hubs_conformance::TestHub::secret` */
  secret(): Promise<string> {
    return this.$call("secret", []);
  }

  /** The same methods, for those who rather look at outcomes than catch errors. */
  readonly $try: Outcomes<TestHub> = outcomesOf(this);
}
