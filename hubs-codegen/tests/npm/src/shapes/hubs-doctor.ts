// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
// Finds out what keeps a hub from being reached, or a transport from being used. A page has this only if it imports it.
import { told, Trouble, troubleOf, troubleOfUpgrade, type Check, type Fault } from "./hubs-diagnosis.js";
import type { TransportName } from "./hubs-options.js";
import { unless } from "./hubs-waiting.js";
import { HELLO, QUERY, QUERY_VERSION } from "./hubs-wire-names.js";

export type { Check, Fault } from "./hubs-diagnosis.js";

/** As much of the platform's `WebSocket` as is needed. */
export type DoctorWebSocket = new (url: string) => {
  send: (data: string) => void;
  close: () => void;
  addEventListener: (type: "open" | "message" | "error" | "close", listener: (event: object) => void) => void;
};

/** What a doctor may be told; the same words as those of `connect`. */
export interface DoctorOptions {
  /** Milliseconds that the negotiation may take, and each transport. Default: 5 000. */
  timeout?: number | undefined;
  accessTokenFactory?: (() => string | Promise<string>) | undefined;
  /** Headers of HTTP requests; WebSockets have none. */
  headers?: Record<string, string> | undefined;
  /** Whether cookies go to another origin. Default: true, as with `connect`. */
  withCredentials?: boolean | undefined;
  /** Default: that of the platform. */
  WebSocket?: DoctorWebSocket | undefined;
}

/** What a doctor has found. */
export interface DoctorReport {
  /** The URL that was asked. */
  readonly url: string;
  /** Whether nothing failed: the negotiation and every transport that the server has. */
  readonly ok: boolean;
  readonly negotiation: Check;
  readonly transports: Readonly<Record<TransportName, Check>>;
  /** All of it, to be printed. */
  readonly text: string;
}

/** Ends each message. */
const END = "\x1e";
/** What a connection starts with, and what only its hub can answer. `{}` says nothing of a version. */
const HANDSHAKE = JSON.stringify({ protocol: "json", version: 1 }) + END;
const GREETING = JSON.stringify({ type: 1, invocationId: "1", target: HELLO, arguments: [{ contract: {}, state: "{}", reconnect: false }] }) + END;
const GOODBYE = JSON.stringify({ type: 7 }) + END;
/** How many redirects of negotiations are followed. */
const REDIRECTS = 10;
/** Milliseconds that held up events may take once their connection has ended. */
const RELEASE = 1000;

/**
 * Asks the hub at `url`, as `/chat`, for a negotiation, and connects to it by each transport, one after the other, up to the hub's
 * answer to the first words. Never rejects for what it finds. The hub sees each of these connections come and go.
 */
export async function doctor(url: string, options: DoctorOptions = {}): Promise<DoctorReport> {
  const page = Reflect.get(globalThis, "location") as { href: string } | undefined;
  const way = new Way(new URL(url, page?.href), options);
  const limit = options.timeout ?? 5000;
  let offered: readonly string[] | undefined;
  const negotiation = await check(limit, async (signal) => {
    offered = (await way.negotiate(signal)).transports;
  });
  const transport = async (name: TransportName, probe: Probe): Promise<Check> => {
    // Clients may open WebSockets without negotiation, so that this one tells something all the same.
    if (!offered && name !== "WebSockets") return new Trouble("notTried", "there was no negotiation").check;
    if (offered && !offered.includes(name)) return new Trouble("notOffered", `the server offers ${offered.join(", ")}`).check;
    const found = await check(limit, async (signal) => probe(offered ? await way.negotiate(signal) : { way, transports: [] }, signal));
    // Pages are not told why a WebSocket was not opened. Where nothing answers at all, it is not for want of an upgrade.
    const unknown = !found.ok && found.fault === "noUpgrade" && found.status === undefined;
    return unknown && !negotiation.ok && UNANSWERED.includes(negotiation.fault) ? new Trouble("notTried", found.seen).check : found;
  };
  const transports = {
    WebSockets: await transport("WebSockets", webSocket),
    ServerSentEvents: await transport("ServerSentEvents", events),
    LongPolling: await transport("LongPolling", polling),
  };
  const steps = Object.entries({ negotiation, ...transports });
  const text = [way.url.href, ...steps.map(([step, result]) => told(step, result))].join("\n");
  return { url: way.url.href, ok: steps.every(([, result]) => result.ok || result.fault === "notOffered"), negotiation, transports, text };
}

/** Faults of a negotiation to which no server of hubs said anything. */
const UNANSWERED: readonly Fault[] = ["unreachable", "silent", "gateway"];

