// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
// Waiting that a signal can end.
import { HubConnectionError } from "./hubs-errors.js";

/** Ends early when the signal is aborted. */
export function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout>;
  const slept = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  return unless(signal, slept).catch(() => { clearTimeout(timer); });
}

/** The promise, or a rejection as soon as the signal is aborted. */
export function unless<T>(signal: AbortSignal | undefined, promise: Promise<T>): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const leave = (): void => { signal.removeEventListener("abort", abort); };
    const abort = (): void => {
      leave();
      reject(reasonOf(signal));
    };
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort);
    promise.finally(leave).then(resolve, reject);
  });
}

/** Why a signal was aborted, as something to throw. */
export function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new HubConnectionError(`aborted: ${String(signal.reason)}`);
}
