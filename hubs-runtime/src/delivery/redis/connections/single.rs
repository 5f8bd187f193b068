//! One Redis: a connection that subscribes, and one for commands.

use std::{sync::Arc, time::Duration};

use futures_util::{FutureExt, StreamExt, future::BoxFuture};
use redis::{
    AsyncConnectionConfig, Client, Pipeline, RedisResult, Value,
    aio::{ConnectionLike, MultiplexedConnection, PubSubSink},
};

use super::{Arrived, Commands, Connections, Ran, Subscriber, in_time};
use crate::delivery::redis::publisher::Command;

pub(super) async fn open(client: &Client, patience: Duration) -> RedisResult<Connections> {
    let config = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(patience))
        .set_response_timeout(Some(patience));
    let mut pubsub = in_time(patience, client.get_async_pubsub()).await?;
    let connected = client.get_multiplexed_async_connection_with_config(&config);
    let mut commands = connected.await?;
    // A Redis that wants a password says so only when it is asked for something.
    in_time(patience, pubsub.ping::<Value>()).await?;
    let ping = redis::cmd("PING");
    in_time(patience, ping.query_async::<Value>(&mut commands)).await?;
    let (sink, stream) = pubsub.split();
    let messages = stream.map(|message| Arrived::Message {
        channel: message.get_channel_name().to_owned(),
        payload: message.get_payload_bytes().to_vec(),
    });
    Ok(Connections {
        messages: messages.boxed(),
        subscriber: Box::new(sink),
        commands: Box::new(commands),
    })
}

impl Subscriber for PubSubSink {
    fn subscribe<'a>(&'a mut self, channels: &'a [Arc<str>]) -> BoxFuture<'a, RedisResult<()>> {
        PubSubSink::subscribe(self, names(channels)).boxed()
    }

    fn unsubscribe<'a>(&'a mut self, channels: &'a [Arc<str>]) -> BoxFuture<'a, RedisResult<()>> {
        PubSubSink::unsubscribe(self, names(channels)).boxed()
    }

    fn ping(&mut self) -> BoxFuture<'_, RedisResult<()>> {
        async { PubSubSink::ping::<Value>(self).await.map(drop) }.boxed()
    }
}

fn names(channels: &[Arc<str>]) -> Vec<&str> {
    channels.iter().map(|name| &**name).collect()
}

impl Commands for MultiplexedConnection {
    /// With one write.
    fn run<'a>(&'a mut self, batch: &'a [Command]) -> BoxFuture<'a, Ran> {
        let mut pipeline = Pipeline::with_capacity(batch.len());
        for Command {
            channel, payload, ..
        } in batch
        {
            match payload {
                Some(payload) => pipeline.cmd("PUBLISH").arg(channel).arg(&**payload),
                None => pipeline.cmd("PUBSUB").arg("NUMSUB").arg(channel),
            };
        }
        async move {
            match self.req_packed_commands(&pipeline, 0, batch.len()).await {
                Ok(answers) => Ran {
                    answers: answers.into_iter().map(Value::extract_error).collect(),
                    broken: None,
                },
                Err(error) => Ran {
                    answers: Vec::new(),
                    broken: Some(error),
                },
            }
        }
        .boxed()
    }
}
