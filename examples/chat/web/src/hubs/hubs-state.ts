// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
// The caller state of a hub, as the client keeps it.

/** Largest caller state in bytes of JSON; the server has the same limit. */
const STATE_LIMIT_BYTES = 4096;

/** Fields that both ends may change. */
export class CallerState<S extends object> {
  /** What users see: one property for each field, and no other. */
  readonly fields: S;
  readonly #name: string;
  readonly #values = new Map<string, unknown>();
  /** Fields that the server has not been sent. */
  readonly #changed = new Set<string>();
  /** How many unanswered calls carry a field; until then it keeps the client's value. */
  readonly #unanswered = new Map<string, number>();

  /** `initial` has every field; `first` what the client starts with. */
  constructor(hub: string, initial: S, first: Partial<S> = {}) {
    this.#name = hub;
    const fields = {};
    for (const [name, value] of Object.entries({ ...initial, ...first })) {
      if (!(name in initial)) throw new TypeError(`the state of ${this.#name} has no field \`${name}\``);
      this.#values.set(name, frozen(value));
      Object.defineProperty(fields, name, {
        enumerable: true,
        get: () => this.#values.get(name),
        set: (value: unknown) => {
          this.#set(name, value);
        },
      });
    }
    this.fields = Object.preventExtensions(fields) as S;
  }

  /** The fields to send; they count as unanswered from now on. */
  take(): string[] {
    const fields = [...this.#changed];
    this.#changed.clear();
    for (const name of fields) this.#unanswered.set(name, (this.#unanswered.get(name) ?? 0) + 1);
    return fields;
  }

  /** JSON of some fields, or of all. */
  json(fields: Iterable<string> = this.#values.keys()): string {
    return JSON.stringify(Object.fromEntries([...fields].map((name) => [name, this.#values.get(name)])));
  }

  acknowledge(fields: string[]): void {
    for (const name of fields) {
      const count = (this.#unanswered.get(name) ?? 0) - 1;
      if (count > 0) this.#unanswered.set(name, count);
      else this.#unanswered.delete(name);
    }
  }

  /** Takes over what the server says, except for fields that it has not heard of yet; tells which changed. */
  merge(json: string): (keyof S)[] {
    const changed: string[] = [];
    for (const [name, value] of Object.entries(JSON.parse(json) as object)) {
      const ours = this.#changed.has(name) || this.#unanswered.has(name);
      if (this.#values.has(name) && !ours && JSON.stringify(value) !== JSON.stringify(this.#values.get(name))) {
        this.#values.set(name, frozen(value));
        changed.push(name);
      }
    }
    return changed as (keyof S)[];
  }

  #set(name: string, value: unknown): void {
    const before = this.#values.get(name);
    this.#values.set(name, frozen(value));
    const bytes = new TextEncoder().encode(this.json()).length;
    if (bytes > STATE_LIMIT_BYTES) {
      this.#values.set(name, before);
      throw new RangeError(`the state of ${this.#name} would be ${bytes} bytes; at most ${STATE_LIMIT_BYTES} are allowed`);
    }
    this.#changed.add(name);
  }
}

/** A copy that nobody can change in place, for such a change would never be sent. */
function frozen<T>(value: T): T {
  const freeze = (part: unknown): void => {
    if (typeof part === "object" && part !== null) {
      Object.values(part).forEach(freeze);
      Object.freeze(part);
    }
  };
  const copy = structuredClone(value);
  freeze(copy);
  return copy;
}
