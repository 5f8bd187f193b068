//! Calling clients: whom, and how.
//!
//! The methods themselves are on the two proxy types that `#[client_contract]` writes: one for any number of clients,
//! one for a single client, which alone can be asked for an answer.

use std::{ops::Deref, sync::Arc};

pub use crate::call::outgoing::{CallTarget, PushTarget};
use crate::{
    call::{outgoing::AskingCall, scope::CallScope},
    connection::{Connection, ConnectionId, NamesConnection, NamesUser},
    delivery::Target,
    hub::{HubType, groups::GroupName, mounted::Mounted},
    info::{AboutInfo, ClientInfo, ClientMethodInfo},
};

/// A client contract: implemented by `#[client_contract]` for `dyn TheTrait`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a client contract",
    note = "write `#[client_contract]` above the trait and name the trait alone: `#[hub(client = ChatClient)]`"
)]
pub trait ClientContract: Send + Sync + 'static {
    /// Name and docs.
    const INFO: ClientInfo;
    /// One row for each method.
    const METHODS: &'static [ClientMethodInfo];
    /// Tells the contract the types of the methods; `()` without the feature `contract`.
    #[doc(hidden)]
    const TYPES: crate::__private::ClientTypes;
}

/// The contract of hubs whose clients are never called.
#[derive(Debug)]
pub enum NoClient {}

impl ClientContract for NoClient {
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
}

/// A contract that a trait declares, so one with proxies, which [`NoClient`] has not.
pub trait DeclaredContract: ClientContract {
    /// Proxy for any number of clients.
    type Many;
    /// Proxy for one client, with the methods that answer.
    type One;
    /// Wraps a target.
    #[doc(hidden)]
    fn many(target: PushTarget) -> Self::Many;
    /// Wraps one client.
    #[doc(hidden)]
    fn one(target: CallTarget) -> Self::One;
}

/// A hub with a client contract, so with methods to call on its clients. Nobody implements this by hand.
#[diagnostic::on_unimplemented(
    message = "hub `{Self}` has no client contract, so nothing can be called on its clients",
    label = "no client contract",
    note = "add `client = …` above `pub struct {Self}`, with the name of the `#[client_contract]` trait: `#[hub(client = ChatClient)]`"
)]
pub trait CallsClients {
    /// Proxy for any number of clients.
    type Many;
    /// Proxy for one client.
    type One;
    #[doc(hidden)]
    fn many(target: PushTarget) -> Self::Many;
    #[doc(hidden)]
    fn one(target: CallTarget) -> Self::One;
}

#[diagnostic::do_not_recommend]
impl<H: HubType> CallsClients for H
where
    H::Client: DeclaredContract,
{
    type Many = <H::Client as DeclaredContract>::Many;
    type One = <H::Client as DeclaredContract>::One;

    fn many(target: PushTarget) -> Self::Many {
        H::Client::many(target)
    }

    fn one(target: CallTarget) -> Self::One {
        H::Client::one(target)
    }
}

// The proxies are parameters of the methods that give them, as rustc then says what `CallsClients` says; it would say of a
// result `H::Many` that the method is not there.

/// Everyone who can be called from anywhere.
pub struct Clients<H> {
    mounted: Arc<Mounted<H>>,
    asking: Option<AskingCall>,
}

impl<H> Clients<H> {
    pub(crate) fn new(mounted: Arc<Mounted<H>>) -> Self {
        Self {
            mounted,
            asking: None,
        }
    }

    /// Does not compile, and says why: without it, rustc would advise `all`, which calls everyone.
    #[doc(hidden)]
    pub fn caller<O>(&self) -> O
    where
        H: CallsClients<One = O>,
        Self: HasCaller,
    {
        unreachable!("a handle has no caller; this is a bug in hubs-runtime")
    }

    /// Does not compile, and says why.
    #[doc(hidden)]
    pub fn others<M>(&self) -> M
    where
        H: CallsClients<Many = M>,
        Self: HasCaller,
    {
        unreachable!("a handle has no caller; this is a bug in hubs-runtime")
    }

    fn many<M>(&self, target: Target) -> M
    where
        H: CallsClients<Many = M>,
    {
        H::many(PushTarget {
            delivery: self.mounted.delivery.clone(),
            target,
        })
    }

    fn one<O>(&self, connection: ConnectionId) -> O
    where
        H: CallsClients<One = O>,
    {
        H::one(CallTarget {
            delivery: self.mounted.delivery.clone(),
            options: self.mounted.options.clone(),
            connection,
            local: None,
            asking: self.asking.clone(),
        })
    }

    /// Every connected client.
    pub fn all<M>(&self) -> M
    where
        H: CallsClients<Many = M>,
    {
        self.many(Target::All)
    }

    /// Everyone but these connections.
    pub fn all_except<C: NamesConnection, M>(&self, connections: impl IntoIterator<Item = C>) -> M
    where
        H: CallsClients<Many = M>,
    {
        self.many(Target::AllExcept(ids(connections)))
    }

    /// One connection; pushes to an unknown one go nowhere.
    pub fn client<O>(&self, connection: impl NamesConnection) -> O
    where
        H: CallsClients<One = O>,
    {
        self.one(connection.into())
    }

    /// Each of these connections that exists.
    pub fn clients<C: NamesConnection, M>(&self, connections: impl IntoIterator<Item = C>) -> M
    where
        H: CallsClients<Many = M>,
    {
        self.many(Target::Connections(ids(connections)))
    }

