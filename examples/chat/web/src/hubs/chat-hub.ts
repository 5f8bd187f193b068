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
} from "./hubs";
import type { ChatClient, ChatError, ChatState, Message, RoomSummary } from "./types";

const description: HubDescription<ChatState> = {
  name: "ChatHub",
  state: callerState<ChatState>({ displayName: "", room: "" }),
  streams: streamItems,
  uploads: uploadItems,
  handlers: {
    messagePosted: "messagePosted",
    peopleChanged: "peopleChanged",
    historyCleared: "historyCleared",
    confirm: "confirm",
  },
  answers: ["confirm"],
  contract: {
    digest: "7fbbb34e17313e4d",
    methods: {
      join: "fcc63c0c",
      leave: "2f51e4d3",
      post: "d3e4d020",
      history: "5ee984fc",
      import: "436631d1",
      clear: "ed827292",
      rooms: "3d9533ce",
    },
    client: {
      messagePosted: "3a97b086",
      peopleChanged: "bdda582d",
      historyCleared: "924b325e",
      confirm: "da0ccf11",
    },
    state: { displayName: "62bdbe73", room: "aa6d26b1" },
  },
};

/**
 * A chat with rooms.
 *
 * @see Rust: `chat::hub::ChatHub`
 */
export class ChatHub extends HubProxy<ChatState, ChatClient> {
  /** Connects to the hub at `url`, as `/chat`; resolves once calls can be made. */
  static connect(url: string, handlers: ChatClient, options?: ConnectOptions<ChatState>): Promise<ChatHub> {
    return connectHub(ChatHub, description, url, handlers, options);
  }

  /**
   * Joins `room`, leaves the room before it, and returns who is there.
   *
   * Others see `$state.displayName`; clients that keep no state send a `name`. Who is signed in is seen by the account's
   * name, whatever these say, and nobody else by that one.
   *
   * @throws {HubError<ChatError>}
   * @see Rust: `chat::hub::ChatHub::join`
   */
  join(room: string, name?: string): Promise<string[]> {
    return this.$call("join", [room, name]);
  }

  /**
   * Leaves the room.
   *
   * @throws {HubError<ChatError>}
   * @see Rust: `chat::hub::ChatHub::leave`
   */
  leave(): Promise<void> {
    return this.$call("leave", []);
  }

  /**
   * Says `text` to everyone in the room, the caller included, and returns the message.
   *
   * @throws {HubError<ChatError>}
   * @see Rust: `chat::hub::ChatHub::post`
   */
  post(text: string): Promise<Message> {
    return this.$call("post", [text]);
  }

  /**
   * The last messages of the room, oldest first; 200 if `count` is left out.
   *
   * @throws {HubError<ChatError>}
   * @see Rust: `chat::hub::ChatHub::history`
   */
  history(count?: number, options?: CallOptions): HubStream<Message> {
    return this.$stream("history", [count], [], options);
  }

  /**
   * Posts uploaded lines, empty ones aside, and returns how many there were. Of an upload that fails, lines may have been posted.
   *
   * The room is told of the last one alone: `id` has a gap then, which `history` fills.
   *
   * @throws {HubError<ChatError>}
   * @see Rust: `chat::hub::ChatHub::import`
   */
  import(lines: Items<string>, options?: CallOptions): Promise<number> {
    return this.$call("import", [], [lines], options);
  }

  /**
   * Forgets what was said in the room, if the caller confirms; says whether it did. For people who are signed in.
   *
   * @throws {HubError<ChatError>}
   * @see Rust: `chat::hub::ChatHub::clear`
   */
  clear(): Promise<boolean> {
    return this.$call("clear", []);
  }

  /**
   * Every room that has people.
   *
   * @see Rust: `chat::hub::ChatHub::rooms`
   */
  rooms(): Promise<RoomSummary[]> {
    return this.$call("rooms", []);
  }

  /** The same methods, for those who rather look at outcomes than catch errors. */
  readonly $try: Outcomes<ChatHub, {
    join: ChatError;
    leave: ChatError;
    post: ChatError;
    history: ChatError;
    import: ChatError;
    clear: ChatError;
  }> = outcomesOf(this);
}
