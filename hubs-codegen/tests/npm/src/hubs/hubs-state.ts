// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
// The caller state of a hub, as the client keeps it.
import type { IntegerCheck } from "./hubs-integers.js";
import { DEFAULT_STATE_LIMIT_BYTES } from "./hubs-wire-names.js";

/** State values are copies that cannot be changed in place: such a change would never be sent. */
export type Frozen<T> = unknown extends T
  ? T
  : T extends string | number | bigint | boolean | null | undefined
    ? T
    : { readonly [K in keyof T]: Frozen<T[K]> };

/** What `$state` is: fields to read and to set. */
export type StateFields<S> = { [K in keyof S]: Frozen<S[K]> };

/** The fields that a client may set too; those that the server alone sets are `readonly` in `S`. */
export type OwnFields<S> = { [K in keyof S as Same<Pick<S, K>, Readonly<Pick<S, K>>> extends true ? never : K]: Frozen<S[K]> };

// Two types are the same to the compiler, `readonly` included, if it cannot tell these functions apart.
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** What a caller state needs to know of its hub. */
export interface StateDescription<S> {
  name: string;
  /** The first value of every field. */
  state: S;
  /** Fields that the server alone sets. */
  serverFields?: readonly string[] | undefined;
  /** What keeps its wide integers exact, if it has any. */
  integers?: IntegerCheck | undefined;
}

/** Makes the state of one connection, of which `first` is what the client starts with. */
export type MakeState<S extends object> = (hub: Pick<StateDescription<S>, "name" | "integers">, first?: Partial<OwnFields<S>>) => CallerState<S>;

/** The state for the description of a hub that keeps any: the first value of every field, and the fields that the server alone sets. */
export function callerState<S extends object>(state: S, serverFields?: readonly string[]): MakeState<S> {
  return (hub, first) => new CallerState({ ...hub, state, serverFields }, first);
}

/** The number of a text that is still to come. */
const UNSENT = Infinity;

/** Fields that both ends may change, and those that the server alone sets. */
export class CallerState<S extends object> {
  /** What users see: the fields, and no others. */
  declare readonly fields: StateFields<S>;
  /** Hears which fields have other values, and which end has changed them. */
  declare onChange: ((changed: (keyof S)[], by: "client" | "server") => void) | undefined;
  readonly #hub: StateDescription<S>;
  readonly #values: Record<string, unknown> = {};
  /** The number of the last text that carried a field; {@link UNSENT} for one that the client has set since. */
  readonly #carried = new Map<string, number>();
  /** How many texts were sent on this connection. */
  #sent = 0;

  /** The description has every field; `first` is what the client starts with. */
  constructor(hub: StateDescription<S>, first: Partial<OwnFields<S>> = {}) {
    this.#hub = hub;
    for (const [field, value] of Object.entries(hub.state)) this.#values[field] = copied(value);
    this.fields = new Proxy(this.#values, {
      set: (_fields, name, value) => this.#set(name, value),
      defineProperty: (_fields, name) => this.#refuse(name, "can only be assigned"),
      deleteProperty: (_fields, name) => this.#refuse(name, "cannot be removed"),
    }) as StateFields<S>;
    for (const [field, value] of Object.entries(first)) this.#set(field, value);
  }

  /** A new connection begins, which will be told all that the client may set. */
  restart(): string {
    this.#carried.clear();
    this.#sent = 0;
    return this.#json(Object.keys(this.#values).filter((name) => !this.#isOfServer(name)));
  }

  /** Takes the changed fields as JSON, to be sent now; undefined if there are none. */
  take(): { json: string; putBack: () => void } | undefined {
    const names = [...this.#carried.keys()].filter((name) => this.#carried.get(name) === UNSENT);
    if (names.length === 0) return undefined;
    const carriedBy = (text: number): void => {
      for (const name of names) this.#carried.set(name, text);
    };
    carriedBy((this.#sent += 1));
    const putBack = (): void => {
      this.#sent -= 1;
      carriedBy(UNSENT);
    };
    return { json: this.#json(names), putBack };
  }

  /**
   * Takes over what the server says, and tells which fields changed.
   *
   * `seen` is how many texts the server had read when it said so. A field that the client has set since then keeps
   * the client's value, and one whose integers are not exact here the value that it had.
   */
  merge(json: string, seen: number): (keyof S)[] {
    const changed: (keyof S)[] = [];
    for (const [name, value] of Object.entries(JSON.parse(json) as object)) {
      const text = this.#carried.get(name) ?? 0;
      const isNews = text !== UNSENT && text <= seen && Object.hasOwn(this.#values, name);
      if (isNews && this.#hub.integers?.isExact(this.#hub.name, name, value) !== false && this.#keep(name, copied(value))) {
        changed.push(name as keyof S);
      }
    }
    if (changed.length > 0) this.onChange?.(changed, "server");
    return changed;
  }

  #set(field: string | symbol, value: unknown): true {
    const name = String(field);
    if (!Object.hasOwn(this.#values, name)) this.#refuse(name, "does not exist");
    if (this.#isOfServer(name)) this.#refuse(name, "is set by the server alone");
    this.#hub.integers?.state({ [name]: value });
    const next = copied(value);
    const bytes = new TextEncoder().encode(JSON.stringify({ ...this.#values, [name]: next })).length;
    if (bytes > DEFAULT_STATE_LIMIT_BYTES) {
      throw new RangeError(
        `field \`${name}\` cannot be set: the state of ${this.#hub.name} would be ${bytes} bytes, at most ${DEFAULT_STATE_LIMIT_BYTES} are allowed`,
      );
    }
    this.#carried.set(name, UNSENT);
    if (this.#keep(name, next)) this.onChange?.([name as keyof S], "client");
    return true;
  }

  /** Whether the value is another than that which was there, which stays the same object otherwise. */
  #keep(name: string, next: unknown): boolean {
    if (JSON.stringify(next) === JSON.stringify(this.#values[name])) return false;
    this.#values[name] = next;
    return true;
  }

  #isOfServer(name: string): boolean | undefined {
    return this.#hub.serverFields?.includes(name);
  }

  #json(names: string[]): string {
    return JSON.stringify(Object.fromEntries(names.map((name) => [name, this.#values[name]])));
  }

  #refuse(field: string | symbol, why: string): never {
    const known = Object.keys(this.#values).join(", ") || "none";
    throw new TypeError(`field \`${String(field)}\` of the state of ${this.#hub.name} ${why}; its fields: ${known}`);
  }
}

/** The value as the server will read it, in a copy that nobody can change. What JSON cannot hold is null, as on the wire. */
function copied(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null), (_key, part: unknown) => Object.freeze(part));
}
