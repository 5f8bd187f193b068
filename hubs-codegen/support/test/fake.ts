// A connection without a server: what the official client would write is kept, and the test answers it.
import {
  HubConnectionState,
  MessageType,
  TransferFormat,
  type HubMessage,
  type IHubProtocol,
  type IStreamResult,
  type IStreamSubscriber,
} from "@microsoft/signalr";
import { hookedProtocol, type MessageHooks } from "../src/hubs-wire.js";

/** Who waits for an invocation's answer. */
interface Waiting {
  item: (value: unknown) => void;
  done: (result: unknown) => void;
  failed: (error: Error) => void;
}

/** As much of the official connection as the support uses. Like that one it writes while it is called. */
export class FakeConnection {
  state = HubConnectionState.Connected;
  connectionId: string | null = "one";
  /** Everything written, in order. */
  readonly sent: HubMessage[] = [];
  /** What `start` does next. */
  starts: (() => Promise<void>)[] = [];
  stops = 0;
  readonly #protocol: IHubProtocol;
  readonly #hooks: MessageHooks;
  readonly #waiting = new Map<string, Waiting>();
  readonly #handlers = new Map<string, (...values: never[]) => unknown>();
  #ids = 0;
  #closed: (error?: Error) => void = () => undefined;
  #reconnecting: (error?: Error) => void = () => undefined;
  #reconnected: () => void = () => undefined;

  constructor(hooks: Partial<MessageHooks> = {}) {
    this.#hooks = { write: (message, encode) => encode(message), read: (message) => message, ...hooks };
    const inner: IHubProtocol = {
      name: "fake",
      version: 1,
      transferFormat: TransferFormat.Text,
      parseMessages: () => [],
      writeMessage: (message) => {
        // What JSON cannot hold cannot be written.
        const text = JSON.stringify(message);
        this.sent.push(JSON.parse(text) as HubMessage);
        return text;
      },
    };
    this.#protocol = hookedProtocol(inner, this.#hooks);
  }

  invoke<T>(target: string, ...values: unknown[]): Promise<T> {
    const invocationId = String((this.#ids += 1));
    return new Promise<T>((resolve, reject) => {
      this.#protocol.writeMessage({ type: MessageType.Invocation, invocationId, target, arguments: values, streamIds: [] });
      this.#waiting.set(invocationId, { item: () => undefined, done: (result) => { resolve(result as T); }, failed: reject });
    });
  }

  stream<T>(target: string, ...values: unknown[]): IStreamResult<T> {
    const invocationId = String((this.#ids += 1));
    this.#protocol.writeMessage({ type: MessageType.StreamInvocation, invocationId, target, arguments: values, streamIds: [] });
    return {
      subscribe: (reader: IStreamSubscriber<T>) => {
        const item = (value: unknown): void => { reader.next(value as T); };
        this.#waiting.set(invocationId, { item, done: () => { reader.complete(); }, failed: (error) => { reader.error(error); } });
        return { dispose: () => { this.#protocol.writeMessage({ type: MessageType.CancelInvocation, invocationId }); } };
      },
    };
  }

  send(target: string, ...values: unknown[]): Promise<void> {
    this.#protocol.writeMessage({ type: MessageType.Invocation, target, arguments: values, streamIds: [] });
    return Promise.resolve();
  }

  on(target: string, handler: (...values: never[]) => unknown): void {
    this.#handlers.set(target.toLowerCase(), handler);
  }

  async start(): Promise<void> {
    await this.starts.shift()?.();
    this.state = HubConnectionState.Connected;
  }

  stop(): Promise<void> {
    this.stops += 1;
    this.close();
    return Promise.resolve();
  }

  onclose(callback: (error?: Error) => void): void {
    this.#closed = callback;
  }

  onreconnecting(callback: (error?: Error) => void): void {
    this.#reconnecting = callback;
  }

  onreconnected(callback: () => void): void {
    this.#reconnected = callback;
  }

  /** The server answers the invocation. */
  answer(id: string, answer: { result?: unknown; error?: string; headers?: Record<string, string> } = {}): void {
    const message = { type: MessageType.Completion, invocationId: id, ...answer } as const;
    this.#hooks.read(message);
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (answer.error === undefined) waiting?.done(answer.result);
    else waiting?.failed(new Error(answer.error));
  }

  /** The server sends an item of a stream. */
  item(id: string, value: unknown): void {
    this.#waiting.get(id)?.item(value);
  }

  /** The server calls. */
  called(target: string, values: unknown[], invocationId?: string): unknown {
    const message: HubMessage = { type: MessageType.Invocation, target, arguments: values, ...(invocationId !== undefined && { invocationId }) };
    const read = this.#hooks.read(message) as typeof message;
    return Reflect.apply(this.#handlers.get(read.target.toLowerCase()) ?? (() => undefined), undefined, read.arguments as unknown[]);
  }

  /** The connection is lost; the official client would try again. */
  lose(error?: Error): void {
    this.state = HubConnectionState.Reconnecting;
    this.#failAll(error);
    this.#reconnecting(error);
  }

  /** It is back, with another id. */
  comeBack(): void {
    this.state = HubConnectionState.Connected;
    this.connectionId = "two";
    this.#reconnected();
  }

  /** It is over. */
  close(error?: Error): void {
    if (this.state === HubConnectionState.Disconnected) return;
    this.state = HubConnectionState.Disconnected;
    this.#failAll(error);
    this.#closed(error);
  }

  #failAll(error = new Error("Invocation canceled due to the underlying connection being closed.")): void {
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { failed } of all) failed(error);
  }
}

/** Lets everything run that waits for nothing but other promises and the event loop's next turn. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
