//! Calling clients: whom, and how.
//!
//! The methods themselves are on the two proxy types that `#[client_contract]` writes: one for any number of clients,
//! one for a single client, which alone can be asked for an answer.

use std::{
    future::Future,
    ops::Deref,
    sync::{Arc, atomic::Ordering},
};

use serde::{Serialize, de::DeserializeOwned};
use tokio::sync::oneshot;

use crate::{
    connection::{
        ConnectionCore, ConnectionId, UserId,
        client_calls::{ClientAnswer, ClientCalls},
        outbox::Kind,
        session::CallScope,
    },
    delivery::{Delivered, Delivery, Push, Target},
    error::{ClientCallError, SendError},
    hub::HubType,
    info::{AboutInfo, ClientInfo, ClientMethodInfo},
    panics, protocol,
    server::{Endpoint, HubOptions},
};

/// A client contract: implemented by `#[client_contract]` for `dyn TheTrait`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a client contract",
    note = "write `#[client_contract]` above the trait and name the trait alone: `#[hub(client = ChatClient)]`"
)]
pub trait ClientContract: Send + Sync + 'static {
    /// Proxy for any number of clients.
    type Many;
    /// Proxy for one client, with the methods that answer.
    type One;
    /// Name and docs.
    const INFO: ClientInfo;
    /// One row for each method.
    const METHODS: &'static [ClientMethodInfo];
    /// Tells the contract the types of the methods; `()` without the feature `contract`.
    #[doc(hidden)]
    const TYPES: crate::__private::ClientTypes;
    /// Wraps a target.
    #[doc(hidden)]
    fn many(target: PushTarget) -> Self::Many;
    /// Wraps one client.
    #[doc(hidden)]
    fn one(target: CallTarget) -> Self::One;
}

/// The contract of hubs whose clients are never called.
#[derive(Debug)]
pub enum NoClient {}

impl ClientContract for NoClient {
    type Many = ();
    type One = ();
    const INFO: ClientInfo = ClientInfo {
        name: "",
        about: AboutInfo {
            rust: "hubs_runtime::clients::NoClient",
            docs: "",
            deprecated: None,
        },
    };
    const METHODS: &'static [ClientMethodInfo] = &[];
    const TYPES: crate::__private::ClientTypes = crate::__types!(|_types| {});
    fn many(_target: PushTarget) -> Self::Many {}
    fn one(_target: CallTarget) -> Self::One {}
}

type Many<H> = <<H as HubType>::Client as ClientContract>::Many;
type One<H> = <<H as HubType>::Client as ClientContract>::One;

/// Everyone who can be called from anywhere.
pub struct Clients<H: HubType> {
    endpoint: Arc<Endpoint<H>>,
    scope: Option<Arc<CallScope>>,
}

impl<H: HubType> Clients<H> {
    pub(crate) fn new(endpoint: Arc<Endpoint<H>>) -> Self {
        Self {
            endpoint,
            scope: None,
        }
    }

    fn many(&self, target: Target) -> Many<H> {
        H::Client::many(PushTarget {
            delivery: self.endpoint.delivery.clone(),
            target,
        })
    }

    fn one(&self, connection: ConnectionId) -> One<H> {
        H::Client::one(CallTarget {
            delivery: self.endpoint.delivery.clone(),
            options: self.endpoint.options.clone(),
            connection,
            local: None,
            scope: self.scope.clone(),
        })
    }

    /// Every connected client.
    pub fn all(&self) -> Many<H> {
        self.many(Target::All)
    }

    /// Everyone but these connections.
    pub fn all_except<C: Into<ConnectionId>>(
        &self,
        connections: impl IntoIterator<Item = C>,
    ) -> Many<H> {
        self.many(Target::AllExcept(ids(connections)))
    }

    /// One connection; pushes to an unknown one go nowhere.
    pub fn client(&self, connection: impl Into<ConnectionId>) -> One<H> {
        self.one(connection.into())
    }

    /// Each of these connections that exists.
    pub fn clients<C: Into<ConnectionId>>(
        &self,
        connections: impl IntoIterator<Item = C>,
    ) -> Many<H> {
        self.many(Target::Connections(ids(connections)))
    }

