//! The store of several servers that are one chat.
//!
//! | key | what |
//! |---|---|
//! | `chat:history:ROOM` | messages as JSON, by number |
//! | `chat:last:ROOM` | the number of the last message |
//! | `chat:people:ROOM` | connections and names, by the time until which they count |
//! | `chat:account:NAME` | an account as JSON; the name in small letters |
//! | `chat:secret` | what signs tokens |
//! | `chat:rooms` | rooms, by the time until which they may have people |
//!
//! Each server says again and again who is with it. One that is killed does not, and so its people are gone after [`COUNTS`].
//! Times are those of the servers' clocks, which must agree to a second or two.

use std::{
    collections::BTreeSet,
    fmt,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use hubs_runtime::ConnectionId;
use redis::{AsyncCommands, Client, Pipeline, aio::ConnectionManager};
use tokio::sync::Mutex;

use super::{KEPT, StoreError, Stored};
use crate::{
    Message,
    accounts::Account,
    rooms::{Rooms, Seat},
};

/// How long a person counts as being in a room once a server has said so.
const COUNTS: Duration = Duration::from_secs(6);

/// How often servers say it again.
pub(crate) const SAID_AGAIN: Duration = Duration::from_secs(2);

const ROOMS: &str = "chat:rooms";

const SECRET: &str = "chat:secret";

/// The messages of all rooms, and the people in them. Clones share one connection.
#[derive(Clone)]
pub struct RedisStore {
    redis: ConnectionManager,
    /// The people of this server.
    pub(super) here: Arc<Rooms>,
    /// Held while people are written: who has just left must not be said to be here by a list that is older.
    writing: Arc<Mutex<()>>,
}

impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore")
            .field("here", &self.here)
            .finish_non_exhaustive()
    }
}

impl RedisStore {
    /// Connects, and again whenever the connection breaks.
    ///
    /// # Errors
    /// If Redis is not there.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        Ok(Self {
            redis: ConnectionManager::new(Client::open(url)?).await?,
            here: Arc::default(),
            writing: Arc::default(),
        })
    }

    pub(super) async fn add(&self, room: &str, mut messages: Vec<Message>) -> Stored<Vec<Message>> {
        if messages.is_empty() {
            return Ok(messages);
        }
        let mut redis = self.redis.clone();
        // Two servers never get the same numbers.
        let last: u32 = redis.incr(last(room), messages.len()).await?;
        let first = last + 1 - messages.len() as u32;
        let mut numbered = Vec::new();
        for (id, message) in (first..).zip(&mut messages) {
            message.id = id;
            numbered.push((id, serde_json::to_string(message)?));
        }
        let history = history(room);
        pipe()
            .zadd_multiple(&history, &numbered)
            .zremrangebyrank(&history, 0, -1 - KEPT as isize)
            .exec_async(&mut redis)
            .await?;
        Ok(messages)
    }

    pub(super) async fn page(&self, room: &str, from: u32, count: usize) -> Stored<Vec<Message>> {
        let mut redis = self.redis.clone();
        let count = isize::try_from(count).unwrap_or(isize::MAX);
        let page: Vec<String> = redis
            .zrangebyscore_limit(history(room), from, "+inf", 0, count)
            .await?;
        let messages: Result<_, _> = page.iter().map(|json| serde_json::from_str(json)).collect();
        Ok(messages?)
    }

    pub(super) async fn last(&self, room: &str) -> Stored<u32> {
        let last: Option<u32> = self.redis.clone().get(last(room)).await?;
        Ok(last.unwrap_or(0))
    }

    /// Numbers go on, so that what another server is just adding does not get an old one.
    pub(super) async fn clear(&self, room: &str) -> Stored<()> {
        let () = self.redis.clone().del(history(room)).await?;
        Ok(())
    }

    pub(super) async fn enter(
        &self,
        connection: &ConnectionId,
        seat: Seat,
    ) -> Stored<Option<Seat>> {
        let _alone = self.writing.lock().await;
        let before = self.here.enter(connection, seat.clone());
        let mut pipe = pipe();
        if let Some(before) = &before {
            gone(&mut pipe, connection, before);
        }
        present(&mut pipe, &seat.room, &[person(connection, &seat.name)]);
        if let Err(error) = pipe.exec_async(&mut self.redis.clone()).await {
            // Its client is told that it did not join, and is where it was.
            match before {
                Some(before) => drop(self.here.enter(connection, before)),
                None => drop(self.here.leave(connection)),
            }
            return Err(error.into());
        }
        Ok(before)
    }

    pub(super) async fn leave(&self, connection: &ConnectionId) -> Stored<Option<Seat>> {
        let _alone = self.writing.lock().await;
        let before = self.here.leave(connection);
        if let Some(before) = &before {
            let mut pipe = pipe();
            gone(&mut pipe, connection, before);
            pipe.exec_async(&mut self.redis.clone()).await?;
        }
        Ok(before)
    }

    pub(super) async fn people(&self, room: &str) -> Stored<Vec<String>> {
        let mut redis = self.redis.clone();
        let people: Vec<String> = redis.zrangebyscore(people(room), now(), "+inf").await?;
        let names: BTreeSet<&str> = people.iter().map(|person| name(person)).collect();
        Ok(names.into_iter().map(str::to_owned).collect())
    }

    pub(super) async fn rooms(&self) -> Stored<Vec<(String, usize)>> {
        let mut redis = self.redis.clone();
        let mut rooms: Vec<String> = redis.zrangebyscore(ROOMS, now(), "+inf").await?;
        rooms.sort();
        let mut counted = Vec::new();
        for room in rooms {
            match self.people(&room).await?.len() {
                0 => {}
                people => counted.push((room, people)),
            }
        }
        Ok(counted)
    }

    pub(super) async fn account(&self, key: &str) -> Stored<Option<Account>> {
        let json: Option<String> = self.redis.clone().get(account(key)).await?;
        Ok(json.map(|json| serde_json::from_str(&json)).transpose()?)
    }

    pub(super) async fn add_account(&self, key: &str, added: &Account) -> Stored<bool> {
        let json = serde_json::to_string(added)?;
        Ok(self.redis.clone().set_nx(account(key), json).await?)
    }

    /// Of two servers that ask at once the second gets what the first has brought.
    pub(super) async fn secret(&self, fresh: [u8; 32]) -> Stored<Vec<u8>> {
        let mut redis = self.redis.clone();
        let () = redis.set_nx(SECRET, &fresh[..]).await?;
        Ok(redis.get(SECRET).await?)
    }

    /// Says again who is here, and tells the rooms whose people are others now: because a server was killed, or because Redis
    /// had forgotten them.
    pub(crate) async fn say_again(&self) -> Stored<Vec<String>> {
        let _alone = self.writing.lock().await;
        let mut redis = self.redis.clone();
        let mut changed = Vec::new();
        for (room, here) in self.here.by_room() {
            let here: Vec<_> = here.iter().map(|(id, name)| person(id, name)).collect();
            let mut pipe = pipe();
            pipe.zrembyscore(people(&room), "-inf", now());
            let (lapsed, added): (usize, usize) = present(&mut pipe, &room, &here)
                .query_async(&mut redis)
                .await?;
            if lapsed + added > 0 {
                changed.push(room);
            }
        }
        let () = redis.zrembyscore(ROOMS, "-inf", now()).await?;
        Ok(changed)
    }
}