    /// The members of a group. Names are case-sensitive.
    pub fn group<M>(&self, group: impl GroupName) -> M
    where
        H: CallsClients<Many = M>,
    {
        self.many(Target::Group(group.as_ref().into()))
    }

    /// The members of several groups; who is in two of them gets two copies.
    pub fn groups<G: GroupName, M>(&self, groups: impl IntoIterator<Item = G>) -> M
    where
        H: CallsClients<Many = M>,
    {
        let groups = groups.into_iter().map(|group| group.as_ref().into());
        self.many(Target::Groups(groups.collect()))
    }

    /// The members of a group but these connections.
    pub fn group_except<C: NamesConnection, M>(
        &self,
        group: impl GroupName,
        connections: impl IntoIterator<Item = C>,
    ) -> M
    where
        H: CallsClients<Many = M>,
    {
        self.many(Target::GroupExcept(group.as_ref().into(), ids(connections)))
    }

    /// All connections of one user.
    pub fn user<M>(&self, user: impl NamesUser) -> M
    where
        H: CallsClients<Many = M>,
    {
        self.many(Target::Users(vec![user.into()]))
    }

    /// All connections of several users.
    pub fn users<U: NamesUser, M>(&self, users: impl IntoIterator<Item = U>) -> M
    where
        H: CallsClients<Many = M>,
    {
        self.many(Target::Users(users.into_iter().map(Into::into).collect()))
    }
}

fn ids<C: NamesConnection>(connections: impl IntoIterator<Item = C>) -> Vec<ConnectionId> {
    connections.into_iter().map(Into::into).collect()
}

/// [`Clients`] as seen from a call: with the caller and the others.
pub struct CallerClients<H> {
    clients: Clients<H>,
    caller: Arc<Connection>,
}

impl<H> CallerClients<H> {
    pub(crate) fn new(
        mounted: Arc<Mounted<H>>,
        caller: Arc<Connection>,
        scope: Arc<CallScope>,
    ) -> Self {
        let asking = AskingCall {
            scope,
            caller: caller.clone(),
        };
        Self {
            clients: Clients {
                mounted,
                asking: Some(asking),
            },
            caller,
        }
    }

    /// The caller.
    pub fn caller<O>(&self) -> O
    where
        H: CallsClients<One = O>,
    {
        H::one(CallTarget {
            delivery: self.mounted.delivery.clone(),
            options: self.mounted.options.clone(),
            connection: self.caller.id.clone(),
            local: Some(self.caller.clone()),
            asking: self.clients.asking.clone(),
        })
    }

    /// Everyone but the caller.
    pub fn others<M>(&self) -> M
    where
        H: CallsClients<Many = M>,
    {
        self.many(Target::AllExcept(vec![self.caller.id.clone()]))
    }

    /// The members of a group but the caller.
    pub fn others_in_group<M>(&self, group: impl GroupName) -> M
    where
        H: CallsClients<Many = M>,
    {
        self.group_except(group, [&self.caller.id])
    }
}

impl<H> Deref for CallerClients<H> {
    type Target = Clients<H>;

    fn deref(&self) -> &Clients<H> {
        &self.clients
    }
}

/// Clients among which the caller is. Nothing implements it.
#[diagnostic::on_unimplemented(
    message = "the caller is gone when `#[on_disconnected]` runs, so it cannot be called",
    label = "nobody is there to be called",
    note = "tell those who are still there: `cx.clients().others()`, `.group(name)` or `.user(id)`; what the caller should know, \
            send before it leaves"
)]
#[doc(hidden)]
pub trait CallerIsThere {}

/// Clients of which one is calling. Nothing implements it.
#[diagnostic::on_unimplemented(
    message = "a `HubHandle` has no caller: it calls clients from outside of a call",
    label = "nobody is calling here",
    note = "name who is meant: `.client(connection_id)`, `.user(id)`, `.group(name)`, or `.all()` for everyone; in a hub method \
            `cx.clients().caller()` is who calls"
)]
#[doc(hidden)]
pub trait HasCaller {}

/// [`Clients`] as seen from `#[on_disconnected]`: the caller is gone.
pub struct DepartedClients<H> {
    clients: Clients<H>,
    departed: ConnectionId,
}

impl<H> DepartedClients<H> {
    pub(crate) fn new(mounted: Arc<Mounted<H>>, departed: ConnectionId) -> Self {
        Self {
            clients: Clients::new(mounted),
            departed,
        }
    }

    /// Does not compile, and says why: without it, rustc would advise `all`, which calls everyone.
    #[doc(hidden)]
    pub fn caller<O>(&self) -> O
    where
        H: CallsClients<One = O>,
        Self: CallerIsThere,
    {
        unreachable!("nobody has departed and is there; this is a bug in hubs-runtime")
    }

    /// Everyone who is still there.
    pub fn others<M>(&self) -> M
    where
        H: CallsClients<Many = M>,
    {
        self.many(Target::AllExcept(vec![self.departed.clone()]))
    }

    /// The members of a group who are still there.
    pub fn others_in_group<M>(&self, group: impl GroupName) -> M
    where
        H: CallsClients<Many = M>,
    {
        self.group_except(group, [&self.departed])
    }
}

impl<H> Deref for DepartedClients<H> {
    type Target = Clients<H>;

    fn deref(&self) -> &Clients<H> {
        &self.clients
    }
}
