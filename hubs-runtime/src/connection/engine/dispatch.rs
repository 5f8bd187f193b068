//! From an invocation to its call.

use std::{
    sync::{Arc, atomic::Ordering},
    task::Context,
};

use tracing::Instrument;

use super::{Blocked, Engine};
use crate::{
    call::{ArgumentReader, Reply, Running},
    connection::{
        calls::{CallKind, NewCall},
        session::CallScope,
        spans,
    },
    context::Caller,
    filter::{self, CallFacts},
    info::MethodInfo,
    policy::PolicyRow,
    protocol::{self, EncodeError, Invocation, InvocationKind},
    server, wire,
};

impl Engine {
    /// Handles an invocation; `false` if it must wait for a slot.
    pub(super) fn handle_invocation(
        &mut self,
        invocation: Invocation<'_>,
        cx: &mut Context<'_>,
    ) -> bool {
        if self.core.is_extended() && invocation.target.starts_with(wire::PREFIX) {
            self.handle_own(invocation);
            return true;
        }
        let plain = invocation.kind == InvocationKind::Plain && invocation.stream_ids.is_empty();
        if plain && self.calls.busy_slots() >= self.options.maximum_parallel_invocations_per_client
        {
            self.blocked = Blocked::Slot;
            return false;
        }
        if let Err(text) = self.merge_header_state(&invocation) {
            self.refuse(&invocation, &text);
            return true;
        }
        let Some(index) = self.session.find(&invocation.target) else {
            self.refuse_unknown(&invocation);
            return true;
        };
        if let Err(text) = self.check_mode(&invocation, self.session.method(index)) {
            self.refuse(&invocation, &text);
            return true;
        }
        self.call(index, invocation, plain, cx);
        true
    }

    fn merge_header_state(&self, invocation: &Invocation<'_>) -> Result<(), String> {
        if !self.core.is_extended() {
            return Ok(());
        }
        match invocation.headers.get(wire::STATE_HEADER) {
            Some(state) => self
                .session
                .merge_state(&state)
                .map_err(|fault| sentence(&invocation.target, &fault.0)),
            None => Ok(()),
        }
    }

    fn check_mode(&self, invocation: &Invocation<'_>, method: &MethodInfo) -> Result<(), String> {
        let target = &invocation.target;
        match (invocation.kind, method.streams) {
            (InvocationKind::Plain, true) => {
                return Err(format!(
                    "The client attempted to invoke the streaming '{target}' method with a non-streaming invocation."
                ));
            }
            (InvocationKind::Stream, false) => {
                return Err(format!(
                    "The client attempted to invoke the non-streaming '{target}' method with a streaming invocation."
                ));
            }
            _ => {}
        }
        if let Some(id) = &invocation.invocation_id
            && self.calls.has(id)
        {
            return Err(format!("Invocation ID '{id}' is already in use."));
        }
        for id in &invocation.stream_ids {
            if self.uploads.iter().any(|upload| *upload.id == **id) {
                return Err(format!("Stream ID '{id}' is already in use."));
            }
        }
        let streams = self.calls.streams() + self.uploads.len() + invocation.stream_ids.len();
        let limit = self.options.max_streams_per_connection;
        if streams + usize::from(method.streams) > limit {
            return Err(sentence(
                target,
                &format!("at most {limit} streams may be open on one connection"),
            ));
        }
        Ok(())
    }

