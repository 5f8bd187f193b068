//! Filters: code around every invocation and around the lifecycle hooks, as SignalR's `IHubFilter`.

use std::{fmt, future::Future, sync::Arc};

use futures_util::future::BoxFuture;
use serde::{Serialize, de::DeserializeOwned};

use super::{Hub, caller::ConnectedCaller, context::HubContext, session::Session};
use crate::{
    call::{Reply, Running, scope::CallScope},
    connection::DisconnectReason,
    engine::port::{AnySession, SeenCall},
    error::CallFailure,
    info::{HubInfo, MethodInfo},
    panics::Contained,
    protocol::{OwnedArguments, OwnedHeaders},
};

/// Code around invocations and hooks: logging, auditing, translating errors, refusing calls.
///
/// Added to a server with [`filter`](crate::HubServerBuilder::filter) or
/// [`hub_filter`](crate::HubServerBuilder::hub_filter). The first one added is the outermost. Policies, argument
/// decoding and limits come before filters, so a filter sees only calls that would run.
///
/// ```
/// use hubs_runtime::{CallFailure, FilteredCall, HubFilter, NextCall};
///
/// pub struct Timing;
///
/// impl HubFilter for Timing {
///     async fn invoke(&self, call: &FilteredCall, next: NextCall<'_>) -> Result<(), CallFailure> {
///         let started = std::time::Instant::now();
///         let ended = next.run().await;
///         println!("{} took {:?}", call.method().name, started.elapsed());
///         ended
///     }
/// }
/// ```
pub trait HubFilter: Send + Sync + 'static {
    /// Around one invocation. It ends when the method has ended, or its result stream.
    ///
    /// Not running `next` refuses the call: return an error, or answer with [`FilteredCall::answer`]. An error returned
    /// after the method had answered reaches only the log.
    ///
    /// # Errors
    /// What the caller gets instead of an answer.
    fn invoke(
        &self,
        call: &FilteredCall,
        next: NextCall<'_>,
    ) -> impl Future<Output = Result<(), CallFailure>> + Send {
        let _ = call;
        next.run()
    }

    /// Around `#[on_connected]`, and at its place for hubs without.
    ///
    /// # Errors
    /// Refuses the connection; `on_disconnected` does not run then.
    fn connected(
        &self,
        caller: &ConnectedCaller,
        next: NextConnected<'_>,
    ) -> impl Future<Output = Result<(), CallFailure>> + Send {
        let _ = caller;
        next.run()
    }

    /// Around `#[on_disconnected]`, and at its place for hubs without.
    fn disconnected(
        &self,
        caller: &ConnectedCaller,
        reason: &DisconnectReason,
        next: NextDisconnected<'_>,
    ) -> impl Future<Output = ()> + Send {
        let _ = (caller, reason);
        next.run()
    }
}

/// [`HubFilter`] without its type.
pub(crate) trait DynFilter: Send + Sync {
    fn invoke<'a>(
        &'a self,
        call: &'a FilteredCall,
        next: NextCall<'a>,
    ) -> BoxFuture<'a, Result<(), CallFailure>>;
    fn connected<'a>(
        &'a self,
        caller: &'a ConnectedCaller,
        next: NextConnected<'a>,
    ) -> BoxFuture<'a, Result<(), CallFailure>>;
    fn disconnected<'a>(
        &'a self,
        caller: &'a ConnectedCaller,
        reason: &'a DisconnectReason,
        next: NextDisconnected<'a>,
    ) -> BoxFuture<'a, ()>;
}

impl<F: HubFilter> DynFilter for F {
    fn invoke<'a>(
        &'a self,
        call: &'a FilteredCall,
        next: NextCall<'a>,
    ) -> BoxFuture<'a, Result<(), CallFailure>> {
        Box::pin(HubFilter::invoke(self, call, next))
    }

    fn connected<'a>(
        &'a self,
        caller: &'a ConnectedCaller,
        next: NextConnected<'a>,
    ) -> BoxFuture<'a, Result<(), CallFailure>> {
        Box::pin(HubFilter::connected(self, caller, next))
    }

    fn disconnected<'a>(
        &'a self,
        caller: &'a ConnectedCaller,
        reason: &'a DisconnectReason,
        next: NextDisconnected<'a>,
    ) -> BoxFuture<'a, ()> {
        Box::pin(HubFilter::disconnected(self, caller, reason, next))
    }
}

