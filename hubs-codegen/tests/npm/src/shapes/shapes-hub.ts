// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
// Begin with `connect`, below. Pages import from this file, from `types`, from `hubs`, and where they need it from `hubs-doctor` (why a
// hub cannot be reached) and `hubs-refresh` (logins that end); the other files are what these stand on.
// Needed are the npm package `@microsoft/signalr`, TypeScript 5.9 or later with ES2022 and DOM in `lib`, and a bundler as Vite; for
// Node or Deno without one, hubs-codegen is run with `--import-ext`.
import {
  connectHub,
  type ConnectOptions,
  exactIntegers,
  type HubDescription,
  HubProxy,
  type NoState,
  type Outcomes,
  outcomesOf,
} from "./hubs.js";
import type {
  Adjacent,
  AdjacentInput,
  Chain,
  Command,
  Debug,
  DebugInput,
  Expr,
  External,
  ExternalInput,
  Internal,
  InternalInput,
  Mixed,
  MixedInput,
  Nest,
  Outline,
  Page,
  PageInput,
  ShapesClient,
  Untagged,
} from "./types.js";

const description: HubDescription<NoState> = {
  name: "ShapesHub",
  handlers: { called: "called", handlers: "handlers", duplicate: "clone", builder: "builder" },
  answers: ["handlers"],
  contract: {
    digest: "9fc74bdc0f46c7ed",
    methods: {
      expr: "5f4ae321",
      odd: "db6a4a89",
      external: "9680ad9b",
      internal: "17c81865",
      adjacent: "3f6239e9",
      untagged: "f9b2d894",
      mixed: "ba252b61",
      command: "574a2ef5",
      page: "95fff3ce",
      chain: "1ad88cbe",
      nest: "3f089ede",
      outline: "a6c674e9",
    },
    client: {
      called: "cde2c636",
      handlers: "6fbd826b",
      duplicate: "312ef166",
      builder: "b731e438",
    },
    state: {},
  },
  integers: exactIntegers({
    client: {},
    methods: {
      adjacent: {
        arguments: { tuple: [{ types: ["AdjacentInput"] }] },
        result: { types: ["Adjacent"] },
      },
      untagged: {
        arguments: { tuple: [{ types: ["Untagged"] }] },
        result: { types: ["Untagged"] },
      },
    },
    state: null,
    types: {
      Adjacent: { fields: { content: { types: ["Wide"] } } },
      AdjacentInput: { fields: { content: { types: ["Wide"] } } },
      Untagged: true,
      Wide: { fields: { signed: true, unsigned: true } },
    },
  }),
};

/** @see Rust: `hubs_shapes::ShapesHub` */
export class ShapesHub extends HubProxy<NoState, ShapesClient> {
  /** Connects to the hub at `url`, as `/chat`; resolves once calls can be made. */
  static connect(url: string, handlers: ShapesClient, options?: ConnectOptions<NoState>): Promise<ShapesHub> {
    return connectHub(ShapesHub, description, url, handlers, options);
  }

  /** @see Rust: `hubs_shapes::ShapesHub::expr` */
  expr(value: Expr): Promise<Expr> {
    return this.$call("expr", [value]);
  }

  /** @see Rust: `hubs_shapes::ShapesHub::odd` */
  odd(type: DebugInput): Promise<Debug> {
    return this.$call("odd", [type]);
  }

  /** @see Rust: `hubs_shapes::ShapesHub::external` */
  external(value: ExternalInput): Promise<External> {
    return this.$call("external", [value]);
  }

  /** @see Rust: `hubs_shapes::ShapesHub::internal` */
  internal(value: InternalInput): Promise<Internal> {
    return this.$call("internal", [value]);
  }

  /** @see Rust: `hubs_shapes::ShapesHub::adjacent` */
  adjacent(value: AdjacentInput): Promise<Adjacent> {
    return this.$call("adjacent", [value]);
  }

  /** @see Rust: `hubs_shapes::ShapesHub::untagged` */
  untagged(value: Untagged): Promise<Untagged> {
    return this.$call("untagged", [value]);
  }

  /** @see Rust: `hubs_shapes::ShapesHub::mixed` */
  mixed(value: MixedInput): Promise<Mixed> {
    return this.$call("mixed", [value]);
  }

  /** @see Rust: `hubs_shapes::ShapesHub::command` */
  command(value: Command): Promise<Command> {
    return this.$call("command", [value]);
  }

  /** @see Rust: `hubs_shapes::ShapesHub::page` */
  page(value: PageInput): Promise<Page> {
    return this.$call("page", [value]);
  }

  /** @see Rust: `hubs_shapes::ShapesHub::chain` */
  chain(value: Chain): Promise<Chain> {
    return this.$call("chain", [value]);
  }

  /** @see Rust: `hubs_shapes::ShapesHub::nest` */
  nest(value: Nest): Promise<Nest> {
    return this.$call("nest", [value]);
  }

  /** @see Rust: `hubs_shapes::ShapesHub::outline` */
  outline(value: Outline): Promise<Outline> {
    return this.$call("outline", [value]);
  }

  /** The same methods, for those who rather look at outcomes than catch errors. */
  readonly $try: Outcomes<ShapesHub> = outcomesOf(this);
}
