//! A Redis Cluster with sharded channels: each channel is a matter of the servers that have its slot, so that the cluster carries
//! more with every server. Servers of .NET use none.

use std::{collections::HashSet, sync::Arc, time::Duration};

use futures_util::{
    FutureExt, StreamExt,
    future::{BoxFuture, join_all, try_join_all},
    stream,
};
use redis::{
    Client, ProtocolVersion, PushInfo, PushKind, RedisResult, Value,
    cluster::ClusterClientBuilder,
    cluster_async::ClusterConnection,
    cluster_routing::{Route, RoutingInfo, SingleNodeRoutingInfo, SlotAddr},
};
use tokio::sync::mpsc;

use super::{Arrived, Commands, Connections, Ran, Subscriber, in_time};
use crate::delivery::redis::publisher::Command;

pub(super) async fn open(client: &Client, patience: Duration) -> RedisResult<Connections> {
    let (sender, pushes) = mpsc::unbounded_channel();
    let cluster = ClusterClientBuilder::new([client.get_connection_info().clone()])
        .use_protocol(ProtocolVersion::RESP3)
        .push_sender(sender)
        .connection_timeout(patience)
        .response_timeout(patience)
        // What fails is told to its sender, and not sent twice.
        .retries(0)
        .build()?;
    let mut connection = in_time(patience, cluster.get_async_connection()).await?;
    in_time(patience, ping(&mut connection)).await?;
    // A server of the cluster that goes takes its subscriptions with it. The library brings them back by itself, but does not say
    // when, so that everything is opened anew: as after a break of a single Redis.
    let messages = stream::unfold(pushes, |mut pushes| async move {
        loop {
            let push = pushes.recv().await?;
            if push.kind == PushKind::Disconnection {
                return None;
            }
            if let Some(arrived) = arrived(push) {
                return Some((arrived, pushes));
            }
        }
    });
    Ok(Connections {
        messages: messages.boxed(),
        subscriber: Box::new(connection.clone()),
        commands: Box::new(connection),
    })
}

/// A message, or that a slot has moved to another server of the cluster, which ends the subscriptions of its channels.
fn arrived(push: PushInfo) -> Option<Arrived> {
    let mut data = push.data.into_iter();
    let Some(Value::BulkString(channel)) = data.next() else {
        return None;
    };
    let channel = String::from_utf8(channel).ok()?;
    match (push.kind, data.next()) {
        (PushKind::SMessage, Some(Value::BulkString(payload))) => {
            Some(Arrived::Message { channel, payload })
        }
        (PushKind::SUnsubscribe, _) => Some(Arrived::Ended { channel }),
        _ => None,
    }
}

async fn ping(connection: &mut ClusterConnection) -> RedisResult<()> {
    redis::cmd("PING")
        .query_async::<Value>(connection)
        .await
        .map(drop)
}

impl Subscriber for ClusterConnection {
    /// One command for each, since each may be a matter of another server.
    fn subscribe<'a>(&'a mut self, channels: &'a [Arc<str>]) -> BoxFuture<'a, RedisResult<()>> {
        let subscribed = channels.iter().map(|channel| {
            let mut connection = self.clone();
            async move { connection.ssubscribe(&**channel).await }
        });
        try_join_all(subscribed).map(|all| all.map(drop)).boxed()
    }

    fn unsubscribe<'a>(&'a mut self, channels: &'a [Arc<str>]) -> BoxFuture<'a, RedisResult<()>> {
        let unsubscribed = channels.iter().map(|channel| {
            let mut connection = self.clone();
            async move { connection.sunsubscribe(&**channel).await }
        });
        try_join_all(unsubscribed).map(|all| all.map(drop)).boxed()
    }

    fn ping(&mut self) -> BoxFuture<'_, RedisResult<()>> {
        ping(self).boxed()
    }
}

impl Commands for ClusterConnection {
    /// All that are for different channels at once; those for one channel one after the other.
    fn run<'a>(&'a mut self, batch: &'a [Command]) -> BoxFuture<'a, Ran> {
        async move {
            let mut answers = Vec::with_capacity(batch.len());
            let mut rest = batch;
            while !rest.is_empty() {
                let mut seen = HashSet::new();
                let once = rest
                    .iter()
                    .take_while(|command| seen.insert(&command.channel))
                    .count();
                let (now, later) = rest.split_at(once);
                rest = later;
                answers.extend(join_all(now.iter().map(|command| one(self, command))).await);
            }
            // The cluster's other servers may be well: that one is gone is known from the messages.
            Ran {
                answers,
                broken: None,
            }
        }
        .boxed()
    }
}

fn one(
    connection: &ClusterConnection,
    command: &Command,
) -> BoxFuture<'static, RedisResult<Value>> {
    let mut connection = connection.clone();
    match &command.payload {
        Some(payload) => {
            let mut publish = redis::cmd("SPUBLISH");
            publish.arg(&command.channel).arg(&**payload);
            async move { publish.query_async(&mut connection).await }.boxed()
        }
        None => {
            let mut count = redis::cmd("PUBSUB");
            count.arg("SHARDNUMSUB").arg(&command.channel);
            // The library knows the server of commands with keys alone.
            let place = Route::with_key(&command.channel, SlotAddr::Master);
            let place = RoutingInfo::SingleNode(SingleNodeRoutingInfo::SpecificNode(place));
            async move { connection.route_command(count, place).await }.boxed()
        }
    }
}
