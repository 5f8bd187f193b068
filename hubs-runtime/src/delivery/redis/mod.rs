//! Delivery among several servers, over Redis, as ASP.NET Core SignalR does it: its servers and ours can be nodes of one
//! cluster.
//!
//! Everything is published to channels, nothing is stored: a message reaches the servers that are there, at most once.

mod connections;
mod echoes;
mod incoming;
mod link;
mod names;
mod node;
mod publisher;
mod subscriptions;
#[cfg(test)]
mod tests;
mod wire;

use std::{any::TypeId, collections::HashMap, fmt, sync::Arc, time::Duration};

use redis::{Client, IntoConnectionInfo};
use tokio_util::sync::{CancellationToken, DropGuard};

use self::{
    connections::Access,
    link::Link,
    names::Names,
    node::{Node, Settings},
};
use super::Delivery;
use crate::{error::BackplaneError, protocol::Conventions};

/// Joins the hubs of several servers into one, through Redis, on the wire of ASP.NET Core SignalR's Redis backplane: its
/// servers can be part of the same cluster.
///
/// Give it to [`HubServerBuilder::backplane`](crate::HubServerBuilder::backplane). Then pushes to everyone, groups, users and
/// connections reach the clients of all servers; a connection of any server can be added to groups and asked for answers.
///
/// A message reaches who is there, at most once: Redis stores nothing. What cannot be published within
/// [`timeout`](RedisBackplaneBuilder::timeout) is an error of the push. While Redis is away, pushes to single connections of this
/// server go on; others fail, and clients that come are told to come again.
///
/// ```no_run
/// # use hubs_runtime::prelude::*;
/// # #[hub] pub struct ChatHub;
/// # #[hub] impl ChatHub {}
/// # async fn serve() -> Result<(), Box<dyn std::error::Error>> {
/// use hubs_runtime::RedisBackplane;
///
/// let backplane = RedisBackplane::connect("redis://:password@redis.example.com:6379").await?;
/// let hubs = HubServer::builder()
///     .hub("/chat", ChatHub)
///     .backplane(backplane)
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct RedisBackplane {
    link: Arc<Link>,
    config: Arc<Config>,
    /// Ends the task that keeps the connections, with the last clone and the last hub.
    keep: Arc<DropGuard>,
}

struct Config {
    prefix: String,
    hub_names: HashMap<TypeId, String>,
    timeout: Duration,
    ack_timeout: Duration,
    local_first: bool,
}

impl fmt::Debug for RedisBackplane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisBackplane")
            .field("redis", &self.link.address())
            .field("ready", &self.is_ready())
            .finish_non_exhaustive()
    }
}

impl RedisBackplane {
    /// Connects to a Redis with the defaults of [`RedisBackplaneBuilder`].
    ///
    /// `url` is `redis://[user]:[password]@host:port/[db]`, or `rediss://…` with the feature `redis-tls`.
    ///
    /// # Errors
    /// [`BackplaneError::Connect`] if Redis is not there, or does not let this server in.
    pub async fn connect(url: impl AsRef<str>) -> Result<Self, BackplaneError> {
        Self::builder(url).connect().await
    }

    /// Settings first.
    pub fn builder(url: impl AsRef<str>) -> RedisBackplaneBuilder {
        RedisBackplaneBuilder {
            url: url.as_ref().to_owned(),
            max_queued_bytes: 16 * 1024 * 1024,
            #[cfg(feature = "redis-cluster")]
            sharded: false,
            config: Config {
                prefix: String::new(),
                hub_names: HashMap::new(),
                timeout: Duration::from_secs(5),
                ack_timeout: Duration::from_secs(30),
                local_first: false,
            },
        }
    }

    /// Whether messages go to and come from other servers just now.
    pub fn is_ready(&self) -> bool {
        self.link.is_up()
    }

    /// The delivery of one hub, whose clients that are not generated have `conventions`, or declared values.
    pub(crate) fn delivery(
        &self,
        hub: TypeId,
        name: &str,
        conventions: Conventions,
    ) -> Arc<dyn Delivery> {
        let name = self.config.hub_names.get(&hub).map_or(name, |name| name);
        let names = Names::new(&self.config.prefix, name, server_name());
        let settings = Settings {
            timeout: self.config.timeout,
            ack_timeout: self.config.ack_timeout,
            local_first: self.config.local_first,
        };
        Node::start(
            self.link.clone(),
            self.keep.clone(),
            names,
            settings,
            conventions,
        )
    }
}

/// Another one for each hub of each process.
fn server_name() -> String {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    format!("hubs_{:032x}", u128::from_be_bytes(bytes))
}

