//! The answer to an invocation, on its way out.

use std::sync::Arc;

use futures_util::{Stream, StreamExt};
use serde::Serialize;

use super::{meter::count_failed, scope::CallScope};
use crate::{
    connection::{Connection, spans, state_changes::PendingChanges},
    error::CallFailure,
    info::MethodInfo,
    protocol::{Completion, EncodeError, Failed, FailureKind, Headers, StreamItem, texts},
    wire,
};

/// The one answer to an invocation.
///
/// Dropping it unanswered answers too: with a masked error after a panic, with the end of the stream after a
/// cancellation. So every invocation with an id is answered, unless the hub has ended the connection.
pub struct Reply {
    core: Arc<Connection>,
    /// `None` for calls that want no answer.
    id: Option<Box<str>>,
    hub: &'static str,
    method: &'static MethodInfo,
    /// The name as the caller spelled it, if not as we do.
    spelling: Option<Box<str>>,
    detailed_errors: bool,
    scope: Arc<CallScope>,
    /// Whether it answers for the filters around the method, after the method's own.
    outermost: bool,
    state: ReplyState,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ReplyState {
    Open,
    Streaming,
    Answered,
}

impl Reply {
    pub(crate) fn new(
        core: Arc<Connection>,
        id: Option<&str>,
        hub: &'static str,
        method: &'static MethodInfo,
        target: &str,
        detailed_errors: bool,
        scope: Arc<CallScope>,
    ) -> Self {
        Self {
            core,
            id: id.map(Into::into),
            hub,
            method,
            spelling: (target != method.name).then(|| target.into()),
            detailed_errors,
            scope,
            outermost: false,
            state: ReplyState::Open,
        }
    }

    /// A second reply to the same call, for the filters around its method: it answers if the method's own does not.
    pub(crate) fn for_filters(&self) -> Self {
        Self {
            core: self.core.clone(),
            id: self.id.clone(),
            hub: self.hub,
            method: self.method,
            spelling: self.spelling.clone(),
            detailed_errors: self.detailed_errors,
            scope: self.scope.clone(),
            outermost: true,
            state: ReplyState::Open,
        }
    }

    /// Whether filters see its failure before the caller does.
    fn is_filtered(&self) -> bool {
        !self.outermost && self.scope.has_filters()
    }

    /// Answers with what the filters made of the method's failure.
    pub(crate) fn fail_outermost(mut self, failure: CallFailure) {
        self.state = ReplyState::Answered;
        self.scope.set_answered();
        let failed = if self.scope.is_streaming() {
            self.failed_stream(failure)
        } else {
            self.failed(failure)
        };
        if let Some(id) = self.id.take() {
            self.write_failed(&id, &failed);
        }
    }

    /// Gives up without an answer: there was one.
    pub(crate) fn forget(mut self) {
        self.state = ReplyState::Answered;
    }

    /// The method's name as the caller spelled it.
    pub(crate) fn target(&self) -> &str {
        self.spelling.as_deref().unwrap_or(self.method.name)
    }

    /// Answers with a value.
    pub fn value<T: Serialize + ?Sized>(mut self, value: &T) {
        self.state = ReplyState::Answered;
        let Some(id) = self.id.take() else {
            self.scope.set_answered();
            return;
        };
        let state = self.take_state();
        let texts = state.as_ref().map(state_texts);
        let headers = state_headers(texts.as_ref());
        let written = self.core.encode(|protocol, buffer| {
            Completion::result(&id, value)
                .with_headers(Headers::new(&headers))
                .encode(protocol, buffer)
        });
        match written {
            Ok(()) => self.scope.set_answered(),
            Err(error) => {
                self.keep_state(state);
                self.encode_failed(&id, &error);
            }
        }
    }

    /// Answers with an error.
    pub fn fail(mut self, failure: CallFailure) {
        self.state = ReplyState::Answered;
        if self.is_filtered() {
            self.scope.hold_failure(failure);
            return;
        }
        let failed = self.failed(failure);
        let Some(id) = self.id.take() else { return };
        self.write_failed(&id, &failed);
    }

    /// Answers that a policy refused the call, and why if it said so.
    pub(crate) fn refuse_unauthorized(self, reason: Option<&str>) {
        let text = texts::unauthorized(self.target(), reason);
        self.refuse(&Failed::new(FailureKind::Unauthorized, text));
    }

    /// Answers that the method is not run; filters are not asked.
    pub(crate) fn refuse(mut self, failed: &Failed) {
        self.state = ReplyState::Answered;
        self.scope.set_answered();
        self.count_failed(failed.kind);
        if let Some(id) = self.id.take() {
            self.write_failed(&id, failed);
        }
    }

    /// Answers with a stream's items, then its end.
    ///
    /// The stream is not polled while 64 KiB or more wait to be sent to this client.
    pub async fn stream<S>(self, stream: S)
    where
        S: Stream,
        S::Item: Serialize,
    {
        let items = stream.map(Ok);
        self.try_stream(items).await;
    }

