//! What the chat remembers: what was said, who is where, and who has an account.
//!
//! A server that is alone keeps it in a file and in memory, several that are one chat keep it in Redis.

mod file;
mod redis;

use hubs_runtime::ConnectionId;

pub(crate) use self::redis::SAID_AGAIN;
pub use self::{
    file::{FileError, FileStore},
    redis::RedisStore,
};
use crate::{
    Message,
    accounts::Account,
    rooms::{Rooms, Seat},
};

/// How many messages of a room are kept.
const KEPT: u32 = 10_000;

/// Where it is kept. Clones are the same store.
#[derive(Clone, Debug)]
pub enum Store {
    /// For one server.
    File(FileStore),
    /// For several.
    Redis(RedisStore),
}

/// The store cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file.
    #[error(transparent)]
    File(#[from] FileError),
    /// Redis.
    #[error("the chat cannot use Redis: {0}")]
    Redis(#[from] ::redis::RedisError),
    /// Somebody else wrote there.
    #[error("this is nothing that the chat has stored: {0}")]
    Content(#[from] serde_json::Error),
}

type Stored<T> = Result<T, StoreError>;

impl Store {
    /// Adds messages to a room, numbers them, and drops what is too old.
    pub(crate) async fn add(&self, room: String, messages: Vec<Message>) -> Stored<Vec<Message>> {
        match self {
            Self::File(file) => Ok(file.add(room, messages).await?),
            Self::Redis(redis) => redis.add(&room, messages).await,
        }
    }

    /// At most `count` messages of a room, oldest first, from number `from` on.
    pub(crate) async fn page(&self, room: String, from: u32, count: usize) -> Stored<Vec<Message>> {
        match self {
            Self::File(file) => Ok(file.page(room, from, count).await?),
            Self::Redis(redis) => redis.page(&room, from, count).await,
        }
    }

    /// The number of the room's last message; 0 if there is none.
    pub(crate) async fn last(&self, room: String) -> Stored<u32> {
        match self {
            Self::File(file) => Ok(file.last(room).await?),
            Self::Redis(redis) => redis.last(&room).await,
        }
    }

    /// Forgets everything that was said in a room.
    pub(crate) async fn clear(&self, room: String) -> Stored<()> {
        match self {
            Self::File(file) => Ok(file.clear(room).await?),
            Self::Redis(redis) => redis.clear(&room).await,
        }
    }

    /// Seats a connection of this server and tells where it was before.
    pub(crate) async fn enter(
        &self,
        connection: &ConnectionId,
        seat: Seat,
    ) -> Stored<Option<Seat>> {
        match self {
            Self::File(file) => Ok(file.rooms.enter(connection, seat)),
            Self::Redis(redis) => redis.enter(connection, seat).await,
        }
    }

    /// Takes a connection of this server out of its room and tells which it was.
    pub(crate) async fn leave(&self, connection: &ConnectionId) -> Stored<Option<Seat>> {
        match self {
            Self::File(file) => Ok(file.rooms.leave(connection)),
            Self::Redis(redis) => redis.leave(connection).await,
        }
    }

    /// The room and the name of a connection of this server.
    pub(crate) fn seat(&self, connection: &ConnectionId) -> Option<Seat> {
        self.here().seat(connection)
    }

    /// The names of the people in a room, on all servers, each once, in order.
    pub(crate) async fn people(&self, room: &str) -> Stored<Vec<String>> {
        match self {
            Self::File(file) => Ok(file.rooms.people(room)),
            Self::Redis(redis) => redis.people(room).await,
        }
    }

    /// Every room that has people, with how many.
    pub(crate) async fn rooms(&self) -> Stored<Vec<(String, usize)>> {
        match self {
            Self::File(file) => Ok(file.rooms.all()),
            Self::Redis(redis) => redis.rooms().await,
        }
    }

    /// The account of this name, in whatever case of letters.
    pub(crate) async fn account(&self, name: &str) -> Stored<Option<Account>> {
        let key = Account::key(name);
        match self {
            Self::File(file) => Ok(file.account(key).await?),
            Self::Redis(redis) => redis.account(&key).await,
        }
    }

    /// Adds an account, unless there is one of its name; says whether it did.
    pub(crate) async fn add_account(&self, account: Account) -> Stored<bool> {
        let key = Account::key(&account.name);
        match self {
            Self::File(file) => Ok(file.add_account(key, account).await?),
            Self::Redis(redis) => redis.add_account(&key, &account).await,
        }
    }

    /// The secret that signs tokens; `fresh`, from then on, if there is none.
    pub(crate) async fn secret(&self, fresh: [u8; 32]) -> Stored<Vec<u8>> {
        match self {
            Self::File(file) => Ok(file.secret(fresh).await?),
            Self::Redis(redis) => redis.secret(fresh).await,
        }
    }

    fn here(&self) -> &Rooms {
        match self {
            Self::File(file) => &file.rooms,
            Self::Redis(redis) => &redis.here,
        }
    }
}

/// What the tests of both stores keep.
#[cfg(test)]
fn said(text: &str) -> Message {
    Message {
        id: 0,
        author: "Ann".to_owned(),
        text: text.to_owned(),
        sent_at: 0.0,
    }
}

#[cfg(test)]
fn two_of_one_name() -> (Account, Account) {
    let account = |name: &str| Account {
        name: name.to_owned(),
        hash: format!("of {name}'s password"),
    };
    (account("Ann"), account("ANN"))
}