    /// The members of a group. Names are case-sensitive.
    pub fn group(&self, group: impl AsRef<str>) -> Many<H> {
        self.many(Target::Group(group.as_ref().into()))
    }

    /// The members of several groups; who is in two of them gets two copies.
    pub fn groups<G: AsRef<str>>(&self, groups: impl IntoIterator<Item = G>) -> Many<H> {
        let groups = groups.into_iter().map(|group| group.as_ref().into());
        self.many(Target::Groups(groups.collect()))
    }

    /// The members of a group but these connections.
    pub fn group_except<C: Into<ConnectionId>>(
        &self,
        group: impl AsRef<str>,
        connections: impl IntoIterator<Item = C>,
    ) -> Many<H> {
        self.many(Target::GroupExcept(group.as_ref().into(), ids(connections)))
    }

    /// All connections of one user.
    pub fn user(&self, user: impl Into<UserId>) -> Many<H> {
        self.many(Target::Users(vec![user.into()]))
    }

    /// All connections of several users.
    pub fn users<U: Into<UserId>>(&self, users: impl IntoIterator<Item = U>) -> Many<H> {
        self.many(Target::Users(users.into_iter().map(Into::into).collect()))
    }
}

fn ids<C: Into<ConnectionId>>(connections: impl IntoIterator<Item = C>) -> Vec<ConnectionId> {
    connections.into_iter().map(Into::into).collect()
}

/// [`Clients`] as seen from a call: with the caller and the others.
pub struct CallerClients<H: HubType> {
    clients: Clients<H>,
    caller: Arc<ConnectionCore>,
}

impl<H: HubType> CallerClients<H> {
    pub(crate) fn new(
        endpoint: Arc<Endpoint<H>>,
        caller: Arc<ConnectionCore>,
        scope: Arc<CallScope>,
    ) -> Self {
        Self {
            clients: Clients {
                endpoint,
                scope: Some(scope),
            },
            caller,
        }
    }

    /// The caller.
    pub fn caller(&self) -> One<H> {
        H::Client::one(CallTarget {
            delivery: self.endpoint.delivery.clone(),
            options: self.endpoint.options.clone(),
            connection: self.caller.id.clone(),
            local: Some(self.caller.clone()),
            scope: self.clients.scope.clone(),
        })
    }

    /// Everyone but the caller.
    pub fn others(&self) -> Many<H> {
        self.many(Target::AllExcept(vec![self.caller.id.clone()]))
    }

    /// The members of a group but the caller.
    pub fn others_in_group(&self, group: impl AsRef<str>) -> Many<H> {
        self.group_except(group, [&self.caller.id])
    }
}

impl<H: HubType> Deref for CallerClients<H> {
    type Target = Clients<H>;

    fn deref(&self) -> &Clients<H> {
        &self.clients
    }
}

/// [`Clients`] as seen from `#[on_disconnected]`: the caller is gone.
pub struct DepartedClients<H: HubType> {
    clients: Clients<H>,
    departed: ConnectionId,
}

impl<H: HubType> DepartedClients<H> {
    pub(crate) fn new(endpoint: Arc<Endpoint<H>>, departed: ConnectionId) -> Self {
        Self {
            clients: Clients::new(endpoint),
            departed,
        }
    }

    /// Everyone who is still there.
    pub fn others(&self) -> Many<H> {
        self.many(Target::AllExcept(vec![self.departed.clone()]))
    }

    /// The members of a group who are still there.
    pub fn others_in_group(&self, group: impl AsRef<str>) -> Many<H> {
        self.group_except(group, [&self.departed])
    }
}

impl<H: HubType> Deref for DepartedClients<H> {
    type Target = Clients<H>;

    fn deref(&self) -> &Clients<H> {
        &self.clients
    }
}

/// Any number of clients, without the contract's types. What a generated proxy holds.
#[doc(hidden)]
#[derive(Clone)]
pub struct PushTarget {
    delivery: Arc<dyn Delivery>,
    target: Target,
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
        protocol::write_invocation(protocol, buffer, &[], id, method.name, arguments, &[])
    };
    send(&Push::new(method.name, &encode))
}

