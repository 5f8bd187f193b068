// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
// A page in a browser that goes away.

/** A browser's window; named here because servers compile this too. */
interface Page {
  addEventListener: (type: "pagehide", listener: (event: { persisted: boolean }) => void) => void;
  removeEventListener: (type: "pagehide", listener: (event: { persisted: boolean }) => void) => void;
}

/** Calls `leave` when the page goes away for good, if there is one; the returned function ends that. */
export function whenThePageLeaves(leave: () => void): () => void {
  const page = Reflect.get(globalThis, "window") as Page | undefined;
  if (!page) return () => undefined;
  const listener = (event: { persisted: boolean }): void => {
    // A page in the back-forward cache may come back.
    if (!event.persisted) leave();
  };
  page.addEventListener("pagehide", listener);
  return () => {
    page.removeEventListener("pagehide", listener);
  };
}
