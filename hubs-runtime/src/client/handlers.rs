//! Calls from the server: to handlers, one after the other, or to nobody, which the server is told.

use std::{collections::HashMap, fmt::Display, future::Future, sync::Arc};

use futures_util::future::BoxFuture;
use serde::Serialize;
use tokio::sync::mpsc;

use super::{link::Link, outgoing::NotQueued};
use crate::{
    panics::{self, Contained},
    protocol::{
        Arguments, Completion, EncodeError, Protocol, ReadArguments, encode_contained, texts,
    },
};

/// Writes the answer of a handler that the server waits for.
type WriteAnswer = Box<dyn FnOnce(Protocol, &mut Vec<u8>, &str) -> Result<(), EncodeError> + Send>;

/// What a handler has done: its answer if it gives one, or why it failed.
type Handled = Result<Option<WriteAnswer>, String>;

/// Decodes arguments and returns the handler's work, not yet begun.
type Handler =
    Box<dyn Fn(&mut Arguments<'_>) -> Result<BoxFuture<'static, Handled>, String> + Send + Sync>;

/// What a handler returns: nothing, or the result that the server waits for.
///
/// Implemented for `()`, for which nothing is answered, and for `Result<T, E>`, whose error's text the server gets.
pub trait HandlerResult: Send + 'static {
    #[doc(hidden)]
    fn handled(self) -> HandlerOutcome;
}

/// What became of a call.
#[doc(hidden)]
pub struct HandlerOutcome(Handled);

impl HandlerResult for () {
    fn handled(self) -> HandlerOutcome {
        HandlerOutcome(Ok(None))
    }
}

impl<T: Serialize + Send + 'static, E: Display + Send + 'static> HandlerResult for Result<T, E> {
    fn handled(self) -> HandlerOutcome {
        HandlerOutcome(match self {
            Ok(value) => Ok(Some(Box::new(move |protocol, bytes, id| {
                Completion::result(id, &value).encode(protocol, bytes)
            }))),
            Err(error) => Err(error.to_string()),
        })
    }
}

/// The handlers of one connection, by name ignoring case.
#[derive(Default)]
pub(super) struct Handlers(HashMap<String, Handler>);

impl Handlers {
    /// Calls `handler` for `method` from now on; false if there was one already.
    pub(super) fn add<A, F, R>(
        &mut self,
        method: &str,
        handler: impl Fn(A) -> F + Send + Sync + 'static,
    ) -> bool
    where
        A: ReadArguments + Send + 'static,
        F: Future<Output = R> + Send + 'static,
        R: HandlerResult,
    {
        let handler = Arc::new(handler);
        let call: Handler = Box::new(move |arguments| {
            let arguments = A::read(arguments).map_err(|fault| fault.to_string())?;
            let handler = handler.clone();
            // Users' code runs only in its turn.
            Ok(Box::pin(
                async move { handler(arguments).await.handled().0 },
            ))
        });
        let name = hubs_contract::names::fold(method);
        self.0.insert(name, call).is_none()
    }

    pub(super) fn find(&self, target: &str) -> Option<&Handler> {
        // Servers use one spelling, which needs no folding if the handler has it in lower case already.
        let exact = self.0.get(target);
        exact.or_else(|| self.0.get(&hubs_contract::names::fold(target)))
    }
}

/// A call from the server whose handler has its arguments and waits for its turn.
pub(super) struct Turn {
    pub(super) target: String,
    /// Present if the server waits for an answer.
    pub(super) id: Option<String>,
    /// The connection to the server that the call came on.
    pub(super) session: u64,
    pub(super) work: BoxFuture<'static, Handled>,
}

/// Runs handlers in the order of their calls until the connection is over.
pub(super) async fn run(link: Arc<Link>, mut turns: mpsc::Receiver<Turn>) {
    while let Some(turn) = turns.recv().await {
        let handled = Contained::new(turn.work).await;
        let handled = handled.unwrap_or_else(|| Err("the handler panicked".to_owned()));
        let (target, id) = (&turn.target, turn.id.as_deref());
        // It may drop a result that goes nowhere.
        panics::discard(panics::contain(|| {
            answer(&link, turn.session, target, id, handled);
        }));
    }
}

/// Tells the server how a call of its ended.
pub(super) fn answer(link: &Link, session: u64, target: &str, id: Option<&str>, handled: Handled) {
    match (handled, id) {
        (Ok(Some(write)), Some(id)) => {
            let sent = link.outgoing.push(Some(session), |protocol, bytes| {
                encode_contained(|| write(protocol, bytes, id))
            });
            if let Err(NotQueued::Encode(error)) = sent {
                let text = format!("the result of the handler cannot be encoded: {error}");
                answer(link, session, target, Some(id), Err(text));
            }
        }
        (Ok(None), Some(id)) => link.push_or_log(session, |protocol, bytes| {
            Completion::error(id, texts::NO_CLIENT_RESULT).encode(protocol, bytes)
        }),
        (Ok(_), None) => {}
        (Err(reason), Some(id)) => {
            tracing::warn!(
                target_method = target,
                reason,
                "a call of the server failed here"
            );
            link.push_or_log(session, |protocol, bytes| {
                Completion::error(id, &reason).encode(protocol, bytes)
            });
        }
        (Err(reason), None) => {
            tracing::warn!(
                target_method = target,
                reason,
                "a call of the server failed here"
            );
            link.nack(session, target, &reason);
        }
    }
}
