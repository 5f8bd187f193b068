// A program of Deno that uses a generated client: every transport and protocol, a stream, an upload, an error, the state.
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import { HubError } from "./hubs/hubs.ts";
import { StateHub } from "./hubs/state-hub.ts";

const [url] = Deno.args;
const ways = [
  { transport: "WebSockets" },
  { transport: "ServerSentEvents" },
  { transport: "LongPolling" },
  { transport: "WebSockets", protocol: () => new MessagePackHubProtocol() },
  { transport: "LongPolling", protocol: () => new MessagePackHubProtocol() },
] as const;

async function* numbers(): AsyncGenerator<number> {
  yield 1;
  await Promise.resolve();
  yield 2;
}

for (const way of ways) {
  const notes: string[] = [];
  const handlers = {
    note: (text: string) => void notes.push(text),
    ask_then: () => ({ words: { text: "yes" } }),
    unwanted: () => undefined,
  };
  const hub = await StateHub.connect(`${url}/state`, handlers, { ...way, state: { name: "Ann" } });
  const items: number[] = [];
  for await (const item of hub.forever()) {
    if (items.push(item) === 3) break;
  }
  const refused: unknown = await hub.enter("nowhere").catch((error: unknown) => error);
  console.log(JSON.stringify({
    transport: way.transport,
    protocol: "protocol" in way ? "messagepack" : "json",
    name: await hub.whoami(),
    visits: [await hub.visit(), hub.$state.visits],
    notes,
    items,
    refused: refused instanceof HubError && refused.value,
    answer: await hub.askMe("well"),
    uploaded: await hub.twoUploads(numbers(), numbers()),
  }));
  await hub.$close();
}
