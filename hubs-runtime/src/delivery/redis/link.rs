//! The process's pair of connections to Redis: one that subscribes, one that publishes.
//!
//! Both live and die together. After a break everything wanted is subscribed again and confirmed before anything is
//! published, so that no message of ours passes our own clients by.

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use futures_util::StreamExt;
use redis::{
    AsyncConnectionConfig, Client, Pipeline, RedisError, RedisResult, Value,
    aio::{ConnectionLike, MultiplexedConnection, PubSubSink, PubSubStream},
};
use tokio::time::{Instant, sleep, timeout};

use super::{
    echoes::Echoes,
    publisher::{Command, Published, Publisher},
    subscriptions::Subscriptions,
};
use crate::error::BackplaneError;

/// Channels that one command names.
const CHANNELS_PER_COMMAND: usize = 256;
/// A silent connection is asked whether it is there.
const PING_INTERVAL: Duration = Duration::from_secs(5);
/// Between two attempts to connect.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// Takes messages of the channels of one kind.
pub(super) trait Route: Send + Sync + 'static {
    fn receive(&self, payload: &[u8]);
}

/// See the module's head.
pub(super) struct Link {
    client: Client,
    /// How long Redis has for anything.
    timeout: Duration,
    pub(super) subscriptions: Subscriptions<Box<dyn Route>>,
    pub(super) publisher: Publisher,
    echoes: Echoes,
    up: AtomicBool,
}

/// What Redis answered.
pub(super) async fn answer_of(published: Published) -> Result<u64, BackplaneError> {
    // Dropped with the whole backplane.
    published.await.unwrap_or(Err(BackplaneError::Lost))
}

/// An open pair.
struct Pair {
    sink: PubSubSink,
    stream: PubSubStream,
    commands: MultiplexedConnection,
}

impl Link {
    pub(super) fn new(client: Client, timeout: Duration, max_queued_bytes: usize) -> Self {
        Self {
            client,
            timeout,
            subscriptions: Subscriptions::default(),
            publisher: Publisher::new(max_queued_bytes, timeout),
            echoes: Echoes::default(),
            up: AtomicBool::new(false),
        }
    }

    /// Whether messages go to and come from Redis just now.
    pub(super) fn is_up(&self) -> bool {
        self.up.load(Ordering::Acquire)
    }

    /// Where Redis is, without its password.
    pub(super) fn address(&self) -> String {
        self.client.get_connection_info().addr().to_string()
    }

    /// Whether Redis is there and lets us in.
    pub(super) async fn check(&self) -> Result<(), BackplaneError> {
        let reached = self.open().await;
        reached.map(drop).map_err(|error| BackplaneError::Connect {
            address: self.address(),
            reason: error.to_string(),
        })
    }

    /// Keeps the pair open for as long as it is polled.
    pub(super) async fn run(self: Arc<Self>) {
        tokio::join!(self.connect_again(), self.publisher.expire());
    }

