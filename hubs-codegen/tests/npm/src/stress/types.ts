// Written by hubs-codegen. Change the hub and run it again; changes here are lost.

/**
 * What the server says.
 * \@internal
 */
export interface BigClient {
  /**
   * Something moved.
   *
   * @param to - where to
   * @see Rust: `stress::BigClient::moved`
   */
  moved: (what: Tree, to: number[]) => unknown;
  /**
   * @deprecated since 0.2.0
   * @see Rust: `stress::BigClient::choose`
   */
  choose: (from: Shape[], new_: boolean) => SettingsInput | Promise<SettingsInput>;
  /** @see Rust: `stress::BigClient::settle` */
  settle: () => void | Promise<void>;
  /** @see Rust: `stress::BigClient::constructor` */
  build: (maybe: string | null) => unknown;
}

export interface ListenClient {
  /** @see Rust: `stress::ListenClient::said_hello` */
  SaidHello: (name: string) => unknown;
}

/** Travels with each call. */
export interface BigState {
  /** Shown to others. */
  displayName: string;
  settings: Settings;
  /**
   * Long gone.
   *
   * @deprecated ask `room`
   */
  "room-id": number | null;
}

export type DrawError =
  /** No more people fit in. */
  | "full"
  | { banned: { until: string; reason: string | null } };

/** Some of many. */
export interface Page<T> {
  /** Those of this page. */
  items: T[];
  last: T | null;
  next: number | null;
}

/** Some of many. */
export interface PageInput<T> {
  /** Those of this page. */
  items: T[];
  last?: T | null;
  next?: number | null;
}

/** What a person prefers. */
export interface Settings {
  /** How it looks. */
  theme: "light" | "dark";
  "odd key": string | null;
  sizes: number[];
}

/** What a person prefers. */
export interface SettingsInput {
  /** How it looks. */
  theme: "light" | "dark";
  "odd key"?: string | null;
  sizes?: number[];
}

/**
 * A figure.
 *
 * \@everyone may draw it.
 */
export type Shape =
  /** Round. */
  | { kind: "circle"; radius: number }
  | { kind: "square"; side: number };

export interface Tree {
  name: string;
  children: Tree[];
}
