// Written by hubs-codegen. Change the hub and run it again; changes here are lost.

/** What the server calls on a connected chat client. */
export interface ChatClient {
  /**
   * A message was posted in the room this client is in.
   *
   * @see Rust: `chat::hub::ChatClient::message_posted`
   */
  messagePosted: (message: Message) => unknown;
  /**
   * Somebody else came to the room, went or changed names: everyone who is in it now. Who joins gets the list as the answer.
   *
   * @see Rust: `chat::hub::ChatClient::people_changed`
   */
  peopleChanged: (people: string[]) => unknown;
  /**
   * The history of the room was cleared by `by`, who hears of it too; numbers of messages begin at 1 again.
   *
   * @see Rust: `chat::hub::ChatClient::history_cleared`
   */
  historyCleared: (by: string) => unknown;
  /**
   * Asks the person who called `clear`; the server waits for the answer, for a minute at most.
   *
   * @see Rust: `chat::hub::ChatClient::confirm`
   */
  confirm: (question: string) => boolean | Promise<boolean>;
}

/** Carried by each client, readable and writable from both ends. */
export interface ChatState {
  /**
   * What others see: 1 to 24 characters. Taken when you join; to change it in a room, join the same one again.
   * Of who is signed in the server sets it, to the account's name.
   */
  displayName: string;
  /**
   * The room this client is in: `join` and `leave` set it. Clients keep it, so that they are in it again after a reconnect,
   * without what was said meanwhile.
   */
  room: string;
}

/** Why a call was refused. */
export type ChatError =
  /** `displayName` has not 1 to 24 characters, or some that cannot be printed. */
  | "nameNeeded"
  /** An account has this name, in whatever case of letters, and the caller is not signed in to it. */
  | "nameTaken"
  /** A room's name has 1 to 32 letters, digits, `-` or `_`. */
  | {
      badRoomName: {
        /** As it was sent. */
        room: string;
      };
      tooLong?: never;
    }
  /** The call needs a room. */
  | "notInARoom"
  /** The message is empty. */
  | "nothingSaid"
  /** The message is too long. */
  | {
      tooLong: {
        /** Characters. */
        most: number;
      };
      badRoomName?: never;
    };

/** Something that was said. */
export interface Message {
  /** Its number in the room, from 1. */
  id: number;
  /** Who said it. */
  author: string;
  /** What was said; plain text. */
  text: string;
  /** When, in milliseconds since 1970. */
  sentAt: number;
}

/** A room that has people. */
export interface RoomSummary {
  /** Its name. */
  room: string;
  /** How many people are in it. */
  people: number;
}
