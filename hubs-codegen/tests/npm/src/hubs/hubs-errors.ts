// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
// What calls and connections fail with.

/** The server has refused a call or failed in it. */
export class HubError<E = unknown> extends Error {
  override readonly name = "HubError";
  /** Wire name of the method. */
  readonly method: string;
  /** The hub's error value; undefined if the method has no typed error, or if it failed in another way. */
  readonly value: E | undefined;
  /** The whole text as the server sent it. */
  readonly serverText: string;

  constructor(method: string, serverText: string, value?: E) {
    super(/^(?:An|Failed to) .*? HubException: (.*)$/s.exec(serverText)?.[1] ?? serverText);
    this.method = method;
    this.serverText = serverText;
    this.value = value;
  }
}

/** There is no connection, or it was lost before the answer came. */
export class HubConnectionError extends Error {
  override readonly name: string = "HubConnectionError";
}

/** The server answers but does not take this client; trying again would not help. */
export class HubRefusedError extends HubConnectionError {
  override readonly name = "HubRefusedError";
}

/** A call took longer than it may. */
export class HubTimeoutError extends HubConnectionError {
  override readonly name = "HubTimeoutError";
}

/** Something answers at the URL, but it is no hub: a web page, a login page, another server. */
export class NotAHubError extends HubConnectionError {
  override readonly name = "NotAHubError";
  /** The HTTP status. */
  readonly status: number;
  /** How the answer starts. */
  readonly answer: string;

  constructor(url: string, status: number, answer: string) {
    const start = answer.trim().slice(0, 120);
    const kind = start.startsWith("<") ? "a web page" : `\`${start}\``;
    super(`${url} is not a hub: it answered ${kind} with status ${status}; check the path, and whether a proxy or a login stands before it`);
    this.status = status;
    this.answer = start;
  }
}
