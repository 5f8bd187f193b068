// Calls and streams: from arguments to answers, and what rides on both.
import { HubConnectionState, MessageType, type CompletionMessage, type HubConnection, type HubMessage, type ISubscription } from "@microsoft/signalr";
import { HubConnectionError, HubError, HubTimeoutError, type HubErrorDetails, type HubErrorKind } from "./hubs-errors.js";
import type { IntegerCheck, MethodCheck } from "./hubs-integers.js";
import type { CallOptions, ConnectOptions, HubStream, Items } from "./hubs-options.js";
import { upload, type Uploading } from "./hubs-uploads.js";
import { reasonOf, unless } from "./hubs-waiting.js";
import { Disguised, type CallMessage } from "./hubs-wire.js";
import { ERROR_HEADER, ERROR_ID_HEADER, ERROR_KIND_HEADER, PREFIX, SEEN_HEADER, STATE_HEADER } from "./hubs-wire-names.js";

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
  readonly integers?: IntegerCheck | undefined;
}

/** One call on its way. */
interface Call extends Uploading {
  /** Set when it has been written. */
  id?: string;
  answered: boolean;
  /** What the answer told beside the text of its error. */
  failure?: HubErrorDetails<unknown>;
  /** Its uploads, by the ids of their streams. */
  readonly uploads: ReadonlyMap<string, Items<unknown>>;
  readonly check: MethodCheck | undefined;
}

/** The calls of one connection. */
export class Calls {
  readonly #parts: CallParts;
  /** Calls without an answer, by invocation id. */
  readonly #unanswered = new Map<string, Call>();
  /** The call that is being written. */
  #writing: Call | undefined;
  #uploads = 0;

  constructor(parts: CallParts) {
    this.#parts = parts;
  }

  /** Calls a method of the hub. */
  async call(method: string, values: unknown[], uploads: Items<unknown>[] = [], { signal }: CallOptions = {}): Promise<unknown> {
    signal?.throwIfAborted();
    const wait = this.#parts.ready(signal);
    if (wait) await wait;
    const call = this.#newCall(uploads, method);
    call.check?.arguments(values);
    try {
      return await unless(signal, this.#inTime(method, this.#invoke(method, trimmed(values), call)));
    } finally {
      call.over.abort();
      if (!call.answered && call.id !== undefined) {
        // The caller does not wait any more; the server may want to know.
        this.#send({ type: MessageType.CancelInvocation, invocationId: call.id }).catch(() => undefined);
      }
    }
  }

  /** Calls a method of the hub that returns a stream, as soon as the stream is read. */
  stream(method: string, values: unknown[], uploads: Items<unknown>[] = [], options: CallOptions = {}): HubStream<unknown> {
    return { [Symbol.asyncIterator]: () => this.#items(method, trimmed(values), uploads, options.signal) };
  }

  /** A call of our own: at once, without limits. */
  invoke(method: string, values: unknown[]): Promise<unknown> {
    return this.#invoke(method, values, this.#newCall([]));
  }

  /** Adds what rides on a call. */
  written(message: CallMessage, encode: (message: HubMessage) => string | ArrayBuffer): string | ArrayBuffer {
    const call = this.#writing ?? this.#newCall([]);
    const taken = message.target.startsWith(PREFIX) ? undefined : this.#parts.take();
    const changed: HubMessage = {
      ...message,
      ...(taken && { headers: { ...message.headers, [STATE_HEADER]: taken.json } }),
      ...(call.uploads.size > 0 && { streamIds: [...call.uploads.keys()] }),
    };
    try {
      const encoded = encode(changed);
      if (message.invocationId !== undefined) {
        call.id = message.invocationId;
        this.#unanswered.set(message.invocationId, call);
      }
      return encoded;
    } catch (error) {
      taken?.putBack();
      throw error;
    }
  }

  /** Reads what rides on an answer. */
  answered(message: CompletionMessage): void {
    const call = this.#unanswered.get(message.invocationId);
    // An answer that stateful reconnect brings twice finds no call the second time.
    if (!call) return;
    this.#unanswered.delete(message.invocationId);
    call.answered = true;
    const headers = message.headers ?? {};
    const value = headers[ERROR_HEADER];
    call.failure = {
      value: value === undefined ? undefined : (JSON.parse(value) as unknown),
      kind: headers[ERROR_KIND_HEADER] as HubErrorKind | undefined,
      errorId: headers[ERROR_ID_HEADER],
    };
    const state = headers[STATE_HEADER];
    if (state !== undefined) this.#parts.merge(state, Number(headers[SEEN_HEADER]));
  }

  /** The connection is over: nothing will be answered. */
  forget(): void {
    this.#unanswered.clear();
  }

  async *#items(
    method: string,
    values: unknown[],
    uploads: Items<unknown>[],
    signal: AbortSignal | undefined,
  ): AsyncGenerator<unknown, void, undefined> {
    signal?.throwIfAborted();
    const wait = this.#parts.ready(signal);
    if (wait) await wait;
    const call = this.#newCall(uploads, method);
    call.check?.arguments(values);
    let items: unknown[] = [];
    let end: { error?: Error } | undefined;
    let wake = (): void => undefined;
    const finish = (error?: Error): void => {
      end ??= error ? { error } : {};
      wake();
    };
    const abort = (): void => {
      items = [];
      if (signal) finish(reasonOf(signal));
    };
    signal?.addEventListener("abort", abort);
    let subscription: ISubscription<unknown> | undefined;
    try {
      subscription = this.#write(method, call, () => this.#parts.connection.stream<unknown>(method, ...values)).subscribe({
        next: (item) => {
          items.push(item);
          wake();
        },
        error: (error) => {
          finish(this.#failure(method, error, call));
        },
        complete: () => {
          finish();
        },
      });
      this.#startUploads(call);
      for (;;) {
        const batch = items;
        items = [];
        for (const item of batch) {
          call.check?.result(item);
          yield item;
          if (signal?.aborted) break;
        }
        if (items.length > 0) continue;
        if (end?.error) throw end.error;
        if (end) return;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      signal?.removeEventListener("abort", abort);
      call.over.abort();
      if (!call.answered) subscription?.dispose();
    }
  }

  /** Without the name of a method of the hub it is one of our own. */
  #newCall(uploads: Items<unknown>[], method?: string): Call {
    const named = uploads.map((items) => [`u${(this.#uploads += 1)}`, items] as const);
    const check = method === undefined ? undefined : this.#parts.integers?.method(method);
    return { answered: false, uploads: new Map(named), over: new AbortController(), check };
  }

