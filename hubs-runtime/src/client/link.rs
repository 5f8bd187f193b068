//! What the handles of a connection, its task and its handlers share.

use std::{
    borrow::Cow,
    sync::{Arc, OnceLock},
    time::Duration,
};

use parking_lot::Mutex;
use serde::{Serialize, de::DeserializeOwned};
use tokio::{
    sync::{oneshot, watch},
    time::Instant,
};
use tokio_util::sync::CancellationToken;

use super::{
    calls::{Answer, Calls, Pending},
    config::Config,
    error::{CallError, CloseReason, Disconnected},
    events::{ConnectionEvent, ConnectionStatus, Listeners},
    outgoing::{NotQueued, Outgoing, SessionHandle},
    refresh::Refresh,
    state::StateBook,
};
use crate::{
    panics,
    protocol::{
        CancelInvocation, Completion, DecodeError, EncodeError, Headers, Invocation,
        InvocationKind, Outcome, Payload, Protocol, encode_contained,
    },
    wire,
};

/// See the module's head.
pub(super) struct Link {
    pub(super) config: Config,
    pub(super) outgoing: Outgoing,
    pub(super) calls: Mutex<Calls>,
    /// Present in generated clients, which speak our additions to the protocol.
    pub(super) state: Option<Mutex<StateBook>>,
    pub(super) listeners: Listeners,
    status: watch::Sender<ConnectionStatus>,
    /// Why the connection was lost, while it is tried again.
    lost: Mutex<String>,
    pub(super) connection_id: Mutex<Option<Arc<str>>>,
    /// What says anew who this client is, while there is a connection that can be named.
    pub(super) refresh: Mutex<Option<Arc<Refresh>>>,
    /// Cancelled when this end wants the connection to end.
    pub(super) closing: CancellationToken,
    /// When such an end has taken long enough.
    close_by: OnceLock<Instant>,
}

/// Why something did not go to the server.
#[derive(Debug)]
pub(super) enum NotSent {
    Disconnected(Disconnected),
    Encode(EncodeError),
}

/// What a call needs beside its arguments.
pub(super) struct CallStart<'a> {
    pub(super) kind: InvocationKind,
    pub(super) method: &'a str,
    pub(super) headers: &'a [(String, String)],
    pub(super) stream_ids: &'a [String],
    /// Absent for calls that want no answer.
    pub(super) id: Option<u64>,
    /// What waits for the answer; taken once the call is queued.
    pub(super) pending: &'a mut Option<Pending>,
}

impl Link {
    pub(super) fn new(config: Config, state: Option<StateBook>) -> Self {
        Self {
            outgoing: Outgoing::new(config.protocol),
            config,
            calls: Mutex::default(),
            state: state.map(Mutex::new),
            listeners: Listeners::default(),
            // Nobody sees it before it is true.
            status: watch::Sender::new(ConnectionStatus::Connected),
            lost: Mutex::default(),
            connection_id: Mutex::default(),
            refresh: Mutex::default(),
            closing: CancellationToken::new(),
            close_by: OnceLock::new(),
        }
    }

    pub(super) fn status(&self) -> ConnectionStatus {
        self.status.borrow().clone()
    }

    /// This end wants the connection to end.
    pub(super) fn close(&self) {
        self.close_by();
        self.closing.cancel();
    }

    /// When the end that this end wants has taken long enough: what is left, and the goodbye.
    pub(super) fn close_by(&self) -> Instant {
        let limit = self.config.close_timeout;
        *self.close_by.get_or_init(|| Instant::now() + limit)
    }

    /// Ready when this end has wanted the connection to end for too long.
    pub(super) async fn closed_too_long(&self) {
        self.closing.cancelled().await;
        tokio::time::sleep_until(self.close_by()).await;
    }

    /// Calls can be made from now on.
    pub(super) fn connected(&self) {
        self.status.send_replace(ConnectionStatus::Connected);
    }

    /// The connection is lost and will be tried again: what waits for answers gets none.
    pub(super) fn reconnecting(&self, error: &str) {
        error.clone_into(&mut self.lost.lock());
        self.status.send_replace(ConnectionStatus::Reconnecting);
        self.forget_calls(&Disconnected::Reconnecting(error.to_owned()));
    }

    /// The connection is over.
    pub(super) fn closed(&self, reason: &CloseReason) {
        self.status
            .send_replace(ConnectionStatus::Closed(reason.clone()));
        self.forget_calls(&Disconnected::Closed(reason.clone()));
        self.listeners
            .tell(&ConnectionEvent::Closed(reason.clone()));
    }

