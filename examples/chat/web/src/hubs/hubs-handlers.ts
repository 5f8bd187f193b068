// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
// Calls from the server: to handlers, or to nobody, which the server is told.
import type { HubConnection, HubMessage, InvocationMessage } from "@microsoft/signalr";
import type { IntegerCheck } from "./hubs-integers";
import { NACK, PREFIX, STATE } from "./hubs-wire-names";

/** Where calls without a handler are led; never on the wire. */
const UNHANDLED = `${PREFIX}unhandled`;

/** What they must know of their hub. */
export interface HandlersDescription {
  name: string;
  /** Members of the handlers by wire name. */
  handlers: Record<string, string>;
  /** Wire names of client methods whose answer the server waits for. */
  answers: string[];
  /** What keeps its wide integers exact, if it has any. */
  integers?: IntegerCheck;
}

type Checked = Record<string, (...values: unknown[]) => unknown>;

/** The handlers of a hub's client. */
export class Handlers {
  readonly #description: HandlersDescription;
  /** What can be called, in lower case. */
  readonly #known: ReadonlySet<string>;
  #handlers: Checked;

  constructor(description: HandlersDescription, handlers: object) {
    this.#description = description;
    this.#known = new Set([STATE, ...Object.keys(description.handlers)].map((wire) => wire.toLowerCase()));
    this.#handlers = this.#checked(handlers);
  }

  /** Takes other handlers from now on; again all of them. */
  replace(handlers: object): void {
    this.#handlers = this.#checked(handlers);
  }

  /** Registers them at the official client, once. */
  register(connection: Pick<HubConnection, "on" | "send">): void {
    const { name, handlers, answers, integers } = this.#description;
    const nack = (target: string, reason: string): void => {
      connection.send(NACK, target, reason).catch(() => undefined);
    };
    for (const [wire, member] of Object.entries(handlers)) {
      const isAnswered = answers.includes(wire);
      const check = integers?.client(wire);
      connection.on(wire, async (...values: unknown[]): Promise<unknown> => {
        try {
          check?.arguments(values);
          const answer: unknown = await this.#handlers[member]!(...values);
          if (!isAnswered) return undefined;
          check?.result(answer);
          // The official client takes undefined for no answer at all.
          return answer ?? null;
        } catch (error) {
          if (isAnswered) throw error;
          nack(wire, `the handler failed: ${String(error)}`);
          console.error(`${name}: the handler \`${member}\` failed`, error);
        }
        return undefined;
      });
    }
    connection.on(UNHANDLED, (target: string, isAnswered: boolean) => {
      nack(target, "no handler");
      if (isAnswered) throw new Error(`this client does not know \`${target}\``);
    });
  }

  /** A call from the server, led elsewhere if no handler takes it: the official client would only log it. */
  routed(message: InvocationMessage): HubMessage {
    if (this.#known.has(message.target.toLowerCase())) return message;
    return { ...message, target: UNHANDLED, arguments: [message.target, message.invocationId !== undefined] };
  }

  #checked(handlers: Partial<Checked>): Checked {
    for (const member of Object.values(this.#description.handlers)) {
      if (typeof handlers[member] !== "function") {
        throw new TypeError(`${this.#description.name} needs a handler \`${member}\`; to leave it out, write \`${member}: ignore\``);
      }
    }
    return handlers as Checked;
  }
}
