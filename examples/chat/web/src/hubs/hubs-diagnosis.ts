// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
// What a doctor may find, and what to do about it.

/**
 * What keeps a hub or one of its transports from being used:
 * - `unreachable`: no answer that could be read: a wrong address, a certificate, an origin that the server does not let in.
 * - `silent`: no answer within the time limit.
 * - `notFound`: nothing is at the URL (404).
 * - `notAHub`: something else answers there: a web page, a login, a server of files (405).
 * - `refused`: the server (401, 403) or the hub itself does not take this client.
 * - `gateway`: a proxy does not get an answer from the server, or the server has too much to do (429, 5xx).
 * - `noUpgrade`: the WebSocket was not opened, or answered as an ordinary request (200, 400, 426); pages are not told the status.
 * - `buffered`: events are held up on their way, and came only once their connection was at its end.
 * - `notSticky`: the server that was asked does not know what was negotiated a moment before (404).
 * - `notOffered`: the server does not have this transport.
 * - `notTried`: it needs a negotiation, which failed.
 * - `noWebSocket`: this runtime has no `WebSocket`.
 * - `status`: an answer with any other status.
 */
export type Fault = keyof typeof ADVICE;

/** One step of a diagnosis. */
export type Check =
  | { readonly ok: true; readonly milliseconds: number }
  | {
      readonly ok: false;
      readonly fault: Fault;
      /** The HTTP status, where there was one and it can be seen. */
      readonly status: number | undefined;
      /** What came instead of what should have. */
      readonly seen: string;
      /** What to do about it. */
      readonly advice: string;
    };

const ADVICE = {
  unreachable: "Check the address, that the server runs, its certificate, and for pages of another origin that the server names it in `.origins(…)`.",
  silent: "Something on the way takes the request and does not pass it on, or the server hangs: ask it without the proxy, and look into its log.",
  notFound: "Check the path: that of the server's `.hub(path, …)`, with what a proxy puts before it or takes away (`location` and `proxy_pass` of nginx).",
  notAHub: "Check the path, and whether a proxy, a login or a fallback for pages stands before the hub.",
  refused: "Check `accessTokenFactory`, cookies (`withCredentials`) and `.origins(…)`; the server's log names the policy that refused.",
  gateway: "Check that the server runs and that the proxy has its address (`proxy_pass`). A poll waits for 90 s, so a proxy must not end one before: `proxy_read_timeout 100s;`.",
  noUpgrade:
    "A proxy must pass the upgrade on, in nginx by `proxy_http_version 1.1;`, `proxy_set_header Upgrade $http_upgrade;` and `proxy_set_header Connection $connection_upgrade;`.",
  buffered: "A proxy must pass events on at once: `proxy_buffering off;` in nginx, and no compression of `text/event-stream`.",
  notSticky:
    "Several servers need a sticky load balancer (`hash $remote_addr consistent;` in nginx), or clients that skip negotiation: `skipNegotiation: true` with `transport: \"WebSockets\"`.",
  notOffered: "Nothing need be done if it was left out on purpose: `HubOptions::transports`.",
  notTried: "Mend the negotiation first.",
  noWebSocket: "Give the doctor one as the option `WebSocket`, as that of the npm package `ws`, which the official client uses by itself.",
  status: "Look into the logs of the proxy and of the server.",
};

/** Ends a step. */
export class Trouble extends Error {
  readonly fault: Fault;
  readonly status: number | undefined;

  constructor(fault: Fault, seen: string, status?: number) {
    super(seen);
    this.fault = fault;
    this.status = status;
  }

  get check(): Check {
    return { ok: false, fault: this.fault, status: this.status, seen: this.message, advice: ADVICE[this.fault] };
  }
}

/** What an answer says that is not the wanted one; `negotiated` if it was asked for a connection that the server should know. */
export function troubleOf(status: number, body: string, negotiated: boolean): Trouble {
  const start = body.trim().slice(0, 120);
  const isPage = start.startsWith("<");
  const seen = `${status} with ${isPage ? "a web page" : start === "" ? "no text" : `\`${start}\``}`;
  return new Trouble(faultOf(status, isPage, negotiated), seen, status);
}

/** What keeps a WebSocket from being opened. Pages are not told, but the messages of the npm package `ws` end with the status. */
export function troubleOfUpgrade(message: string, negotiated: boolean): Trouble {
  const text = /\b[2-5]\d\d$/.exec(message)?.[0];
  if (text === undefined) return new Trouble("noUpgrade", `the WebSocket could not be opened${message && `: ${message}`}`);
  const status = Number(text);
  const fault = faultOf(status, false, negotiated);
  const other = fault === "gateway" || fault === "refused" || status === 404;
  return new Trouble(other ? fault : "noUpgrade", `the upgrade was answered with status ${status}`, status);
}

function faultOf(status: number, isPage: boolean, negotiated: boolean): Fault {
  if (status >= 500 || status === 429) return "gateway";
  if (status === 401 || status === 403) return "refused";
  if (status === 404) return negotiated && !isPage ? "notSticky" : "notFound";
  if (status === 405 || status < 300 || isPage) return "notAHub";
  return "status";
}

/** A line for what was found, and one for what to do. */
export function told(step: string, check: Check): string {
  if (check.ok) return `${step}: ok, ${check.milliseconds} ms`;
  return `${step}: failed (${check.fault}): ${check.seen}\n  ${check.advice}`;
}