    /// Answers with a stream's items; the first error ends it.
    pub async fn try_stream<S, T>(mut self, stream: S)
    where
        S: Stream<Item = Result<T, CallFailure>>,
        T: Serialize,
    {
        self.state = ReplyState::Streaming;
        self.scope.set_streaming();
        let Some(id) = self.id.clone() else { return };
        let mut stream = std::pin::pin!(stream);
        while let Some(item) = stream.next().await {
            let item = match item {
                Ok(item) => item,
                Err(failure) => {
                    self.state = ReplyState::Answered;
                    if self.is_filtered() {
                        self.scope.hold_failure(failure);
                        return;
                    }
                    let failed = self.failed_stream(failure);
                    self.write_failed(&id, &failed);
                    return;
                }
            };
            loop {
                match self.write_item(&id, &item) {
                    Ok(true) => break,
                    Ok(false) => self.core.outbox.room().await,
                    Err(error) => {
                        self.state = ReplyState::Answered;
                        self.encode_failed(&id, &error);
                        return;
                    }
                }
            }
        }
        self.state = ReplyState::Answered;
        self.scope.set_answered();
        self.write_end(&id);
    }

    /// `false` while there is no room.
    fn write_item<T: Serialize>(&self, id: &str, item: &T) -> Result<bool, EncodeError> {
        self.core
            .encode_if_room(|protocol, buffer| StreamItem::new(id, item).encode(protocol, buffer))
    }

    fn write_end(&self, id: &str) {
        let texts = self.take_state().as_ref().map(state_texts);
        let headers = state_headers(texts.as_ref());
        let _: Result<(), EncodeError> = self.core.encode(|protocol, buffer| {
            Completion::void(id)
                .with_headers(Headers::new(&headers))
                .encode(protocol, buffer)
        });
    }

    fn write_failed(&self, id: &str, failed: &Failed) {
        let texts = self.take_state().as_ref().map(state_texts);
        self.core
            .answer_failed(id, failed, state_headers(texts.as_ref()));
    }

    /// The caller state's changes ride along with the answer.
    fn take_state(&self) -> Option<PendingChanges> {
        if !self.core.is_extended() {
            return None;
        }
        self.core.state_changes.lock().take()
    }

    /// Puts changes back that no message took along.
    fn keep_state(&self, state: Option<PendingChanges>) {
        if let Some(state) = state {
            self.core.state_changes.lock().put_back(&state);
        }
    }

    #[cold]
    fn encode_failed(&self, id: &str, error: &EncodeError) {
        let failure = CallFailure::internal(format!(
            "the result of `{}` cannot be encoded: {error}",
            self.method.name
        ));
        if self.is_filtered() {
            self.scope.hold_failure(failure);
            return;
        }
        let failed = self.failed(failure);
        self.write_failed(id, &failed);
    }

    fn count_failed(&self, kind: FailureKind) {
        count_failed(self.hub, self.method.name, kind);
    }

    fn failed(&self, failure: CallFailure) -> Failed {
        self.told(texts::failed(self.target()), failure)
    }

    fn failed_stream(&self, failure: CallFailure) -> Failed {
        self.told(texts::STREAM_FAILED.to_owned(), failure)
    }

    /// What the caller is told of a failure; the log is told everything.
    fn told(&self, sentence: String, failure: CallFailure) -> Failed {
        if !failure.internal {
            self.count_failed(FailureKind::Returned);
            spans::failed(texts::HUB_EXCEPTION);
            let name = self.core.shown_name(failure.name.as_deref());
            let text = texts::with_kind(&sentence, name, &failure.text);
            return Failed {
                value: failure.value,
                ..Failed::new(FailureKind::Returned, text)
            };
        }
        self.count_failed(FailureKind::Internal);
        spans::failed(texts::INTERNAL_ERROR);
        let error_id = spans::error_id();
        tracing::error!(
            error_id,
            method = self.method.name,
            connection_id = %self.core.id,
            error = %failure.text,
            "hub method failed"
        );
        let text = if self.detailed_errors {
            texts::with_kind(&sentence, texts::INTERNAL_ERROR, &failure.text)
        } else {
            sentence
        };
        Failed {
            error_id: Some(error_id),
            ..Failed::new(FailureKind::Internal, text)
        }
    }
}

/// What changes look like in headers: the fields, and how many texts of the client had been read.
fn state_texts(changes: &PendingChanges) -> [String; 2] {
    [changes.to_json(), changes.seen.to_string()]
}

fn state_headers(texts: Option<&[String; 2]>) -> Vec<(&'static str, &str)> {
    let names = [wire::STATE_HEADER, wire::SEEN_HEADER];
    let texts = texts.into_iter().flatten().map(String::as_str);
    names.into_iter().zip(texts).collect()
}

impl Drop for Reply {
    fn drop(&mut self) {
        // With filters around the method, the outermost reply answers, unless the method has.
        if self.state == ReplyState::Answered || self.is_filtered() || self.scope.is_answered() {
            return;
        }
        let streams = self.state == ReplyState::Streaming || self.scope.is_streaming();
        let panicked =
            || CallFailure::internal(format!("hub method `{}` panicked", self.method.name));
        let Some(id) = self.id.take() else {
            if std::thread::panicking() {
                // Nobody waits for it, so the log alone is told.
                self.failed(panicked());
            }
            return;
        };
        if std::thread::panicking() {
            let failure = panicked();
            let failed = if streams {
                self.failed_stream(failure)
            } else {
                self.failed(failure)
            };
            self.write_failed(&id, &failed);
        } else if streams {
            self.write_end(&id);
        } else {
            self.count_failed(FailureKind::Canceled);
            spans::failed(texts::HUB_EXCEPTION);
            let text = texts::with_kind(
                &texts::failed(self.target()),
                texts::HUB_EXCEPTION,
                texts::INVOCATION_CANCELED,
            );
            self.write_failed(&id, &Failed::new(FailureKind::Canceled, text));
        }
    }
}
