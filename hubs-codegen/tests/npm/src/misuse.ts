// What must not compile. Each line that is marked must be an error, or tsc fails here; nothing in this file runs.
import { HubError, ignore } from "./hubs/hubs.js";
import { SecretHub } from "./hubs/secret-hub.js";
import { StateHub } from "./hubs/state-hub.js";
import { TestHub } from "./hubs/test-hub.js";
import type { StateClient } from "./hubs/types.js";

const handlers: StateClient = { note: ignore, ask_then: () => ({ choice: 1 }), unwanted: ignore };

export async function misuse(): Promise<void> {
  // @ts-expect-error a handler is missing
  await StateHub.connect("/state", { note: ignore, ask_then: () => "silence" });
  // @ts-expect-error no such handler
  await StateHub.connect("/state", { ...handlers, notes: ignore });
  // @ts-expect-error the server waits for an answer, which cannot be ignored
  await StateHub.connect("/state", { ...handlers, ask_then: ignore });
  // @ts-expect-error no such answer
  await StateHub.connect("/state", { ...handlers, ask_then: () => "shout" });
  // @ts-expect-error an answer of two variants at once
  await StateHub.connect("/state", { ...handlers, ask_then: () => ({ choice: 1, words: { text: "" } }) });
  // @ts-expect-error the handler takes another type
  await StateHub.connect("/state", { ...handlers, note: (text: number) => void text });
  // @ts-expect-error no such state field
  await StateHub.connect("/state", handlers, { state: { nmae: "Ann" } });

  const hub = await StateHub.connect("/state", handlers);
  // @ts-expect-error no such method
  await hub.vist();
  // @ts-expect-error the type of the argument
  await hub.enter(1);
  // @ts-expect-error an argument too many
  await hub.enter("lobby", 2);
  // @ts-expect-error an argument too few
  await hub.enter();
  // @ts-expect-error must be sent, be it as null
  await hub.nullable(undefined, 1);
  // @ts-expect-error a required argument is not optional
  await hub.renameLater(undefined);
  // @ts-expect-error the result is a number
  const text: string = await hub.visit();
  // @ts-expect-error a stream is not a promise
  await hub.forever().then(() => text);
  // @ts-expect-error the type of the items
  for await (const item of hub.forever()) item.length;
  // @ts-expect-error the type of the uploaded items
  await hub.firstItem(["one"]);
  // @ts-expect-error this call cannot be cancelled
  await hub.visit({ signal: new AbortController().signal });
  // @ts-expect-error no such option
  hub.forever({ timeout: 5 });
  // @ts-expect-error a handler is missing
  hub.$replaceHandlers({ note: ignore });
  // @ts-expect-error the outcome of an item must be looked at first
  for await (const item of hub.$try.watch("hall")) item.value.toFixed();
  // @ts-expect-error an item is an outcome, and no number
  for await (const item of hub.$try.forever()) item.toFixed();
  // @ts-expect-error a stream of outcomes is not a promise
  await hub.$try.watch("hall").then(() => text);
  // @ts-expect-error the type of the argument
  hub.$try.watch(1);
  for await (const item of hub.$try.watch("hall")) {
    if (item.ok) {
      // @ts-expect-error the type of the items
      item.value.length;
    } else if (item.error instanceof HubError && item.error.value) {
      // @ts-expect-error no such variant
      item.error.value.noSuchHouse;
    } else {
      // @ts-expect-error where no item came, there is none
      item.value.toFixed();
    }
  }
  // @ts-expect-error the type of the argument
  await hub.$try.enter(1);
  // @ts-expect-error this hub takes no handlers
  await SecretHub.connect("/secret", handlers);
  // @ts-expect-error no such transport
  await StateHub.connect("/state", handlers, { transport: "Sockets" });
  // @ts-expect-error no such option
  await StateHub.connect("/state", handlers, { reconnects: false });
  // @ts-expect-error no such field
  hub.$state.nmae = "Ann";
  // @ts-expect-error values are not changed in place, for nobody would hear of it
  hub.$state.tags.push("x");
  // @ts-expect-error the type of the field
  hub.$state.name = 5;
  // @ts-expect-error no such event
  hub.$on("connect", ignore);
  // @ts-expect-error what hangs under an event
  hub.$on("closed", ({ why }) => why);

  const outcome = await hub.$try.enter("lobby");
  // @ts-expect-error the outcome must be looked at first
  outcome.value.toFixed();
  if (!outcome.ok && outcome.error instanceof HubError && outcome.error.value) {
    // @ts-expect-error no such variant
    outcome.error.value.noSuchHouse;
    // @ts-expect-error the field of another variant
    outcome.error.value.noSuchRoom?.hour;
  }
  // @ts-expect-error hubs have each its own client contract
  await TestHub.connect("/test", handlers);
}
