// Written by hubs-codegen. Change the hub and run it again; changes here are lost.

/** What the server calls on clients that keep a state. */
export interface StateClient {
  /** @see Rust: `hubs_conformance::StateClient::note` */
  note: (text: string) => unknown;
  /**
   * Has another name in generated clients.
   *
   * @see Rust: `hubs_conformance::StateClient::then`
   */
  ask_then: (question: Question) => Answer | Promise<Answer>;
  /**
   * Nobody handles it in the tests.
   *
   * @see Rust: `hubs_conformance::StateClient::unwanted`
   */
  unwanted: () => unknown;
}

/** What the server calls on the tests' clients. */
export interface TestClient {
  /**
   * A text for whoever it is for.
   *
   * @see Rust: `hubs_conformance::TestClient::message`
   */
  message: (text: string) => unknown;
  /**
   * A value of every kind.
   *
   * @see Rust: `hubs_conformance::TestClient::payload`
   */
  payload: (payload: Payload) => unknown;
  /**
   * A call without arguments.
   *
   * @see Rust: `hubs_conformance::TestClient::nothing`
   */
  nothing: () => unknown;
  /**
   * Asks for a number.
   *
   * @see Rust: `hubs_conformance::TestClient::get_result`
   */
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
