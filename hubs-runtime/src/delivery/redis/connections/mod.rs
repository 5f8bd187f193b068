//! Ways to a Redis: one server, or a cluster with sharded channels.

#[cfg(feature = "redis-cluster")]
mod sharded;
mod single;

use std::{future::Future, sync::Arc, time::Duration};

use futures_util::{future::BoxFuture, stream::BoxStream};
use redis::{Client, RedisError, RedisResult, Value};

use super::publisher::Command;

/// Where Redis is, and how it is spoken to.
pub(super) enum Access {
    /// Plain `SUBSCRIBE` and `PUBLISH`, as servers of .NET do.
    Single(Client),
    /// `SSUBSCRIBE` and `SPUBLISH`: each channel has its place in a cluster.
    #[cfg(feature = "redis-cluster")]
    Sharded(Client),
}

/// What is open together and ends together.
pub(super) struct Connections {
    /// Messages as they come; it ends when a connection does.
    pub(super) messages: BoxStream<'static, Arrived>,
    pub(super) subscriber: Box<dyn Subscriber>,
    pub(super) commands: Box<dyn Commands>,
}

/// What comes from Redis.
pub(super) enum Arrived {
    Message {
        channel: String,
        payload: Vec<u8>,
    },
    /// Messages of a channel come no more.
    #[cfg_attr(not(feature = "redis-cluster"), allow(dead_code))]
    Ended {
        channel: String,
    },
}

/// Says which channels are wanted.
pub(super) trait Subscriber: Send {
    /// Ends when all are confirmed.
    fn subscribe<'a>(&'a mut self, channels: &'a [Arc<str>]) -> BoxFuture<'a, RedisResult<()>>;
    /// Ends when all are confirmed.
    fn unsubscribe<'a>(&'a mut self, channels: &'a [Arc<str>]) -> BoxFuture<'a, RedisResult<()>>;
    /// Ends when the other end is there.
    fn ping(&mut self) -> BoxFuture<'_, RedisResult<()>>;
}

/// Publishes and counts.
pub(super) trait Commands: Send {
    /// An answer for each command, in order, and why no further command can be sent, if there is a reason.
    ///
    /// Commands of one channel are done in their order.
    fn run<'a>(&'a mut self, batch: &'a [Command]) -> BoxFuture<'a, Ran>;
}

/// What came of some commands.
pub(super) struct Ran {
    pub(super) answers: Vec<RedisResult<Value>>,
    pub(super) broken: Option<RedisError>,
}

impl Access {
    pub(super) async fn open(&self, patience: Duration) -> RedisResult<Connections> {
        match self {
            Self::Single(client) => single::open(client, patience).await,
            #[cfg(feature = "redis-cluster")]
            Self::Sharded(client) => sharded::open(client, patience).await,
        }
    }

    /// Without a password.
    pub(super) fn address(&self) -> String {
        match self {
            Self::Single(client) => client.get_connection_info().addr().to_string(),
            #[cfg(feature = "redis-cluster")]
            Self::Sharded(client) => client.get_connection_info().addr().to_string(),
        }
    }
}

/// What `answer` gives, unless it takes too long.
pub(super) async fn in_time<T>(
    patience: Duration,
    answer: impl Future<Output = RedisResult<T>>,
) -> RedisResult<T> {
    let late = |_| {
        Err(RedisError::from(std::io::Error::new(
            std::io::ErrorKind::TimedOut,
            format!("no answer within {patience:?}"),
        )))
    };
    tokio::time::timeout(patience, answer)
        .await
        .unwrap_or_else(late)
}
