//! What waits to be published: in order, bounded in bytes and in time.
//!
//! Pushes that wait together for one channel and the same receivers become one message with several hub messages in it, which
//! costs Redis and every server about as much as one.

use std::{
    collections::{HashMap, VecDeque},
    slice,
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use parking_lot::Mutex;
use tokio::{
    sync::{Notify, oneshot},
    time::Instant,
};

use super::wire::{self, About, Form};
use crate::{connection::ConnectionId, error::BackplaneError};

/// Messages of ours that go to Redis with one write.
const BATCH_MESSAGES: usize = 1_024;
/// Bytes that go to Redis with one write, and one message more.
const BATCH_BYTES: usize = 1024 * 1024;
/// Bytes of the pushes that become one message, and one push more.
const MERGED_BYTES: usize = 32 * 1024;

/// Told how many servers have got the message, or have subscribed.
pub(super) type Published = oneshot::Receiver<Result<u64, BackplaneError>>;

/// One thing to do for one sender.
struct Outgoing {
    channel: String,
    request: Request,
    deadline: Instant,
    sender: Sender,
}

/// What Redis is to do with a channel.
enum Request {
    /// `PUBLISH` of a push, with others if they wait.
    Push(Push),
    /// `PUBLISH` of this and nothing else.
    Publish(Bytes),
    /// `PUBSUB NUMSUB`.
    Count,
}

/// A push on its way to one channel.
pub(super) struct Push {
    pub(super) except: Vec<ConnectionId>,
    /// The server's name, if its own clients have it already.
    pub(super) from: Option<Arc<str>>,
    pub(super) written: Written,
}

/// A hub message in every form that its hub has clients of.
#[derive(Clone)]
pub(super) struct Written(pub(super) Arc<[(Form, Bytes)]>);

impl Written {
    fn size(&self) -> usize {
        self.0.iter().map(|(_, bytes)| bytes.len()).sum()
    }

    /// The envelope of this message alone, for nobody excepted.
    pub(super) fn envelope(&self, about: &About<'_>) -> Vec<u8> {
        let messages = self.0.iter();
        let messages = messages.map(|(form, bytes)| (*form, slice::from_ref(bytes)));
        wire::envelope(&[], &messages.collect::<Vec<_>>(), about)
    }
}

/// Who waits for the end of what it asked for. If it is dropped before, the connection broke meanwhile.
pub(super) struct Sender(Option<oneshot::Sender<Result<u64, BackplaneError>>>);

impl Sender {
    pub(super) fn new(done: oneshot::Sender<Result<u64, BackplaneError>>) -> Self {
        Self(Some(done))
    }

    /// Tells the sender how it went, if it still listens.
    pub(super) fn end(mut self, result: Result<u64, BackplaneError>) {
        self.tell(result);
    }

    fn tell(&mut self, result: Result<u64, BackplaneError>) {
        let Some(done) = self.0.take() else { return };
        let cause = match &result {
            Ok(_) => None,
            Err(BackplaneError::Unreachable { .. }) => Some("unreachable"),
            Err(BackplaneError::QueueFull { .. }) => Some("queue_full"),
            Err(BackplaneError::Refused(_)) => Some("refused"),
            Err(_) => Some("lost"),
        };
        match cause {
            None => metrics::counter!("hubs.server.backplane.published").increment(1),
            Some(cause) => {
                metrics::counter!("hubs.server.backplane.unpublished", "cause" => cause)
                    .increment(1);
            }
        }
        let _ = done.send(result);
    }
}

impl Drop for Sender {
    fn drop(&mut self) {
        self.tell(Err(BackplaneError::Lost));
    }
}

/// One command to Redis.
pub(super) struct Command {
    pub(super) channel: String,
    /// What is published; `None` counts who has subscribed.
    pub(super) payload: Option<Bytes>,
    /// Whether own clients get it when it comes back.
    pub(super) returns: bool,
    pub(super) senders: Vec<Sender>,
}

impl Outgoing {
    fn size(&self) -> usize {
        let payload = match &self.request {
            Request::Push(push) => push.written.size(),
            Request::Publish(payload) => payload.len(),
            Request::Count => 0,
        };
        self.channel.len() + payload
    }
}

/// Pushes that become one message.
struct Merged {
    except: Vec<ConnectionId>,
    from: Option<Arc<str>>,
    /// By the forms, which are the same for all pushes of a channel.
    messages: Vec<(Form, Vec<Bytes>)>,
    size: usize,
}

impl Merged {
    fn of(push: Push) -> Self {
        Self {
            size: push.written.size(),
            except: push.except,
            from: push.from,
            messages: push
                .written
                .0
                .iter()
                .map(|(form, bytes)| (*form, vec![bytes.clone()]))
                .collect(),
        }
    }

    /// Adds a push, or gives it back if it is for others, or there is no room.
    fn add(&mut self, push: Push) -> Result<(), Push> {
        let forms = push.written.0.iter().map(|(form, _)| form);
        let fits = self.size < MERGED_BYTES
            && self.except == push.except
            && self.from == push.from
            && forms.eq(self.messages.iter().map(|(form, _)| form));
        if !fits {
            return Err(push);
        }
        self.size += push.written.size();
        for ((_, messages), (_, bytes)) in self.messages.iter_mut().zip(push.written.0.iter()) {
            messages.push(bytes.clone());
        }
        Ok(())
    }

    fn payload(&self) -> Bytes {
        let about = self.from.as_deref().map_or(About::Nothing, About::From);
        let messages = self.messages.iter();
        let messages = messages.map(|(form, messages)| (*form, &**messages));
        wire::envelope(&self.except, &messages.collect::<Vec<_>>(), &about).into()
    }
}

/// Commands that go with one write, while they are put together.
#[derive(Default)]
struct Batch {
    commands: Vec<(Command, Option<Merged>)>,
    /// The last message of each channel, to which pushes can be added.
    last: HashMap<String, usize>,
}

impl Batch {
    fn add(&mut self, outgoing: Outgoing) {
        let Outgoing {
            channel,
            request,
            sender,
            ..
        } = outgoing;
        let push = match request {
            Request::Push(push) => push,
            Request::Publish(payload) => return self.put(channel, Some(payload), None, sender),
            Request::Count => return self.put(channel, None, None, sender),
        };
        let last = self
            .last
            .get(&channel)
            .and_then(|at| self.commands.get_mut(*at));
        let Some((command, Some(merged))) = last else {
            return self.put(channel, None, Some(Merged::of(push)), sender);
        };
        match merged.add(push) {
            Ok(()) => command.senders.push(sender),
            Err(push) => self.put(channel, None, Some(Merged::of(push)), sender),
        }
    }

    fn put(
        &mut self,
        channel: String,
        payload: Option<Bytes>,
        merged: Option<Merged>,
        sender: Sender,
    ) {
        if merged.is_some() {
            self.last.insert(channel.clone(), self.commands.len());
        } else {
            // What comes later stays behind this.
            self.last.remove(&channel);
        }
        let command = Command {
            channel,
            payload,
            returns: merged.as_ref().is_some_and(|merged| merged.from.is_none()),
            senders: vec![sender],
        };
        self.commands.push((command, merged));
    }

    fn finish(self) -> Vec<Command> {
        let commands = self.commands.into_iter();
        commands
            .map(|(command, merged)| match merged {
                Some(merged) => Command {
                    payload: Some(merged.payload()),
                    ..command
                },
                None => command,
            })
            .collect()
    }
}

/// See the module's head.
pub(super) struct Publisher {
    queue: Mutex<Queue>,
    max_bytes: usize,
    timeout: Duration,
    /// Something was put into the queue.
    pub(super) filled: Notify,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Outgoing>,
    bytes: usize,
}

impl Publisher {
    pub(super) fn new(max_bytes: usize, timeout: Duration) -> Self {
        Self {
            queue: Mutex::default(),
            max_bytes,
            timeout,
            filled: Notify::new(),
        }
    }

    /// Queues a push; what one caller queues for a channel stays in order.
    pub(super) fn push(&self, channel: String, push: Push) -> Published {
        self.request(channel, Request::Push(push))
    }

    /// Queues a message that is not for clients.
    pub(super) fn publish(&self, channel: String, payload: impl Into<Bytes>) -> Published {
        self.request(channel, Request::Publish(payload.into()))
    }

    /// Asks how many servers have subscribed to a channel.
    pub(super) fn count(&self, channel: String) -> Published {
        self.request(channel, Request::Count)
    }

    fn request(&self, channel: String, request: Request) -> Published {
        let (done, published) = oneshot::channel();
        let outgoing = Outgoing {
            channel,
            request,
            deadline: Instant::now() + self.timeout,
            sender: Sender::new(done),
        };
        let mut queue = self.queue.lock();
        if queue.bytes > 0 && queue.bytes + outgoing.size() > self.max_bytes {
            drop(queue);
            outgoing.sender.end(Err(BackplaneError::QueueFull {
                limit: self.max_bytes,
            }));
            return published;
        }
        queue.bytes += outgoing.size();
        queue.waiting.push_back(outgoing);
        drop(queue);
        self.filled.notify_one();
        published
    }

    /// Takes what goes with the next write.
    pub(super) fn take(&self) -> Vec<Command> {
        let (mut batch, mut bytes, mut count) = (Batch::default(), 0, 0);
        let mut queue = self.queue.lock();
        while count < BATCH_MESSAGES && bytes < BATCH_BYTES {
            let Some(next) = queue.waiting.pop_front() else {
                break;
            };
            bytes += next.size();
            count += 1;
            batch.add(next);
        }
        queue.bytes -= bytes;
        drop(queue);
        batch.finish()
    }

    /// Tells senders whose time is up, for as long as it runs.
    pub(super) async fn expire(&self) {
        loop {
            let next = self.queue.lock().waiting.front().map(|next| next.deadline);
            match next {
                Some(deadline) => tokio::time::sleep_until(deadline).await,
                None => {
                    // All have the same time, so nobody's is up before that of one that comes now.
                    tokio::time::sleep(self.timeout).await;
                    continue;
                }
            }
            let now = Instant::now();
            loop {
                let mut queue = self.queue.lock();
                if queue.waiting.front().is_none_or(|next| next.deadline > now) {
                    break;
                }
                let late = queue.waiting.pop_front();
                queue.bytes -= late.as_ref().map_or(0, Outgoing::size);
                drop(queue);
                if let Some(late) = late {
                    late.sender.end(Err(BackplaneError::Unreachable {
                        waited: self.timeout,
                    }));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn push(text: &str) -> Push {
        Push {
            except: Vec::new(),
            from: None,
            written: Written(Arc::new([(Form::ALL[0], Bytes::from(text.to_owned()))])),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_not_taken_in_time_is_told() {
        let publisher = Publisher::new(1_000, Duration::from_secs(5));
        let published = publisher.publish("c".into(), "first");
        let result = tokio::select! {
            () = publisher.expire() => unreachable!(),
            result = published => result.expect("told"),
        };
        assert!(matches!(
            result,
            Err(BackplaneError::Unreachable { waited }) if waited == Duration::from_secs(5)
        ));
        assert!(publisher.take().is_empty());
    }

    #[tokio::test]
    async fn the_queue_is_bounded_and_keeps_its_order() {
        let publisher = Publisher::new(10, Duration::from_secs(5));
        let _first = publisher.publish("c".into(), "12345");
        let second = publisher.publish("c".into(), "6789");
        assert!(matches!(
            second.await,
            Ok(Err(BackplaneError::QueueFull { limit: 10 }))
        ));
        let _third = publisher.publish("c".into(), "678");
        let batch = publisher.take();
        let payloads: Vec<_> = batch.iter().map(|one| one.payload.as_deref()).collect();
        assert_eq!(payloads, [Some(b"12345".as_slice()), Some(b"678")]);
        // One that is alone may be of any size.
        let _large = publisher.publish("c".into(), "a message of more than ten bytes");
        assert_eq!(publisher.take().len(), 1);
    }

    #[tokio::test]
    async fn pushes_that_wait_together_go_together_in_order() {
        let publisher = Publisher::new(1_000_000, Duration::from_secs(5));
        let mut published = Vec::new();
        for (channel, text) in [("a", "1"), ("b", "2"), ("a", "3"), ("a", "4"), ("b", "5")] {
            published.push(publisher.push(channel.into(), push(text)));
        }
        let not_for_x = Push {
            except: vec!["x".into()],
            ..push("6")
        };
        published.push(publisher.push("a".into(), not_for_x));
        published.push(publisher.push("a".into(), push("7")));
        published.push(publisher.publish("a".into(), "not for clients"));
        published.push(publisher.push("a".into(), push("8")));
        let batch = publisher.take();
        let seen: Vec<String> = batch
            .iter()
            .map(|command| {
                let payload = command.payload.as_deref().expect("published");
                let envelope = wire::Envelope::read(payload);
                let json = envelope.map(|envelope| envelope.encodings.get(Form::ALL[0]));
                let json = json.ok().flatten().map(String::from_utf8_lossy);
                format!("{} {} {:?}", command.channel, command.senders.len(), json)
            })
            .collect();
        let expected = [
            r#"a 3 Some("134")"#,
            r#"b 2 Some("25")"#,
            r#"a 1 Some("6")"#,
            r#"a 1 Some("7")"#,
            r#"a 1 None"#,
            r#"a 1 Some("8")"#,
        ];
        assert_eq!(seen, expected);
        assert!(publisher.take().is_empty());
    }
}
