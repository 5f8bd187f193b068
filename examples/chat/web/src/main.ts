// The page: people on one side, the hub on the other.
import * as account from "./account";
import { ChatHub } from "./hubs/chat-hub";
import { HubError, type HubConnectionError } from "./hubs/hubs";
import { authenticationRefresh } from "./hubs/hubs-refresh";
import type { ChatError } from "./hubs/types";
import * as view from "./view";

const NAME = "chat.displayName";

let chat: ChatHub | undefined;

/** Ends the connection of who this person was before, or the attempt at one. */
let connecting = new AbortController();

/** How often the server has said who is in the room. */
let told = 0;

/** Why something did not work, in words for the person at the screen. */
function words(error: HubError<ChatError> | HubConnectionError): string {
  return error instanceof HubError ? error.message : "There is no connection to the server right now.";
}

function connect(signal: AbortSignal): Promise<ChatHub> {
  view.setUsable(false);
  view.showConnection("Connecting …");
  return ChatHub.connect(
    "/chat",
    {
      messagePosted: (message) => { view.showMessage(message, me()); },
      peopleChanged: (people) => {
        told++;
        view.showPeople(people, me());
      },
      historyCleared: (by) => {
        view.clearMessages();
        view.showProblem(`${by} has cleared the history.`);
      },
      confirm: (question) => view.ask(question),
    },
    {
      state: { displayName: account.name() ?? guest() },
      accessTokenFactory: account.token,
      authenticationRefresh: authenticationRefresh(),
      signal,
      retryFirstConnect: true,
      events: {
        connecting: ({ attempt }) => {
          if (attempt > 0) view.showConnection("The server cannot be reached. Trying again …", "bad");
        },
        connected: () => {
          view.showConnection("");
          showAccount();
          view.setUsable(true);
        },
        reconnecting: () => {
          view.showConnection("Connection lost. Trying to get it back …", "bad");
          view.setUsable(false);
        },
        reconnected: () => void returned(),
        closed: ({ reason }) => {
          if (signal.aborted) return;
          view.setUsable(false);
          const text = reason === "server" ? "The server has ended the connection." : "The connection is closed.";
          view.showConnection(text, "bad", () => void start());
        },
      },
    },
  );
}

/** Connects as who this person is now. */
async function start(): Promise<void> {
  connecting.abort();
  connecting = new AbortController();
  const { signal } = connecting;
  try {
    chat = await connect(signal);
  } catch (error) {
    if (signal.aborted) return;
    throw error;
  }
  const rooms = await chat.$try.rooms();
  if (rooms.ok) view.showRooms(rooms.value.map(({ room }) => room));
}

/** The hub has put us back into the room, unless it had a reason not to. */
async function returned(): Promise<void> {
  view.showConnection("You are connected again.", "good");
  showAccount();
  setTimeout(() => { if (chat?.$status === "connected") view.showConnection(""); }, 3000);
  view.setUsable(true);
  const room = chat?.$state.room;
  if (room) await enter(room);
  else view.showEntrance();
}

/** What a guest was called before. */
function guest(): string {
  return localStorage.getItem(NAME) ?? "";
}

function showAccount(): void {
  view.showAccount(account.name(), guest());
}

function me(): string {
  return chat?.$state.displayName ?? "";
}

/** Joins and shows what was said before; the first to know if it is refused. */
async function enter(room: string): Promise<void> {
  if (!chat) return;
  const before = told;
  const joined = await chat.$try.join(room);
  if (!joined.ok) {
    const value = joined.error instanceof HubError ? joined.error.value : undefined;
    const field = value === "nameNeeded" || value === "nameTaken" ? view.join.name : typeof value === "object" && value.badRoomName ? view.join.room : undefined;
    view.showJoinProblem(words(joined.error), field);
    view.showEntrance();
    return;
  }
  view.showJoinProblem("");
  view.showRoom(chat.$state.room);
  // What the server has said meanwhile is newer than its answer.
  if (told === before) view.showPeople(joined.value, me());
  await showHistory();
}

async function showHistory(): Promise<void> {
  for await (const message of chat?.$try.history() ?? []) {
    if (message.ok) view.showMessage(message.value, me());
    else view.showProblem(words(message.error));
  }
}

view.join.form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!chat) return;
  const name = view.join.name.value.trim();
  if (account.name() === undefined) localStorage.setItem(NAME, name);
  chat.$state.displayName = name;
  view.clearMessages();
  void enter(view.join.room.value);
});

view.account.form.addEventListener("submit", (event) => {
  event.preventDefault();
  const route = event.submitter instanceof HTMLButtonElement && event.submitter.value === "/accounts" ? "/accounts" : "/sign-in";
  void signIn(route);
});

async function signIn(route: "/accounts" | "/sign-in"): Promise<void> {
  const { fields, name, password } = view.account;
  fields.disabled = true;
  const problem = await account.open(route, name.value, password.value);
  fields.disabled = false;
  view.showAccountProblem(problem ?? "");
  if (problem !== undefined) {
    password.focus();
    return;
  }
  password.value = "";
  view.showJoinProblem("");
  showAccount();
  await start();
}

view.account.signOut.addEventListener("click", () => {
  account.signOut();
  showAccount();
  void start();
});

view.post.form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = view.post.text.value;
  if (!chat || text.trim() === "") return;
  view.post.text.value = "";
  void chat.$try.post(text).then((outcome) => {
    view.showProblem(outcome.ok ? "" : words(outcome.error));
    // What could not be sent is not lost.
    if (!outcome.ok && view.post.text.value === "") view.post.text.value = text;
  });
});

view.buttons.leave.addEventListener("click", () => {
  void chat?.$try.leave().then((outcome) => {
    if (outcome.ok) view.showEntrance();
    else view.showProblem(words(outcome.error));
  });
});

view.buttons.clear.addEventListener("click", () => {
  void chat?.$try.clear().then((outcome) => {
    if (!outcome.ok) view.showProblem(words(outcome.error));
  });
});

view.buttons.importFile.addEventListener("change", () => {
  const file = view.buttons.importFile.files?.[0];
  view.buttons.importFile.value = "";
  if (!file || !chat) return;
  void chat.$try.import(linesOf(file)).then(async (outcome) => {
    if (outcome.ok) await showHistory();
    else view.showProblem(words(outcome.error));
  });
});

/** The lines of a file, read as they are needed. */
async function* linesOf(file: File): AsyncGenerator<string> {
  let rest = "";
  for await (const piece of file.stream().pipeThrough(new TextDecoderStream())) {
    const lines = (rest + piece).split(/\r?\n/);
    rest = lines.pop() ?? "";
    yield* lines;
  }
  yield rest;
}

view.join.name.value = guest();
showAccount();
view.showEntrance();
void start();
