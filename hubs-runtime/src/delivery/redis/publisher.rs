//! What waits to be published: in order, bounded in bytes and in time.

use std::{collections::VecDeque, time::Duration};

use bytes::Bytes;
use parking_lot::Mutex;
use tokio::{
    sync::{Notify, oneshot},
    time::Instant,
};

use crate::error::BackplaneError;

/// Commands that go to Redis with one write.
const BATCH_COMMANDS: usize = 512;
/// Bytes that go to Redis with one write, and one command more.
const BATCH_BYTES: usize = 1024 * 1024;

/// Told how many servers have got the message, or have subscribed.
pub(super) type Published = oneshot::Receiver<Result<u64, BackplaneError>>;

/// One command on its way to Redis.
pub(super) struct Outgoing {
    pub(super) channel: String,
    pub(super) request: Request,
    deadline: Instant,
    done: oneshot::Sender<Result<u64, BackplaneError>>,
}

/// What Redis is to do with a channel.
pub(super) enum Request {
    /// `PUBLISH`; the answer is how many servers got it.
    Publish(Bytes),
    /// `PUBSUB NUMSUB`; the answer is how many servers have subscribed.
    Count,
}

impl Outgoing {
    fn size(&self) -> usize {
        let payload = match &self.request {
            Request::Publish(payload) => payload.len(),
            Request::Count => 0,
        };
        self.channel.len() + payload
    }

    /// Tells the sender how it went, if it still listens.
    pub(super) fn end(self, result: Result<u64, BackplaneError>) {
        let cause = match &result {
            Ok(_) => None,
            Err(BackplaneError::Unreachable { .. }) => Some("unreachable"),
            Err(BackplaneError::QueueFull { .. }) => Some("queue_full"),
            Err(_) => Some("lost"),
        };
        match cause {
            None => metrics::counter!("hubs.server.backplane.published").increment(1),
            Some(cause) => {
                metrics::counter!("hubs.server.backplane.unpublished", "cause" => cause)
                    .increment(1);
            }
        }
        let _ = self.done.send(result);
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

    /// Queues a message; what one caller queues stays in order.
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
            done,
        };
        let mut queue = self.queue.lock();
        if queue.bytes > 0 && queue.bytes + outgoing.size() > self.max_bytes {
            drop(queue);
            outgoing.end(Err(BackplaneError::QueueFull {
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
    pub(super) fn take(&self) -> Vec<Outgoing> {
        let mut queue = self.queue.lock();
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while batch.len() < BATCH_COMMANDS && bytes < BATCH_BYTES {
            let Some(next) = queue.waiting.pop_front() else {
                break;
            };
            bytes += next.size();
            batch.push(next);
        }
        queue.bytes -= bytes;
        batch
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
                    late.end(Err(BackplaneError::Unreachable {
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
        let payloads: Vec<usize> = batch.iter().map(Outgoing::size).collect();
        assert_eq!(payloads, [6, 4]);
        // One that is alone may be of any size.
        let _large = publisher.publish("c".into(), "a message of more than ten bytes");
        assert_eq!(publisher.take().len(), 1);
    }
}
