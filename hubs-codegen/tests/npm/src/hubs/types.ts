// Written by hubs-codegen. Change the hub and run it again; changes here are lost.

/** What the server calls on clients that keep a state. */
export interface StateClient {
  note: (text: string) => unknown;
  /** Has another name in generated clients. */
  ask_then: (question: Question) => Answer | Promise<Answer>;
  /** Nobody handles it in the tests. */
  unwanted: () => unknown;
}

/** What the server calls on the tests' clients. */
export interface TestClient {
  /** A text for whoever it is for. */
  message: (text: string) => unknown;
  /** A value of every kind. */
  payload: (payload: Payload) => unknown;
  /** A call without arguments. */
  nothing: () => unknown;
  /** Asks for a number. */
  getResult: (value: number) => number | Promise<number>;
}

/** Carried by each client. */
export interface TestState {
  /** Shown to others. */
  name: string;
  visits: number;
  tags: string[];
  /** What the server thinks of the caller. */
  readonly rank: number;
}

export type Answer =
  | "silence"
  | { choice: number; words?: never }
  | { words: { text: string }; choice?: never };

export type Kind = "small" | "large";

/** A value with some of everything. */
export interface Payload {
  integer: number;
  float: number;
  text: string;
  maybe: string | null;
  list: Payload[];
  kind: Kind;
}

/** A value with some of everything. */
export interface PayloadInput {
  integer: number;
  float: number;
  text: string;
  list: PayloadInput[];
  kind: Kind;
  maybe?: string | null;
}

export interface Question {
  text: string;
  choices: string[];
}

/** What can go wrong, typed. */
export type TestError =
  | { noSuchRoom: { name: string }; tooEarly?: never }
  | { tooEarly: { hour: number }; noSuchRoom?: never };