/// Commands of which all are done or none.
fn pipe() -> Pipeline {
    let mut pipe = redis::pipe();
    pipe.atomic();
    pipe
}

/// People are in a room; the answer is how many were not known to be.
fn present<'p>(pipe: &'p mut Pipeline, room: &str, persons: &[String]) -> &'p mut Pipeline {
    let until = now() + COUNTS.as_millis() as u64;
    let persons: Vec<_> = persons.iter().map(|person| (until, person)).collect();
    let key = people(room);
    pipe.zadd_multiple(&key, &persons)
        // A room whose servers are all gone leaves nothing behind.
        .expire(&key, COUNTS.as_secs() as i64)
        .ignore()
        .zadd(ROOMS, room, until)
        .ignore()
}

fn gone(pipe: &mut Pipeline, connection: &ConnectionId, seat: &Seat) {
    let person = person(connection, &seat.name);
    pipe.zrem(people(&seat.room), person).ignore();
}

/// One person may be there twice, so the connection is part of it. Names have no line breaks.
fn person(connection: &ConnectionId, name: &str) -> String {
    format!("{connection}\n{name}")
}

fn name(person: &str) -> &str {
    person.split_once('\n').map_or(person, |(_, name)| name)
}

fn account(key: &str) -> String {
    format!("chat:account:{key}")
}

fn history(room: &str) -> String {
    format!("chat:history:{room}")
}

fn last(room: &str) -> String {
    format!("chat:last:{room}")
}

fn people(room: &str) -> String {
    format!("chat:people:{room}")
}

/// Milliseconds since 1970.
fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_millis() as u64)
}

#[cfg(test)]
mod tests {
    use std::process::{Child, Command, Stdio};

    use super::*;
    use crate::store::said;

    /// A Redis of this test's own.
    struct Server {
        child: Child,
        url: String,
    }

    impl Server {
        fn start() -> Self {
            let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            let port = free.local_addr().unwrap().port().to_string();
            drop(free);
            let child = Command::new("redis-server")
                .args(["--port", &port, "--bind", "127.0.0.1", "--save", ""])
                .stdout(Stdio::null())
                .spawn()
                .expect("redis-server, Debian's package of this name");
            let url = format!("redis://127.0.0.1:{port}");
            Self { child, url }
        }

        /// The store of one more server of the chat. Retries until Redis listens.
        async fn store(&self) -> RedisStore {
            RedisStore::connect(&self.url).await.unwrap()
        }
    }

    impl Drop for Server {
        fn drop(&mut self) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }

