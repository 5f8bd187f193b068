//! From an accepted invocation to its running method: policies, then arguments, then filters, then the method.

use std::{
    sync::Arc,
    task::{Context, Poll},
};

use futures_util::FutureExt;
use tracing::Instrument;

use super::{Blocked, Engine};
use crate::{
    call::{ArgumentReader, Reply, Running},
    connection::{
        calls::{CallKind, NewCall},
        quoted::Quoted,
        session::CallScope,
        spans,
        uploads::OpenUpload,
    },
    context::Caller,
    error::CallFailure,
    filter::{self, CallFacts, Filters},
    info::MethodInfo,
    panics::{self, Contained},
    policy::{PolicyRow, Refusal, first_refusal},
    protocol::{Arguments, Invocation},
    server::{self, HubSession},
};

/// What is needed to bind the arguments of one call and to start its method.
struct Start {
    session: Arc<dyn HubSession>,
    index: usize,
    scope: Arc<CallScope>,
    reply: Reply,
    /// With what they look at; `None` if there are none.
    filters: Option<(Filters, CallFacts)>,
    stream_ids: Vec<String>,
    stream_buffer_capacity: usize,
}

/// A started method, and the client streams that its arguments opened; `None` if they are not bound yet.
type Started = (Running, Option<Vec<OpenUpload>>);

impl Engine {
    pub(super) fn call(
        &mut self,
        index: usize,
        invocation: Invocation<'_>,
        plain: bool,
        cx: &mut Context<'_>,
    ) {
        let method = self.session.method(index);
        let scope = Arc::new(if self.filters.is_empty() {
            CallScope::new(&self.core)
        } else {
            CallScope::with_filters(&self.core)
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
        let start = self.start(index, &invocation, &scope);
        let policies = self.session.method_policies(index);
        let Some((running, uploads)) = self.admit(policies, start, invocation.arguments, cx) else {
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
            id: id.map(Into::into),
            scope,
            kind: if plain {
                CallKind::Plain
            } else {
                CallKind::Stream
            },
            droppable: method.cancel || method.streams,
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
        let policies = self.session.method_policies(index);
        if policies.is_empty() {
            return true;
        }
        self.decide(policies).poll_unpin(cx) == Poll::Ready(Some(None))
    }

    /// Asks policies; `None` inside if one panics.
    fn decide(&self, policies: &'static [PolicyRow]) -> Contained<Option<Refusal>> {
        let caller = Caller::new(self.core.clone());
        Contained::new(Box::pin(
            async move { first_refusal(policies, &caller).await },
        ))
    }

    fn start(&self, index: usize, invocation: &Invocation<'_>, scope: &Arc<CallScope>) -> Start {
        let method = self.session.method(index);
        let reply = Reply::new(
            self.core.clone(),
            invocation.invocation_id.as_deref(),
            method,
            &invocation.target,
            self.options.enable_detailed_errors,
            scope.clone(),
        );
        let facts = self.facts(invocation, method, &reply, scope);
        let streams = invocation.stream_ids.iter().map(|id| id.to_string());
        Start {
            session: self.session.clone(),
            index,
            scope: scope.clone(),
            filters: facts.map(|facts| (self.filters.clone(), facts)),
            reply,
            stream_ids: streams.collect(),
            stream_buffer_capacity: self.options.stream_buffer_capacity,
        }
    }

    /// What filters look at; `None` if there are none.
    fn facts(
        &self,
        invocation: &Invocation<'_>,
        method: &'static MethodInfo,
        reply: &Reply,
        scope: &Arc<CallScope>,
    ) -> Option<CallFacts> {
        (!self.filters.is_empty()).then(|| CallFacts {
            caller: Caller::new(self.core.clone()),
            session: self.session.clone(),
            scope: scope.clone(),
            method,
            invocation_id: invocation.invocation_id.as_deref().map(Into::into),
            headers: invocation.headers.to_owned(),
            arguments: invocation.arguments.to_owned(),
            reply: reply.for_filters(),
        })
    }

    /// Asks the policies, then binds; `None` if the call was answered without running.
    ///
    /// Most policies decide at once; then the arguments are decoded where they stand in the frame. Otherwise they are
    /// copied, and decoded when the policies have decided.
    fn admit(
        &self,
        policies: &'static [PolicyRow],
        start: Start,
        arguments: Arguments<'_>,
        cx: &mut Context<'_>,
    ) -> Option<Started> {
        if policies.is_empty() {
            return start.bind(arguments);
        }
        let mut decided = self.decide(policies);
        if let Poll::Ready(decision) = decided.poll_unpin(cx) {
            return start.authorized(decision)?.bind(arguments);
        }
        let arguments = arguments.to_owned();
        let running = Box::pin(async move {
            let decision = decided.await;
            let Some(start) = start.authorized(decision) else {
                return;
            };
            let scope = start.scope.clone();
            if let Some((running, uploads)) = start.bind(arguments.view()) {
                drop(arguments);
                scope.set_bound(uploads.unwrap_or_default());
                running.await;
            }
        });
        Some((running, None))
    }
}

impl Start {
    /// Itself if the policies allow the call; otherwise the call is answered.
    fn authorized(self, decision: Option<Option<Refusal>>) -> Option<Self> {
        match decision {
            Some(None) => return Some(self),
            Some(Some(Refusal { policy })) => {
                tracing::info!(policy, "call not authorized");
                spans::failed("Unauthorized");
                self.reply.refuse_unauthorized();
            }
            None => self
                .reply
                .fail_outermost(CallFailure::internal("a policy panicked")),
        }
        None
    }

    /// Decodes the arguments and starts the method; `None` if they do not fit, or if users' code panicked. Either has
    /// answered the call.
    fn bind(self, arguments: Arguments<'_>) -> Option<Started> {
        let method = self.session.method(self.index);
        let reader = ArgumentReader::new(
            method,
            arguments,
            self.stream_ids,
            self.stream_buffer_capacity,
        );
        let call = server::Invocation {
            reader,
            scope: self.scope,
            reply: self.reply,
        };
        let Some(bound) = panics::contain(|| self.session.clone().invoke(self.index, call)) else {
            // The method's own reply has answered as it was dropped, unless filters would have heard of it first.
            if let Some((_, facts)) = self.filters {
                let text = format!("the arguments of `{}` panicked", method.name);
                facts.reply.fail_outermost(CallFailure::internal(text));
            }
            return None;
        };
        match bound {
            Ok((running, uploads)) => {
                let running = match self.filters {
                    Some((filters, facts)) => filter::around(filters, facts, running),
                    None => running,
                };
                Some((running, Some(uploads)))
            }
            Err((error, reply)) => {
                let text = error.text(reply.target());
                tracing::info!(method = method.name, error = %Quoted(&text), "call refused");
                spans::failed("InvalidDataException");
                reply.fail_with_text(&text);
                None
            }
        }
    }
}
