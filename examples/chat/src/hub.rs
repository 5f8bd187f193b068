//! The hub: what clients call and what they are called with.

use std::time::{SystemTime, UNIX_EPOCH};

use futures_util::stream;
use hubs_runtime::prelude::*;

use crate::{
    people::tell,
    rooms::Seat,
    sign_in::SignedIn,
    store::{Store, StoreError},
    words,
};

/// How many messages are read from the store at once.
const PAGE: usize = 100;

/// How many imported lines are written to the store at once.
const BATCH: usize = 200;

/// How many past messages a client gets if it does not say.
const RECENT: u32 = 200;

/// What the server calls on a connected chat client.
#[client_contract]
pub trait ChatClient {
    /// A message was posted in the room this client is in.
    async fn message_posted(&self, message: Message);
    /// Somebody else came to the room, went or changed names: everyone who is in it now. Who joins gets the list as the answer.
    async fn people_changed(&self, people: Vec<String>);
    /// The history of the room was cleared by `by`, who hears of it too; numbers of messages begin at 1 again.
    async fn history_cleared(&self, by: String);
    /// Asks the person who called `clear`; the server waits for the answer, for a minute at most.
    #[client(timeout = "60s")]
    async fn confirm(&self, question: String) -> bool;
}

/// Carried by each client, readable and writable from both ends.
#[caller_state]
pub struct ChatState {
    /// What others see: 1 to 24 characters. Taken when you join; to change it in a room, join the same one again.
    /// Of who is signed in the server sets it, to the account's name.
    pub display_name: String,
    /// The room this client is in: `join` and `leave` set it. Clients keep it, so that they are in it again after a reconnect,
    /// without what was said meanwhile.
    pub room: String,
}

/// Something that was said.
#[hub_type]
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Its number in the room, from 1.
    pub id: u32,
    /// Who said it.
    pub author: String,
    /// What was said; plain text.
    pub text: String,
    /// When, in milliseconds since 1970.
    pub sent_at: f64,
}

/// A room that has people.
#[hub_type]
#[derive(Clone, Debug, PartialEq)]
pub struct RoomSummary {
    /// Its name.
    pub room: String,
    /// How many people are in it.
    pub people: u32,
}

/// Why a call was refused.
#[hub_type]
#[derive(Debug, thiserror::Error, HubError)]
pub enum ChatError {
    /// `displayName` has not 1 to 24 characters, or some that cannot be printed.
    #[error("choose a name of 1 to 24 characters")]
    NameNeeded,
    /// An account has this name, in whatever case of letters, and the caller is not signed in to it.
    #[error("this name belongs to an account: sign in, or choose another")]
    NameTaken,
    /// A room's name has 1 to 32 letters, digits, `-` or `_`.
    #[error("a room's name has 1 to 32 letters, digits, `-` or `_`: {room:?} has not")]
    BadRoomName {
        /// As it was sent.
        room: String,
    },
    /// The call needs a room.
    #[error("join a room first")]
    NotInARoom,
    /// The message is empty.
    #[error("there is nothing in this message")]
    NothingSaid,
    /// The message is too long.
    #[error("a message has at most {most} characters")]
    TooLong {
        /// Characters.
        most: u32,
    },
    /// Not the caller's fault.
    #[internal]
    #[error("{0}")]
    Internal(#[from] HubError),
}

impl From<StoreError> for ChatError {
    fn from(error: StoreError) -> Self {
        Self::Internal(HubError::internal(error))
    }
}

/// A chat with rooms.
#[hub(client = ChatClient, state = ChatState)]
pub struct ChatHub {
    store: Store,
}

#[hub]
impl ChatHub {
    /// Joins `room`, leaves the room before it, and returns who is there.
    ///
    /// Others see `$state.displayName`; clients that keep no state send a `name`. Who is signed in is seen by the account's
    /// name, whatever these say, and nobody else by that one.
    pub async fn join(
        &self,
        cx: &HubContext<Self>,
        room: String,
        #[hub(optional)] name: Option<String>,
    ) -> Result<Vec<String>, ChatError> {
        let name = name.unwrap_or_else(|| cx.state().get().display_name.clone());
        let room = words::room(&room)?;
        self.enter(cx, room, self.name(cx, &name).await?).await
    }

