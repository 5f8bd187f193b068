//! The calls of one connection that are running.
//!
//! A call that is ready at once never gets here. The others are polled by the connection's own task; what panics ends
//! as an error of that call alone.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use futures_util::{
    FutureExt, Stream, StreamExt,
    future::{AbortHandle, Abortable},
    stream::FuturesUnordered,
};

use super::{meter::CallTimer, scope::CallScope};
use crate::panics::Contained;

/// A started hub method: it ends when the answer is written.
pub type Running = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Boxes a started hub method.
pub fn running(method: impl Future<Output = ()> + Send + 'static) -> Running {
    Box::pin(method)
}

/// One call on its way to the set.
pub(crate) struct NewCall<'a> {
    pub(crate) running: Running,
    pub(crate) id: Option<&'a str>,
    pub(crate) scope: Arc<CallScope>,
    pub(crate) kind: CallKind,
    /// Whether cancelling or leaving drops the future.
    pub(crate) droppable: bool,
    /// Runs as long as the call.
    pub(crate) timer: CallTimer,
}

/// How a call counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallKind {
    /// Takes one of the slots for parallel invocations.
    Plain,
    /// Takes streams of the client, which are counted by themselves, and no slot.
    Upload,
    /// Answers with a stream, and may take others; takes no slot.
    Stream,
}

struct RunningCall {
    key: u64,
    id: Option<Box<str>>,
    scope: Arc<CallScope>,
    kind: CallKind,
    abort: Option<AbortHandle>,
    _timer: CallTimer,
}

type Finished = Pin<Box<dyn Future<Output = u64> + Send>>;

/// See the module's head.
#[derive(Default)]
pub(crate) struct Calls {
    entries: Vec<RunningCall>,
    running: Option<FuturesUnordered<Finished>>,
    next_key: u64,
}

impl Calls {
    /// The key that the next call will have.
    pub(crate) fn next_key(&self) -> u64 {
        self.next_key
    }

    /// Starts a call: polls it once and keeps it only if it is not ready. Returns whether it is kept.
    pub(crate) fn start(&mut self, call: NewCall<'_>, cx: &mut Context<'_>) -> bool {
        let key = self.next_key;
        self.next_key += 1;
        // A call that panics drops its reply, which answers then.
        let mut running = Contained::new(call.running);
        if running.poll_unpin(cx).is_ready() {
            return false;
        }
        let (finished, abort) = Self::wrap(key, running, call.droppable);
        self.entries.push(RunningCall {
            key,
            id: call.id.map(Into::into),
            scope: call.scope,
            kind: call.kind,
            abort,
            _timer: call.timer,
        });
        self.running
            .get_or_insert_with(FuturesUnordered::new)
            .push(finished);
        true
    }

    fn wrap(
        key: u64,
        running: Contained<'static, ()>,
        droppable: bool,
    ) -> (Finished, Option<AbortHandle>) {
        if !droppable {
            return (Box::pin(running.map(move |_| key)), None);
        }
        let (abort, registration) = AbortHandle::new_pair();
        let abortable = Abortable::new(running, registration);
        (Box::pin(abortable.map(move |_| key)), Some(abort))
    }

    /// Polls what has woken; returns the key of a call that has ended.
    pub(crate) fn poll_finished(&mut self, cx: &mut Context<'_>) -> Poll<u64> {
        let Some(running) = &mut self.running else {
            return Poll::Pending;
        };
        match Pin::new(running).poll_next(cx) {
            Poll::Ready(Some(key)) => {
                self.entries.retain(|entry| entry.key != key);
                if self.entries.is_empty() {
                    self.running = None;
                }
                Poll::Ready(key)
            }
            Poll::Ready(None) => {
                self.running = None;
                Poll::Pending
            }
            Poll::Pending => Poll::Pending,
        }
    }

    /// Plain calls that are not waiting for a client's answer.
    pub(crate) fn busy_slots(&self) -> usize {
        self.entries
            .iter()
            .filter(|entry| entry.kind == CallKind::Plain && !entry.scope.waits())
            .count()
    }

    /// Running calls that answer with a stream.
    pub(crate) fn streams(&self) -> usize {
        self.entries
            .iter()
            .filter(|entry| entry.kind == CallKind::Stream)
            .count()
    }

    /// The scope of the call with this key, while it runs.
    pub(crate) fn scope(&self, key: u64) -> Option<&Arc<CallScope>> {
        let entry = self.entries.iter().find(|entry| entry.key == key);
        entry.map(|entry| &entry.scope)
    }

    /// Whether a running stream, in either direction, has this id. Ids of plain calls are their callers' affair, as in
    /// ASP.NET Core: each is answered under the id that it came with.
    pub(crate) fn has_stream(&self, id: &str) -> bool {
        self.entries
            .iter()
            .any(|entry| entry.kind != CallKind::Plain && entry.id.as_deref() == Some(id))
    }

    /// Tells a call that its caller no longer wants it; drops it if it is droppable. Unknown ids are ignored.
    pub(crate) fn cancel(&mut self, id: &str) {
        for entry in &self.entries {
            if entry.id.as_deref() == Some(id) {
                entry.scope.cancel();
                if let Some(abort) = &entry.abort {
                    abort.abort();
                }
            }
        }
    }

    /// Drops every droppable call: their caller is gone.
    pub(crate) fn abort_droppable(&mut self) {
        for entry in &self.entries {
            if let Some(abort) = &entry.abort {
                entry.scope.cancel();
                abort.abort();
            }
        }
    }

    /// Whether a call runs that goes on until its end, whatever its caller does.
    pub(crate) fn has_undroppable(&self) -> bool {
        self.entries.iter().any(|entry| entry.abort.is_none())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Lets what still runs go on without its connection.
    pub(crate) fn detach(&mut self) {
        self.entries.clear();
        if let Some(mut running) = self.running.take() {
            tokio::spawn(async move { while running.next().await.is_some() {} });
        }
    }
}
