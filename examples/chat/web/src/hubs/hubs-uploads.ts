// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
// Uploads: what a call sends after its arguments.
import { MessageType, type HubMessage } from "@microsoft/signalr";
import type { Items } from "./hubs-options";
import { textOf } from "./hubs-errors";
import { sleep, unless } from "./hubs-waiting";

/** What an upload must know about its call. */
export interface Uploading {
  /** Set when the server has answered. */
  readonly answer?: unknown;
  /** What an upload has failed with here, before that. */
  failed?: { cause: unknown };
  /** Aborted when the call is over, which ends its uploads. */
  readonly over: AbortController;
}

/** What sends the items of one upload. */
export type Upload = typeof uploadItems;

/**
 * Sends items as fast as the connection takes them, and not those that nobody would read. Never rejects: what goes
 * wrong is told to the server, whose answer to the call is what the caller hears. For the description of a hub that
 * takes uploads.
 */
export async function uploadItems(
  invocationId: string,
  items: Items<unknown>,
  call: Uploading,
  send: (message: HubMessage) => Promise<void>,
  check: (item: unknown) => void,
): Promise<void> {
  const over = call.over.signal;
  const completion = { type: MessageType.Completion, invocationId } as const;
  try {
    const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
    try {
      for (let count = 1; ; count += 1) {
        over.throwIfAborted();
        const next = await unless(over, Promise.resolve(iterator.next()));
        if (next.done) break;
        check(next.value);
        await send({ type: MessageType.StreamItem, invocationId, item: next.value });
        // A socket takes items at once, and a long array must not keep answers from being read.
        if (count % 64 === 0) await sleep(0);
      }
    } catch (error) {
      // Not awaited: a generator returns only after what it is waiting for.
      Promise.resolve(iterator.return?.()).catch(() => undefined);
      throw error;
    }
    await send(completion);
  } catch (error) {
    if (call.answer) return;
    call.failed ??= { cause: error };
    await send({ ...completion, error: over.aborted ? "The client has cancelled the upload." : textOf(error) }).catch(() => undefined);
  }
}