    /// Leaves the room.
    pub async fn leave(&self, cx: &HubContext<Self>) -> Result<(), ChatError> {
        let room = self.seat(cx)?.room;
        // Whatever becomes of the rest, it gets nothing of the room any more.
        cx.groups().remove(&room).await?;
        self.store.leave(cx.connection_id()).await?;
        cx.state().update(|state| state.room.clear());
        tell(&self.store, &cx.clients(), &room, None).await?;
        Ok(())
    }

    /// Says `text` to everyone in the room, the caller included, and returns the message.
    pub async fn post(&self, cx: &HubContext<Self>, text: String) -> Result<Message, ChatError> {
        let Seat { room, name } = self.speaker(cx).await?;
        let said = message(&name, words::text(&text)?);
        let stored = self.store.add(room.clone(), vec![said.clone()]).await?;
        let message = stored.into_iter().next().unwrap_or(said);
        cx.clients()
            .group(&room)
            .message_posted(message.clone())
            .await?;
        Ok(message)
    }

    /// The last messages of the room, oldest first; 200 if `count` is left out.
    pub async fn history(
        &self,
        cx: &HubContext<Self>,
        #[hub(optional)] count: Option<u32>,
    ) -> Result<impl Stream<Item = Result<Message, ChatError>>, ChatError> {
        let room = self.seat(cx)?.room;
        let last = self.store.last(room.clone()).await?;
        let first = last.saturating_sub(count.unwrap_or(RECENT)) + 1;
        Ok(pages(self.store.clone(), room, first))
    }

    /// Posts uploaded lines, empty ones aside, and returns how many there were. Of an upload that fails, lines may have been posted.
    ///
    /// The room is told of the last one alone: `id` has a gap then, which `history` fills.
    pub async fn import(
        &self,
        cx: &HubContext<Self>,
        mut lines: Upload<String>,
    ) -> Result<u32, ChatError> {
        let Seat { room, name } = self.speaker(cx).await?;
        let (mut count, mut batch) = (0, Vec::new());
        while let Some(line) = lines.next().await {
            let line = line?;
            match words::text(&line) {
                Err(ChatError::NothingSaid) => continue,
                text => batch.push(message(&name, text?)),
            }
            count += 1;
            if batch.len() == BATCH {
                self.store
                    .add(room.clone(), std::mem::take(&mut batch))
                    .await?;
            }
        }
        if let Some(last) = self.store.add(room.clone(), batch).await?.pop() {
            cx.clients().group(&room).message_posted(last).await?;
        }
        Ok(count)
    }

    /// Forgets what was said in the room, if the caller confirms; says whether it did. For people who are signed in.
    #[authorize(SignedIn)]
    pub async fn clear(&self, cx: &HubContext<Self>) -> Result<bool, ChatError> {
        let Seat { room, name } = self.seat(cx)?;
        let question = format!("Forget everything that was said in {room}, for everyone?");
        match cx.clients().caller().confirm(question).await {
            // Who does not answer has not confirmed.
            Ok(false) | Err(ClientCallError::TimedOut { .. }) => return Ok(false),
            Ok(true) => {}
            Err(error) => return Err(HubError::from(error).into()),
        }
        self.store.clear(room.clone()).await?;
        cx.clients().group(&room).history_cleared(name).await?;
        Ok(true)
    }

    /// Every room that has people.
    pub async fn rooms(&self) -> Result<Vec<RoomSummary>, HubError> {
        let summary = |(room, people): (String, usize)| RoomSummary {
            room,
            people: u32::try_from(people).unwrap_or(u32::MAX),
        };
        let rooms = self.store.rooms().await.map_err(HubError::internal)?;
        Ok(rooms.into_iter().map(summary).collect())
    }

