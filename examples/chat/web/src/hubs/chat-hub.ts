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
} from "./hubs";
import type { ChatClient, ChatError, ChatState, Message, RoomSummary } from "./types";

const description: HubDescription<ChatState> = {
  name: "ChatHub",
  state: { displayName: "", room: "" },
  handlers: {
    messagePosted: "messagePosted",
    peopleChanged: "peopleChanged",
    historyCleared: "historyCleared",
    confirm: "confirm",
  },
  answers: ["confirm"],
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
   * Others see `$state.displayName`; clients that keep no state send a `name`.
   *
   * @throws {HubError<ChatError>}
   */
  join(room: string, name?: string): Promise<string[]> {
    return this.$call("join", [room, name]);
  }

  /**
   * Leaves the room.
   *
   * @throws {HubError<ChatError>}
   */
  leave(): Promise<void> {
    return this.$call("leave", []);
  }

  /**
   * Says `text` to everyone in the room, the caller included, and returns the message.
   *
   * @throws {HubError<ChatError>}
   */
  post(text: string): Promise<Message> {
    return this.$call("post", [text]);
  }

  /**
   * The last messages of the room, oldest first; 200 if `count` is left out.
   *
   * @throws {HubError<ChatError>}
   */
  history(count?: number, options?: CallOptions): HubStream<Message> {
    return this.$stream("history", [count], [], options);
  }

  /**
   * Posts uploaded lines, empty ones aside, without a push for each, and returns how many there were.
   *
   * @throws {HubError<ChatError>}
   */
  import(lines: Items<string>, options?: CallOptions): Promise<number> {
    return this.$call("import", [], [lines], options);
  }

  /**
   * Forgets what was said in the room, if the caller confirms; says whether it did.
   *
   * @throws {HubError<ChatError>}
   */
  clear(): Promise<boolean> {
    return this.$call("clear", []);
  }

  /** Every room that has people. */
  rooms(): Promise<RoomSummary[]> {
    return this.$call("rooms", []);
  }

  /** The same calls, for those who rather look at an outcome than catch an error. */
  readonly $try: Outcomes<ChatHub, {
    join: ChatError;
    leave: ChatError;
    post: ChatError;
    import: ChatError;
    clear: ChatError;
  }> = outcomesOf(this);
}
