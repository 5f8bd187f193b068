// Hubs in React 18 or later: a connection, its events and its state as hooks.
import { useCallback, useEffect, useInsertionEffect, useMemo, useRef, useSyncExternalStore, type DependencyList } from "react";
import type { HubEvents, HubProxy, StateFields } from "./hubs.js";

/** A hub as a component sees it; `hub` and `error` are there as the `status` says. */
export type UsedHub<P> =
  /** The first connection is tried. */
  | { readonly status: "connecting"; readonly hub: undefined; readonly error: undefined }
  /** Calls can be made. */
  | { readonly status: "connected"; readonly hub: P; readonly error: undefined }
  /** The connection is lost and tried again; `error` is what ended it or the last attempt. */
  | { readonly status: "reconnecting"; readonly hub: P; readonly error: Error | undefined }
  /** It is over, and not tried again; without `hub` it never stood. `error` is undefined if it ended as someone wanted. */
  | { readonly status: "closed"; readonly hub: P | undefined; readonly error: Error | undefined };

/** The events that a hub has once it is connected; the others are for `options.events`. */
export type UsedEvent = Exclude<keyof HubEvents<object>, "connecting" | "connected">;

/** Any hub, whatever its state and its handlers. */
type AnyHub = Pick<HubProxy<object, object>, "$status" | "$on" | "$close">;

const CONNECTING = { status: "connecting", hub: undefined, error: undefined } as const;

/** A connection as long as somebody looks at it. */
class Connecting<P extends AnyHub> {
  readonly #connect: (signal: AbortSignal) => Promise<P>;
  #used: UsedHub<P> = CONNECTING;

  constructor(connect: (signal: AbortSignal) => Promise<P>) {
    this.#connect = connect;
  }

  readonly used = (): UsedHub<P> => this.#used;

  readonly subscribe = (changed: () => void): (() => void) => {
    const over = new AbortController();
    const end = (): void => { over.abort(); };
    void this.#run(over.signal, (used) => {
      if (over.signal.aborted) return;
      this.#used = used;
      changed();
    }, end);
    return end;
  };

  async #run(signal: AbortSignal, tell: (used: UsedHub<P>) => void, end: () => void): Promise<void> {
    // Strict mode mounts, unmounts and mounts again without a pause: the first of these must not connect.
    await Promise.resolve();
    if (signal.aborted) return;
    // A component that was hidden meanwhile has seen the end of the connection before.
    tell(CONNECTING);
    try {
      const hub = await this.#connect(signal);
      const close = (): void => void hub.$close();
      if (signal.aborted) {
        close();
        return;
      }
      signal.addEventListener("abort", close);
      follow(hub, tell);
    } catch (error) {
      tell({ status: "closed", hub: undefined, error: error instanceof Error ? error : new Error(String(error)) });
      // It may have failed in what it did with a connection, which nobody else would close.
      end();
    }
  }
}

/** Tells where the hub stands, now and from now on. */
function follow<P extends AnyHub>(hub: P, tell: (used: UsedHub<P>) => void): void {
  hub.$on("reconnecting", ({ error }) => { tell({ status: "reconnecting", hub, error }); });
  hub.$on("reconnected", () => { tell({ status: "connected", hub, error: undefined }); });
  hub.$on("closed", ({ error }) => { tell({ status: "closed", hub, error }); });
  // It may have been lost in the meantime, of which it will not tell again.
  const { $status } = hub;
  tell({ status: $status === "connecting" ? "connected" : $status, hub, error: undefined });
}

/**
 * Connects a hub when the component is mounted, and closes it when the component is gone or `deps` have changed, after which it
 * connects anew. Never throws: what the connection failed with is the `error` of what it returns.
 *
 * @param connect - Connects by the `connect` of a generated class; called again only when `deps` change. Give its `signal` to the
 * options of `connect`, so that what was begun ends with the component, and when this rejects; without it, a connection that comes too
 * late is closed.
 * @param deps - What `connect` uses of the component, as for `useEffect`.
 */
export function useHub<P extends AnyHub>(connect: (signal: AbortSignal) => Promise<P>, deps: DependencyList): UsedHub<P> {
  const connecting = useMemo(() => new Connecting(connect), deps);
  return useSyncExternalStore(connecting.subscribe, connecting.used, connecting.used);
}

/**
 * Calls `listener`, always the one of the last rendering, on every `event` of a hub from {@link useHub}; on none while there is no hub.
 */
export function useHubEvent<S extends object, K extends UsedEvent>(
  hub: HubProxy<S, object> | undefined,
  event: K,
  listener: (event: HubEvents<S>[K]) => void,
): void {
  const newest = useRef(listener);
  useInsertionEffect(() => {
    newest.current = listener;
  });
  useEffect(() => hub?.$on(event, (told) => { newest.current(told); }), [hub, event]);
}

/** Copies of states, each until a field has another value: renderings compare them by identity. */
const copies = new WeakMap<object, object>();

function copyOf<S extends object>(hub: HubProxy<S, object>): Readonly<StateFields<S>> {
  const { $state } = hub;
  const last = copies.get(hub) as StateFields<S> | undefined;
  // A field's value is the same object until it changes.
  if (last && (Object.keys($state) as (keyof S)[]).every((field) => Object.is(last[field], $state[field]))) return last;
  const copy = Object.freeze({ ...$state });
  copies.set(hub, copy);
  return copy;
}

/**
 * The caller state of a hub, or one field of it: as it is now, and again after each change by either end. To change a field, assign
 * it at `hub.$state`. Undefined while there is no hub.
 */
export function useHubState<S extends object>(hub: HubProxy<S, object>): Readonly<StateFields<S>>;
export function useHubState<S extends object>(hub: HubProxy<S, object> | undefined): Readonly<StateFields<S>> | undefined;
export function useHubState<S extends object, K extends keyof S>(hub: HubProxy<S, object>, field: K): StateFields<S>[K];
export function useHubState<S extends object, K extends keyof S>(
  hub: HubProxy<S, object> | undefined,
  field: K,
): StateFields<S>[K] | undefined;
export function useHubState<S extends object>(hub: HubProxy<S, object> | undefined, field?: keyof S): unknown {
  const subscribe = useCallback((changed: () => void) => hub?.$on("state", changed) ?? (() => undefined), [hub]);
  const current = (): unknown => (field === undefined ? hub && copyOf(hub) : hub?.$state[field]);
  return useSyncExternalStore(subscribe, current, current);
}