  async #invoke(method: string, values: unknown[], call: Call): Promise<unknown> {
    const answer = this.#write(method, call, () => this.#parts.connection.invoke<unknown>(method, ...values));
    this.#startUploads(call);
    let result: unknown;
    try {
      result = await answer;
    } catch (error) {
      throw this.#failure(method, error, call);
    }
    call.check?.result(result);
    return result;
  }

  /** The official client writes while it is called, so that {@link written} knows whose message it is. */
  #write<T>(method: string, call: Call, write: () => T): T {
    this.#writing = call;
    try {
      return write();
    } catch (error) {
      throw this.#failure(method, error, call);
    } finally {
      this.#writing = undefined;
    }
  }

  #failure(method: string, error: unknown, call: Call): Error {
    const text = error instanceof Error ? error.message : String(error);
    if (call.answered) {
      const failure = new HubError(method, text, call.failure);
      return refusal(() => call.check?.error(failure.value), failure) ?? failure;
    }
    if (call.id === undefined) return new TypeError(`the arguments of \`${method}\` cannot be sent: ${text}`, { cause: error });
    this.#unanswered.delete(call.id);
    return new HubConnectionError(`\`${method}\` was not answered: ${text}`, { cause: error });
  }

  async #inTime<T>(method: string, answer: Promise<T>): Promise<T> {
    const limit = this.#parts.options.callTimeout;
    if (limit === undefined) return answer;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(new HubTimeoutError(`\`${method}\` was not answered within ${limit} ms`));
      }, limit);
    });
    try {
      return await Promise.race([answer, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #send(message: HubMessage): Promise<void> {
    const { connection } = this.#parts;
    if (connection.state !== HubConnectionState.Connected) throw new HubConnectionError("there is no connection");
    await connection.send(Disguised.target, new Disguised(message));
  }

  #startUploads(call: Call): void {
    [...call.uploads].forEach(([id, items], index) => {
      void upload(id, items, call, (message) => this.#send(message), (item) => call.check?.upload(index, item));
    });
  }
}

/** What a check says about an error's value, if anything. */
function refusal(check: () => void, cause: HubError): Error | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return Object.assign(error as RangeError, { cause });
  }
}

/** Without the optional arguments that were left out at the end. */
function trimmed(values: unknown[]): unknown[] {
  let length = values.length;
  while (length > 0 && values[length - 1] === undefined) length -= 1;
  return values.slice(0, length);
}
