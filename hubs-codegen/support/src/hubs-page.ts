// A page in a browser that goes away.

/** A browser's window; named here because servers compile this too. */
interface Page {
  addEventListener: (type: "pagehide", listener: (event: { persisted: boolean }) => void, options: { signal: AbortSignal }) => void;
}

/** Calls `leave` when the page goes away for good, if there is one; `over` ends that. */
export function whenThePageLeaves(leave: () => void, over: AbortSignal): void {
  const page = (globalThis as unknown as { window?: Page }).window;
  page?.addEventListener("pagehide", ({ persisted }) => {
    // A page in the back-forward cache may come back.
    if (!persisted) leave();
  }, { signal: over });
}
