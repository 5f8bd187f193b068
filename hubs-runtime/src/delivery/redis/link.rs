//! The process's connections to Redis, one of which subscribes and one publishes.
//!
//! They live and die together. After a break everything wanted is subscribed again and confirmed before anything is
//! published, so that no message of ours passes our own clients by.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use futures_util::{StreamExt, stream::BoxStream};
use redis::{RedisError, RedisResult, Value};
use tokio::time::{Instant, sleep, timeout};

use super::{
    connections::{Access, Arrived, Commands, Connections, Ran, Subscriber, in_time},
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
    access: Access,
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

impl Link {
    pub(super) fn new(access: Access, timeout: Duration, max_queued_bytes: usize) -> Self {
        Self {
            access,
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
        self.access.address()
    }

    /// Whether Redis is there and lets us in.
    pub(super) async fn check(&self) -> Result<(), BackplaneError> {
        let reached = self.access.open(self.timeout).await;
        reached.map(drop).map_err(|error| BackplaneError::Connect {
            address: self.address(),
            reason: error.to_string(),
        })
    }

    /// Keeps the pair open for as long as it is polled.
    pub(super) async fn run(self: Arc<Self>) {
        tokio::join!(
            self.connect_again(),
            self.publisher.expire(),
            self.echoes.expire(self.timeout),
        );
    }

    async fn connect_again(&self) {
        let mut pause = FIRST_PAUSE;
        // One line of the log for each time that Redis goes, however often it is looked for.
        let mut told = false;
        loop {
            let error = match self.access.open(self.timeout).await {
                Ok(connections) => {
                    let began = Instant::now();
                    let error = self.serve(connections).await;
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

    /// Serves connections until one of them breaks.
    async fn serve(&self, connections: Connections) -> RedisError {
        let Connections {
            messages,
            mut subscriber,
            mut commands,
        } = connections;
        let write = async {
            if let Err(error) = self.tell_changes(&mut *subscriber).await {
                return error;
            }
            self.up.store(true, Ordering::Release);
            metrics::gauge!("hubs.server.backplane.connected").set(1.0);
            tracing::info!(redis = %self.address(), "connected to Redis");
            tokio::select! {
                error = self.subscribe(&mut *subscriber) => error,
                error = self.publish(&mut *commands) => error,
            }
        };
        // Messages are read from the start: those that come while the rest is still being subscribed are as good as later ones.
        tokio::select! {
            error = self.read(messages) => error,
            error = write => error,
        }
    }

    async fn read(&self, mut messages: BoxStream<'static, Arrived>) -> RedisError {
        while let Some(arrived) = messages.next().await {
            let (channel, payload) = match arrived {
                Arrived::Message { channel, payload } => (channel, payload),
                // Others end as they are told to.
                Arrived::Ended { channel } if self.subscriptions.is_confirmed(&channel) => break,
                Arrived::Ended { .. } => continue,
            };
            metrics::counter!("hubs.server.backplane.received").increment(1);
            for route in self.subscriptions.routes(&channel).iter() {
                route.receive(&payload);
            }
            self.echoes.came(&channel, &payload);
        }
        RedisError::from(std::io::Error::from(std::io::ErrorKind::ConnectionReset))
    }

    /// Tells Redis all that it does not know now.
    async fn tell_changes(&self, subscriber: &mut dyn Subscriber) -> RedisResult<()> {
        // Not of what changes meanwhile: while many come and go there would be no end.
        let last = self.subscriptions.last_change();
        loop {
            let changes = self.subscriptions.take_changes(last, CHANNELS_PER_COMMAND);
            if changes.is_empty() {
                return Ok(());
            }
            if !changes.subscribe.is_empty() {
                in_time(self.timeout, subscriber.subscribe(&changes.subscribe)).await?;
            }
            if !changes.unsubscribe.is_empty() {
                in_time(self.timeout, subscriber.unsubscribe(&changes.unsubscribe)).await?;
            }
            self.subscriptions.confirm(&changes);
            for name in &changes.unsubscribe {
                self.echoes.ended(name);
            }
            metrics::gauge!("hubs.server.backplane.channels").set(self.subscriptions.len() as f64);
        }
    }

    /// Keeps Redis told of what is wanted, and asks a silent connection whether it is there.
    async fn subscribe(&self, subscriber: &mut dyn Subscriber) -> RedisError {
        loop {
            let told = match timeout(PING_INTERVAL, self.subscriptions.changed.notified()).await {
                Ok(()) => self.tell_changes(subscriber).await,
                Err(_) => in_time(self.timeout, subscriber.ping()).await,
            };
            if let Err(error) = told {
                return error;
            }
        }
    }

    async fn publish(&self, commands: &mut dyn Commands) -> RedisError {
        loop {
            let batch = self.publisher.take();
            if batch.is_empty() {
                self.publisher.filled.notified().await;
                continue;
            }
            if let Err(error) = self.publish_batch(commands, batch).await {
                return error;
            }
        }
    }

    /// Sends commands, and tells their senders how many servers were reached.
    async fn publish_batch(
        &self,
        commands: &mut dyn Commands,
        batch: Vec<Command>,
    ) -> RedisResult<()> {
        let mut echoes = Vec::with_capacity(batch.len());
        for command in &batch {
            let echo = command.payload.as_ref().filter(|_| command.returns);
            let echo = echo.filter(|_| self.subscriptions.is_confirmed(&command.channel));
            if let Some(payload) = echo {
                self.echoes.expect(&command.channel, payload);
            }
            echoes.push(echo.cloned());
        }
        let Ran { answers, broken } = commands.run(&batch).await;
        let mut answers = answers.into_iter();
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
        broken.map_or(Ok(()), Err)
    }
}

/// How many servers an answer counts: a number, or a channel with its number.
fn servers(answer: RedisResult<Value>) -> Result<u64, BackplaneError> {
    let no_count = || BackplaneError::Refused("an answer that is no count".to_owned());
    match answer {
        Ok(Value::Int(count)) => Ok(count.unsigned_abs()),
        Ok(Value::Array(pair)) => match pair.get(1) {
            Some(Value::Int(count)) => Ok(count.unsigned_abs()),
            _ => Err(no_count()),
        },
        Ok(Value::Map(pairs)) => match pairs.first() {
            Some((_, Value::Int(count))) => Ok(count.unsigned_abs()),
            _ => Err(no_count()),
        },
        Ok(_) => Err(no_count()),
        // It may have been done all the same.
        Err(error) if error.is_io_error() => Err(BackplaneError::Lost),
        Err(error) => Err(BackplaneError::Refused(error.to_string())),
    }
}
