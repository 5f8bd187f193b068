//! Calls that the server makes to clients: pushes, and questions that one client answers.

use std::{
    future::Future,
    sync::{Arc, atomic::Ordering},
};

use serde::{Serialize, de::DeserializeOwned};
use tokio::sync::oneshot;

use super::scope::CallScope;
use crate::{
    connection::{
        Connection, ConnectionId,
        client_calls::{ClientAnswer, ClientCalls, PendingAnswer},
        outbox::Sending,
    },
    delivery::{Delivered, Delivery, Push, Target},
    error::{ClientCallError, SendError},
    info::ClientMethodInfo,
    options::HubOptions,
    panics,
    protocol::{Invocation, Payload},
};

/// Any number of clients, without the contract's types. What a generated proxy holds.
#[doc(hidden)]
#[derive(Clone)]
pub struct PushTarget {
    pub(crate) delivery: Arc<dyn Delivery>,
    pub(crate) target: Target,
}

impl PushTarget {
    /// Queues a call of `method` for everyone in the target; nobody answers.
    ///
    /// `arguments` must serialize as a sequence, one element for each parameter.
    pub fn push<A: Serialize>(
        &self,
        method: &'static ClientMethodInfo,
        arguments: A,
    ) -> impl Future<Output = Result<(), SendError>> + Send + use<A> {
        push(&*self.delivery, &self.target, method, &arguments)
    }
}

fn push<A: Serialize>(
    delivery: &dyn Delivery,
    target: &Target,
    method: &'static ClientMethodInfo,
    arguments: &A,
) -> Delivered<Result<(), SendError>> {
    invocation(None, method, arguments, |push| delivery.push(target, push))
}

/// A call of `method`, to be encoded in the protocols of those who get it.
fn invocation<A: Serialize, R>(
    id: Option<&str>,
    method: &'static ClientMethodInfo,
    arguments: &A,
    send: impl FnOnce(&Push<'_>) -> R,
) -> R {
    let encode = |protocol, buffer: &mut Vec<u8>| {
        let call = Invocation {
            invocation_id: id.map(Into::into),
            ..Invocation::push(method.name, arguments)
        };
        call.encode(protocol, buffer)
    };
    send(&Push::new(method.name, &encode))
}

/// One client, without the contract's types. What a generated proxy holds.
#[doc(hidden)]
#[derive(Clone)]
pub struct CallTarget {
    pub(crate) delivery: Arc<dyn Delivery>,
    pub(crate) options: Arc<HubOptions>,
    pub(crate) connection: ConnectionId,
    pub(crate) local: Option<Arc<Connection>>,
    /// `None` if it is asked from outside of calls.
    pub(crate) asking: Option<AskingCall>,
}

/// The call of a hub method from which a client is asked.
#[derive(Clone)]
pub(crate) struct AskingCall {
    pub(crate) scope: Arc<CallScope>,
    /// Whose call it is; the client that is asked may be another one.
    pub(crate) caller: Arc<Connection>,
}

impl CallTarget {
    /// Queues a call of `method`; the client does not answer.
    pub fn push<A: Serialize>(
        &self,
        method: &'static ClientMethodInfo,
        arguments: A,
    ) -> impl Future<Output = Result<(), SendError>> + Send + use<A> {
        let target = match &self.local {
            Some(core) => Target::Local(core.clone()),
            None => Target::Connections(vec![self.connection.clone()]),
        };
        push(&*self.delivery, &target, method, &arguments)
    }

    /// Calls `method` and waits for the client's answer.
    ///
    /// Waits for the method's own timeout, else for the server's `client_call_timeout` (default 30 s), counted from the
    /// first poll.
    ///
    /// # Errors
    /// See [`ClientCallError`].
    ///
    /// # Cancel safety
    /// Dropping the future stops waiting; the client may still run the method.
    pub fn call<R, A>(
        &self,
        method: &'static ClientMethodInfo,
        arguments: A,
    ) -> impl Future<Output = Result<R, ClientCallError>> + Send + use<R, A>
    where
        R: DeserializeOwned + Send + 'static,
        A: Serialize + Send,
    {
        let target = self.clone();
        async move { target.call_now(method, arguments).await }
    }

    async fn call_now<R, A>(
        self,
        method: &'static ClientMethodInfo,
        arguments: A,
    ) -> Result<R, ClientCallError>
    where
        R: DeserializeOwned + Send + 'static,
        A: Serialize + Send,
    {
        let connecting = self
            .asking
            .as_ref()
            .and_then(|asking| asking.scope.connecting.as_ref());
        if connecting == Some(&self.connection) {
            return Err(ClientCallError::DuringConnect {
                method: method.name,
            });
        }
        let local = self.local.clone();
        let local = local.or_else(|| self.delivery.here().local(self.connection.as_str()));
        let Some(core) = local else {
            return self.ask_elsewhere(method, arguments).await;
        };
        let (sender, answer) = oneshot::channel();
        let waiting = waiting(sender, core.id.clone());
        let pending = PendingCall::start(&core, waiting)?;
        let id = ClientCalls::wire_id(pending.number);
        let bytes = invocation(Some(&id), method, &arguments, |push| {
            push.bytes(core.encoding())
        })?;
        drop(arguments);
        core.clone().deliver_when_room(bytes, Sending::Answer).await;
        self.answered(method, answer).await
    }

    /// Asks a client of another server, if there are others.
    async fn ask_elsewhere<R, A>(
        self,
        method: &'static ClientMethodInfo,
        arguments: A,
    ) -> Result<R, ClientCallError>
    where
        R: DeserializeOwned + Send + 'static,
        A: Serialize + Send,
    {
        let (sender, answer) = oneshot::channel();
        let waiting = waiting(sender, self.connection.clone());
        // Unlike those of one connection, ids among servers must not be guessed or met by chance.
        let id = ConnectionId::random();
        let asked = invocation(Some(id.as_str()), method, &arguments, |push| {
            let delivery = &self.delivery;
            delivery.ask(&self.connection, id.as_str(), push, waiting)
        });
        drop(arguments);
        let _asked = asked.await?;
        self.answered(method, answer).await
    }

    /// Waits for the answer to a question that is on its way.
    async fn answered<R>(
        &self,
        method: &'static ClientMethodInfo,
        answer: oneshot::Receiver<Result<R, ClientCallError>>,
    ) -> Result<R, ClientCallError> {
        let timeout = method.timeout.unwrap_or(self.options.client_call_timeout);
        let _waiting = self.asking.as_ref().map(SlotRelease::new);
        match tokio::time::timeout(timeout, answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(ClientCallError::Disconnected(self.connection.to_string())),
            Err(_) => Err(ClientCallError::TimedOut {
                method: method.name,
                timeout,
            }),
        }
    }
}

/// Gives what the client answers to the one that asked.
fn waiting<R: DeserializeOwned + Send + 'static>(
    sender: oneshot::Sender<Result<R, ClientCallError>>,
    connection: ConnectionId,
) -> PendingAnswer {
    Box::new(move |answer: ClientAnswer<'_>| {
        // The method may have stopped waiting, and its answer is then dropped here.
        panics::discard(sender.send(decode_answer(answer, &connection)));
    })
}

