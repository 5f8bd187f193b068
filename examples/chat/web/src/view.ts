// What the page shows. It knows nothing of the connection; texts of others only ever become text.
import type { Message } from "./hubs/types";

function element<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${kind.name} #${id}`);
  return found;
}

export const join = {
  form: element("join", HTMLFormElement),
  name: element("name", HTMLInputElement),
  room: element("room", HTMLInputElement),
};
export const account = {
  form: element("account", HTMLFormElement),
  /** All that is needed to sign in, to be disabled meanwhile. */
  fields: element("signed-out", HTMLFieldSetElement),
  name: element("account-name", HTMLInputElement),
  password: element("password", HTMLInputElement),
  signOut: element("sign-out", HTMLButtonElement),
};
export const post = { form: element("post", HTMLFormElement), text: element("text", HTMLInputElement) };
export const buttons = {
  leave: element("leave", HTMLButtonElement),
  clear: element("clear", HTMLButtonElement),
  importFile: element("import", HTMLInputElement),
};

const entrance = element("entrance", HTMLElement);
const chat = element("chat", HTMLDivElement);
const connection = element("connection", HTMLParagraphElement);
const joinProblem = element("join-problem", HTMLParagraphElement);
const signedIn = element("signed-in", HTMLDivElement);
const accountOf = element("account-of", HTMLElement);
const accountProblem = element("account-problem", HTMLParagraphElement);
const problem = element("problem", HTMLParagraphElement);
const title = element("title", HTMLHeadingElement);
const people = element("people", HTMLUListElement);
const messages = element("messages", HTMLOListElement);
const rooms = element("rooms", HTMLDataListElement);
const question = element("question", HTMLDialogElement);
const questionText = element("question-text", HTMLParagraphElement);

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** How the connection is doing; nothing to say hides the line. `again` adds a button. */
export function showConnection(text: string, mood: "" | "good" | "bad" = "", again?: () => void): void {
  connection.hidden = text === "";
  connection.className = mood;
  connection.textContent = text;
  if (again) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Connect again";
    button.addEventListener("click", again);
    connection.append(button);
  }
}

/** Whether things that need the connection can be used. */
export function setUsable(usable: boolean): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("form#join button, form#post button, #clear, #leave")) {
    button.disabled = !usable;
  }
  buttons.importFile.disabled = !usable;
}

export function showEntrance(): void {
  entrance.hidden = false;
  chat.hidden = true;
  (join.name.value ? join.room : join.name).focus();
}

export function showRoom(room: string): void {
  entrance.hidden = true;
  chat.hidden = false;
  title.textContent = room;
  document.title = `${room} – Chat`;
  showProblem("");
  post.text.focus();
}

/** Why joining was refused, and which field to mend. */
export function showJoinProblem(text: string, field?: HTMLInputElement): void {
  joinProblem.hidden = text === "";
  joinProblem.textContent = text;
  for (const input of [join.name, join.room]) input.setAttribute("aria-invalid", String(input === field));
  field?.focus();
}

/** Whose account this is; `guest` is the name of who has none. */
export function showAccount(name: string | undefined, guest: string): void {
  account.fields.hidden = name !== undefined;
  signedIn.hidden = name === undefined;
  accountOf.textContent = name ?? "";
  // What a guest is just typing stays.
  if (name !== undefined || join.name.readOnly) join.name.value = name ?? guest;
  join.name.readOnly = name !== undefined;
  buttons.clear.hidden = name === undefined;
}

export function showAccountProblem(text: string): void {
  accountProblem.hidden = text === "";
  accountProblem.textContent = text;
}

export function showProblem(text: string): void {
  problem.hidden = text === "";
  problem.textContent = text;
}

export function showRooms(names: string[]): void {
  rooms.replaceChildren(...names.map((name) => new Option(name, name)));
}

export function showPeople(names: string[], me: string): void {
  people.replaceChildren(
    ...names.map((name) => {
      const item = document.createElement("li");
      item.classList.toggle("me", name === me);
      item.append(face(name), name);
      return item;
    }),
  );
}

export function clearMessages(): void {
  messages.replaceChildren();
}

/** Adds a message where its number belongs; one that is there already stays. */
export function showMessage(message: Message, me: string): void {
  const number = String(message.id);
  const all = [...messages.children].filter((item): item is HTMLLIElement => item instanceof HTMLLIElement);
  const after = all.findLast((item) => Number(item.dataset["id"]) <= message.id);
  if (after?.dataset["id"] === number) return;
  const atEnd = messages.scrollHeight - messages.scrollTop - messages.clientHeight < 80;
  const item = document.createElement("li");
  item.dataset["id"] = number;
  item.classList.toggle("mine", message.author === me);
  const author = document.createElement("b");
  author.textContent = message.author;
  const sent = new Date(message.sentAt);
  const time = document.createElement("time");
  time.dateTime = sent.toISOString();
  time.title = day.format(sent);
  time.textContent = clock.format(sent);
  const about = document.createElement("span");
  about.className = "about";
  about.append(author, " ", time);
  const words = document.createElement("span");
  words.className = "words";
  words.textContent = message.text;
  item.append(face(message.author), about, words);
  if (after) after.after(item);
  else messages.prepend(item);
  if (atEnd) messages.scrollTop = messages.scrollHeight;
}

/** Asks, and resolves to the answer; Escape is no. */
export function ask(text: string): Promise<boolean> {
  questionText.textContent = text;
  question.returnValue = "no";
  question.showModal();
  return new Promise((resolve) => {
    question.addEventListener("close", () => { resolve(question.returnValue === "yes"); }, { once: true });
  });
}

/** Initials on a color that belongs to the name. */
function face(name: string): HTMLElement {
  const badge = document.createElement("span");
  badge.className = "face";
  badge.ariaHidden = "true";
  badge.textContent = [...name.trim()].slice(0, 1).join("").toUpperCase();
  let hue = 0;
  for (const letter of name) hue = (hue * 31 + (letter.codePointAt(0) ?? 0)) % 360;
  badge.style.setProperty("--hue", String(hue));
  return badge;
}