    fn forget_calls(&self, reason: &Disconnected) {
        *self.refresh.lock() = None;
        self.outgoing.shut();
        let waiting = self.calls.lock().take_all();
        for pending in waiting {
            // It may drop, or decode into, values of users.
            let answered = panics::contain(|| pending.answer(&Answer::Lost(reason.clone())));
            let _: Option<()> = answered;
        }
    }

    /// Waits until the connection is over.
    pub(super) async fn ended(&self) -> CloseReason {
        let mut status = self.status.subscribe();
        let ended = status
            .wait_for(|status| matches!(status, ConnectionStatus::Closed(_)))
            .await;
        match ended.as_deref() {
            Ok(ConnectionStatus::Closed(reason)) => reason.clone(),
            // The sender is in `self`.
            _ => CloseReason::Client,
        }
    }

    /// Waits until a message can be queued.
    async fn ready(&self) -> Result<(), Disconnected> {
        loop {
            match self.status() {
                ConnectionStatus::Connected => {}
                ConnectionStatus::Reconnecting if self.config.wait_while_reconnecting => {
                    let mut status = self.status.subscribe();
                    let changed = status
                        .wait_for(|status| *status != ConnectionStatus::Reconnecting)
                        .await;
                    drop(changed);
                    continue;
                }
                _ => return Err(self.disconnected()),
            }
            self.outgoing.room().await;
            if self.status() == ConnectionStatus::Connected {
                return Ok(());
            }
        }
    }

    /// Why there is no connection.
    pub(super) fn disconnected(&self) -> Disconnected {
        match self.status() {
            ConnectionStatus::Closed(reason) => Disconnected::Closed(reason),
            _ => Disconnected::Reconnecting(self.lost.lock().clone()),
        }
    }

    /// Queues something as soon as there is a connection.
    pub(super) async fn when_ready<T>(
        &self,
        mut queue: impl FnMut() -> Result<T, NotQueued>,
    ) -> Result<T, NotSent> {
        loop {
            self.ready().await.map_err(NotSent::Disconnected)?;
            match queue() {
                Ok(queued) => return Ok(queued),
                // The connection was lost between the two; it is waited for as before.
                Err(NotQueued::Shut) if self.config.wait_while_reconnecting => {}
                Err(NotQueued::Shut) => return Err(NotSent::Disconnected(self.disconnected())),
                Err(NotQueued::Encode(error)) => return Err(NotSent::Encode(error)),
            }
        }
    }

    /// Queues a call, with the changed fields of the caller state; returns the connection to the server.
    pub(super) fn start<A: Serialize>(
        &self,
        call: CallStart<'_>,
        arguments: A,
    ) -> Result<SessionHandle, NotQueued> {
        let mut state = self.state.as_ref().map(Mutex::lock);
        let taken = state.as_mut().and_then(|state| state.take());
        let state_header = taken
            .as_ref()
            .map(|taken| (wire::STATE_HEADER, taken.json.as_str()));
        let headers = call.headers.iter();
        let headers: Vec<(&str, &str)> = headers
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .chain(state_header)
            .collect();
        let wire_id = call.id.map(|id| id.to_string());
        let message = Invocation {
            kind: call.kind,
            headers: Headers::new(&headers),
            invocation_id: wire_id.as_deref().map(Cow::Borrowed),
            target: call.method.into(),
            arguments,
            stream_ids: Vec::new(),
        };
        let message = message.with_streams(call.stream_ids);
        let queued = self.outgoing.push(None, |protocol, bytes| {
            encode_contained(|| message.encode(protocol, bytes))?;
            // The queue is locked, so neither answer nor loss of the connection can come before this.
            if let (Some(id), Some(pending)) = (call.id, call.pending.take()) {
                self.calls.lock().add(id, pending);
            }
            Ok(())
        });
        if queued.is_err()
            && let (Some(state), Some(taken)) = (&mut state, taken)
        {
            state.put_back(taken);
        }
        queued
    }

    /// Queues the changed fields of the caller state alone, if there are any.
    pub(super) fn push_state(&self) -> Result<(), NotQueued> {
        let Some(mut state) = self.state.as_ref().map(Mutex::lock) else {
            return Ok(());
        };
        let Some(taken) = state.take() else {
            return Ok(());
        };
        let queued = self.outgoing.push(None, |protocol, bytes| {
            Invocation::push(wire::STATE, (taken.json.as_str(),)).encode(protocol, bytes)
        });
        if queued.is_err() {
            state.put_back(taken);
        }
        queued.map(drop)
    }

    /// Queues something that nobody waits for.
    pub(super) fn push_or_log(
        &self,
        session: u64,
        encode: impl FnOnce(Protocol, &mut Vec<u8>) -> Result<(), EncodeError>,
    ) {
        if let Err(error) = self.outgoing.push(Some(session), encode) {
            tracing::debug!(?error, "an answer to the server is not sent");
        }
    }

