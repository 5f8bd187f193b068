// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
// Connections that outlive their token: a client says anew who it is before that ends, and stays connected. Only pages that
// import this carry it.
import { DefaultHttpClient, HttpClient, HttpError, NullLogger, type HttpRequest, type HttpResponse } from "@microsoft/signalr";
import { HubConnectionError, HubRefusedError } from "./hubs-errors.js";
import { hubOf } from "./hubs-http.js";
import type { AuthenticationRefresh, ConnectOptions, HubTold } from "./hubs-options.js";

/** When a client says anew who it is. */
export interface RefreshOptions {
  /**
   * Milliseconds before the end of its token, but not before half of its time is over. Default: five minutes.
   */
  before?: number | undefined;
  /** Whether it does so by itself, or tells `expiring` alone. Default: true. */
  automatic?: boolean | undefined;
}

/** What a page can do with it, beside handing it to `connect`. */
export interface RefreshedAuthentication extends AuthenticationRefresh {
  /**
   * Says anew now who this client is, on all connections that were made with it: after a login with other rights, or when
   * `expiring` asks for one. Rejects with the first refusal, a `HubRefusedError` for 401 and 403; connections stay as they were.
   */
  now: () => Promise<void>;
}

/** Waiting for longer at once is not possible. */
const LONGEST_WAIT = 2 ** 31 - 1;
/** Time between two attempts, of which the first failed: half of what is left, but not less. */
const SHORTEST_PAUSE = 1_000;
/** As `before`, unless it is set. */
const FIVE_MINUTES = 300_000;

/**
 * What `connect` takes as `authenticationRefresh`. Before the token ends, its function (`accessTokenFactory`) is asked for
 * another, which the server reads in the place of the first; a client without that function sends its cookies. The server
 * must allow it (`enable_authentication_refresh`) and know when a token ends.
 *
 * A success is told as `refreshed`. A failure is told as `expiring`, with the time that is left, and tried again until that is
 * over. It does nothing on connections that skip negotiation.
 */
export function authenticationRefresh(options: RefreshOptions = {}): RefreshedAuthentication {
  const open = new Set<RefreshingHttp>();
  const made: AuthenticationRefresh = (connect, events) => new RefreshingHttp(connect, events, options, open);
  const now = async (): Promise<void> => void (await Promise.all([...open].map((http) => http.refresh())));
  return Object.assign(made, { now });
}

/** What a refresh needs of the negotiation before it. */
interface Negotiated {
  readonly hub: string;
  readonly refresh: HttpRequest;
  /** Whether the token is of a server that sent this client here: the page's own is none of this server's business. */
  readonly given: boolean;
}

/** What one client asks over HTTP, and when it says anew who it is. */
class RefreshingHttp extends HttpClient {
  readonly #inner: HttpClient;
  readonly #factory: ConnectOptions<object>["accessTokenFactory"];
  readonly #events: HubTold;
  readonly #options: RefreshOptions;
  #negotiated: Negotiated | undefined;
  /** The header of the last refresh, which is newer than the official client's. */
  #authorization: string | undefined;
  /** Whether the server that answered last sends this client elsewhere, with a token of its own. */
  #given = false;
  /** When the token ends, by this machine's clock. */
  #ends = Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The refresh that is under way, and of which connection. */
  #refreshing: { readonly of: Negotiated | undefined; readonly done: Promise<void> } | undefined;

