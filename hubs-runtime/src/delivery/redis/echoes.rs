//! Own messages on their way back from Redis.
//!
//! A push is over when own clients have got it too, which they do with its return. If the connection breaks before that, Redis has
//! taken the message and own clients will not get it: its senders must be told. Messages are known by their bytes, so that nothing of
//! this shows on the wire; two that are the same, sent by two servers at once, count for each other.

use std::{
    collections::{HashMap, VecDeque},
    time::Duration,
};

use bytes::Bytes;
use parking_lot::Mutex;
use tokio::time::Instant;

use super::publisher::Sender;
use crate::error::BackplaneError;

/// See the module's head.
#[derive(Default)]
pub(super) struct Echoes(Mutex<HashMap<Box<str>, VecDeque<Echo>>>);

struct Echo {
    payload: Bytes,
    state: State,
}

enum State {
    /// Neither has Redis answered nor has it come back.
    Sent,
    /// It has come back before Redis has answered.
    Came,
    /// Redis has taken it for so many servers; these wait for its return, since then.
    Taken(u64, Vec<Sender>, Instant),
}

impl Echoes {
    /// A message is about to be published.
    pub(super) fn expect(&self, channel: &str, payload: &Bytes) {
        let mut table = self.0.lock();
        table.entry(channel.into()).or_default().push_back(Echo {
            payload: payload.clone(),
            state: State::Sent,
        });
    }

    /// Redis has taken a message for `servers` servers; who sent it waits for its return, unless it has come already.
    pub(super) fn taken(&self, channel: &str, payload: &Bytes, servers: u64, senders: Vec<Sender>) {
        let mut table = self.0.lock();
        if let Some(echoes) = table.get_mut(channel)
            && let Some(at) = echoes.iter().position(|echo| echo.is_open(payload))
        {
            if matches!(echoes[at].state, State::Sent) {
                echoes[at].state = State::Taken(servers, senders, Instant::now());
                return;
            }
            take(&mut table, channel, at);
        }
        drop(table);
        end(senders, || Ok(servers));
    }

    /// Redis has not taken a message, or nobody knows.
    pub(super) fn failed(&self, channel: &str, payload: &Bytes) {
        let mut table = self.0.lock();
        if let Some(echoes) = table.get_mut(channel)
            && let Some(at) = echoes.iter().position(|echo| echo.is_open(payload))
        {
            take(&mut table, channel, at);
        }
    }

    /// A message has come and is with the clients.
    pub(super) fn came(&self, channel: &str, payload: &[u8]) {
        let mut table = self.0.lock();
        let Some(echoes) = table.get_mut(channel) else {
            return;
        };
        let awaited = |echo: &Echo| echo.payload == payload && !matches!(echo.state, State::Came);
        let Some(at) = echoes.iter().position(awaited) else {
            return;
        };
        if matches!(echoes[at].state, State::Sent) {
            echoes[at].state = State::Came;
            return;
        }
        let echo = take(&mut table, channel, at);
        drop(table);
        if let Some(State::Taken(servers, senders, _)) = echo.map(|echo| echo.state) {
            end(senders, || Ok(servers));
        }
    }

    /// Nobody here listens to the channel any more.
    pub(super) fn ended(&self, channel: &str) {
        let echoes = self.0.lock().remove(channel);
        for echo in echoes.into_iter().flatten() {
            if let State::Taken(servers, senders, _) = echo.state {
                end(senders, || Ok(servers));
            }
        }
    }

    /// The connection is gone, and what was on its way with it.
    pub(super) fn broken(&self) {
        let table = std::mem::take(&mut *self.0.lock());
        for echo in table.into_values().flatten() {
            if let State::Taken(_, senders, _) = echo.state {
                end(senders, || Err(BackplaneError::Lost));
            }
        }
    }

    /// Gives up, for as long as it runs, what Redis has taken and not brought back: behind an address that leads to several Redis
    /// what one takes another does not bring.
    pub(super) async fn expire(&self, patience: Duration) {
        loop {
            tokio::time::sleep(patience).await;
            let mut late = Vec::new();
            self.0.lock().retain(|_, echoes| {
                let is_late = |echo: &Echo| match &echo.state {
                    State::Taken(_, _, since) => since.elapsed() >= patience,
                    _ => false,
                };
                let all = std::mem::take(echoes).into_iter();
                let (gone, left): (VecDeque<_>, VecDeque<_>) = all.partition(is_late);
                late.extend(gone);
                *echoes = left;
                !echoes.is_empty()
            });
            for echo in late {
                if let State::Taken(_, senders, _) = echo.state {
                    end(senders, || Err(BackplaneError::Lost));
                }
            }
        }
    }
}

impl Echo {
    /// Whether it is this message, and Redis has not answered.
    fn is_open(&self, payload: &Bytes) -> bool {
        self.payload == payload && !matches!(self.state, State::Taken(..))
    }
}

/// Takes one out of the table, and its channel with the last.
fn take(table: &mut HashMap<Box<str>, VecDeque<Echo>>, channel: &str, at: usize) -> Option<Echo> {
    let echoes = table.get_mut(channel)?;
    let echo = echoes.remove(at);
    if echoes.is_empty() {
        table.remove(channel);
    }
    echo
}

fn end(senders: Vec<Sender>, result: impl Fn() -> Result<u64, BackplaneError>) {
    for sender in senders {
        sender.end(result());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::redis::publisher::Published;

    fn sender() -> (Vec<Sender>, Published) {
        let (done, published) = tokio::sync::oneshot::channel();
        (vec![Sender::new(done)], published)
    }

    #[test]
    fn a_push_is_over_when_redis_has_answered_and_it_has_come_back() {
        let echoes = Echoes::default();
        let payload = Bytes::from_static(b"one");
        for comes_first in [true, false] {
            let (senders, mut published) = sender();
            echoes.expect("a", &payload);
            echoes.came("b", b"one");
            echoes.came("a", b"two");
            if comes_first {
                echoes.came("a", b"one");
                echoes.taken("a", &payload, 2, senders);
            } else {
                echoes.taken("a", &payload, 2, senders);
                assert!(published.try_recv().is_err());
                echoes.came("a", b"one");
            }
            assert!(matches!(published.try_recv(), Ok(Ok(2))));
            assert!(echoes.0.lock().is_empty());
        }
    }

    #[test]
    fn breaks_and_ends_leave_nobody_waiting() {
        let echoes = Echoes::default();
        let payload = Bytes::from_static(b"one");
        let (senders, mut ended) = sender();
        echoes.expect("a", &payload);
        echoes.taken("a", &payload, 1, senders);
        echoes.ended("a");
        assert!(matches!(ended.try_recv(), Ok(Ok(1))));
        let (senders, mut broken) = sender();
        echoes.expect("a", &payload);
        echoes.taken("a", &payload, 1, senders);
        echoes.broken();
        assert!(matches!(broken.try_recv(), Ok(Err(BackplaneError::Lost))));
        echoes.expect("a", &payload);
        echoes.failed("a", &payload);
        assert!(echoes.0.lock().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn what_never_comes_back_is_told() {
        let echoes = Echoes::default();
        let payload = Bytes::from_static(b"one");
        let (senders, published) = sender();
        echoes.expect("a", &payload);
        echoes.taken("a", &payload, 1, senders);
        let patience = Duration::from_secs(5);
        let told = tokio::select! {
            () = echoes.expire(patience) => unreachable!(),
            told = published => told,
        };
        assert!(matches!(told, Ok(Err(BackplaneError::Lost))));
        assert!(echoes.0.lock().is_empty());
    }
}