/// Filters in order, the outermost first.
pub(crate) type Filters = Arc<[Arc<dyn DynFilter>]>;

/// One invocation as filters see it.
pub struct FilteredCall {
    caller: ConnectedCaller,
    session: Arc<dyn AnySession>,
    scope: Arc<CallScope>,
    method: &'static MethodInfo,
    invocation_id: Option<Box<str>>,
    headers: OwnedHeaders,
    arguments: OwnedArguments,
    reply: ReplySlot,
    /// Around the method.
    filters: Filters,
}

/// The answer, if the method gives none.
type ReplySlot = parking_lot::Mutex<Option<Reply>>;

impl fmt::Debug for FilteredCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FilteredCall")
            .field("hub", &self.hub().name)
            .field("method", &self.method.name)
            .field("invocation_id", &self.invocation_id)
            .field("caller", &self.caller)
            .finish_non_exhaustive()
    }
}

impl FilteredCall {
    pub(crate) fn new<H: Hub>(
        session: Arc<Session<H>>,
        method: &'static MethodInfo,
        scope: Arc<CallScope>,
        seen: SeenCall,
    ) -> Self {
        Self {
            caller: ConnectedCaller::new(session.core.clone()),
            filters: session.mounted.filters.clone(),
            session,
            scope,
            method,
            invocation_id: seen.invocation_id,
            headers: seen.headers,
            arguments: seen.arguments,
            reply: parking_lot::Mutex::new(Some(seen.reply)),
        }
    }

    /// Who calls.
    pub fn caller(&self) -> &ConnectedCaller {
        &self.caller
    }

    /// The hub.
    pub fn hub(&self) -> &'static HubInfo {
        self.session.info()
    }

    /// The method.
    pub fn method(&self) -> &'static MethodInfo {
        self.method
    }

    /// The caller's id of the call; `None` if it wants no answer.
    pub fn invocation_id(&self) -> Option<&str> {
        self.invocation_id.as_deref()
    }

    /// A header of the message, as `traceparent`.
    pub fn header(&self, name: &str) -> Option<String> {
        self.headers.view().get(name).map(String::from)
    }

    /// Argument `index` of those on the wire (uploads are none), decoded once more; `None` if there are fewer.
    ///
    /// # Errors
    /// If it is not a `T`.
    pub fn argument<T: DeserializeOwned>(&self, index: usize) -> Result<Option<T>, CallFailure> {
        let argument = self.arguments.get(index);
        argument.map_err(|error| CallFailure::internal(format!("argument {index}: {error}")))
    }

    /// The context that the method gets, if it is a method of hub `H`.
    pub fn context<H: Hub>(&self) -> Option<HubContext<H>> {
        let session = self.session.clone().into_any().downcast().ok()?;
        Some(HubContext::new(session, self.scope.clone()))
    }

    /// Answers in the method's place. Drop `next` or do not run it.
    ///
    /// # Errors
    /// If the method streams, or the call was answered before.
    pub fn answer<T: Serialize + ?Sized>(&self, value: &T) -> Result<(), CallFailure> {
        if self.method.streams {
            return Err(CallFailure::internal(
                "a filter cannot answer in the place of a method that streams",
            ));
        }
        let reply = self
            .reply
            .lock()
            .take()
            .filter(|_| !self.scope.is_answered());
        match reply {
            Some(reply) => {
                self.scope.set_answered();
                reply.value(value);
                Ok(())
            }
            None => Err(CallFailure::internal(
                "a filter answered a call that was answered before",
            )),
        }
    }

    fn finish(&self, ended: Result<(), CallFailure>) {
        let reply = self.reply.lock().take();
        let answered = self.scope.is_answered();
        match (reply, ended) {
            (Some(reply), Err(failure)) if !answered => reply.fail_outermost(failure),
            (Some(reply), Ok(())) if !answered => reply.fail_outermost(CallFailure::internal(
                "a filter ended the call without an answer: it neither ran the method nor answered nor failed",
            )),
            (reply, ended) => {
                if let Some(reply) = reply {
                    reply.forget();
                }
                if let Err(failure) = ended {
                    tracing::warn!(
                        method = self.method.name, error = %failure.text,
                        "a filter failed after the call was answered"
                    );
                }
            }
        }
    }
}