/// Settings of a [`RedisBackplane`].
#[must_use]
pub struct RedisBackplaneBuilder {
    url: String,
    max_queued_bytes: usize,
    #[cfg(feature = "redis-cluster")]
    sharded: bool,
    config: Config,
}

impl fmt::Debug for RedisBackplaneBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URL may hold a password.
        f.debug_struct("RedisBackplaneBuilder")
            .field("prefix", &self.config.prefix)
            .field("timeout", &self.config.timeout)
            .finish_non_exhaustive()
    }
}

impl RedisBackplaneBuilder {
    /// Put before every channel, so that several applications can share a Redis; .NET's `ChannelPrefix`. Default: nothing.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.config.prefix = prefix.into();
        self
    }

    /// The name of hub `H` among all servers. Default: the struct's name, as in the contract.
    ///
    /// For a cluster with servers of .NET it is the `Type.FullName` of their hub, as `Chat.Hubs.ChatHub`.
    pub fn hub_name<H: 'static>(mut self, name: impl Into<String>) -> Self {
        self.config.hub_names.insert(TypeId::of::<H>(), name.into());
        self
    }

    /// How long Redis has for anything: to connect, to confirm a subscription, to take a message. Default 5 s, as in .NET.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.config.timeout = timeout;
        self
    }

    /// How long another server has to say that it has added its connection to a group, or removed it. Default 30 s, as in .NET.
    pub fn ack_timeout(mut self, timeout: Duration) -> Self {
        self.config.ack_timeout = timeout;
        self
    }

    /// Bytes that may wait for Redis; beyond them pushes fail at once. Default 16 MiB. One message may be longer.
    pub fn max_queued_bytes(mut self, bytes: usize) -> Self {
        self.max_queued_bytes = bytes;
        self
    }

    /// Clients of this server get its pushes at once, and not when they come back from Redis.
    ///
    /// They come sooner, and also while Redis is away. The price: clients of two servers may see two pushes of these in
    /// different orders, where through Redis all see those of one channel in the same order. Every server says for itself
    /// which way it goes.
    pub fn local_first(mut self) -> Self {
        self.config.local_first = true;
        self
    }

    /// Uses the sharded channels of a Redis Cluster (7.0 or newer), so that it carries more with every server that it has; the URL is that of
    /// any of them. For clusters whose every node is of ours and does the same: servers of .NET use plain channels and hear nothing of these.
    ///
    /// A server of the cluster that goes is a break like that of a single Redis.
    #[cfg(feature = "redis-cluster")]
    pub fn sharded(mut self) -> Self {
        self.sharded = true;
        self
    }

    /// Connects, and keeps connected from then on.
    ///
    /// # Errors
    /// [`BackplaneError::Connect`] if Redis is not there, or does not let this server in.
    pub async fn connect(self) -> Result<RedisBackplane, BackplaneError> {
        let backplane = self.prepare()?;
        backplane.link.check().await?;
        Ok(backplane.start())
    }

    /// Connects as soon as Redis is there. Until then clients that come are told to come again. Must be called in a tokio
    /// runtime.
    ///
    /// # Errors
    /// [`BackplaneError::Connect`] if the URL is none.
    pub fn connect_when_there(self) -> Result<RedisBackplane, BackplaneError> {
        Ok(self.prepare()?.start())
    }

    fn prepare(self) -> Result<Prepared, BackplaneError> {
        let client = self
            .url
            .as_str()
            .into_connection_info()
            .and_then(Client::open)
            .map_err(|error| BackplaneError::Connect {
                address: "the given URL".to_owned(),
                reason: error.to_string(),
            })?;
        #[cfg(feature = "redis-cluster")]
        let access = match self.sharded {
            true => Access::Sharded(client),
            false => Access::Single(client),
        };
        #[cfg(not(feature = "redis-cluster"))]
        let access = Access::Single(client);
        Ok(Prepared {
            link: Arc::new(Link::new(
                access,
                self.config.timeout,
                self.max_queued_bytes,
            )),
            config: self.config,
        })
    }
}

struct Prepared {
    link: Arc<Link>,
    config: Config,
}

impl Prepared {
    fn start(self) -> RedisBackplane {
        let over = CancellationToken::new();
        let run = self.link.clone().run();
        let ended = over.clone();
        tokio::spawn(async move {
            ended.run_until_cancelled(run).await;
        });
        RedisBackplane {
            link: self.link,
            config: Arc::new(self.config),
            keep: Arc::new(over.drop_guard()),
        }
    }
}