/** What a negotiation gave. */
interface Negotiated {
  /** Where the transports are, with the connection's id in the URL. */
  readonly way: Way;
  readonly transports: readonly string[];
}

/** Uses one transport until the hub has answered; rejects with {@link Trouble}, or once the signal says so. */
type Probe = (negotiated: Negotiated, signal: AbortSignal) => Promise<void>;

/** Makes a step of a probe. */
async function check(limit: number, probe: (signal: AbortSignal) => Promise<void>): Promise<Check> {
  const start = Date.now();
  const over = new AbortController();
  const timer = setTimeout(() => { over.abort(new Trouble("silent", `there was no answer within ${limit} ms`)); }, limit);
  try {
    await probe(over.signal);
    return { ok: true, milliseconds: Date.now() - start };
  } catch (error) {
    return troubleIn(error).check;
  } finally {
    clearTimeout(timer);
  }
}

function troubleIn(error: unknown): Trouble {
  return error instanceof Trouble ? error : new Trouble("unreachable", causes(error));
}

/** An error's text with those of its causes: that of `fetch` alone says nothing. */
function causes(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message || error.name : `${error.message}: ${causes(error.cause)}`;
}

/** Where the hub is, and how it is asked. */
class Way {
  readonly url: URL;
  readonly options: DoctorOptions;
  /** Whether the server should know the connection that the URL names. */
  readonly negotiated: boolean;

  constructor(url: URL, options: DoctorOptions, negotiated = false) {
    this.url = new URL(url);
    this.url.searchParams.set(QUERY, QUERY_VERSION);
    this.options = options;
    this.negotiated = negotiated;
  }

  /** Asks for a connection, also where the server sends its clients to another. */
  async negotiate(signal: AbortSignal, redirects = REDIRECTS): Promise<Negotiated> {
    const url = new URL(this.url);
    url.pathname = url.pathname.replace(/\/?$/, "/negotiate");
    url.searchParams.set("negotiateVersion", "1");
    const response = await this.ask("POST", signal, {}, url);
    const text = await unless(signal, response.text());
    const { error, url: other, accessToken, connectionToken: id, availableTransports } = objectOf(text);
    if (typeof error === "string") throw new Trouble("refused", error);
    if (typeof other === "string" && redirects > 0) {
      const options = typeof accessToken === "string" ? { ...this.options, accessTokenFactory: () => accessToken } : this.options;
      return new Way(new URL(other, this.url), options).negotiate(signal, redirects - 1);
    }
    if (typeof id !== "string" || !Array.isArray(availableTransports)) throw troubleOf(response.status, text, false);
    const there = new URL(this.url);
    there.searchParams.set("id", id);
    const transports = (availableTransports as ({ transport?: unknown } | null)[]).map((one) => String(one?.transport));
    return { way: new Way(there, this.options, true), transports };
  }

  /** An answer of 2xx; any other is trouble. */
  async ask(method: "GET" | "POST" | "DELETE", signal: AbortSignal, init: RequestInit = {}, url = this.url): Promise<Response> {
    const token = await this.token(signal);
    const headers = { ...this.options.headers, ...(token && { Authorization: `Bearer ${token}` }), ...(init.headers as Record<string, string>) };
    const credentials = this.options.withCredentials === false ? "same-origin" : "include";
    const response = await unless(signal, fetch(url.href, { credentials, signal, ...init, method, headers }));
    if (!response.ok) throw troubleOf(response.status, await unless(signal, response.text()), this.negotiated);
    return response;
  }

  token(signal: AbortSignal): Promise<string | undefined> {
    return unless(signal, Promise.resolve(this.options.accessTokenFactory?.()));
  }

  async send(text: string, signal: AbortSignal): Promise<void> {
    await this.ask("POST", signal, { body: text, headers: { "Content-Type": "text/plain;charset=UTF-8" } });
  }
}

/** A JSON object, or an empty one for any other text. */
function objectOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** What comes from the hub. */
class Inbox {
  /** Whether the hub has answered the greeting well; other answers are thrown by {@link take}. */
  answered = false;
  #rest = "";