/// One client, without the contract's types. What a generated proxy holds.
#[doc(hidden)]
#[derive(Clone)]
pub struct CallTarget {
    delivery: Arc<dyn Delivery>,
    options: Arc<HubOptions>,
    connection: ConnectionId,
    local: Option<Arc<ConnectionCore>>,
    scope: Option<Arc<CallScope>>,
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
            .scope
            .as_ref()
            .and_then(|scope| scope.connecting.as_ref());
        if connecting == Some(&self.connection) {
            return Err(ClientCallError::DuringConnect {
                method: method.name,
            });
        }
        let core = match self.local {
            Some(core) => core,
            None => self
                .delivery
                .local(self.connection.as_str())
                .ok_or_else(|| ClientCallError::NoSuchConnection(self.connection.to_string()))?,
        };
        let (sender, answer) = oneshot::channel();
        let pending = PendingCall::start(&core, &self.options, sender)?;
        let id = ClientCalls::wire_id(pending.number);
        let bytes = invocation(Some(&id), method, &arguments, |push| {
            push.bytes(core.protocol())
        })?;
        drop(arguments);
        core.clone().deliver_when_room(bytes, Kind::Answer).await;
        let timeout = method.timeout.unwrap_or(self.options.client_call_timeout);
        let _waiting = self.scope.as_ref().map(|scope| Waiting::new(scope, &core));
        match tokio::time::timeout(timeout, answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(ClientCallError::Disconnected(core.id.to_string())),
            Err(_) => Err(ClientCallError::TimedOut {
                method: method.name,
                timeout,
            }),
        }
    }
}

/// A registered call; dropped when it is answered or given up.
struct PendingCall {
    core: Arc<ConnectionCore>,
    number: u64,
}

impl PendingCall {
    fn start<R: DeserializeOwned + Send + 'static>(
        core: &Arc<ConnectionCore>,
        options: &HubOptions,
        sender: oneshot::Sender<Result<R, ClientCallError>>,
    ) -> Result<Self, ClientCallError> {
        let connection = core.id.clone();
        let mut calls = core.client_calls.lock();
        let limit = options.max_client_calls;
        if calls.len() >= limit {
            return Err(ClientCallError::TooMany {
                connection: connection.to_string(),
                limit,
            });
        }
        let gone = ClientCallError::Disconnected(connection.to_string());
        let waiting = Box::new(move |answer: ClientAnswer<'_>| {
            // The method may have stopped waiting, and its answer is then dropped here.
            panics::discard(sender.send(decode_answer(answer, &connection)));
        });
        let number = calls.add(waiting).map_err(|_| gone)?;
        Ok(Self {
            core: core.clone(),
            number,
        })
    }
}

impl Drop for PendingCall {
    fn drop(&mut self) {
        self.core.client_calls.lock().remove(self.number);
    }
}

fn decode_answer<R: DeserializeOwned>(
    answer: ClientAnswer<'_>,
    connection: &ConnectionId,
) -> Result<R, ClientCallError> {
    let decoded = match answer {
        ClientAnswer::Value(Some(payload)) => decode_contained(|| payload.decode::<R>()),
        // A client that answers nothing answers null: right for `()` and `Option`.
        ClientAnswer::Value(None) => decode_contained(|| serde_json::from_str::<R>("null")),
        ClientAnswer::Error(text) => return Err(ClientCallError::Rejected(text.to_owned())),
        ClientAnswer::Disconnected => {
            return Err(ClientCallError::Disconnected(connection.to_string()));
        }
    };
    decoded.map_err(|reason| ClientCallError::Decode {
        expected: std::any::type_name::<R>(),
        reason,
    })
}

/// The value, or why there is none.
fn decode_contained<R, E: std::fmt::Display>(
    decode: impl FnOnce() -> Result<R, E>,
) -> Result<R, String> {
    match panics::contain(decode) {
        Some(decoded) => decoded.map_err(|error| error.to_string()),
        None => Err("its `Deserialize` panicked".to_owned()),
    }
}

/// While it lives, the calling method takes no slot of its connection.
struct Waiting {
    scope: Arc<CallScope>,
}

impl Waiting {
    fn new(scope: &Arc<CallScope>, _core: &ConnectionCore) -> Self {
        scope.waiting.fetch_add(1, Ordering::AcqRel);
        Self {
            scope: scope.clone(),
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.scope.waiting.fetch_sub(1, Ordering::AcqRel);
    }
}
