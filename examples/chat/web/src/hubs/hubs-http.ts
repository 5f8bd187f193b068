// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
// What the official client asks over HTTP, with a look at what answers at the hub's URL.
import { DefaultHttpClient, HttpClient, HttpError, NullLogger, type HttpRequest, type HttpResponse } from "@microsoft/signalr";
import { HubRefusedError, NotAHubError } from "./hubs-errors";
import type { ConnectOptions, HubTold } from "./hubs-options";

/** What the official client asks over HTTP, with an eye on the answers. */
export class WatchedHttp extends HttpClient {
  readonly #inner: HttpClient;
  /** Set if the last answer to a negotiation makes another attempt useless: it was none of a hub, or it refused this client. */
  declare verdict: NotAHubError | HubRefusedError | undefined;
  /** Connections that were agreed on since this was set to 0: the official client agrees on another for each transport. */
  agreed = 0;
  /** The last poll, while the connection polls. */
  #poll: HttpRequest | undefined;
  /** Ends a negotiation that is under way. */
  #negotiating: AbortController | undefined;

  constructor(inner: HttpClient = new DefaultHttpClient(NullLogger.instance)) {
    super();
    this.#inner = inner;
  }

  override async send(request: HttpRequest): Promise<HttpResponse> {
    if (request.method === "GET") this.#poll = request;
    const hub = hubOf(request);
    if (!hub) return this.#inner.send(request);
    this.verdict = undefined;
    this.#poll = undefined;
    const { signal } = (this.#negotiating = new AbortController());
    try {
      // The official client reads `aborted` and sets `onabort`, which a signal of the platform has too.
      const response = await this.#inner.send({ ...request, abortSignal: signal as NonNullable<HttpRequest["abortSignal"]> });
      const content = typeof response.content === "string" ? response.content : "";
      const answer = negotiationOf(content);
      if (response.statusCode === 200 && !answer) this.verdict = new NotAHubError(hub, 200, content);
      if (answer?.["connectionId"]) this.agreed += 1;
      return response;
    } catch (error) {
      if (error instanceof HttpError) this.verdict = verdictOf(hub, error);
      throw error;
    }
  }

  override getCookieString(url: string): string {
    return this.#inner.getCookieString(url);
  }

  /** Ends a negotiation that is under way; the official client would wait for its answer before it stops. */
  abortNegotiation(): void {
    this.#negotiating?.abort();
  }

  /** A page that goes away cannot end its polling in the ordinary way: no answer would reach it. */
  endPolling(): void {
    const { url, headers, withCredentials } = this.#poll ?? {};
    const credentials = withCredentials ? "include" : "same-origin";
    if (url) fetch(url, { method: "DELETE", keepalive: true, credentials, headers: { ...headers } }).catch(() => undefined);
  }
}

/** What a connection asks over HTTP, and what watches that: behind the refresh, so that it sees the newest token. */
export function httpClientsOf<S>(options: ConnectOptions<S>, events: HubTold): { http: HttpClient; watched: WatchedHttp } {
  const watched = new WatchedHttp(options.httpClient);
  return { http: options.authenticationRefresh?.({ ...options, httpClient: watched }, events) ?? watched, watched };
}

/** The URL of the hub that a request negotiates with. */
export function hubOf({ method, url = "" }: HttpRequest): string | undefined {
  return method === "POST" ? /(.*)\/negotiate(\?|$)/.exec(url)?.[1] : undefined;
}

/** What an answer other than 200 says for good; undefined if it may be another the next time. */
function verdictOf(hub: string, { statusCode, message }: HttpError): NotAHubError | HubRefusedError | undefined {
  // The official client writes the status behind the answer's body.
  const answer = message.replace(/: Status code '\d+'$/, "");
  // A server, or a proxy before it, that is restarting or has too much to do, whatever page it shows meanwhile.
  if (statusCode >= 500 || statusCode === 429) return undefined;
  if (/^\s*</.test(answer) || statusCode === 404 || statusCode === 405) return new NotAHubError(hub, statusCode, answer);
  return statusCode === 401 || statusCode === 403 ? new HubRefusedError(hub, statusCode, answer) : undefined;
}

/** What hubs answer to a negotiation, if a text is that. */
function negotiationOf(text: string): Record<string, unknown> | undefined {
  try {
    const answer = JSON.parse(text) as Record<string, unknown>;
    return ["connectionId", "url", "error", "ProtocolVersion"].some((key) => key in answer) ? answer : undefined;
  } catch {
    return undefined;
  }
}