  constructor(
    connect: Pick<ConnectOptions<object>, "httpClient" | "accessTokenFactory">,
    events: HubTold,
    options: RefreshOptions,
    open: Set<RefreshingHttp>,
  ) {
    super();
    this.#inner = connect.httpClient ?? new DefaultHttpClient(NullLogger.instance);
    this.#factory = connect.accessTokenFactory;
    this.#events = events;
    this.#options = options;
    const begin = (): void => {
      open.add(this);
      this.#schedule();
    };
    const lost = (): void => {
      this.#negotiated = undefined;
      clearTimeout(this.#timer);
    };
    events.on("connected", begin);
    events.on("reconnected", begin);
    events.on("reconnecting", lost);
    events.on("closed", lost);
    events.on("closed", () => { open.delete(this); });
  }

  override async send(request: HttpRequest): Promise<HttpResponse> {
    const hub = hubOf(request);
    if (hub === undefined) return this.#inner.send(this.#withNewest(request));
    clearTimeout(this.#timer);
    this.#negotiated = this.#authorization = undefined;
    const given = this.#given;
    this.#given = false;
    const response = await this.#inner.send(request);
    this.#remember(hub, request, response, given);
    return response;
  }

  override getCookieString(url: string): string {
    return this.#inner.getCookieString(url);
  }

  /** Says anew who this client is; together with whoever asks meanwhile. */
  refresh(): Promise<void> {
    const of = this.#negotiated;
    // That of a connection that was lost meanwhile says nothing of the present one.
    if (this.#refreshing && this.#refreshing.of === of) return this.#refreshing.done;
    const done = this.#refresh().finally(() => {
      if (this.#refreshing?.done === done) this.#refreshing = undefined;
    });
    this.#refreshing = { of, done };
    return done;
  }

  /** The official client keeps the token of negotiation, with which it polls and posts. */
  #withNewest(request: HttpRequest): HttpRequest {
    if (this.#authorization === undefined) return request;
    return { ...request, headers: { ...request.headers, Authorization: this.#authorization } };
  }

  #remember(hub: string, { url = "", headers = {}, withCredentials }: HttpRequest, { content }: HttpResponse, given: boolean): void {
    const { connectionToken, tokenLifetimeSeconds, accessToken } = answerOf(content);
    this.#given = typeof accessToken === "string";
    this.#endsIn(tokenLifetimeSeconds);
    if (typeof connectionToken !== "string") return;
    const query = `id=${encodeURIComponent(connectionToken)}&${url.split("?")[1] ?? ""}`;
    const refresh: HttpRequest = { method: "POST", url: `${hub}/refresh?${query}`, headers, content: "" };
    if (withCredentials !== undefined) refresh.withCredentials = withCredentials;
    this.#negotiated = { hub, refresh, given };
  }

  #endsIn(seconds: unknown): void {
    // Of what has ended already there is no time before the end.
    this.#ends = typeof seconds === "number" && seconds > 0 ? Date.now() + seconds * 1_000 : Infinity;
  }

  async #refresh(): Promise<void> {
    const negotiated = this.#negotiated;
    if (!negotiated) throw new HubConnectionError("nobody can say anew who this client is: its connection is lost, or skipped negotiation");
    const { hub, refresh, given } = negotiated;
    const factory = given ? undefined : this.#factory;
    const token = await factory?.();
    const authorization = token ? `Bearer ${token}` : undefined;
    const { Authorization: first, ...others } = refresh.headers ?? {};
    // A function without a token has none, as at negotiation.
    const shown = factory ? authorization : first;
    const headers = shown === undefined ? others : { ...others, Authorization: shown };
    const answer = await this.#inner.send({ ...refresh, headers }).then(successOf).catch((error: unknown) => { throw refusalOf(hub, error); });
    // Another connection has taken the place of this one: its negotiation was newer.
    if (this.#negotiated !== negotiated) return;
    this.#authorization = authorization;
    const { tokenLifetimeSeconds } = answerOf(answer.content);
    this.#endsIn(tokenLifetimeSeconds);
    this.#schedule();
    this.#events.emit("refreshed", { holdsFor: this.#ends - Date.now() });
  }

  /** Waits until it is time. */
  #schedule(): void {
    const left = this.#ends - Date.now();
    // Sooner, one that holds no longer than that would be replaced without a pause.
    const before = Math.min(this.#options.before ?? FIVE_MINUTES, left / 2);
    if (this.#negotiated && left < Infinity) this.#wait(left - before);
  }

  #wait(milliseconds: number): void {
    clearTimeout(this.#timer);
    const at = Date.now() + milliseconds;
    const elapsed = (): void => {
      if (milliseconds > LONGEST_WAIT) this.#wait(at - Date.now());
      else void this.#due();
    };
    this.#timer = setTimeout(elapsed, Math.min(Math.max(milliseconds, 0), LONGEST_WAIT));
  }

  async #due(): Promise<void> {
    const negotiated = this.#negotiated;
    let error: Error | undefined;
    if (this.#options.automatic !== false) {
      try {
        await this.refresh();
        return;
      } catch (thrown) {
        error = thrown instanceof Error ? thrown : new HubConnectionError(String(thrown));
      }
    }
    // The connection may have ended meanwhile.
    if (!negotiated || this.#negotiated !== negotiated) return;
    const left = Math.max(this.#ends - Date.now(), 0);
    if (error && left > SHORTEST_PAUSE) this.#wait(Math.max(left / 2, SHORTEST_PAUSE));
    this.#events.emit("expiring", { left, error });
  }
}

/** What a body says, if it is a JSON object. */
function answerOf(content: HttpResponse["content"]): Record<string, unknown> {
  try {
    return { ...(JSON.parse(typeof content === "string" ? content : "{}") as object) };
  } catch {
    return {};
  }
}

/** An answer that is none of the errors that some clients of HTTP return and others throw. */
function successOf(answer: HttpResponse): HttpResponse {
  const { statusCode, statusText = "", content } = answer;
  if (statusCode < 200 || statusCode > 299) throw new HttpError(typeof content === "string" && content ? content : statusText, statusCode);
  return answer;
}

/** What a refusal says, without what the official client writes around it. */
function refusalOf(hub: string, error: unknown): Error {
  if (!(error instanceof HttpError)) return new HubConnectionError(`${hub} was not asked: ${String(error)}`, { cause: error });
  const { statusCode, message } = error;
  const body = message.replace(/: Status code '\d+'$/, "");
  const told = answerOf(body)["error"];
  const text = typeof told === "string" ? told : body;
  if (statusCode === 401 || statusCode === 403) return new HubRefusedError(hub, statusCode, text);
  const hint = statusCode === 404 && told === undefined ? "; is `enable_authentication_refresh` on?" : "";
  return new HubConnectionError(`${hub} does not refresh, with status ${statusCode}: ${text}${hint}`);
}
