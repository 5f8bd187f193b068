// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
// Calls: from arguments to answers, and what rides on both.
import { HubConnectionState, MessageType, type CompletionMessage, type HubConnection, type HubMessage } from "@microsoft/signalr";
import { HubConnectionError, HubError, HubTimeoutError, textOf, type HubErrorDetails, type HubErrorKind } from "./hubs-errors";
import type { IntegerCheck, MethodCheck } from "./hubs-integers";
import type { CallOptions, ConnectOptions, HubStream, Items } from "./hubs-options";
import type { Upload, Uploading } from "./hubs-uploads";
import { reasonOf, unless } from "./hubs-waiting";
import { DISGUISED, type CallMessage } from "./hubs-wire";
import { ERROR_HEADER, ERROR_ID_HEADER, ERROR_KIND_HEADER, PREFIX, SEEN_HEADER, STATE_HEADER } from "./hubs-wire-names";

/** What calls ask of the rest of the link. */
export interface CallParts {
  readonly connection: Pick<HubConnection, "state" | "invoke" | "send" | "stream">;
  /** Waits until calls can be made, rejects if they cannot; undefined: now. */
  readonly ready: (signal?: AbortSignal) => Promise<void> | undefined;
  /** State fields that the next call takes along. */
  readonly take: () => { json: string; putBack: () => void } | undefined;
  /** Takes over state fields that came with an answer. */
  readonly merge: (json: string, seen: number) => void;
  readonly options: Pick<ConnectOptions<unknown>, "callTimeout">;
  /** What reads streams, for a hub that has any. */
  readonly streams?: ReadStream | undefined;
  /** What sends uploads, for a hub that has any. */
  readonly uploads?: Upload | undefined;
  readonly integers?: IntegerCheck | undefined;
}

/** Calls a method that returns a stream, and gives the stream's items. */
export type ReadStream = (
  calls: Calls,
  method: string,
  values: unknown[],
  uploads: Items<unknown>[],
  signal: AbortSignal | undefined,
) => AsyncGenerator<unknown, void, undefined>;

/** One call on its way. */
export interface Call extends Uploading {
  readonly method: string;
  /** Set when it has been written. */
  id?: string;
  /** Set when the server has answered: what it told beside the text of its error. */
  answer?: HubErrorDetails<unknown> & ErrorOptions;
  /** Its uploads, with the ids of their streams. */
  readonly uploads: readonly (readonly [id: string, items: Items<unknown>])[];
  readonly check: MethodCheck | undefined;
}

/** The calls of one connection. */
export class Calls {
  declare readonly parts: CallParts;
  /** Calls without an answer, by invocation id. */
  readonly #unanswered = new Map<string, Call>();
  /** The call that is being written. */
  #writing: Call | undefined;
  #uploads = 0;

  constructor(parts: CallParts) {
    this.parts = parts;
  }

