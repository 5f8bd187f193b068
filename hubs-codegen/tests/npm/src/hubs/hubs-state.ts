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
  serverFields?: readonly string[];
  /** What keeps its wide integers exact, if it has any. */
  integers?: IntegerCheck;
}

/** Fields that both ends may change, and those that the server alone sets. */
export class CallerState<S extends object> {
  /** What users see: the fields, and no others. */
  readonly fields: StateFields<S>;
  readonly #hub: string;
  readonly #ofServer: readonly string[];
  readonly #integers: IntegerCheck | undefined;
  readonly #values: Record<string, unknown> = {};
  /** Fields that the client has set and not sent yet. */
  readonly #unsent = new Set<string>();
  /** The number of the last text that carried a field. */
  readonly #carried = new Map<string, number>();
  /** How many texts were sent on this connection. */
  #sent = 0;

  /** The description has every field; `first` is what the client starts with. */
  constructor({ name, state, serverFields = [], integers }: StateDescription<S>, first: Partial<OwnFields<S>> = {}) {
    this.#hub = name;
    this.#ofServer = serverFields;
    this.#integers = integers;
    for (const [field, value] of Object.entries(state)) this.#values[field] = copied(value);
    this.fields = new Proxy(this.#values, {
      set: (_fields, name, value) => this.#set(name, value),
      defineProperty: (_fields, name) => this.#refuse(name, "can only be assigned"),
      deleteProperty: (_fields, name) => this.#refuse(name, "cannot be removed"),
    }) as StateFields<S>;
    for (const [field, value] of Object.entries(first)) this.#set(field, value);
  }

  /** A new connection begins, which will be told all that the client may set. */
  restart(): string {
    this.#unsent.clear();
    this.#carried.clear();
    this.#sent = 0;
    return JSON.stringify(Object.fromEntries(Object.entries(this.#values).filter(([name]) => !this.#ofServer.includes(name))));
  }

  /** Takes the changed fields as JSON, to be sent now; undefined if there are none. */
  take(): { json: string; putBack: () => void } | undefined {
    if (this.#unsent.size === 0) return undefined;
    const names = [...this.#unsent];
    const before = names.map((name) => this.#carried.get(name));
    this.#unsent.clear();
    this.#sent += 1;
    for (const name of names) this.#carried.set(name, this.#sent);
    const putBack = (): void => {
      this.#sent -= 1;
      names.forEach((name, index) => {
        this.#unsent.add(name);
        this.#carried.set(name, before[index] ?? 0);
      });
    };
    return { json: JSON.stringify(Object.fromEntries(names.map((name) => [name, this.#values[name]]))), putBack };
  }

  /**
   * Takes over what the server says, and tells which fields changed.
   *
   * `seen` is how many texts the server had read when it said so. A field that the client has set since then keeps
   * the client's value, and one whose integers are not exact here the value that it had.
   */
  merge(json: string, seen: number): (keyof S)[] {
    const changed: string[] = [];
    for (const [name, value] of Object.entries(JSON.parse(json) as object)) {
      const newer = this.#unsent.has(name) || (this.#carried.get(name) ?? 0) > seen;
      if (newer || !Object.hasOwn(this.#values, name)) continue;
      if (JSON.stringify(value) !== JSON.stringify(this.#values[name]) && this.#isExact(name, value)) {
        this.#values[name] = copied(value);
        changed.push(name);
      }
    }
    return changed as (keyof S)[];
  }

  #set(field: string | symbol, value: unknown): true {
    const name = String(field);
    if (!Object.hasOwn(this.#values, name)) this.#refuse(name, "does not exist");
    if (this.#ofServer.includes(name)) this.#refuse(name, "is set by the server alone");
    this.#integers?.state({ [name]: value });
    const next = copied(value);
    const bytes = new TextEncoder().encode(JSON.stringify({ ...this.#values, [name]: next })).length;
    if (bytes > DEFAULT_STATE_LIMIT_BYTES) {
      throw new RangeError(
        `field \`${name}\` cannot be set: the state of ${this.#hub} would be ${bytes} bytes, at most ${DEFAULT_STATE_LIMIT_BYTES} are allowed`,
      );
    }
    this.#values[name] = next;
    this.#unsent.add(name);
    return true;
  }

  /** Told where other faults of what the server sends are told: nobody waits for a field. */
  #isExact(name: string, value: unknown): boolean {
    try {
      this.#integers?.state({ [name]: value });
      return true;
    } catch (error) {
      console.error(`${this.#hub}: field \`${name}\` of the state keeps its value`, error);
      return false;
    }
  }

  #refuse(field: string | symbol, why: string): never {
    const known = Object.keys(this.#values).join(", ") || "none";
    throw new TypeError(`field \`${String(field)}\` of the state of ${this.#hub} ${why}; its fields: ${known}`);
  }
}

/** The value as the server will read it, in a copy that nobody can change. */
function copied(value: unknown): unknown {
  const freeze = (part: unknown): void => {
    if (typeof part === "object" && part !== null) {
      Object.values(part).forEach(freeze);
      Object.freeze(part);
    }
  };
  // What JSON cannot hold is null, as it would be on the wire.
  const copy: unknown = JSON.parse(JSON.stringify(value ?? null));
  freeze(copy);
  return copy;
}
