//! Calling clients: whom, and how.
//!
//! The methods themselves are on the two proxy types that `#[client_contract]` writes: one for any number of clients,
//! one for a single client, which alone can be asked for an answer.

use std::{ops::Deref, sync::Arc};

pub use crate::call::outgoing::{CallTarget, PushTarget};
use crate::{
    call::{outgoing::AskingCall, scope::CallScope},
    connection::{Connection, ConnectionId, UserId},
    delivery::Target,
    hub::{HubType, mounted::Mounted},
    info::{AboutInfo, ClientInfo, ClientMethodInfo},
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
    mounted: Arc<Mounted<H>>,
    asking: Option<AskingCall>,
}

impl<H: HubType> Clients<H> {
    pub(crate) fn new(mounted: Arc<Mounted<H>>) -> Self {
        Self {
            mounted,
            asking: None,
        }
    }

    fn many(&self, target: Target) -> Many<H> {
        H::Client::many(PushTarget {
            delivery: self.mounted.delivery.clone(),
            target,
        })
    }

    fn one(&self, connection: ConnectionId) -> One<H> {
        H::Client::one(CallTarget {
            delivery: self.mounted.delivery.clone(),
            options: self.mounted.options.clone(),
            connection,
            local: None,
            asking: self.asking.clone(),
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
    caller: Arc<Connection>,
}

impl<H: HubType> CallerClients<H> {
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
    pub fn caller(&self) -> One<H> {
        H::Client::one(CallTarget {
            delivery: self.mounted.delivery.clone(),
            options: self.mounted.options.clone(),
            connection: self.caller.id.clone(),
            local: Some(self.caller.clone()),
            asking: self.clients.asking.clone(),
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
    pub(crate) fn new(mounted: Arc<Mounted<H>>, departed: ConnectionId) -> Self {
        Self {
            clients: Clients::new(mounted),
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