    fn seat(room: &str, name: &str) -> Seat {
        Seat {
            room: room.to_owned(),
            name: name.to_owned(),
        }
    }

    #[tokio::test]
    async fn two_servers_have_one_history() {
        let server = Server::start();
        let (one, two) = (server.store().await, server.store().await);
        one.add("lobby", vec![said("a"), said("b")]).await.unwrap();
        let added = two.add("lobby", vec![said("c")]).await.unwrap();
        assert_eq!(added[0].id, 3);
        assert_eq!(one.last("lobby").await.unwrap(), 3);
        assert_eq!(one.last("nowhere").await.unwrap(), 0);
        let page = one.page("lobby", 2, 10).await.unwrap();
        let texts: Vec<_> = page.iter().map(|message| &*message.text).collect();
        assert_eq!(texts, ["b", "c"]);
        assert_eq!(one.page("lobby", 1, 1).await.unwrap().len(), 1);
        two.clear("lobby").await.unwrap();
        assert!(one.page("lobby", 0, 10).await.unwrap().is_empty());
        let added = one.add("lobby", vec![said("d")]).await.unwrap();
        assert_eq!(added[0].id, 4);
        assert!(one.add("lobby", vec![]).await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn two_servers_have_the_same_accounts_and_one_secret() {
        let server = Server::start();
        let (one, two) = (server.store().await, server.store().await);
        let (added, late) = crate::store::two_of_one_name();
        assert_eq!(one.account("ann").await.unwrap(), None);
        assert!(one.add_account("ann", &added).await.unwrap());
        assert!(!two.add_account("ann", &late).await.unwrap());
        assert_eq!(two.account("ann").await.unwrap(), Some(added));
        assert_eq!(one.secret([1; 32]).await.unwrap(), [1; 32]);
        assert_eq!(two.secret([2; 32]).await.unwrap(), [1; 32]);
    }

    #[tokio::test]
    async fn a_room_keeps_its_last_messages_only() {
        let server = Server::start();
        let store = server.store().await;
        let many = (0..KEPT + 5).map(|_| said("a")).collect();
        store.add("lobby", many).await.unwrap();
        let page = store.page("lobby", 0, usize::MAX).await.unwrap();
        assert_eq!(page.len(), KEPT as usize);
        assert_eq!(page[0].id, 6);
    }

    #[tokio::test]
    async fn people_of_all_servers_are_in_the_rooms() {
        let server = Server::start();
        let (one, two) = (server.store().await, server.store().await);
        let (ann, bob) = (ConnectionId::from("1"), ConnectionId::from("2"));
        assert_eq!(one.enter(&ann, seat("lobby", "Ann")).await.unwrap(), None);
        two.enter(&bob, seat("lobby", "Bob")).await.unwrap();
        assert_eq!(one.people("lobby").await.unwrap(), ["Ann", "Bob"]);
        let before = one.enter(&ann, seat("attic", "Anna")).await.unwrap();
        assert_eq!(before, Some(seat("lobby", "Ann")));
        assert_eq!(two.people("lobby").await.unwrap(), ["Bob"]);
        let rooms = [("attic".to_owned(), 1), ("lobby".to_owned(), 1)];
        assert_eq!(two.rooms().await.unwrap(), rooms);
        assert_eq!(two.leave(&bob).await.unwrap(), Some(seat("lobby", "Bob")));
        assert_eq!(one.rooms().await.unwrap(), rooms[..1]);
        assert!(one.say_again().await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn people_of_a_killed_server_go_and_its_rooms_are_told_once() {
        let server = Server::start();
        let (one, two) = (server.store().await, server.store().await);
        for (store, name) in [(&one, "Ann"), (&two, "Bob")] {
            let connection = ConnectionId::from(name);
            store.enter(&connection, seat("lobby", name)).await.unwrap();
        }
        let lapsed = person(&ConnectionId::from("3"), "Cid");
        let mut redis = one.redis.clone();
        let () = redis
            .zadd(people("lobby"), lapsed, now() - 1)
            .await
            .unwrap();
        assert_eq!(one.people("lobby").await.unwrap(), ["Ann", "Bob"]);
        assert_eq!(one.say_again().await.unwrap(), ["lobby"]);
        assert!(two.say_again().await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn people_come_back_after_redis_has_forgotten_them() {
        let server = Server::start();
        let store = server.store().await;
        let connection = ConnectionId::from("1");
        store
            .enter(&connection, seat("lobby", "Ann"))
            .await
            .unwrap();
        let () = redis::cmd("FLUSHALL")
            .query_async(&mut store.redis.clone())
            .await
            .unwrap();
        assert!(store.people("lobby").await.unwrap().is_empty());
        assert_eq!(store.say_again().await.unwrap(), ["lobby"]);
        assert_eq!(store.people("lobby").await.unwrap(), ["Ann"]);
        assert_eq!(store.rooms().await.unwrap(), [("lobby".to_owned(), 1)]);
    }
}
