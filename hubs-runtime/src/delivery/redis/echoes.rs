//! Own messages on their way back from Redis.
//!
//! A push is over when own clients have got it too, which they do with its return. If the connection breaks before that, Redis has
//! taken the message and own clients will not get it: its sender must be told. Messages are known by their bytes, so that nothing of
//! this shows on the wire; two that are the same, sent by two servers at once, count for each other.

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use bytes::Bytes;
use parking_lot::Mutex;
use tokio::sync::oneshot;

/// See the module's head.
#[derive(Default)]
pub(super) struct Echoes {
    awaited: Mutex<HashMap<Box<str>, VecDeque<Awaited>>>,
    last: AtomicU64,
}

struct Awaited {
    number: u64,
    payload: Bytes,
    back: oneshot::Sender<()>,
}

/// A message that has not come back; dropped when it is no longer waited for.
pub(super) struct Echo {
    echoes: Arc<Echoes>,
    channel: Box<str>,
    number: u64,
    /// Ends without a word if the connection breaks.
    pub(super) back: oneshot::Receiver<()>,
}

impl Echoes {
    /// Waits for a message that is about to be published.
    pub(super) fn expect(self: &Arc<Self>, channel: &str, payload: &Bytes) -> Echo {
        let number = self.last.fetch_add(1, Ordering::Relaxed);
        let (sender, back) = oneshot::channel();
        let mut awaited = self.awaited.lock();
        awaited
            .entry(channel.into())
            .or_default()
            .push_back(Awaited {
                number,
                payload: payload.clone(),
                back: sender,
            });
        Echo {
            echoes: self.clone(),
            channel: channel.into(),
            number,
            back,
        }
    }

    /// A message has come and is with the clients.
    pub(super) fn came(&self, channel: &str, payload: &[u8]) {
        self.take(channel, |awaited| awaited.payload == payload);
    }

    /// Nobody listens to the channel any more.
    pub(super) fn ended(&self, channel: &str) {
        let awaited = self.awaited.lock().remove(channel);
        for echo in awaited.into_iter().flatten() {
            let _ = echo.back.send(());
        }
    }

    /// The connection is gone, and what was on its way with it.
    pub(super) fn broken(&self) {
        self.awaited.lock().clear();
    }

    fn take(&self, channel: &str, is_it: impl Fn(&Awaited) -> bool) {
        let mut table = self.awaited.lock();
        let Some(awaited) = table.get_mut(channel) else {
            return;
        };
        if let Some(at) = awaited.iter().position(is_it)
            && let Some(echo) = awaited.remove(at)
        {
            let _ = echo.back.send(());
        }
        if awaited.is_empty() {
            table.remove(channel);
        }
    }
}

impl Drop for Echo {
    fn drop(&mut self) {
        let number = self.number;
        self.echoes
            .take(&self.channel, |awaited| awaited.number == number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_come_back_by_their_bytes_and_in_their_channel() {
        let echoes = Arc::new(Echoes::default());
        let payload = Bytes::from_static(b"one");
        let mut first = echoes.expect("a", &payload);
        let mut second = echoes.expect("a", &payload);
        echoes.came("b", b"one");
        echoes.came("a", b"two");
        assert!(first.back.try_recv().is_err());
        echoes.came("a", b"one");
        assert!(first.back.try_recv().is_ok());
        assert!(second.back.try_recv().is_err());
        echoes.ended("a");
        assert!(second.back.try_recv().is_ok());
        assert!(echoes.awaited.lock().is_empty());
    }

    #[test]
    fn what_is_not_waited_for_leaves_nothing_behind() {
        let echoes = Arc::new(Echoes::default());
        let dropped = echoes.expect("a", &Bytes::from_static(b"one"));
        let mut broken = echoes.expect("a", &Bytes::from_static(b"two"));
        drop(dropped);
        echoes.broken();
        assert_eq!(
            broken.back.try_recv(),
            Err(oneshot::error::TryRecvError::Closed)
        );
        assert!(echoes.awaited.lock().is_empty());
    }
}
