// Who this person is for the server: somebody with an account, whose token this tab keeps, or a guest.

const KEPT = "chat.account";

/** Milliseconds: a token that ends sooner is replaced when it is needed. The connection asks five minutes before the end. */
const SOON = 600_000;

/** As the server gives it. */
interface Account {
  token: string;
  /** As it was chosen. */
  name: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

let account: Account | undefined = JSON.parse(sessionStorage.getItem(KEPT) ?? "null") ?? undefined;

function keep(kept: Account | undefined): void {
  account = kept;
  if (kept) sessionStorage.setItem(KEPT, JSON.stringify(kept));
  else sessionStorage.removeItem(KEPT);
}

/** The name of the account; undefined for guests. */
export function name(): string | undefined {
  return account?.name;
}

/** Signs in, to a new account or to one that there is; what the person should read if that did not work. */
export async function open(route: "/accounts" | "/sign-in", name: string, password: string): Promise<string | undefined> {
  try {
    const answer = await fetch(route, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name, password }),
    });
    if (!answer.ok) return (await answer.text()) || "The server does not let you sign in right now.";
    keep(await answer.json());
    return undefined;
  } catch {
    return "There is no connection to the server right now.";
  }
}

export function signOut(): void {
  keep(undefined);
}

/** The token for a connection, empty for guests. */
export async function token(): Promise<string> {
  if (account && account.expiresAt - Date.now() < SOON) await renew(account);
  return account?.token ?? "";
}

async function renew(held: Account): Promise<void> {
  try {
    const answer = await fetch("/token", { method: "POST", headers: { authorization: `Bearer ${held.token}` } });
    // Undefined: it is over, and this person has to sign in again.
    const renewed: Account | undefined = answer.ok ? await answer.json() : undefined;
    // Meanwhile this person may have signed out, or in to another account; that counts.
    if (account === held && (answer.ok || answer.status === 401)) keep(renewed);
  } catch {
    // The server is away, which the connection finds out by itself; the next attempt asks again.
  }
}
