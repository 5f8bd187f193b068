//! What an invocation must pass before its call starts: a slot, the rate limits, its state, its method, its mode.

use std::task::Context;

use super::{
    Blocked, CloseText, Engine,
    pace::{Excess, FLOOD},
    port::StateText,
};
use crate::{
    call::meter::count_failed,
    connection::{DisconnectReason, quoted::Quoted},
    info::{MethodInfo, RateLimit},
    protocol::{Completion, EncodeError, Failed, FailureKind, Invocation, InvocationKind, texts},
    wire,
};

impl Engine {
    /// Handles an invocation; `false` if it must wait for a slot.
    pub(super) fn handle_invocation(
        &mut self,
        invocation: Invocation<'_>,
        cx: &mut Context<'_>,
    ) -> bool {
        if self.core.is_extended() && invocation.target.starts_with(wire::PREFIX) {
            // Never refused, since both ends would then keep different states; but no way around the limit either.
            if self.take_call() != Err(Excess::Flood) {
                self.handle_own(invocation, cx);
            }
            return true;
        }
        if self.finishing.is_some() {
            let text = sentence(&invocation.target, "the server is shutting down");
            self.refuse(&invocation, &Failed::new(FailureKind::Refused, text));
            return true;
        }
        let plain = invocation.kind == InvocationKind::Plain && invocation.stream_ids.is_empty();
        if plain && self.calls.busy_slots() >= self.options.maximum_parallel_invocations_per_client
        {
            self.blocked = Blocked::Slot;
            return false;
        }
        let taken = self.take_call();
        if taken == Err(Excess::Flood) {
            return true;
        }
        // The state is the client's also if its call is refused: it will not send these changes again.
        if let Err(failed) = self.merge_header_state(&invocation) {
            self.refuse(&invocation, &failed);
            return true;
        }
        if let Err(Excess::Refused(limit)) = taken {
            let rule = format!("at most {limit} are taken from one connection");
            self.refuse_rate(&invocation, &rule, "HubOptions::call_rate_limit");
            return true;
        }
        let Some(index) = self.session.find(&invocation.target) else {
            self.refuse_unknown(&invocation, cx);
            return true;
        };
        let method = self.session.method(index);
        self.session.meter(index).count();
        if let Some(limit) = method.rate_limit
            && !self.pace.take_of_method(index, limit)
        {
            let rule = format!("at most {limit} of this method are taken from one connection");
            self.refuse_rate(&invocation, &rule, "#[hub(rate_limit)]");
            count_failed(self.session.info().name, method.name, FailureKind::Refused);
            return true;
        }
        if let Err(failed) = self.check_mode(&invocation, method, plain) {
            self.refuse(&invocation, &failed);
            count_failed(self.session.info().name, method.name, failed.kind);
            return true;
        }
        self.call(index, invocation, plain, cx);
        true
    }

    /// Counts a call. A flood ends the connection.
    fn take_call(&mut self) -> Result<(), Excess> {
        let Some(limit) = self.options.call_rate_limit else {
            return Ok(());
        };
        let taken = self.pace.take(limit);
        if taken == Err(Excess::Flood) {
            self.end_flood(limit);
        }
        taken
    }

    fn end_flood(&mut self, limit: RateLimit) {
        let text = format!(
            "the client makes {FLOOD} times as many calls as are taken from one connection, {limit} \
             (`HubOptions::call_rate_limit`)"
        );
        tracing::warn!(connection_id = %self.core.id, hub = self.session.info().name, "{text}");
        let close = CloseText {
            error: Some(texts::with_kind(texts::CLOSED, texts::HUB_EXCEPTION, &text)),
            allow_reconnect: false,
        };
        self.end(DisconnectReason::TooManyCalls, Some(close));
    }

    /// Refuses a call that came too early.
    fn refuse_rate(&mut self, invocation: &Invocation<'_>, rule: &str, setting: &'static str) {
        let hub = self.session.info().name;
        metrics::counter!("hubs.server.rate_limited_calls", "hub" => hub, "limit" => setting)
            .increment(1);
        let text = sentence(&invocation.target, &format!("{rule} (`{setting}`)"));
        self.refuse(invocation, &Failed::new(FailureKind::Refused, text));
    }

    fn merge_header_state(&self, invocation: &Invocation<'_>) -> Result<(), Failed> {
        if !self.core.is_extended() {
            return Ok(());
        }
        match invocation.headers.get(wire::STATE_HEADER) {
            Some(state) => self
                .session
                .merge_state(StateText::Changes, &state)
                .map_err(|fault| arguments(&invocation.target, &fault.0)),
            None => Ok(()),
        }
    }