    /// Tells a server of ours that a call of its could not be handled.
    pub(super) fn nack(&self, session: u64, target: &str, reason: &str) {
        if self.state.is_some() {
            self.push_or_log(session, |protocol, bytes| {
                Invocation::push(wire::NACK, (target, reason)).encode(protocol, bytes)
            });
        }
    }

    /// Tells the server of connection `session` that nobody waits for call `id` any more.
    pub(super) fn cancel(&self, session: u64, id: u64) {
        if self.calls.lock().remove(id).is_some() {
            let queued = self.outgoing.push(Some(session), |protocol, bytes| {
                CancelInvocation::new(&id.to_string()).encode(protocol, bytes);
                Ok(())
            });
            // Without a connection there is nobody to tell.
            drop(queued);
        }
    }

    /// Takes over caller state that came with a message.
    pub(super) fn merge_state(&self, text: &str, seen: u64) {
        let Some(state) = &self.state else { return };
        let changed = state.lock().merge(text, seen);
        if !changed.is_empty() {
            self.listeners.tell(&ConnectionEvent::StateChanged(changed));
        }
    }

    /// Takes over the caller state that rides on an answer.
    pub(super) fn note_state(&self, headers: &Headers<'_>) {
        if headers.is_empty() {
            return;
        }
        if let Some(text) = headers.get(wire::STATE_HEADER) {
            let seen = headers.get(wire::SEEN_HEADER);
            let seen = seen.and_then(|seen| seen.parse().ok()).unwrap_or_default();
            self.merge_state(&text, seen);
        }
    }
}

/// Makes a call's result out of its answer.
pub(super) fn result_of<R: DeserializeOwned, E: DeserializeOwned>(
    method: &str,
    answer: &Answer<'_>,
) -> Result<R, CallError<E>> {
    let completion: &Completion<'_> = match answer {
        Answer::Completion(completion) => completion,
        Answer::Lost(reason) => return Err(CallError::disconnected(method, reason.clone())),
    };
    let payload = match &completion.outcome {
        Outcome::Error(text) => {
            let told = panics::contain(|| CallError::told(method, text, &completion.headers));
            return Err(
                told.unwrap_or_else(|| CallError::decode::<E>(method, &DecodeError::panicked()))
            );
        }
        Outcome::Result(payload) => *payload,
        // A server that answers nothing answers null: right for `()` and `Option`.
        Outcome::Void => Payload::json("null"),
    };
    let decoded = payload.decode_contained();
    decoded.map_err(|error| CallError::decode::<R>(method, &error))
}

/// What a call that is answered once waits with, and what it waits for.
pub(super) fn once<R, E>(method: &str) -> (Pending, oneshot::Receiver<Result<R, CallError<E>>>)
where
    R: DeserializeOwned + Send + 'static,
    E: DeserializeOwned + Send + 'static,
{
    let (sender, answer) = oneshot::channel();
    let method = method.to_owned();
    let pending = Pending::Once(Box::new(move |answer| {
        // The caller may have stopped waiting, and the value is then dropped here.
        panics::discard(sender.send(result_of(&method, answer)));
    }));
    (pending, answer)
}

/// Ends a call that is given up: its uploads stop, and the server is told.
pub(super) struct CancelOnDrop {
    pub(super) link: Arc<Link>,
    pub(super) id: Option<u64>,
    /// The connection to the server that it was made on.
    pub(super) session: u64,
    /// Stops the uploads, if there are any.
    pub(super) over: Option<CancellationToken>,
}

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        if let Some(over) = &self.over {
            over.cancel();
        }
        if let Some(id) = self.id {
            self.link.cancel(self.session, id);
        }
    }
}

/// How long something may take; `None` is for ever.
pub(super) async fn within<T>(
    limit: Option<Duration>,
    future: impl Future<Output = T>,
) -> Result<T, Duration> {
    match limit {
        None => Ok(future.await),
        Some(limit) => tokio::time::timeout(limit, future).await.map_err(|_| limit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The connection is lost after it was found and before anything is queued.
    async fn queue_on_the_second_try(waits: bool) -> Result<u32, NotSent> {
        let config = Config {
            wait_while_reconnecting: waits,
            ..Config::default()
        };
        let mut tries = 0;
        let link = Link::new(config, None);
        link.when_ready(|| {
            tries += 1;
            (tries > 1).then_some(tries).ok_or(NotQueued::Shut)
        })
        .await
    }

    #[tokio::test]
    async fn calls_that_shall_wait_do_so_however_late_the_connection_is_lost() {
        assert!(matches!(queue_on_the_second_try(true).await, Ok(2)));
        let lost = queue_on_the_second_try(false).await;
        assert!(matches!(lost, Err(NotSent::Disconnected(_))));
    }
}