    fn call(
        &mut self,
        index: usize,
        invocation: Invocation<'_>,
        plain: bool,
        cx: &mut Context<'_>,
    ) {
        let method = self.session.method(index);
        let scope = Arc::new(if self.filters.is_empty() {
            CallScope::new(&self.core, false)
        } else {
            CallScope::with_filters(&self.core)
        });
        let id = invocation.invocation_id.as_deref();
        let reply = Reply::new(
            self.core.clone(),
            id,
            method,
            &invocation.target,
            self.options.enable_detailed_errors,
            scope.clone(),
        );
        let facts = self.facts(&invocation, method, &reply, &scope);
        let span = spans::invocation(
            &self.core,
            self.session.info(),
            method.name,
            id,
            &invocation.headers,
        );
        let entered = span.enter();
        let streams = invocation.stream_ids.iter().map(|id| id.to_string());
        let reader = ArgumentReader::new(
            method,
            invocation.arguments,
            streams.collect(),
            self.options.stream_buffer_capacity,
        );
        let started = self.session.clone().invoke(
            index,
            server::Invocation {
                reader,
                scope: scope.clone(),
                reply,
            },
        );
        let (running, uploads) = match started {
            Ok(started) => started,
            Err((error, reply)) => {
                tracing::info!(connection_id = %self.core.id, method = method.name, %error, "call refused");
                spans::failed("InvalidDataException");
                reply.fail_with_text(&error.text(&invocation.target));
                return;
            }
        };
        drop(entered);
        let running = match facts {
            Some(facts) => filter::around(self.filters.clone(), facts, running),
            None => running,
        };
        let running = self.authorize(index, running, &scope);
        self.add_uploads(self.calls.next_key(), uploads);
        let key = self.calls.next_key();
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

    /// Puts the method's policies before the method.
    fn authorize(&self, index: usize, running: Running, scope: &Arc<CallScope>) -> Running {
        let policies = self.session.method_policies(index);
        if policies.is_empty() {
            return running;
        }
        let caller = Caller::new(self.core.clone());
        let scope = scope.clone();
        Box::pin(async move {
            if let Some(policy) = first_refusal(policies, &caller).await {
                tracing::info!(connection_id = %caller.connection_id(), policy, "call not authorized");
                // Dropping the method answers its caller.
                scope.unauthorized.store(true, Ordering::Release);
                return;
            }
            running.await;
        })
    }

    /// Targets of our own: a flush of the state, a report of a call that the client could not handle.
    fn handle_own(&mut self, mut invocation: Invocation<'_>) {
        let handled = match &*invocation.target {
            wire::STATE => match invocation.arguments.next::<String>() {
                Ok(Some(json)) => self
                    .session
                    .merge_state(&json)
                    .map_err(|fault| sentence(&invocation.target, &fault.0)),
                _ => Err(sentence(
                    &invocation.target,
                    "it takes one text, the changed fields as a JSON object",
                )),
            },
            wire::NACK => {
                self.note_nack(&mut invocation);
                Ok(())
            }
            _ => {
                self.refuse_unknown(&invocation);
                return;
            }
        };
        match (handled, &invocation.invocation_id) {
            (Err(text), _) => self.refuse(&invocation, &text),
            (Ok(()), Some(id)) => {
                let _: Result<(), EncodeError> = self.core.encode(|protocol, buffer| {
                    protocol::write_completion_void(protocol, buffer, &[], id);
                    Ok(())
                });
            }
            (Ok(()), None) => {}
        }
    }

    fn note_nack(&self, invocation: &mut Invocation<'_>) {
        let target: String = invocation
            .arguments
            .next()
            .ok()
            .flatten()
            .unwrap_or_default();
        let reason: String = invocation
            .arguments
            .next()
            .ok()
            .flatten()
            .unwrap_or_default();
        metrics::counter!("hubs.server.client_nacks", "hub" => self.session.info().name)
            .increment(1);
        tracing::warn!(
            connection_id = %self.core.id, hub = self.session.info().name, target, reason,
            "a client could not handle a call"
        );
    }

    fn refuse_unknown(&self, invocation: &Invocation<'_>) {
        let target = &*invocation.target;
        let names = self.session.method_names();
        let nearest = hubs_contract::names::nearest(target, names.iter().copied());
        tracing::warn!(
            connection_id = %self.core.id, hub = self.session.info().name, target, nearest,
            "unknown hub method"
        );
        let mut text = format!(
            "Failed to invoke '{target}' due to an error on the server. HubException: Method does not exist."
        );
        let tell = self.options.enable_detailed_errors || self.core.is_extended();
        if let Some(nearest) = nearest.filter(|_| tell) {
            text.push_str(&format!(" Did you mean '{nearest}'?"));
        }
        self.refuse(invocation, &text);
    }

    /// Answers an invocation that is not run; calls without an id are only logged.
    fn refuse(&self, invocation: &Invocation<'_>, text: &str) {
        tracing::info!(connection_id = %self.core.id, target = &*invocation.target, error = text, "call refused");
        if let Some(id) = &invocation.invocation_id {
            let _: Result<(), EncodeError> = self.core.encode(|protocol, buffer| {
                protocol::write_completion_error(protocol, buffer, &[], id, text);
                Ok(())
            });
        }
    }
}

/// SignalR's sentence for a failed call, with our detail.
fn sentence(target: &str, detail: &str) -> String {
    format!("Failed to invoke '{target}' due to an error on the server. HubException: {detail}")
}

/// The name of the first policy that refuses.
pub(crate) async fn first_refusal(
    policies: &'static [PolicyRow],
    caller: &Caller,
) -> Option<&'static str> {
    for policy in policies {
        if !(policy.check)(caller).await {
            return Some(policy.name);
        }
    }
    None
}
