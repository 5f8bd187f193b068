// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
// Integers that have more bits on the server than a number is exact for: none passes that may have become another one.

import type { HubError } from "./hubs-errors.js";

/** Where such integers stand in a value: it is one itself, or they are inside of it. */
export type IntegerPlaces = true | InnerPlaces;

/** Where they stand inside of a value. */
export interface InnerPlaces {
  /** The value may be one itself, too. */
  readonly self?: true;
  /** Named types of which the value is. */
  readonly types?: readonly string[];
  readonly fields?: Readonly<Record<string, IntegerPlaces>>;
  /** In the values of all other fields. */
  readonly values?: IntegerPlaces;
  readonly items?: IntegerPlaces;
  /** By the position of an item; null where there are none. */
  readonly tuple?: readonly (IntegerPlaces | null)[];
}

/** Where they stand in what a method sends and gets. */
export interface MethodPlaces {
  readonly arguments?: IntegerPlaces;
  /** In the items of uploads, by position. */
  readonly uploads?: readonly (IntegerPlaces | null)[];
  /** In the result, or in the items of a stream. */
  readonly result?: IntegerPlaces;
  readonly error?: IntegerPlaces;
}

/** Where they stand in a hub: by named type, by wire name of the hub's methods and of the client's, in the state. */
export interface HubPlaces {
  readonly types: Readonly<Record<string, IntegerPlaces>>;
  readonly methods: Readonly<Record<string, MethodPlaces>>;
  readonly client: Readonly<Record<string, MethodPlaces>>;
  readonly state: IntegerPlaces | null;
}

/** Refuses integers that may not be exact. Absent for a hub that has no wide ones. */
export interface IntegerCheck {
  /** Of a method that the client calls. */
  method: (name: string) => MethodCheck;
  /** Of a method that the server calls. */
  client: (name: string) => MethodCheck;
  /** Of state fields by name. */
  state: (fields: object) => void;
  /** Whether a field that came is exact; otherwise it is told where other faults of the server are told, since nobody waits for it. */
  isExact: (hub: string, field: string, value: unknown) => boolean;
}

/** Refuses what a method would send or has got, with a `RangeError` that says where. */
export interface MethodCheck {
  arguments: (values: unknown[]) => void;
  upload: (index: number, item: unknown) => void;
  result: (value: unknown) => void;
  /** What is wrong with an error's value, if anything. */
  refused: (failure: HubError) => RangeError | undefined;
}

/** A check of what stands at these places. */
export function exactIntegers(places: HubPlaces): IntegerCheck {
  const check = (what: string, at: IntegerPlaces | null | undefined, value: unknown): void => {
    if (at) look(places.types, at, value, "", what);
  };
  const methods = (side: Readonly<Record<string, MethodPlaces>>) => (name: string): MethodCheck => {
    const method = Object.hasOwn(side, name) ? side[name] : undefined;
    return {
      arguments: (values) => { check(`the arguments of \`${name}\``, method?.arguments, values); },
      upload: (index, item) => { check(`an item for \`${name}\``, method?.uploads?.[index], item); },
      result: (value) => { check(`what \`${name}\` returned`, method?.result, value); },
      refused: (failure) => {
        try {
          check(`the error of \`${name}\``, method?.error, failure.value);
          return undefined;
        } catch (error) {
          return Object.assign(error as RangeError, { cause: failure });
        }
      },
    };
  };
  const state = (fields: object): void => { check("the state", places.state, fields); };
  return {
    method: methods(places.methods),
    client: methods(places.client),
    state,
    isExact: (hub, field, value) => {
      try {
        state({ [field]: value });
        return true;
      } catch (error) {
        console.error(`${hub}: field \`${field}\` of the state keeps its value`, error);
        return false;
      }
    },
  };
}

function look(types: HubPlaces["types"], at: IntegerPlaces, value: unknown, path: string, what: string): void {
  if (at === true || at.self) exact(value, path, what);
  if (at === true || typeof value !== "object" || value === null) return;
  for (const name of at.types ?? []) {
    const named = types[name];
    if (named !== undefined) look(types, named, value, path, what);
  }
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      const inside = at.tuple?.[index] ?? at.items;
      if (inside) look(types, inside, item, `${path}[${index}]`, what);
    });
    return;
  }
  for (const [name, field] of Object.entries(value)) {
    const inside = at.fields && Object.hasOwn(at.fields, name) ? at.fields[name] : at.values;
    if (inside) look(types, inside, field, `${path}.${name}`, what);
  }
}

/** What is no number at all is left to the server's types. */
function exact(value: unknown, path: string, what: string): void {
  if (typeof value !== "number" || !Number.isInteger(value) || Number.isSafeInteger(value)) return;
  const where = path === "" ? "" : ` at \`${path.replace(/^\./, "")}\``;
  throw new RangeError(
    `${what}: ${value}${where} may stand for another integer, since a number is exact up to Number.MAX_SAFE_INTEGER (2^53 - 1); ` +
      "such integers cross as text, for which the server's type can be `hubs_runtime::Text<…>`",
  );
}
