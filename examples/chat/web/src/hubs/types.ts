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
   * Somebody came or went: everyone who is in the room now.
   *
   * @see Rust: `chat::hub::ChatClient::people_changed`
   */
  peopleChanged: (people: string[]) => unknown;
  /**
   * The history of the room was cleared by `by`.
   *
   * @see Rust: `chat::hub::ChatClient::history_cleared`
   */
  historyCleared: (by: string) => unknown;
  /**
   * Asks the person at the client; the server waits for the answer.
   *
   * @see Rust: `chat::hub::ChatClient::confirm`
   */
  confirm: (question: string) => boolean | Promise<boolean>;
}

/** Carried by each client, readable and writable from both ends. */
export interface ChatState {
  /** What others see; set it before you join. */
  displayName: string;
  /** The room this client is in; the server sets it. */
  room: string;
}

/** Why a call was refused. */
export type ChatError =
  /** `displayName` is empty, too long or not printable. */
  | "nameNeeded"
  /** The name of a room cannot be used. */
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
