// Streams from the server, as loops read them.
import type { ISubscription } from "@microsoft/signalr";
import type { Calls } from "./hubs-calls.js";
import type { Items } from "./hubs-options.js";

/** Calls a method that returns a stream, and gives the stream's items; for the description of a hub that has any. */
export async function* streamItems(
  calls: Calls,
  method: string,
  values: unknown[],
  uploads: Items<unknown>[],
  signal: AbortSignal | undefined,
): AsyncGenerator<unknown, void, undefined> {
  signal?.throwIfAborted();
  await calls.parts.ready(signal);
  const call = calls.begin(method, values, uploads, signal);
  const over = call.over.signal;
  let items: unknown[] = [];
  let end: { error: Error | undefined } | undefined;
  let wake = (): void => undefined;
  const finish = (error?: Error): void => {
    end ??= { error };
    wake();
  };
  over.addEventListener("abort", () => {
    items = [];
    finish(over.reason as Error);
  });
  let subscription: ISubscription<unknown> | undefined;
  try {
    subscription = calls.write(call, () => calls.parts.connection.stream<unknown>(method, ...values).subscribe({
      next: (item) => {
        items.push(item);
        wake();
      },
      error: (error) => { finish(calls.failure(call, error)); },
      complete: finish,
    }));
    for (;;) {
      const batch = items;
      items = [];
      for (const item of batch) {
        call.check?.result(item);
        yield item;
        if (over.aborted) break;
      }
      if (items.length > 0) continue;
      if (end?.error) throw end.error;
      if (end) return;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    call.over.abort();
    if (!call.answer) subscription?.dispose();
  }
}