    fn check_mode(
        &self,
        invocation: &Invocation<'_>,
        method: &MethodInfo,
        plain: bool,
    ) -> Result<(), Failed> {
        let target = &invocation.target;
        let other_mode = match (invocation.kind, method.streams) {
            (InvocationKind::Plain, true) => Some(texts::streaming_by_plain_call(target)),
            (InvocationKind::Stream, false) => Some(texts::plain_by_streaming_call(target)),
            _ => None,
        };
        if let Some(text) = other_mode {
            return Err(Failed::new(FailureKind::UnknownMethod, text));
        }
        let refused = |text| Err(Failed::new(FailureKind::Refused, text));
        if let Some(id) = &invocation.invocation_id
            && !plain
            && self.calls.has_stream(id)
        {
            return refused(texts::invocation_id_in_use(id));
        }
        for (index, id) in invocation.stream_ids.iter().enumerate() {
            let open = self.uploads.iter().any(|upload| *upload.id == **id);
            if open || invocation.stream_ids[..index].contains(id) {
                return refused(texts::stream_id_in_use(id));
            }
        }
        let streams = self.calls.streams() + self.uploads.len() + invocation.stream_ids.len();
        let limit = self.options.max_streams_per_connection;
        if streams + usize::from(method.streams) > limit {
            return refused(sentence(
                target,
                &format!(
                    "at most {limit} streams may be open on one connection \
                     (`HubOptions::max_streams_per_connection`)"
                ),
            ));
        }
        Ok(())
    }

    /// Targets of our own: a flush of the state, a report of a call that the client could not handle.
    fn handle_own(&mut self, mut invocation: Invocation<'_>, cx: &mut Context<'_>) {
        let handled = match &*invocation.target {
            wire::STATE => match invocation.arguments.next::<String>() {
                Ok(Some(json)) => self
                    .session
                    .merge_state(StateText::Changes, &json)
                    .map_err(|fault| arguments(&invocation.target, &fault.0)),
                _ => Err(arguments(
                    &invocation.target,
                    "it takes one text, the changed fields as a JSON object",
                )),
            },
            wire::NACK => {
                self.note_nack(&mut invocation);
                Ok(())
            }
            _ => {
                self.refuse_unknown(&invocation, cx);
                return;
            }
        };
        match (handled, &invocation.invocation_id) {
            (Err(failed), _) => self.refuse(&invocation, &failed),
            (Ok(()), Some(id)) => {
                let _: Result<(), EncodeError> = self
                    .core
                    .encode(|protocol, buffer| Completion::void(id).encode(protocol, buffer));
            }
            (Ok(()), None) => {}
        }
    }

    fn note_nack(&mut self, invocation: &mut Invocation<'_>) {
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
        if self.complaints.is_logged() {
            tracing::warn!(
                connection_id = %self.core.id, hub = self.session.info().name,
                target = %Quoted(&target), reason = %Quoted(&reason),
                "a client could not handle a call"
            );
        }
        self.session.nacked(target, reason);
    }

    fn refuse_unknown(&mut self, invocation: &Invocation<'_>, cx: &mut Context<'_>) {
        let target = &*invocation.target;
        let mut text = sentence(target, texts::NO_METHOD);
        // A client that floods the hub with names that are not there costs no more than with names that are.
        if self.complaints.is_logged() {
            let nearest = self.nearest_allowed(target, cx);
            tracing::warn!(
                connection_id = %self.core.id, hub = self.session.info().name, target = %Quoted(target), nearest,
                "unknown hub method"
            );
            let tell = self.options.enable_detailed_errors || self.core.is_extended();
            if let Some(nearest) = nearest.filter(|_| tell) {
                text.push_str(&format!(" Did you mean '{nearest}'?"));
            }
        }
        self.answer_refused(invocation, &Failed::new(FailureKind::UnknownMethod, text));
    }

    /// The method that the caller may have meant, among those that it may call.
    fn nearest_allowed(&self, target: &str, cx: &mut Context<'_>) -> Option<&'static str> {
        let names = self.session.method_names();
        let ranked = hubs_contract::names::ranked(target, names.iter().copied());
        ranked.into_iter().find(|name| {
            let index = self.session.find(name);
            index.is_some_and(|index| self.may_call(index, cx))
        })
    }

    /// Answers an invocation that is not run, and logs it.
    fn refuse(&mut self, invocation: &Invocation<'_>, failed: &Failed) {
        if self.complaints.is_logged() {
            tracing::info!(
                connection_id = %self.core.id, target = %Quoted(&invocation.target), error = %Quoted(&failed.text),
                "call refused"
            );
        }
        self.answer_refused(invocation, failed);
    }

    /// Answers an invocation that is not run, if it wants an answer.
    fn answer_refused(&self, invocation: &Invocation<'_>, failed: &Failed) {
        if let Some(id) = &invocation.invocation_id {
            self.core.answer_failed(id, failed, Vec::new());
        }
    }
}

/// What came with a call is not what the call takes.
fn arguments(target: &str, detail: &str) -> Failed {
    Failed::new(FailureKind::Arguments, sentence(target, detail))
}

/// SignalR's sentence for a failed call, with our detail.
fn sentence(target: &str, detail: &str) -> String {
    texts::not_invoked(target, texts::HUB_EXCEPTION, detail)
}
