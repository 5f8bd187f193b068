// A page with React whose components use hubs; `react.test.ts` opens it in a browser.
import { StrictMode, useState, type ReactNode } from "react";
import { createRoot, type Root } from "react-dom/client";
import { useHub, useHubEvent, useHubState, type UsedHub } from "./hubs/hubs-react.js";
import { ignore } from "./hubs/hubs.js";
import { StateHub } from "./hubs/state-hub.js";
import { TestHub } from "./hubs/test-hub.js";
import type { StateClient } from "./hubs/types.js";

declare global {
  interface Window {
    /** Shows one of the {@link pages} in place of what is there. */
    show: (page: keyof typeof pages) => void;
    /** Removes it. */
    leave: () => void;
    /** What components have noted, in order. */
    notes: string[];
    /** How often the field `rank` was rendered. */
    ranked: number;
  }
}

window.notes = [];
window.ranked = 0;

const quiet: StateClient = { note: ignore, ask_then: () => "silence", unwanted: ignore };
const reconnect = (): number => 20;

/** Status and error of a hub, as text. */
function Status({ of: { status, hub, error }, name }: { of: UsedHub<unknown>; name: string }): ReactNode {
  return <p id={name}>{[status, hub === undefined ? "no hub" : "a hub", error?.name ?? "no error"].join(", ")}</p>;
}

/** One that the server knows as `ann`, though its `connect` takes no signal. */
function Ann(): ReactNode {
  const used = useHub(() => TestHub.connect("/test", testHandlers, { accessTokenFactory: () => "ann", reconnect }), []);
  return <Status of={used} name="ann" />;
}

const testHandlers = new Proxy({}, { get: () => ignore }) as Parameters<typeof TestHub.connect>[1];

function Rank({ hub }: { hub: StateHub | undefined }): ReactNode {
  const rank = useHubState(hub, "rank");
  window.ranked += 1;
  return <p id="rank">{rank ?? "none"}</p>;
}

function Visitor(): ReactNode {
  const [person, setPerson] = useState("Ann");
  const [count, setCount] = useState(0);
  const used = useHub((signal) => StateHub.connect("/state", quiet, { signal, reconnect, state: { name: person } }), [person]);
  const { hub } = used;
  const state = useHubState(hub);
  useHubEvent(hub, "reconnecting", ({ attempt }) => {
    if (attempt === 0) window.notes.push(`lost at ${count}`);
  });
  useHubEvent(hub, "closed", ({ reason }) => window.notes.push(`closed by ${reason}`));
  return (
    <>
      <Status of={used} name="visitor" />
      <p id="state">{JSON.stringify(state) ?? "none"}</p>
      <Rank hub={hub} />
      <p id="count">{count}</p>
      <button onClick={() => void hub?.visit()}>visit</button>
      <button onClick={() => void hub?.promote(7)}>promote</button>
      <button onClick={() => void hub?.renameLater("Renamed")}>rename</button>
      <button onClick={() => void hub?.$try.kick()}>kick</button>
      <button onClick={() => { if (hub) hub.$state.name = "Own"; }}>set</button>
      <button onClick={() => { setCount(count + 1); }}>count</button>
      <button onClick={() => { setPerson("Bob"); }}>bob</button>
    </>
  );
}

/** What answers there is no hub. */
function Nobody(): ReactNode {
  return <Status of={useHub((signal) => StateHub.connect("/nothing", quiet, { signal }), [])} name="nobody" />;
}

/** One that is let in, but not where it wants to be. */
function Stranger(): ReactNode {
  const used = useHub(async (signal) => {
    const hub = await StateHub.connect("/state", quiet, { signal });
    await hub.enter("cellar");
    return hub;
  }, []);
  return <Status of={used} name="stranger" />;
}

const pages = { visitor: <><Visitor /><Ann /></>, ann: <Ann />, nobody: <Nobody />, stranger: <Stranger /> };

let root: Root | undefined;
window.leave = (): void => {
  root?.unmount();
  root = undefined;
};
window.show = (page): void => {
  window.leave();
  root = createRoot(document.body.appendChild(document.createElement("main")));
  root.render(<StrictMode>{pages[page]}</StrictMode>);
};

/** What the compiler refuses. */
export function Misuse({ hub, maybe }: { hub: StateHub; maybe: StateHub | undefined }): ReactNode {
  // @ts-expect-error No such field.
  useHubState(hub, "nmae");
  // @ts-expect-error There may be no hub, and so no name.
  const name: string = useHubState(maybe, "name");
  const sure: string = useHubState(hub, "name");
  const state = useHubState(hub);
  // @ts-expect-error A copy, of which the server would not hear.
  state.name = sure;
  // @ts-expect-error No hub is there before it is connected, so this would never be heard.
  useHubEvent(hub, "connected", () => undefined);
  // @ts-expect-error The event of another name.
  useHubEvent(hub, "state", ({ reason }) => void reason);
  useHubEvent(maybe, "state", ({ changed }) => changed.includes("visits"));
  // @ts-expect-error What is connected is no hub.
  useHub(() => Promise.resolve({ status: "connected" }), []);
  const used = useHub((signal) => StateHub.connect("/state", quiet, { signal }), []);
  // @ts-expect-error There is a hub only once it is connected.
  void used.hub.visit();
  if (used.status === "connected") void used.hub.visit();
  return name;
}
