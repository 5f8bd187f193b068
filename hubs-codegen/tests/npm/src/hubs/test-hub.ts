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
      echo: "c6915b6d",
      echoLater: "d74728ce",
      echoPayload: "ad13f65c",
      voidMethod: "f1771f78",
      throw: "6ddb8c82",
      throwInternal: "c7bdcde2",
      panicPlease: "8e8f36b9",
      connectionId: "61715530",
      transport: "2a64c7f6",
      user: "8a0ff2e8",
      add: "1fe0badc",
      broadcast: "6f1c3f32",
      sendToOthers: "6ec641be",
      sendToCaller: "a38300e7",
      sendToUser: "0c7590cb",
      join: "4eaab5d6",
      leave: "37ec5bd2",
      sendToGroup: "090b504c",
      stream: "f7ec52b7",
      emptyStream: "63f324d2",
      count: "9277d146",
      endless: "4cbf7e44",
      streamThrow: "1fa8c88c",
      concat: "3509c884",
      sumOfTwo: "a987e167",
      relay: "d525fdf5",
      double: "a9f3e08a",
      askCaller: "a46b2e1f",
      askClient: "d09c6ab6",
      invite: "409d765a",
      expel: "76f0e739",
      isOnline: "f3433b1d",
      sendToClient: "895d1739",
      abort: "016954b2",
      secret: "83c7efeb",
    },
    client: {
      message: "b543673a",
      payload: "b06e725f",
      nothing: "c9821e65",
      getResult: "3f9c4a82",
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
