// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
// What calls and connections fail with.
import type { ERROR_KINDS } from "./hubs-wire-names";

/**
 * What kind of failure a call ended with.
 * - `hub`: the method returned an error that is meant for its caller.
 * - `internal`: the method failed in a way that callers do not see.
 * - `unauthorized`: this client may not call the method.
 * - `arguments`: the arguments, uploads or state are not those that the method takes.
 * - `unknownMethod`: the hub has no such method.
 * - `refused`: the server takes no such call now: a limit was reached, or it shuts down.
 * - `canceled`: the call was cancelled before it ended.
 */
export type HubErrorKind = (typeof ERROR_KINDS)[number];

/** What the server tells beside the text of a failure. */
export interface HubErrorDetails<E> {
  value?: E | undefined;
  kind?: HubErrorKind | undefined;
  errorId?: string | undefined;
}

/** What an error says, whatever was thrown. */
export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The server has refused a call or failed in it. Its `cause` is what an upload of the call had failed with here by then. */
export class HubError<E = unknown> extends Error {
  override readonly name = "HubError";
  /** Wire name of the method. */
  declare readonly method: string;
  /** The hub's error value; undefined if the method has no typed error, or if it failed in another way. */
  declare readonly value: E | undefined;
  /** The whole text as the server sent it. */
  declare readonly serverText: string;
  /** What kind of failure it was; undefined from servers that do not tell. A newer server may have kinds that are not listed. */
  declare readonly kind: HubErrorKind | undefined;
  /** Under which the server's log has the cause of an `internal` failure. */
  declare readonly errorId: string | undefined;

  constructor(method: string, serverText: string, details?: HubErrorDetails<E> & ErrorOptions) {
    super(serverText.replace(/^(An|Failed to) .*? HubException: /s, ""), details);
    Object.assign(this, { method, serverText }, details);
  }
}

/** There is no connection, or it was lost before the answer came. */
export class HubConnectionError extends Error {
  override readonly name: string = "HubConnectionError";
}

/** The server answers but does not take this client; trying again would not help. */
export class HubRefusedError extends HubConnectionError {
  override readonly name = "HubRefusedError";
  /** The HTTP status that refused it: 401 or 403; undefined if the hub refused it after that. */
  declare readonly status: number | undefined;
  /** What the server says about it. */
  declare readonly answer: string;

  constructor(url: string, status: number | undefined, answer: string, options?: ErrorOptions) {
    super(`${url} refused${status ? ` with status ${status}` : ""}: ${answer}`, options);
    this.status = status;
    this.answer = answer;
  }
}

/** A call took longer than it may. */
export class HubTimeoutError extends HubConnectionError {
  override readonly name = "HubTimeoutError";
}

/** Something answers at the URL, but it is no hub: a web page, a login page, another server. */
export class NotAHubError extends HubConnectionError {
  override readonly name = "NotAHubError";
  /** The HTTP status. */
  declare readonly status: number;
  /** How the answer starts. */
  declare readonly answer: string;

  constructor(url: string, status: number, answer: string) {
    const start = answer.trim().slice(0, 120);
    const kind = start.startsWith("<") ? "a web page" : `\`${start}\``;
    super(`${url} is not a hub: it answered ${kind} with status ${status}; check the path, and whether a proxy or a login stands before it`);
    this.status = status;
    this.answer = start;
  }
}