  take(text: string): void {
    const messages = (this.#rest + text).split(END);
    this.#rest = messages.pop() ?? "";
    if (messages.length === 0 && !/^\s*(?:\{|$)/.test(this.#rest)) throw troubleOf(200, text, true);
    for (const message of messages) {
      const { error, type } = objectOf(message);
      // Of the handshake, of the greeting, or of the connection's end.
      if (typeof error === "string" && (type === undefined || type === 3 || type === 7)) throw new Trouble("refused", error);
      if (type === 3) this.answered = true;
    }
  }
}

async function webSocket({ way }: Negotiated, signal: AbortSignal): Promise<void> {
  const Socket = way.options.WebSocket ?? (Reflect.get(globalThis, "WebSocket"));
  if (!Socket) throw new Trouble("noWebSocket", "there is no `WebSocket`");
  const url = new URL(way.url);
  url.protocol = url.protocol.replace("http", "ws");
  const token = await way.token(signal);
  if (token) url.searchParams.set("access_token", token);
  const socket = new Socket(url.href);
  const inbox = new Inbox();
  try {
    await unless(signal, new Promise<void>((resolve, reject) => {
      let opened = false;
      // Pages are told nothing, but the package `ws` tells the status.
      const ended = (event: object): void => {
        if (opened) reject(new Trouble("silent", "the WebSocket was closed before the hub had answered"));
        else reject(troubleOfUpgrade(String(Reflect.get(event, "message") ?? ""), way.negotiated));
      };
      socket.addEventListener("open", () => {
        opened = true;
        socket.send(HANDSHAKE);
        socket.send(GREETING);
      });
      socket.addEventListener("message", (event) => {
        try {
          inbox.take(String(Reflect.get(event, "data")));
          if (inbox.answered) resolve();
        } catch (error) {
          reject(troubleIn(error));
        }
      });
      socket.addEventListener("error", ended);
      socket.addEventListener("close", ended);
    }));
  } finally {
    socket.close();
  }
}

async function polling({ way }: Negotiated, signal: AbortSignal): Promise<void> {
  const inbox = new Inbox();
  // The first poll starts the connection and is answered at once.
  const first = await way.ask("GET", signal);
  try {
    inbox.take(await unless(signal, first.text()));
    await way.send(HANDSHAKE + GREETING, signal);
    while (!inbox.answered) {
      const poll = await way.ask("GET", signal);
      if (poll.status === 204) throw new Trouble("silent", "the connection ended before the hub had answered");
      inbox.take(await unless(signal, poll.text()));
    }
  } finally {
    await way.ask("DELETE", AbortSignal.timeout(RELEASE)).catch(() => undefined);
  }
}

async function events({ way }: Negotiated, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const stream = new EventReader();
  let greeted = false;
  try {
    const read = stream.read(way, over.signal);
    try {
      // Not before the events are there, as the official client does it.
      await unless(signal, Promise.race([stream.opened, read]));
      greeted = true;
      await way.send(HANDSHAKE + GREETING, signal);
      await unless(signal, read);
    } catch (error) {
      const end = greeted ? GOODBYE : HANDSHAKE + GOODBYE;
      if (!signal.aborted || !(await stream.comesAtTheEnd(way, end))) throw error;
      throw new Trouble("buffered", "events came only once their connection was at its end");
    }
  } finally {
    over.abort();
  }
}

/** The events of one connection, as they come. */
class EventReader {
  /** Resolves with the first bytes, which the server sends before it is asked for anything. */
  readonly opened: Promise<void>;
  readonly #inbox = new Inbox();
  #came: () => void = () => undefined;

  constructor() {
    this.opened = new Promise((resolve) => (this.#came = resolve));
  }

  /** Reads until the hub has answered. */
  async read(way: Way, signal: AbortSignal): Promise<void> {
    const response = await way.ask("GET", signal, { headers: { Accept: "text/event-stream" } });
    if (!response.headers.get("Content-Type")?.startsWith("text/event-stream")) {
      throw troubleOf(response.status, await unless(signal, response.text()), true);
    }
    const reader = response.body?.getReader();
    const decoder = new TextDecoder();
    let rest = "";
    while (reader && !this.#inbox.answered) {
      const { done, value } = await reader.read();
      if (done) throw new Trouble("silent", "the events ended before the hub had answered");
      this.#came();
      const lines = (rest + decoder.decode(value, { stream: true })).split(/\r?\n/);
      rest = lines.pop() ?? "";
      for (const line of lines) if (line.startsWith("data:")) this.#inbox.take(line.slice(5).trimStart());
    }
  }

  /** Ends the connection by `words`, and says whether that brings what should have come long before. */
  async comesAtTheEnd(way: Way, words: string): Promise<boolean> {
    const grace = AbortSignal.timeout(RELEASE);
    const late = new Promise<void>((resolve) => (this.#came = resolve));
    try {
      await way.send(words, grace);
      await unless(grace, late);
      return true;
    } catch {
      return false;
    }
  }
}
