//! From an accepted invocation to its running method: policies, then arguments, filters and the method.

use std::{
    sync::Arc,
    task::{Context, Poll},
};

use futures_util::FutureExt;
use tracing::{Instrument, field::display};

use super::{
    Blocked, Engine,
    port::{AnySession, Refusal, SeenCall, StartCall, Started, Why},
};
use crate::{
    call::{
        ArgumentReader, Reply, Running,
        running::{CallKind, NewCall},
        scope::CallScope,
        uploads::OpenUpload,
    },
    connection::{quoted::Quoted, spans},
    error::CallFailure,
    protocol::{Arguments, Invocation},
};

/// One call before its policies have decided.
struct Pending {
    session: Arc<dyn AnySession>,
    index: usize,
    scope: Arc<CallScope>,
    reply: Reply,
    seen: Option<SeenCall>,
    stream_ids: Vec<String>,
    stream_buffer_capacity: usize,
}

/// A method that runs, and the client streams that its arguments opened; `None` if they are not bound yet.
type Admitted = (Running, Option<Vec<OpenUpload>>);

impl Engine {
    pub(super) fn call(
        &mut self,
        index: usize,
        invocation: Invocation<'_>,
        plain: bool,
        cx: &mut Context<'_>,
    ) {
        let method = self.session.method(index);
        let scope = Arc::new(if self.session.has_filters() {
            CallScope::with_filters()
        } else {
            CallScope::new()
        });
        let id = invocation.invocation_id.as_deref();
        let span = spans::invocation(
            &self.core,
            self.session.info(),
            method.name,
            id,
            &invocation.headers,
        );
        let entered = span.enter();
        let pending = self.pending(index, &invocation, &scope);
        let Some((running, uploads)) = pending.admit(invocation.arguments, cx) else {
            return;
        };
        drop(entered);
        let key = self.calls.next_key();
        let bound = uploads.is_some();
        self.add_uploads(key, uploads.unwrap_or_default());
        let call = NewCall {
            running: if span.is_disabled() {
                running
            } else {
                Box::pin(running.instrument(span))
            },
            id,
            scope,
            kind: match (plain, method.streams) {
                (true, _) => CallKind::Plain,
                (false, false) => CallKind::Upload,
                (false, true) => CallKind::Stream,
            },
            droppable: method.cancel || method.streams,
            timer: self.session.meter(index).time(),
        };
        if !self.calls.start(call, cx) {
            self.forget_uploads(key);
        } else if !bound && !invocation.stream_ids.is_empty() {
            // Items of its streams have no place to go yet.
            self.blocked = Blocked::Binding(key);
        }
    }

    /// Whether the policies of a method allow the caller, as far as they can say at once: for hints.
    pub(super) fn may_call(&self, index: usize, cx: &mut Context<'_>) -> bool {
        match self.session.decide(index) {
            Some(mut decided) => decided.poll_unpin(cx) == Poll::Ready(Some(None)),
            None => true,
        }
    }

    fn pending(
        &self,
        index: usize,
        invocation: &Invocation<'_>,
        scope: &Arc<CallScope>,
    ) -> Pending {
        let id = invocation.invocation_id.as_deref();
        let reply = Reply::new(
            self.core.clone(),
            id,
            self.session.info().name,
            self.session.method(index),
            &invocation.target,
            self.options.enable_detailed_errors,
            scope.clone(),
        );
        let seen = self.session.has_filters().then(|| SeenCall {
            invocation_id: id.map(Into::into),
            headers: invocation.headers.to_owned(),
            arguments: invocation.arguments.to_owned(),
            reply: reply.for_filters(),
        });
        let streams = invocation.stream_ids.iter().map(|id| id.to_string());
        Pending {
            session: self.session.clone(),
            index,
            scope: scope.clone(),
            reply,
            seen,
            stream_ids: streams.collect(),
            stream_buffer_capacity: self.options.stream_buffer_capacity,
        }
    }
}

impl Pending {
    /// Asks the policies, then starts the method; `None` if the call was answered without running.
    ///
    /// Most policies decide at once; then the arguments are decoded where they stand in the frame. Otherwise they are
    /// copied, and decoded when the policies have decided.
    fn admit(self, arguments: Arguments<'_>, cx: &mut Context<'_>) -> Option<Admitted> {
        let bound = |(running, uploads)| (running, Some(uploads));
        let Some(mut decided) = self.session.decide(self.index) else {
            return self.start(arguments).map(bound);
        };
        if let Poll::Ready(decision) = decided.poll_unpin(cx) {
            return self.authorized(decision)?.start(arguments).map(bound);
        }
        let arguments = arguments.to_owned();
        let running = Box::pin(async move {
            let decision = decided.await;
            let Some(pending) = self.authorized(decision) else {
                return;
            };
            let scope = pending.scope.clone();
            if let Some((running, uploads)) = pending.start(arguments.view()) {
                drop(arguments);
                scope.set_bound(uploads);
                running.await;
            }
        });
        Some((running, None))
    }

    /// Itself if the policies allow the call; otherwise the call is answered.
    fn authorized(self, decision: Option<Option<Refusal>>) -> Option<Self> {
        match decision {
            Some(None) => return Some(self),
            Some(Some(Refusal {
                policy,
                why: Why::Denied(reason),
            })) => {
                let logged = reason.as_deref().map(Quoted).map(display);
                tracing::info!(policy, reason = logged, "call not authorized");
                spans::failed("Unauthorized");
                self.reply.refuse_unauthorized(reason.as_deref());
            }
            Some(Some(Refusal {
                policy,
                why: Why::Panicked,
            })) => {
                let text = format!("the policy `{policy}` panicked");
                self.reply.fail_outermost(CallFailure::internal(text));
            }
            None => self
                .reply
                .fail_outermost(CallFailure::internal("what a policy left behind panicked")),
        }
        None
    }

    fn start(self, arguments: Arguments<'_>) -> Option<Started> {
        let reader = ArgumentReader::new(
            self.session.method(self.index),
            arguments,
            self.stream_ids,
            self.stream_buffer_capacity,
        );
        self.session.start(StartCall {
            index: self.index,
            reader,
            scope: self.scope,
            reply: self.reply,
            seen: self.seen,
        })
    }
}