    #[on_connected]
    async fn welcome(&self, cx: &HubContext<Self>) -> Result<(), ChatError> {
        let state = cx.state().get();
        // What the client says of its room is a wish; it is granted by the same checks as a call, and only to those
        // that were here before.
        cx.state().update(|state| {
            state.room.clear();
            if let Some(account) = cx.user_id() {
                state.display_name = account.to_string();
            }
        });
        let (true, Ok(room)) = (cx.is_reconnect(), words::room(&state.room)) else {
            return Ok(());
        };
        match self.name(cx, &state.display_name).await {
            Ok(name) => drop(self.enter(cx, room, name).await?),
            Err(error @ ChatError::Internal(_)) => return Err(error),
            // The client reads that it is in no room, and asks its person.
            Err(_) => {}
        }
        Ok(())
    }

    #[on_disconnected]
    async fn goodbye(&self, cx: &DisconnectedContext<Self>, reason: DisconnectReason) {
        tracing::debug!(connection = %cx.connection_id(), ?reason, "left");
        if let Err(error) = self.depart(cx).await {
            tracing::warn!(%error, "nobody heard of a leave");
        }
    }
}

impl ChatHub {
    /// A chat with what was said before.
    pub fn new(store: Store) -> Self {
        Self { store }
    }

    async fn enter(
        &self,
        cx: &HubContext<Self>,
        room: String,
        name: String,
    ) -> Result<Vec<String>, ChatError> {
        let seat = Seat {
            room: room.clone(),
            name: name.clone(),
        };
        let before = self.store.enter(cx.connection_id(), seat).await?;
        if let Some(Seat { room: before, .. }) = before.filter(|before| before.room != room) {
            cx.groups().remove(&before).await?;
            tell(&self.store, &cx.clients(), &before, None).await?;
        }
        cx.groups().add(&room).await?;
        cx.state().update(|state| {
            state.room.clone_from(&room);
            state.display_name = name;
        });
        tell(&self.store, &cx.clients(), &room, Some(cx.connection_id())).await
    }

    async fn depart(&self, cx: &DisconnectedContext<Self>) -> Result<(), ChatError> {
        if let Some(Seat { room, .. }) = self.store.leave(cx.connection_id()).await? {
            let gone = Some(cx.connection_id());
            tell(&self.store, &cx.clients(), &room, gone).await?;
        }
        Ok(())
    }

    /// As whom the caller is seen: by the account's name, or as a guest who wishes to be called so.
    async fn name(&self, cx: &HubContext<Self>, wish: &str) -> Result<String, ChatError> {
        if let Some(account) = cx.user_id() {
            return Ok(account.to_string());
        }
        let name = words::display_name(wish)?;
        match self.store.account(&name).await? {
            Some(_) => Err(ChatError::NameTaken),
            None => Ok(name),
        }
    }

    /// The caller's room and name, if it may speak by it still: a guest's may have become that of an account.
    async fn speaker(&self, cx: &HubContext<Self>) -> Result<Seat, ChatError> {
        let seat = self.seat(cx)?;
        self.name(cx, &seat.name).await?;
        Ok(seat)
    }

    /// The caller's room and name, as they were checked when it joined.
    fn seat(&self, cx: &HubContext<Self>) -> Result<Seat, ChatError> {
        self.store
            .seat(cx.connection_id())
            .ok_or(ChatError::NotInARoom)
    }
}

fn message(author: &str, text: String) -> Message {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Message {
        id: 0,
        author: author.to_owned(),
        text,
        sent_at: since.as_millis() as f64,
    }
}

/// The messages of a room from number `first` on, read page by page.
fn pages(store: Store, room: String, first: u32) -> impl Stream<Item = Result<Message, ChatError>> {
    let pages = stream::try_unfold(Some(first), move |next| {
        let (store, room) = (store.clone(), room.clone());
        async move {
            let Some(from) = next else {
                return Ok::<_, ChatError>(None);
            };
            let page = store.page(room, from, PAGE).await?;
            let next = page
                .last()
                .filter(|_| page.len() == PAGE)
                .map(|last| last.id + 1);
            Ok(Some((page, next)))
        }
    });
    pages.flat_map(|page| match page {
        Ok(messages) => stream::iter(messages.into_iter().map(Ok).collect::<Vec<_>>()),
        Err(error) => stream::iter(vec![Err(error)]),
    })
}
