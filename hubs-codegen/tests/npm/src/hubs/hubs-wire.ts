// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
// What generated hubs add to the official client: messages and headers that it has no call for, typed errors, and a
// look at what answers at the hub's URL.
import {
  DefaultHttpClient,
  HttpClient,
  HttpError,
  NullLogger,
  type HttpRequest,
  type HttpResponse,
  type HubMessage,
  type IHubProtocol,
  type ILogger,
} from "@microsoft/signalr";
import { PREFIX } from "./hubs-wire-names.js";

/** Where calls without a handler are led; never on the wire. */
export const UNHANDLED = `${PREFIX}unhandled`;

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

/** Sees messages before they are written and after they are read, in any protocol. */
export interface MessageHooks {
  write: (message: HubMessage, encode: (message: HubMessage) => string | ArrayBuffer) => string | ArrayBuffer;
  read: (message: HubMessage) => HubMessage;
}

/** The official client's protocol with hooks around it. */
export class HookedProtocol implements IHubProtocol {
  readonly #inner: IHubProtocol;
  readonly #hooks: MessageHooks;

  constructor(inner: IHubProtocol, hooks: MessageHooks) {
    this.#inner = inner;
    this.#hooks = hooks;
  }

  get name(): string {
    return this.#inner.name;
  }

  get version(): number {
    return this.#inner.version;
  }

  get transferFormat(): IHubProtocol["transferFormat"] {
    return this.#inner.transferFormat;
  }

  parseMessages(input: string | ArrayBuffer, logger: ILogger): HubMessage[] {
    return this.#inner.parseMessages(input, logger).map((message) => this.#hooks.read(message));
  }

  writeMessage(message: HubMessage): string | ArrayBuffer {
    return this.#hooks.write(message, (changed) => this.#inner.writeMessage(changed));
  }
}

/**
 * A message in an invocation's clothes. The official client sends uploaded items only without telling when and
 * whether it could, and cancels streams alone; an invocation it sends with a promise, and the hooks undress it.
 */
export class Disguised {
  static readonly target = `${PREFIX}disguised`;
  readonly message: HubMessage;

  constructor(message: HubMessage) {
    this.message = message;
  }
}

/** What the official client asks over HTTP, with an eye on the answers. */
export class WatchedHttp extends HttpClient {
  readonly #inner: HttpClient;
  /** Set if the last answer to a negotiation was none of a hub. */
  notAHub: NotAHubError | undefined;
  /** The last poll, while the connection polls. */
  #poll: HttpRequest | undefined;
  /** Ends a negotiation that is under way. */
  #negotiating: AbortController | undefined;

  constructor(inner: HttpClient = new DefaultHttpClient(NullLogger.instance)) {
    super();
    this.#inner = inner;
  }

  override async send(request: HttpRequest): Promise<HttpResponse> {
    const url = request.url ?? "";
    if (request.method === "GET") this.#poll = request;
    if (request.method !== "POST" || !/\/negotiate(\?|$)/.test(url)) return this.#inner.send(request);
    this.notAHub = undefined;
    this.#poll = undefined;
    const hub = url.replace(/\/negotiate(\?.*)?$/, "");
    const { signal } = (this.#negotiating = new AbortController());
    try {
      // The official client reads `aborted` and sets `onabort`, which a signal of the platform has too.
      const response = await this.#inner.send({ ...request, abortSignal: signal as NonNullable<HttpRequest["abortSignal"]> });
      const content = typeof response.content === "string" ? response.content : "";
      if (response.statusCode === 200 && !isNegotiation(content)) this.notAHub = new NotAHubError(hub, 200, content);
      return response;
    } catch (error) {
      if (error instanceof HttpError && (error.statusCode === 404 || /^\s*</.test(error.message))) {
        this.notAHub = new NotAHubError(hub, error.statusCode, error.message);
      }
      throw error;
    }
  }

  override getCookieString(url: string): string {
    return this.#inner.getCookieString(url);
  }

  /** Ends a negotiation that is under way; the official client would wait for its answer before it stops. */
  abandonNegotiation(): void {
    this.#negotiating?.abort();
  }

  /** A page that goes away cannot end its polling in the ordinary way: no answer would reach it. */
  abandonPolling(): void {
    const { url, headers, withCredentials } = this.#poll ?? {};
    if (url === undefined) return;
    const end: RequestInit = { method: "DELETE", keepalive: true, credentials: withCredentials ? "include" : "same-origin" };
    if (headers) end.headers = headers;
    fetch(url, end).catch(() => undefined);
  }
}

/** Whether a text is what hubs answer to a negotiation. */
function isNegotiation(text: string): boolean {
  try {
    const answer: unknown = JSON.parse(text);
    const keys = ["connectionId", "connectionToken", "url", "error", "ProtocolVersion"];
    return typeof answer === "object" && answer !== null && keys.some((key) => key in answer);
  } catch {
    return false;
  }
}