/// Puts the filters around a method.
pub(crate) fn around(call: FilteredCall, method: Running) -> Running {
    let filters = call.filters.clone();
    Box::pin(async move {
        let next = NextCall {
            filters: &filters,
            call: &call,
            method,
        };
        let ended = next.run().await;
        call.finish(ended);
    })
}

/// The rest of an invocation: further filters, then the method.
#[must_use = "the call is refused if nothing runs this"]
pub struct NextCall<'a> {
    filters: &'a [Arc<dyn DynFilter>],
    call: &'a FilteredCall,
    method: Running,
}

impl fmt::Debug for NextCall<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NextCall")
            .field("call", self.call)
            .finish_non_exhaustive()
    }
}

impl NextCall<'_> {
    /// Goes on. Successful answers are on their way when this ends; results and items cannot be changed.
    ///
    /// # Errors
    /// What the method or an inner filter failed with, a panic included. The caller gets what the outermost filter
    /// returns.
    pub async fn run(self) -> Result<(), CallFailure> {
        match self.filters.split_first() {
            Some((filter, filters)) => {
                let next = NextCall { filters, ..self };
                filter.invoke(next.call, next).await
            }
            None => {
                let panicked = Contained::new(self.method).await.is_none();
                match self.call.scope.take_failure() {
                    Some(failure) => Err(failure),
                    None if panicked => Err(CallFailure::internal(format!(
                        "hub method `{}` panicked",
                        self.call.method.name
                    ))),
                    None => Ok(()),
                }
            }
        }
    }
}

/// The rest of a connection's start: further filters, then `#[on_connected]`.
#[must_use = "the connected hook does not run otherwise"]
pub struct NextConnected<'a> {
    pub(crate) filters: &'a [Arc<dyn DynFilter>],
    pub(crate) caller: &'a ConnectedCaller,
    pub(crate) hook: BoxFuture<'a, Result<(), CallFailure>>,
}

impl fmt::Debug for NextConnected<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NextConnected").finish_non_exhaustive()
    }
}

impl NextConnected<'_> {
    /// Goes on.
    ///
    /// # Errors
    /// What an inner filter or the hook failed with.
    pub async fn run(self) -> Result<(), CallFailure> {
        match self.filters.split_first() {
            Some((filter, filters)) => {
                let next = NextConnected { filters, ..self };
                filter.connected(next.caller, next).await
            }
            None => self.hook.await,
        }
    }
}

/// The rest of a connection's end: further filters, then `#[on_disconnected]`.
#[must_use = "the disconnected hook does not run otherwise"]
pub struct NextDisconnected<'a> {
    pub(crate) filters: &'a [Arc<dyn DynFilter>],
    pub(crate) caller: &'a ConnectedCaller,
    pub(crate) reason: &'a DisconnectReason,
    pub(crate) hook: BoxFuture<'a, ()>,
}

impl fmt::Debug for NextDisconnected<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NextDisconnected")
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

impl NextDisconnected<'_> {
    /// Goes on.
    pub async fn run(self) {
        match self.filters.split_first() {
            Some((filter, filters)) => {
                let next = NextDisconnected { filters, ..self };
                filter.disconnected(next.caller, next.reason, next).await;
            }
            None => self.hook.await,
        }
    }
}