/// A registered call; dropped when it is answered or given up.
struct PendingCall {
    core: Arc<Connection>,
    number: u64,
}

impl PendingCall {
    fn start(core: &Arc<Connection>, waiting: PendingAnswer) -> Result<Self, ClientCallError> {
        let mut calls = core.client_calls();
        let limit = core.place.limits.max_client_calls;
        if calls.len() >= limit {
            return Err(ClientCallError::TooMany {
                connection: core.id.to_string(),
                limit,
            });
        }
        let gone = ClientCallError::Disconnected(core.id.to_string());
        let number = calls.add(waiting).map_err(|_| gone)?;
        Ok(Self {
            core: core.clone(),
            number,
        })
    }
}

impl Drop for PendingCall {
    fn drop(&mut self) {
        self.core.client_calls().remove(self.number);
    }
}

fn decode_answer<R: DeserializeOwned>(
    answer: ClientAnswer<'_>,
    connection: &ConnectionId,
) -> Result<R, ClientCallError> {
    let payload = match answer {
        // A client that answers nothing answers null: right for `()` and `Option`.
        ClientAnswer::Value(payload) => payload.unwrap_or(Payload::json("null")),
        ClientAnswer::Error(text) => return Err(ClientCallError::Rejected(text.to_owned())),
        ClientAnswer::Disconnected => {
            return Err(ClientCallError::Disconnected(connection.to_string()));
        }
    };
    let decoded = payload.decode_contained();
    decoded.map_err(|error| ClientCallError::Decode {
        expected: std::any::type_name::<R>(),
        reason: error.to_string(),
    })
}

/// While it lives, the calling method takes no slot of its connection.
struct SlotRelease {
    scope: Arc<CallScope>,
}

impl SlotRelease {
    fn new(asking: &AskingCall) -> Self {
        let AskingCall { scope, caller } = asking;
        if scope.waiting.fetch_add(1, Ordering::AcqRel) == 0 {
            // The question may be asked in a task of its own, of which the engine hears nothing; a call may wait for the
            // slot.
            caller.wake_engine();
        }
        Self {
            scope: scope.clone(),
        }
    }
}

impl Drop for SlotRelease {
    fn drop(&mut self) {
        self.scope.waiting.fetch_sub(1, Ordering::AcqRel);
    }
}