    async fn connect_again(&self) {
        let mut pause = FIRST_PAUSE;
        // One line of the log for each time that Redis goes, however often it is looked for.
        let mut told = false;
        loop {
            let error = match self.open().await {
                Ok(pair) => {
                    let began = Instant::now();
                    let error = self.serve(pair).await;
                    self.broken();
                    if began.elapsed() > LONGEST_PAUSE {
                        pause = FIRST_PAUSE;
                        told = false;
                    }
                    error
                }
                Err(error) => error,
            };
            if !told {
                tracing::error!(redis = %self.address(), %error, "no connection to Redis; other servers get nothing until it is back");
                told = true;
            }
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    fn broken(&self) {
        self.subscriptions.forget();
        self.echoes.broken();
        if self.up.swap(false, Ordering::AcqRel) {
            metrics::gauge!("hubs.server.backplane.connected").set(0.0);
            metrics::counter!("hubs.server.backplane.breaks").increment(1);
        }
    }

    async fn open(&self) -> RedisResult<Pair> {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(self.timeout))
            .set_response_timeout(Some(self.timeout));
        let mut pubsub = self.in_time(self.client.get_async_pubsub()).await?;
        let mut commands = self
            .client
            .get_multiplexed_async_connection_with_config(&config)
            .await?;
        // A Redis that wants a password says so only when it is asked for something.
        self.in_time(pubsub.ping::<Value>()).await?;
        let ping = redis::cmd("PING");
        self.in_time(ping.query_async::<Value>(&mut commands))
            .await?;
        let (sink, stream) = pubsub.split();
        Ok(Pair {
            sink,
            stream,
            commands,
        })
    }

    async fn in_time<T>(&self, answer: impl Future<Output = RedisResult<T>>) -> RedisResult<T> {
        timeout(self.timeout, answer).await.unwrap_or_else(|_| {
            Err(RedisError::from(std::io::Error::new(
                std::io::ErrorKind::TimedOut,
                format!("no answer within {:?}", self.timeout),
            )))
        })
    }

    /// Serves a pair until one of its connections breaks.
    async fn serve(&self, pair: Pair) -> RedisError {
        let Pair {
            mut sink,
            stream,
            commands,
        } = pair;
        let mut pings = sink.clone();
        // Messages are read from the start: those that come while the rest is still being subscribed are as good as later ones.
        let read = self.read(stream);
        let write = async {
            if let Err(error) = self.tell_changes(&mut sink).await {
                return error;
            }
            self.up.store(true, Ordering::Release);
            metrics::gauge!("hubs.server.backplane.connected").set(1.0);
            tracing::info!(redis = %self.address(), "connected to Redis");
            tokio::select! {
                error = self.subscribe(&mut sink) => error,
                error = self.publish(commands) => error,
                error = self.ping(&mut pings) => error,
            }
        };
        tokio::select! {
            error = read => error,
            error = write => error,
        }
    }

    async fn read(&self, mut stream: PubSubStream) -> RedisError {
        while let Some(message) = stream.next().await {
            metrics::counter!("hubs.server.backplane.received").increment(1);
            if let Some(route) = self.subscriptions.route(message.get_channel_name()) {
                route.receive(message.get_payload_bytes());
            }
            self.echoes
                .came(message.get_channel_name(), message.get_payload_bytes());
        }
        RedisError::from(std::io::Error::from(std::io::ErrorKind::ConnectionReset))
    }

    /// Tells Redis all that it does not know.
    async fn tell_changes(&self, sink: &mut PubSubSink) -> RedisResult<()> {
        loop {
            let changes = self.subscriptions.take_changes(CHANNELS_PER_COMMAND);
            if changes.subscribe.is_empty() && changes.unsubscribe.is_empty() {
                return Ok(());
            }
            if !changes.subscribe.is_empty() {
                let names: Vec<&str> = changes.subscribe.iter().map(|name| &**name).collect();
                self.in_time(sink.subscribe(names)).await?;
            }
            if !changes.unsubscribe.is_empty() {
                let names: Vec<&str> = changes.unsubscribe.iter().map(|name| &**name).collect();
                self.in_time(sink.unsubscribe(names)).await?;
            }
            self.subscriptions.confirm(&changes);
            for name in &changes.unsubscribe {
                self.echoes.ended(name);
            }
            metrics::gauge!("hubs.server.backplane.channels").set(self.subscriptions.len() as f64);
        }
    }

    async fn subscribe(&self, sink: &mut PubSubSink) -> RedisError {
        loop {
            self.subscriptions.changed.notified().await;
            if let Err(error) = self.tell_changes(sink).await {
                return error;
            }
        }
    }

    async fn publish(&self, mut commands: MultiplexedConnection) -> RedisError {
        loop {
            let batch = self.publisher.take();
            if batch.is_empty() {
                self.publisher.filled.notified().await;
                continue;
            }
            if let Err(error) = self.publish_batch(&mut commands, batch).await {
                return error;
            }
        }
    }

    /// Sends commands with one write, and tells their senders how many servers were reached.
    async fn publish_batch(
        &self,
        commands: &mut MultiplexedConnection,
        batch: Vec<Command>,
    ) -> RedisResult<()> {
        let mut pipeline = Pipeline::with_capacity(batch.len());
        let mut echoes = Vec::with_capacity(batch.len());
        for Command {
            channel, payload, ..
        } in &batch
        {
            match payload {
                Some(payload) => pipeline.cmd("PUBLISH").arg(channel).arg(&**payload),
                None => pipeline.cmd("PUBSUB").arg("NUMSUB").arg(channel),
            };
        }
        for command in &batch {
            let echo = command.payload.as_ref().filter(|_| command.returns);
            let echo = echo.filter(|_| self.subscriptions.is_confirmed(&command.channel));
            if let Some(payload) = echo {
                self.echoes.expect(&command.channel, payload);
            }
            echoes.push(echo.cloned());
        }
        let answers = commands.req_packed_commands(&pipeline, 0, batch.len());
        let (mut answers, error) = match answers.await {
            Ok(answers) => (answers.into_iter(), None),
            Err(error) => (Vec::new().into_iter(), Some(error)),
        };
        for (command, echo) in batch.into_iter().zip(echoes) {
            // Without an answer it may have been published, so it is not sent again: better one lost and told than one doubled.
            let answer = answers.next().map_or(Err(BackplaneError::Lost), servers);
            match (answer, echo) {
                (Ok(servers), Some(payload)) => {
                    self.echoes
                        .taken(&command.channel, &payload, servers, command.senders);
                }
                (Ok(servers), None) => {
                    command
                        .senders
                        .into_iter()
                        .for_each(|sender| sender.end(Ok(servers)));
                }
                (Err(fault), echo) => {
                    if let Some(payload) = echo {
                        self.echoes.failed(&command.channel, &payload);
                    }
                    for sender in command.senders {
                        sender.end(Err(fault.clone()));
                    }
                }
            }
        }
        error.map_or(Ok(()), Err)
    }

    async fn ping(&self, sink: &mut PubSubSink) -> RedisError {
        loop {
            sleep(PING_INTERVAL).await;
            if let Err(error) = self.in_time(sink.ping::<Value>()).await {
                return error;
            }
        }
    }
}

/// How many servers an answer counts: a number, or a channel with its number.
fn servers(answer: Value) -> Result<u64, BackplaneError> {
    let refused = |text| BackplaneError::Refused(text);
    match answer.extract_error() {
        Ok(Value::Int(count)) => Ok(count.unsigned_abs()),
        Ok(Value::Array(pair)) => match pair.get(1) {
            Some(Value::Int(count)) => Ok(count.unsigned_abs()),
            _ => Err(refused("an answer that is no count".to_owned())),
        },
        Ok(_) => Err(refused("an answer that is no count".to_owned())),
        Err(error) => Err(refused(error.to_string())),
    }
}
