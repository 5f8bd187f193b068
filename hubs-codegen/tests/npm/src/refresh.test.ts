// Connections that outlive their token, against a server that ends those that do not.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { authenticationRefresh } from "./hubs/hubs-refresh.js";
import type { TransportName } from "./hubs/hubs.js";
import { SecretHub } from "./hubs/secret-hub.js";
import { startServer, type Server } from "./server.js";

let server: Server;
before(async () => { server = await startServer(); });
after(() => server.stop());

const transports: TransportName[] = ["WebSockets", "ServerSentEvents", "LongPolling"];

/** A token of `user` that ends in so many seconds. */
const token = (user: string, seconds: number): string => `${user}@${Math.floor(Date.now() / 1_000) + seconds}`;
const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

test("a client that says anew who it is stays connected, over every transport", async () => {
  await Promise.all(transports.map(async (transport) => {
    const events: string[] = [];
    let holds = 4;
    const hub = await SecretHub.connect(`${server.url}/secret`, {
      transport,
      accessTokenFactory: () => token("ann", holds),
      authenticationRefresh: authenticationRefresh(),
      events: {
        refreshed: ({ holdsFor }) => events.push(`refreshed ${Math.ceil(holdsFor / 10_000)}`),
        expiring: () => events.push("expiring"),
        reconnecting: () => events.push("reconnecting"),
        closed: () => events.push("closed"),
      },
    });
    // While it connects, the official client asks for a token more than once.
    holds = 600;
    const id = hub.$connectionId;
    // Longer than two polls take here.
    await sleep(7_000);
    assert.equal(await hub.echo("still here"), "still here", transport);
    assert.deepEqual([events, hub.$connectionId], [["refreshed 60"], id], transport);
    await hub.$close();
  }));
});

test("a client whose newer token is refused is told, and its connection ends with the first", async () => {
  const expiring: string[] = [];
  let user = "ann";
  let closed: (reason: string) => void;
  const over = new Promise<string>((resolve) => { closed = resolve; });
  await SecretHub.connect(`${server.url}/secret`, {
    accessTokenFactory: () => token(user, 4),
    authenticationRefresh: authenticationRefresh({ before: 3_000 }),
    reconnect: false,
    events: {
      expiring: ({ error }) => expiring.push(error?.message ?? ""),
      closed: ({ reason }) => { closed(reason); },
    },
  });
  user = "bob";
  assert.equal(await over, "lost");
  assert.ok(expiring.length > 0);
  assert.equal(expiring[0], `${server.url}/secret refused with status 403: the user changed since this connection was negotiated; connect anew`);
});
