// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
// Connections that outlive their token: a client says anew who it is before that ends, and stays connected. Only pages that
// import this carry it.
import { DefaultHttpClient, HttpClient, HttpError, NullLogger, type HttpRequest, type HttpResponse } from "@microsoft/signalr";
import { HubConnectionError, HubRefusedError } from "./hubs-errors.js";
import type { Events } from "./hubs-events.js";
import { hubOf } from "./hubs-http.js";
import type { AuthenticationRefresh, ConnectOptions } from "./hubs-options.js";

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

/** Waiting for longer is not possible. */
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

/** Who is told, whatever state the hub keeps. */
type Told = Pick<Events<never>, "on" | "emit">;

/** What a refresh needs of the negotiation before it. */
interface Negotiated {
  readonly hub: string;
  readonly refresh: HttpRequest;
}

/** What one client asks over HTTP, and when it says anew who it is. */
class RefreshingHttp extends HttpClient {
  readonly #inner: HttpClient;
  readonly #factory: ConnectOptions<object>["accessTokenFactory"];
  readonly #events: Told;
  readonly #options: RefreshOptions;
  #negotiated: Negotiated | undefined;
  /** The header of the last refresh, which is newer than the official client's. */
  #authorization: string | undefined;
  /** When the token ends, by this machine's clock. */
  #ends = Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The refresh that is under way. */
  #refreshing: Promise<void> | undefined;

  constructor(
    connect: Pick<ConnectOptions<object>, "httpClient" | "accessTokenFactory">,
    events: Told,
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
    const end = (): void => {
      open.delete(this);
      this.#negotiated = undefined;
      clearTimeout(this.#timer);
    };
    events.on("connected", begin);
    events.on("reconnected", begin);
    events.on("reconnecting", () => { clearTimeout(this.#timer); });
    events.on("closed", end);
  }

  override async send(request: HttpRequest): Promise<HttpResponse> {
    const hub = hubOf(request);
    if (hub === undefined) return this.#inner.send(this.#withNewest(request));
    clearTimeout(this.#timer);
    this.#negotiated = this.#authorization = undefined;
    const response = await this.#inner.send(request);
    this.#remember(hub, request, response);
    return response;
  }

  override getCookieString(url: string): string {
    return this.#inner.getCookieString(url);
  }

  /** Says anew who this client is; together with whoever asks meanwhile. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => { this.#refreshing = undefined; });
    return this.#refreshing;
  }

  /** The official client keeps the token of negotiation, with which it polls and posts. */
  #withNewest(request: HttpRequest): HttpRequest {
    if (this.#authorization === undefined) return request;
    return { ...request, headers: { ...request.headers, Authorization: this.#authorization } };
  }

  #remember(hub: string, { url = "", headers = {}, withCredentials }: HttpRequest, { content }: HttpResponse): void {
    const { connectionToken, tokenLifetimeSeconds } = answerOf(content);
    this.#endsIn(tokenLifetimeSeconds);
    if (typeof connectionToken !== "string") return;
    const query = `id=${encodeURIComponent(connectionToken)}&${url.split("?")[1] ?? ""}`;
    const refresh: HttpRequest = { method: "POST", url: `${hub}/refresh?${query}`, headers, content: "" };
    if (withCredentials !== undefined) refresh.withCredentials = withCredentials;
    this.#negotiated = { hub, refresh };
  }

  #endsIn(seconds: unknown): void {
    this.#ends = typeof seconds === "number" ? Date.now() + seconds * 1_000 : Infinity;
  }

  async #refresh(): Promise<void> {
    const negotiated = this.#negotiated;
    if (!negotiated) throw new HubConnectionError("nobody can say anew who this client is: its connection is lost, or skipped negotiation");
    const { hub, refresh } = negotiated;
    const token = await this.#factory?.();
    const authorization = token ? `Bearer ${token}` : undefined;
    const headers = { ...refresh.headers, ...(authorization && { Authorization: authorization }) };
    const answer = await this.#inner.send({ ...refresh, headers }).catch((error: unknown) => { throw refusalOf(hub, error); });
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
    this.#timer = setTimeout(() => void this.#due(), Math.min(Math.max(milliseconds, 0), LONGEST_WAIT));
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