  /** Calls a method of the hub. */
  async call(method: string, values: unknown[], uploads: Items<unknown>[] = [], { signal }: CallOptions = {}): Promise<unknown> {
    signal?.throwIfAborted();
    const wait = this.parts.ready(signal);
    if (wait) await wait;
    const call = this.begin(method, values, uploads, signal);
    const limit = this.parts.options.callTimeout;
    const timer = limit === undefined ? undefined : setTimeout(() => {
      call.over.abort(new HubTimeoutError(`\`${method}\` was not answered within ${limit} ms`));
    }, limit);
    try {
      return await unless(call.over.signal, this.#invoke(call, values));
    } finally {
      clearTimeout(timer);
      call.over.abort();
      if (call.id && !call.answer) {
        // The caller does not wait any more; the server may want to know.
        this.#send({ type: MessageType.CancelInvocation, invocationId: call.id }).catch(() => undefined);
      }
    }
  }

  /** Calls a method of the hub that returns a stream, each time that the stream is read. */
  stream(method: string, values: unknown[], uploads: Items<unknown>[] = [], { signal }: CallOptions = {}): HubStream<unknown> {
    return { [Symbol.asyncIterator]: () => this.parts.streams!(this, method, values, uploads, signal) };
  }

  /** A call of our own: at once, without limits. */
  invoke(method: string, values: unknown[]): Promise<unknown> {
    return this.#invoke(this.#newCall(method), values);
  }

  /** Adds what rides on a call. */
  written(message: CallMessage, encode: (message: HubMessage) => string | ArrayBuffer): string | ArrayBuffer {
    const { target, headers, invocationId } = message;
    const call = this.#writing ?? this.#newCall(target);
    const taken = target.startsWith(PREFIX) ? undefined : this.parts.take();
    try {
      const encoded = encode({
        ...message,
        ...(taken && { headers: { ...headers, [STATE_HEADER]: taken.json } }),
        ...(call.uploads[0] && { streamIds: call.uploads.map(([id]) => id) }),
      });
      if (invocationId) this.#unanswered.set((call.id = invocationId), call);
      return encoded;
    } catch (error) {
      taken?.putBack();
      throw error;
    }
  }

  /** Reads what rides on an answer. */
  answered({ invocationId, headers = {} }: CompletionMessage): void {
    const call = this.#unanswered.get(invocationId);
    // An answer that stateful reconnect brings twice finds no call the second time.
    if (!call) return;
    this.#unanswered.delete(invocationId);
    const value = headers[ERROR_HEADER];
    call.answer = {
      value: value && (JSON.parse(value) as unknown),
      kind: headers[ERROR_KIND_HEADER] as HubErrorKind | undefined,
      errorId: headers[ERROR_ID_HEADER],
      ...call.failed,
    };
    const state = headers[STATE_HEADER];
    if (state) this.parts.merge(state, Number(headers[SEEN_HEADER]));
  }

  /** A call of a method of the hub, which the signal ends. */
  begin(method: string, values: unknown[], uploads: Items<unknown>[], signal: AbortSignal | undefined): Call {
    // It may have ended the call while there was no connection yet.
    signal?.throwIfAborted();
    const call = this.#newCall(method, uploads, this.parts.integers?.method(method));
    call.check?.arguments(values);
    // Optional arguments that were left out at the end.
    while (values.length > 0 && values.at(-1) === undefined) values.pop();
    const { over } = call;
    signal?.addEventListener("abort", () => { over.abort(reasonOf(signal)); }, { signal: over.signal });
    return call;
  }

  /**
   * Writes the call, and starts its uploads. The official client writes while it is called, so that {@link written}
   * knows whose message it is.
   */
  write<T>(call: Call, write: () => T): T {
    this.#writing = call;
    let answer: T;
    try {
      answer = write();
    } catch (error) {
      throw this.failure(call, error);
    } finally {
      this.#writing = undefined;
    }
    call.uploads.forEach(([id, items], index) => {
      void this.parts.uploads!(id, items, call, (message) => this.#send(message), (item) => call.check?.upload(index, item));
    });
    return answer;
  }

  /** What a call has failed with, in our words. */
  failure(call: Call, error: unknown): Error {
    const { method, id } = call;
    const text = textOf(error);
    if (call.answer) {
      const failure = new HubError(method, text, call.answer);
      return call.check?.refused(failure) ?? failure;
    }
    if (!id) return new TypeError(`the arguments of \`${method}\` cannot be sent: ${text}`, { cause: error });
    this.#unanswered.delete(id);
    return new HubConnectionError(`\`${method}\` was not answered: ${text}`, { cause: error });
  }

  #newCall(method: string, uploads: Items<unknown>[] = [], check?: MethodCheck): Call {
    const named = uploads.map((items) => [`u${(this.#uploads += 1)}`, items] as const);
    return { method, uploads: named, over: new AbortController(), check };
  }

  async #invoke(call: Call, values: unknown[]): Promise<unknown> {
    const answer = this.write(call, () => this.parts.connection.invoke<unknown>(call.method, ...values));
    const result = await answer.catch((error: unknown) => {
      throw this.failure(call, error);
    });
    call.check?.result(result);
    return result;
  }

  async #send(message: HubMessage): Promise<void> {
    const { connection } = this.parts;
    if (connection.state !== HubConnectionState.Connected) throw new HubConnectionError("there is no connection");
    await connection.send(DISGUISED, message);
  }
}
